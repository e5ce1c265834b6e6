import { UserError } from "../errors.ts";
import {
  type CommitMessage,
  fillSubject,
  isNewerRun,
  type MessageSection,
  type RecordedEntry,
  writeBatchMessage,
} from "../evidence/index.ts";
import {
  configFor,
  lastWriter,
  planUpdate,
  type TrustedCommit,
  type UpdatePlan,
} from "../promotion/index.ts";
import type { Intent } from "./intent.ts";
import type { Pending } from "./pending.ts";

/** The branch as whoever leads has read it. */
export interface BatchView {
  /** Its newest commits, newest first: at least all above the oldest parent of an intent, if it is there. */
  readonly commits: readonly SeenCommit[];
  /** Texts of the files that exist of those in {@link batchPaths}, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface SeenCommit extends TrustedCommit {
  /** What it records, if our own actor made it; empty for all others. */
  readonly recorded: readonly RecordedEntry[];
}

/** One commit for many intents. */
export interface Batch {
  readonly message: CommitMessage;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly carried: readonly Pending[];
  /** Not to be landed, and why: their owners find them gone and decide for themselves. */
  readonly dropped: readonly Dropped[];
}

export interface Dropped {
  readonly pending: Pending;
  readonly why: string;
}

/** Together at most so many characters of files in one commit; what does not fit waits for the next. */
const MAX_BATCH_CHARACTERS = 2_000_000;

/** Every path that has to be read to decide on these intents. */
export function batchPaths(pending: readonly Pending[]): readonly string[] {
  return [...new Set(pending.flatMap(({ intent }) => [intent.configPath, ...intent.paths]))];
}

/**
 * The intents that the branch's history lets land: not landed before, and decided on a commit that is in
 * it. A branch that was rewritten meanwhile holds neither, and nobody else can tell what its owner saw.
 */
export function landable(
  pending: readonly Pending[],
  commits: readonly SeenCommit[],
): { readonly landable: readonly Pending[]; readonly dropped: readonly Dropped[] } {
  const known = new Set(commits.map(({ oid }) => oid));
  const landed = new Set(commits.flatMap(({ recorded }) => recorded.map(({ intent }) => intent)));
  const whyNot = ({ oid, parent }: Pending): string | undefined => {
    if (landed.has(oid)) return "a commit of the branch carries it already";
    return known.has(parent.oid) ? undefined : "the branch was rewritten since it was decided on";
  };
  return {
    landable: pending.filter((one) => whyNot(one) === undefined),
    dropped: pending.flatMap((one) => {
      const why = whyNot(one);
      return why === undefined ? [] : [{ pending: one, why }];
    }),
  };
}

/**
 * The commit for as many of these intents as can go together, each decided on as if it were our own input:
 * policy, layout, monotonic guard, exact edit. Those that stay out are either dropped, or wait for the next
 * batch because another goes first: of two for one app in one environment the newer run, else the older
 * intent.
 */
export function planBatch(pending: readonly Pending[], view: BatchView): Batch {
  const { landable: candidates, dropped } = landable(pending, view.commits);
  const first = candidates.filter((one) => goesFirst(one, candidates));
  const { sections, texts, carried, refused } =
    planTogether(first, view) ?? planInTurn(first, view);
  return {
    message: writeBatchMessage(sections),
    files: [...texts].map(([path, text]) => ({ path, text })),
    carried,
    dropped: [...dropped, ...refused],
  };
}

/** What becomes of some intents. */
interface Planned {
  /** Of the files that change, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly carried: readonly Pending[];
  /** One for each that is carried. */
  readonly sections: readonly MessageSection[];
  readonly refused: readonly Dropped[];
}

/**
 * All intents as one edit, so that a file that they share is parsed once and not for each of them; undefined
 * where one of them has to be looked at by itself, be it only to be refused.
 */
function planTogether(pending: readonly Pending[], view: BatchView): Planned | undefined {
  const [first] = pending;
  if (first === undefined || !pending.every((one) => isLike(one, first))) return undefined;
  const carried: Pending[] = [];
  for (const one of pending) if (!sharesSlot(one, carried)) carried.push(one);
  const targets = carried.flatMap(({ intent }) => intent.targets);
  const plan = planOne({ ...first.intent, targets, allowOlder: true }, view);
  if (typeof plan === "string") return undefined;
  const { files } = plan.edit;
  if (sizeOf(new Map(), files) > MAX_BATCH_CHARACTERS) return undefined;
  const own = carried.map((one) => ({ one, entries: entriesOf(one, plan) }));
  const isClean = own.every(
    ({ one, entries }) =>
      entries.some(({ changes }) => changes.length > 0) &&
      newerThan(one.intent, { entries }, view.commits) === undefined,
  );
  if (!isClean) return undefined;
  return {
    texts: new Map(files.map(({ path, text }) => [path, text])),
    carried,
    sections: own.map(({ one, entries }) => sectionOf(one, { entries })),
    refused: [],
  };
}

/** Whether two intents can be one request: of the same environment, and nothing but images. */
function isLike({ intent }: Pending, { intent: other }: Pending): boolean {
  return (
    intent.environment === other.environment &&
    intent.configPath === other.configPath &&
    intent.layout === other.layout &&
    intent.expectedCurrent === undefined &&
    intent.targets.every((target) => "image" in target)
  );
}

function entriesOf({ intent }: Pending, { entries }: UpdatePlan): UpdatePlan["entries"] {
  const apps = new Set(intent.targets.map(({ app }) => app));
  return entries.filter(({ app }) => apps.has(app));
}

/** The intents one after the other, each on what those before it have made of the files. */
function planInTurn(pending: readonly Pending[], view: BatchView): Planned {
  const texts = new Map(view.texts);
  const written = new Map<string, string>();
  const carried: Pending[] = [];
  const sections: MessageSection[] = [];
  const refused: Dropped[] = [];
  for (const one of pending) {
    if (sharesSlot(one, carried)) continue;
    const plan = planOne(one.intent, { ...view, texts });
    if (typeof plan === "string") {
      refused.push({ pending: one, why: plan });
      continue;
    }
    const { files } = plan.edit;
    if (carried.length > 0 && sizeOf(written, files) > MAX_BATCH_CHARACTERS) continue;
    for (const { path, text } of files) {
      texts.set(path, text);
      written.set(path, text);
    }
    carried.push(one);
    sections.push(sectionOf(one, plan));
  }
  return { texts: written, carried, sections, refused };
}

function sectionOf(
  { oid, intent }: Pending,
  { entries }: Pick<UpdatePlan, "entries">,
): MessageSection {
  const { message, run } = intent;
  const changed = entries.filter(({ changes }) => changes.length > 0);
  const subject = message === undefined ? undefined : fillSubject(message, changed);
  return { entries: changed, run, subject, intent: oid };
}

/** Whether no newer run of the same workflow wants one of the same apps. */
function goesFirst({ intent }: Pending, candidates: readonly Pending[]): boolean {
  return !candidates.some(
    (other) => sharesSlot(other, [{ intent }]) && isNewerRun(other.intent.run, intent.run),
  );
}

function sharesSlot(one: Pick<Pending, "intent">, others: readonly Pick<Pending, "intent">[]) {
  const { environment, targets } = one.intent;
  const apps = new Set(targets.map(({ app }) => app));
  return others.some(
    ({ intent }) =>
      intent.environment === environment && intent.targets.some(({ app }) => apps.has(app)),
  );
}

/** The intent's plan, or why it is not to be landed. */
function planOne(intent: Intent, { commits, texts }: BatchView): UpdatePlan | string {
  try {
    const config = configFor(intent, texts.get(intent.configPath));
    if (config.environments.get(intent.environment)?.delivery === "pull-request") {
      return `${intent.configPath} wants pull requests for environment "${intent.environment}"`;
    }
    const plan = planUpdate(intent, config, texts);
    if (plan.edit.files.length === 0) return "the branch holds it already";
    const newer = newerThan(intent, plan, commits);
    return newer === undefined ? plan : `a newer run has set app "${newer}"`;
  } catch (error) {
    if (error instanceof UserError) return error.located;
    throw error;
  }
}

/** The app that a newer run has set, where the intent minds. */
function newerThan(
  { allowOlder, run }: Intent,
  { entries }: Pick<UpdatePlan, "entries">,
  commits: readonly TrustedCommit[],
): string | undefined {
  if (allowOlder) return undefined;
  const changed = entries.filter(({ changes }) => changes.length > 0);
  return changed.find((entry) => lastWriter(entry, run, commits).kind === "newer")?.app;
}

function sizeOf(
  written: ReadonlyMap<string, string>,
  files: readonly { readonly path: string; readonly text: string }[],
): number {
  const after = new Map(written);
  for (const { path, text } of files) after.set(path, text);
  return [...after.values()].reduce((sum, { length }) => sum + length, 0);
}
