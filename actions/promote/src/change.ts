import {
  claimsOf,
  type Evidence,
  type JudgedChange,
  judgeChange,
  makersOf,
  type ProposedChange,
  type Pull,
  touchesOf,
} from "@gitops-actions/core/promotion/pull-request";
import { claimsIn } from "./describe.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";
import type { World } from "./world.ts";

/** A pull request as the change that it brings. */
export function changeOfPull(pull: Pull, world: World): ProposedChange {
  const { view } = world.question;
  return {
    pull,
    makers: makersOf(pull),
    paths: pull.paths,
    touches: touchesOf(pull.paths, { view, onlyApp: world.onlyApp }),
    texts: mergedTexts(pull, world),
    unread: unreadOf(pull, world),
    claims: claimsOf(pull),
  };
}

/** Why not all that a pull request changes is known. */
function unreadOf(pull: Pull, world: World): ProposedChange["unread"] {
  if (pull.pathsCut) {
    const remedy = "Put it into smaller pull requests.";
    return { why: "it changes too many files to look at each", remedy };
  }
  if (world.textsAt(pull, pull.headOid) !== undefined) return undefined;
  const fault = world.faultAt(pull.headOid);
  if (fault !== undefined) return { why: fault.located, remedy: fault.hint };
  return { why: "the commit at its head cannot be read", remedy: "Push to it once more." };
}

/** A task as the change that its pull request would bring. */
export function changeOfTask({ move }: Task, session: Session): ProposedChange {
  const { world } = session;
  const { view } = world.question;
  const paths = move.edit.files.map(({ path }) => path);
  const claims = claimsIn(session);
  return {
    pull: undefined,
    makers: [world.overview.viewer, claims.requestedBy ?? []].flat(),
    paths,
    touches: touchesOf(paths, { view, onlyApp: world.onlyApp }),
    texts: new Map([
      ...world.texts,
      ...move.edit.files.map(({ path, text }) => [path, text] as const),
    ]),
    unread: undefined,
    claims,
  };
}

/** The base branch's files with those that a pull request changes as it leaves them. */
export function mergedTexts(pull: Pull, world: World): ReadonlyMap<string, string> {
  const texts = new Map(world.texts);
  const changed = world.textsAt(pull, pull.headOid);
  for (const path of pull.paths) {
    const text = changed?.get(path);
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
  }
  return texts;
}

/** The answer about a change. */
export function judgedOf(
  change: ProposedChange,
  { world, evidence }: { readonly world: World; readonly evidence: Omit<Evidence, "textsAt"> },
): JudgedChange {
  const { pull } = change;
  return judgeChange(change, {
    question: world.question,
    evidence: {
      ...evidence,
      textsAt: (oid) => (pull === undefined ? undefined : world.textsAt(pull, oid)),
    },
  });
}
