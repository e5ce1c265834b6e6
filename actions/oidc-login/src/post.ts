import { rmSync } from "node:fs";
import { removeProfile } from "@gitops-actions/adapters/aws/profile";
import { removeLogins } from "@gitops-actions/adapters/docker-config";
import { keptForPost, type Log, runPost, setVariable } from "@gitops-actions/adapters/runner";
import { UNDO, type Undo } from "./undo.ts";

runPost("oidc-login", async ({ log }) => {
  const kept = keptForPost(UNDO);
  if (kept === undefined) return;
  const undo = kept as Undo; // main keeps nothing else by this name
  blank(undo, log);
  // Each does all it has to before it yields, so that one which fails keeps no other from being done.
  await Promise.all([
    removeCredentialsFile(undo, log),
    removeAwsProfile(undo, log),
    logOut(undo, log),
  ]);
});

function blank({ variables }: Undo, log: Log): void {
  for (const name of variables) setVariable(name, "");
  if (variables.length > 0) log.info(`Blanked ${variables.join(", ")}.`);
}

async function removeCredentialsFile({ credentialsFile }: Undo, log: Log): Promise<void> {
  if (credentialsFile === undefined) return;
  rmSync(credentialsFile, { force: true });
  log.info(`Removed ${credentialsFile}.`);
}

async function removeAwsProfile({ profile: place }: Undo, log: Log): Promise<void> {
  if (place === undefined || !removeProfile(place)) return;
  log.info(`Removed the profile ${place.profile} from ${place.file}.`);
}

async function logOut({ docker }: Undo, log: Log): Promise<void> {
  if (docker === undefined) return;
  const hosts = removeLogins(docker.file, docker.logins);
  log.info(
    hosts.length === 0
      ? `${docker.file} has none of this step's entries any more.`
      : `Removed ${hosts.join(", ")} from ${docker.file}.`,
  );
}
