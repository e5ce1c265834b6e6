import type { Report, RunContext } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import { decisionTable, statusLine, timeZones } from "@gitops-actions/core/policy";
import type { Pull } from "@gitops-actions/core/promotion/pull-request";
import { code, link } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import { changeOfPull, judgedOf } from "./change.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Request } from "./inputs.ts";
import type { Ports } from "./ports.ts";
import { readWorld } from "./world.ts";

/**
 * Judges the pull requests of this event and writes nothing: for a `pull_request` or `merge_group`
 * workflow, which a ruleset can require. It fails unless every gate is open.
 * @throws `input-conflict` for another event; `pull-request-not-found`
 */
export async function check(
  request: Request,
  context: RunContext,
  ports: Ports,
): Promise<Report<OutputName>> {
  const wanted = numbersIn(context);
  const { client, token } = await ports.connect({
    contents: "read",
    pull_requests: "read",
    statuses: "read",
    checks: "read",
    deployments: "read",
  });
  const concerns = ({ number }: Pull): boolean => wanted.includes(number);
  const world = await readWorld(request, { client, ports, concerns });
  const missing = wanted.filter((number) => !world.pulls.some((pull) => pull.number === number));
  if (missing.length > 0) {
    throw new UserError(
      "pull-request-not-found",
      `pull request ${missing.map((number) => `#${number}`).join(", ")} is not an open one into ${world.overview.branch}`,
      { hint: "Run this check on pull requests into the branch that Argo CD or Flux follows." },
    );
  }
  const changes = world.pulls.map((pull) => ({ pull, change: changeOfPull(pull, world) }));
  const from = request.fromRepository ?? request.repository;
  const subjects = changes.map(({ change }) => change);
  const evidence = await gatherEvidence(subjects, { world, ports, from });
  const judged = changes.map(({ pull, change }) => ({
    pull,
    ...judgedOf(change, { world, evidence }),
  }));

  const render = { now: world.question.now, zones: timeZones() };
  const closed = judged.filter(({ decision }) => decision.state !== "pass");
  const [first] = closed;
  for (const { pull, decision } of judged)
    ports.log.info(`#${pull.number}: ${statusLine(decision, render)}`);
  const [only] = judged;
  return {
    outputs: {
      operation: "none",
      "pull-request-number": only?.pull.number,
      "pull-request-url": only?.pull.url,
      decision: first?.decision.state ?? "pass",
      "retry-at": first?.decision.changesAt?.toISOString(),
      changed: false,
      promotions: "[]",
    },
    result: {
      checked: judged.map(({ pull, decision }) => ({
        number: pull.number,
        url: pull.url,
        decision,
      })),
      requests: client.requests,
    },
    summary: `${judged
      .map(
        ({ pull, decision }) =>
          `### ${link(`#${pull.number}`, pull.url)} ${code(decision.state)}\n\n${decisionTable(decision, render)}`,
      )
      .join("\n\n")}\n\n- ${client.requests} API requests with ${token}\n`,
    ...(first === undefined
      ? {}
      : {
          failure: new UserError(
            "gates-closed",
            `#${first.pull.number} may not enter yet: ${statusLine(first.decision, render)}`,
            {
              hint: "The table in the step summary says for each gate what it waits for. Run the check again then.",
            },
          ),
        }),
  };
}

/** The pull requests of an event: its own, or those that a merge group brings. */
function numbersIn({ event, eventName }: RunContext): readonly number[] {
  const { pull_request: pull, merge_group: group } = event;
  if (isRecord(pull) && typeof pull["number"] === "number") return [pull["number"]];
  // `refs/heads/gh-readonly-queue/main/pr-12-<oid>`: GitHub tells it nowhere else.
  const ref = isRecord(group) ? String(group["head_ref"]) : "";
  const number = /\/pr-(\d+)-[0-9a-f]{40}$/.exec(ref)?.[1];
  if (number !== undefined) return [Number(number)];
  throw new UserError(
    "input-conflict",
    `mode "check" was run by the event "${eventName}", which has no pull request`,
    {
      hint: "Run it on: pull_request and merge_group.",
    },
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
