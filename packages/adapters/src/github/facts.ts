import { UserError } from "@gitops-actions/core/errors";
import type { VerificationRecord } from "@gitops-actions/core/evidence";
import {
  FILE_FRAGMENT,
  type FileReply,
  provenFile,
  type RepositoryFile,
  SYMBOLIC_LINK,
} from "./branch.ts";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";
import { asRecord, type DeploymentReply, RECORD_FRAGMENT, selectRecord } from "./records.ts";

/** Files to read at one commit. */
export interface FilesAt {
  readonly oid: string;
  readonly paths: readonly string[];
}

export interface ReadFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly files: readonly FilesAt[];
  /** Names of verification records: `staging/checkout`. */
  readonly records: readonly string[];
}

export interface RepositoryFacts {
  /**
   * The files that are there, by commit and path. A commit that could not be read has no entry. Symbolic
   * links are left out: their text is a path and no manifest.
   */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, RepositoryFile>>;
  /** The first file of a commit that is no text (`file-not-utf8`, `file-too-large`), by commit. */
  readonly faults: ReadonlyMap<string, UserError>;
  readonly records: ReadonlyMap<string, VerificationRecord>;
}

/**
 * Files and records asked for in one request. GitHub answers each from an index; this many stay far below
 * its limits of nodes and of time.
 */
const ASKED_PER_QUERY = 200;

type Ask =
  | { readonly kind: "file"; readonly oid: string; readonly path: string }
  | { readonly kind: "record"; readonly name: string };

/**
 * Files at any commits, their bytes proven by their blob ids, and verification records, together in one
 * request for every {@link ASKED_PER_QUERY} of them.
 * @throws `GitHubFailure`
 */
export async function readFacts(client: Client, read: ReadFacts): Promise<RepositoryFacts> {
  const [owner = "", name = ""] = read.repository.split("/");
  const asks = asksOf(read);
  const files = new Map<string, Map<string, RepositoryFile>>();
  const faults = new Map<string, UserError>();
  const records = new Map<string, VerificationRecord>();
  for (let from = 0; from < asks.length; from += ASKED_PER_QUERY) {
    const some = asks.slice(from, from + ASKED_PER_QUERY);
    for (const answer of await readSome(client, { owner, name, asks: some })) {
      if (answer.kind === "record") keepRecord(answer, records);
      else {
        const fault = await keepFile(client, { owner, name, answer, files });
        if (fault !== undefined) faults.set(answer.oid, faults.get(answer.oid) ?? fault);
      }
    }
  }
  for (const oid of faults.keys()) files.delete(oid);
  return { files, faults, records };
}

function asksOf({ files, records }: ReadFacts): readonly Ask[] {
  return [
    ...files.flatMap(({ oid, paths }) => paths.map((path): Ask => ({ kind: "file", oid, path }))),
    ...records.map((name): Ask => ({ kind: "record", name })),
  ];
}

/** Keeps a file's text; why it has none, where it is no text. */
async function keepFile(
  client: Client,
  {
    owner,
    name,
    answer: { oid, path, reply },
    files,
  }: {
    owner: string;
    name: string;
    answer: FileAnswer;
    files: Map<string, Map<string, RepositoryFile>>;
  },
): Promise<UserError | undefined> {
  const known = files.get(oid) ?? new Map<string, RepositoryFile>();
  files.set(oid, known);
  if (reply === undefined || reply.mode === SYMBOLIC_LINK) return undefined;
  try {
    const file = await provenFile(client, { owner, name, path, reply });
    if (file !== undefined) known.set(path, file);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function keepRecord({ name, reply }: RecordAnswer, records: Map<string, VerificationRecord>): void {
  const record = asRecord(name, reply);
  if (record !== undefined) records.set(name, record);
}

/**
 * The newest verification of each app in an environment, by the name of its record (`staging/checkout`);
 * what has none is left out.
 *
 * The records are GitHub deployments, one environment for each app in each environment, and nothing else
 * holds them: no index that could be stale, nothing to rebuild. Commit statuses were the other way; they
 * hang on commits, so finding the newest of one app means walking the history of its files, and for many
 * apps that runs into GitHub's ten seconds. An index blob would be one request less and one more truth.
 * @throws `GitHubFailure`
 */
export async function readRecords(
  client: Client,
  { repository, names }: { readonly repository: string; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, VerificationRecord>> {
  const { records } = await readFacts(client, { repository, files: [], records: names });
  return records;
}

interface FileAnswer {
  readonly kind: "file";
  readonly oid: string;
  readonly path: string;
  readonly reply: FileReply | undefined;
}

interface RecordAnswer {
  readonly kind: "record";
  readonly name: string;
  readonly reply: DeploymentReply | undefined;
}

type Answer = FileAnswer | RecordAnswer;

type Reply = Readonly<
  Record<`c${number}`, Readonly<Record<`f${number}`, FileReply | null>> | null> &
    Record<`d${number}`, { readonly nodes: readonly DeploymentReply[] }>
>;

async function readSome(
  client: Client,
  { owner, name, asks }: { owner: string; name: string; asks: readonly Ask[] },
): Promise<Answer[]> {
  const wanted = asks.flatMap((ask, index) => (ask.kind === "file" ? [{ ...ask, index }] : []));
  const commits = [...Map.groupBy(wanted, ({ oid }) => oid)];
  const records = asks.flatMap((ask, index) => (ask.kind === "record" ? [{ ...ask, index }] : []));
  const declared = [
    ...commits.map((_, at) => `, $c${at}: GitObjectID!`),
    ...wanted.map(({ index }) => `, $p${index}: String!`),
    ...records.map(({ index }) => `, $e${index}: [String!]`),
  ];
  const selected = [
    ...commits.map(([, paths], at) => {
      const each = paths.map(({ index }) => `f${index}: file(path: $p${index}) { ...File }`);
      return `c${at}: object(oid: $c${at}) { ... on Commit { ${each.join("\n")} } }`;
    }),
    ...records.map(({ index }) => selectRecord(`d${index}`, `e${index}`)),
  ];
  const { data, errors } = await client.graphql<{ readonly repository: Reply | null }>(
    `query ReadFacts($owner: String!, $name: String!${declared.join("")}) {
      repository(owner: $owner, name: $name) { ${selected.join("\n")} }
    } ${wanted.length === 0 ? "" : FILE_FRAGMENT} ${records.length === 0 ? "" : RECORD_FRAGMENT}`,
    {
      owner,
      name,
      ...Object.fromEntries([
        ...commits.map(([oid], at) => [`c${at}`, oid]),
        ...wanted.map(({ index, path }) => [`p${index}`, path]),
        ...records.map(({ index, name: one }) => [`e${index}`, [one]]),
      ]),
    },
  );
  const { repository } = data;
  if (repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  const found = commits.flatMap(([oid, paths], at) => {
    const commit = repository[`c${at}`];
    if (!commit) return [];
    return paths.map(({ path, index }): Answer => {
      return { kind: "file", oid, path, reply: commit[`f${index}`] ?? undefined };
    });
  });
  const recorded = records.map(({ name: one, index }): Answer => {
    return { kind: "record", name: one, reply: repository[`d${index}`]?.nodes[0] };
  });
  return [...found, ...recorded];
}
