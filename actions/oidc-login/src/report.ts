import type { Shadow } from "@gitops-actions/adapters/docker-config";
import type { Annotation, Report } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import { type Claims, shownClaims } from "@gitops-actions/core/identity";
import type {
  FailedCondition,
  TrustFinding,
  TrustRating,
  TrustReport,
  Verdict,
} from "@gitops-actions/core/identity/trust";
import { code, codeBlock, plain, table } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import type { Applied } from "./apply.ts";
import type { Explanation, Proposal } from "./explain.ts";
import type { Login, Refused } from "./login.ts";

type Outputs = Report<OutputName>["outputs"];

const NOTHING: Outputs = {
  "aws-account-id": undefined,
  registries: undefined,
  "expires-at": undefined,
  "credentials-file": undefined,
  claims: undefined,
};

/** What the step shows and hands on once all clouds have said yes. No secret is in it. */
export function loginReport(
  logins: readonly Login[],
  { shadows, credentialsFile, trust }: Applied & { readonly trust: TrustReport | undefined },
): Report<OutputName> {
  const registries = logins.flatMap((login) => login.registries);
  const ends = [...logins, ...registries].map(({ expiresAt }) => expiresAt.toISOString()).sort();
  const claims = shownClaims(logins[0]?.claims ?? {});
  return {
    outputs: {
      "aws-account-id": logins.find(({ account }) => account !== undefined)?.account,
      registries: registries.map(({ host }) => host).join("\n"),
      "expires-at": ends[0],
      "credentials-file": credentialsFile,
      claims: JSON.stringify(claims),
    },
    result: {
      logins: logins.map(({ cloud, identity, account, expiresAt }) => ({
        cloud,
        identity,
        ...(account === undefined ? {} : { account }),
        expiresAt,
      })),
      registries: registries.map(({ host, expiresAt }) => ({ host, expiresAt })),
      claims,
      ...(credentialsFile === undefined ? {} : { credentialsFile }),
      ...(trust === undefined ? {} : { trust }),
    },
    summary: summary([
      `### ✅ Logged in to ${logins.map(({ cloud }) => cloud).join(" and ")}`,
      table(
        ["who", "until"],
        [
          ...logins.map(({ identity, expiresAt }) => [code(identity), shown(expiresAt)]),
          ...registries.map(({ host, expiresAt }) => [`docker at ${code(host)}`, shown(expiresAt)]),
        ],
      ),
      trust === undefined
        ? "How tight the trust is can be told where `trust-policy` is given."
        : rated(trust),
      claimTable(claims),
    ]),
    annotations: [...shadows.map(shadowed), ...(trust?.findings ?? []).flatMap(asAnnotation)],
  };
}

/** What the log says of logins, a line each. */
export function logLines(logins: readonly Login[]): readonly string[] {
  return logins.flatMap(({ cloud, identity, expiresAt, registries }) => [
    `${cloud}: this job is ${identity} until ${expiresAt.toISOString()}`,
    ...registries.map(
      (registry) => `  docker at ${registry.host} until ${registry.expiresAt.toISOString()}`,
    ),
  ]);
}

/** What the step shows when a cloud has said no. */
export function refusalReport(
  { cloud, refusal, claims }: Refused,
  { verdict, proposal }: Explanation,
): Report<OutputName> {
  const shown = shownClaims(claims);
  const words = [
    refusal.message,
    ...(refusal.byTrust ? ["The token says:", ...claimLines(shown)] : []),
    ...verdictLines(verdict),
  ];
  const { code: errorCode, hint } = refusal;
  return {
    outputs: { ...NOTHING, claims: JSON.stringify(shown) },
    result: {
      error: { code: errorCode, message: refusal.message, hint },
      claims: shown,
      ...(verdict === undefined ? {} : { verdict }),
      ...(proposal === undefined ? {} : { proposal: proposal.text }),
    },
    summary: summary([
      `### ❌ ${cloud} refuses this job`,
      plain(refusal.message),
      plain(hint),
      refusal.byTrust ? claimTable(shown) : "",
      verdictTable(verdict),
      proposed(proposal),
    ]),
    failure: new UserError(errorCode, words.join("\n"), {
      hint: proposal === undefined ? hint : `${hint}\n\n${proposal.text}`,
    }),
  };
}

/** What the step shows of a policy that it only rates. It fails where trust is too broad. */
export function checkReport(trust: TrustReport): Report<OutputName> {
  const isTooBroad = trust.rating === "too-broad";
  return {
    outputs: NOTHING,
    result: { trust },
    summary: summary([`### ${isTooBroad ? "❌" : "✅"} Trust policy checked`, rated(trust)]),
    annotations: trust.findings.flatMap(asAnnotation),
    ...(isTooBroad
      ? {
          failure: new UserError("trust-too-broad", `trust is too broad: ${trust.who}`, {
            hint: "Each finding says what to write in its place.",
          }),
        }
      : {}),
  };
}

const RATING: Readonly<Record<TrustRating, string>> = {
  "too-broad": "🔴 too broad",
  "ci-only": "🟠 for CI only",
  good: "🟡 good",
  better: "🟢 better",
  best: "🟢 best",
  closed: "⚪ closed to GitHub",
};

function rated({ cloud, rating, who, findings, tighter }: TrustReport): string {
  const rows = findings.map(({ severity, message, fix, place }) => [
    severity,
    place?.line === undefined ? "" : String(place.line),
    plain(message),
    plain(fix),
  ]);
  return summary([
    `Trust is **${RATING[rating]}**: ${plain(who)}.`,
    rows.length === 0 ? "" : table(["", "line", "found", "better"], rows),
    tighter === undefined
      ? ""
      : `<details><summary>Tighter trust, to paste</summary>\n\n${codeBlock(cloud === "AWS" ? "json" : "cel", tighter)}\n\n</details>`,
  ]).trimEnd();
}

function asAnnotation({ severity, message, fix, place, code: title }: TrustFinding): Annotation[] {
  // What was given as the input's text has no file that GitHub could show it at.
  const at = place?.file === "trust-policy" ? {} : place;
  return [{ level: severity, title, message: `${message}\n${fix}`, ...at }];
}

function shadowed({ host, by, helper }: Shadow): Annotation {
  return {
    level: "warning",
    title: "docker asks a credential helper",
    message:
      by === "credHelpers"
        ? `docker's config names docker-credential-${helper} for ${host}: it is asked, and the entry that was written is not looked at. Remove it from credHelpers unless it logs in by itself.`
        : `docker's config has credsStore ${helper}: docker asks docker-credential-${helper} about ${host} and does not look at the entry that was written. Set DOCKER_CONFIG for the job to a folder of its own.`,
  };
}

function claimLines(claims: Claims): string[] {
  return Object.entries(claims).map(([name, value]) => `  ${name} = ${value}`);
}

function claimTable(claims: Claims): string {
  const rows = Object.entries(claims).map(([name, value]) => [code(name), code(value)]);
  return `<details><summary>What GitHub's token says of this job</summary>\n\n${table(["claim", "value"], rows)}\n\n</details>`;
}

function verdictLines(verdict: Verdict | undefined): string[] {
  if (verdict === undefined) return [];
  if (verdict.accepted) {
    return [
      "The trust policy that was given accepts this token: it is not the one in force, or the cloud has not taken it up yet.",
    ];
  }
  return verdict.failed.map(
    (failed) =>
      `The trust policy wants ${[failed.condition, wanted(failed)].join(" ").trim()}; the token has ${failed.got ?? "no such claim"}${failed.why === undefined ? "" : ` (${failed.why})`}.`,
  );
}

function wanted({ wanted: values }: FailedCondition): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

function verdictTable(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "";
  if (verdict.accepted) return verdictLines(verdict).join(" ");
  const rows = verdict.failed.map((failed) => [
    code(failed.condition),
    failed.wanted.map(code).join(" or "),
    failed.got === undefined ? "—" : code(failed.got),
    plain(failed.why ?? ""),
  ]);
  return table(["condition that fails", "wants", "the token has", "why"], rows);
}

function proposed(proposal: Proposal | undefined): string {
  if (proposal === undefined) return "";
  return `Trust that accepts this job, and few others:\n\n${codeBlock(proposal.language, proposal.text)}`;
}

function shown(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, "Z");
}

function summary(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
