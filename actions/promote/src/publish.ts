import { createHash } from "node:crypto";
import { createStatus, type Details } from "@gitops-actions/adapters/github";
import { ROLLUP } from "@gitops-actions/core/evidence";
import {
  type Decision,
  decisionTable,
  type RenderOptions,
  statusLine,
} from "@gitops-actions/core/policy";
import type { Rollup } from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import type { Session } from "./session.ts";

const DETAILS = "gitops/promotion details";

/**
 * Whether what is published says this already. Not the words are compared, in which time goes by, but what
 * they say: the answer of each gate, and when it changes by itself.
 */
export function isPublished(
  decision: Decision,
  {
    reports,
    viewer,
    armed,
  }: {
    readonly reports: ReadonlyMap<string, Rollup>;
    readonly viewer: string;
    readonly armed: boolean;
  },
): boolean {
  const rollup = reports.get(ROLLUP);
  return (
    rollup?.actor === viewer &&
    rollup.state === stateOf(decision, armed) &&
    rollup.url?.endsWith(`#${fingerprint(decision)}`) === true
  );
}

function fingerprint({ state, gates, changesAt }: Decision): string {
  const says = [state, changesAt, ...gates.map((gate) => [gate.name, gate.state, reasonOf(gate)])];
  return createHash("sha256").update(JSON.stringify(says)).digest("hex").slice(0, 12);
}

/** The reason without its clock: how much of a soak is over says nothing new. */
function reasonOf({ reason }: Decision["gates"][number]): string {
  return reason.replaceAll(/\b(?:\d+(?:\.\d+)?(?:ms|[dhms]))+\b/g, "");
}

/** Posts the roll-up on a commit. */
export async function publishStatus(
  session: Session,
  {
    oid,
    url,
    decision,
    armed,
  }: {
    readonly oid: string;
    readonly url: string;
    readonly decision: Decision;
    /** Whether GitHub's auto-merge is armed. */
    readonly armed: boolean;
  },
): Promise<void> {
  const { client, request, render } = session;
  const status = {
    oid,
    context: ROLLUP,
    state: stateOf(decision, armed),
    description: statusLine(decision, render),
    url: `${url}#${fingerprint(decision)}`,
  };
  await again(session, () => createStatus(client, request.repository, status));
}

/** A pass that ends by itself stays pending where GitHub would merge on its own at any later time. */
function stateOf({ state, validUntil }: Decision, armed: boolean): Rollup["state"] {
  return armed && validUntil !== undefined ? "pending" : STATES[state];
}

const STATES = { pass: "success", wait: "pending", fail: "failure" } as const;

/** The check run that shows every gate with its reason. */
export function detailsOf(oid: string, decision: Decision, render: RenderOptions): Details {
  return {
    oid,
    name: DETAILS,
    title: statusLine(decision, render),
    summary: `${decisionTable(decision, render)}\n\nThis check only informs. The status \`${ROLLUP}\` is the one that a ruleset can require.`,
  };
}
