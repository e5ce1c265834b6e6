/**
 * An action of somebody else's as GitHub knows it: the commit cannot be moved, and the numbers are of the owner
 * and the repository themselves, whose names others can take over.
 */
export interface ThirdParty {
  /** The tag of that commit. */
  readonly ref: string;
  readonly commit: string;
  readonly ownerId: number;
  readonly repositoryId: number;
}

/**
 * Every action of others that a workflow of ours may use, by `owner/name`. Each runs on Node 24 and none is
 * composite, so none brings others along. To add one or to move it, read what it does, take the commit of its
 * newest release, and the numbers from `gh api repos/OWNER/NAME --jq '.owner.id, .id'`.
 */
export const thirdParties: ReadonlyMap<string, ThirdParty> = new Map(
  Object.entries({
    "actions/attest": {
      ref: "v4.2.2",
      commit: "1e69f48acb82d1966a394da916b4c1698aa569d6",
      ownerId: 44036562,
      repositoryId: 760701061,
    },
    "actions/checkout": {
      ref: "v7.0.1",
      commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
      ownerId: 44036562,
      repositoryId: 197814629,
    },
    "actions/create-github-app-token": {
      ref: "v3.2.0",
      commit: "bcd2ba49218906704ab6c1aa796996da409d3eb1",
      ownerId: 44036562,
      repositoryId: 642580244,
    },
    "actions/download-artifact": {
      ref: "v8.0.1",
      commit: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
      ownerId: 44036562,
      repositoryId: 192626254,
    },
    "actions/upload-artifact": {
      ref: "v7.0.1",
      commit: "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
      ownerId: 44036562,
      repositoryId: 192625955,
    },
    "docker/login-action": {
      ref: "v4.6.0",
      commit: "dbcb813823bdd20940b903addbd779551569679f",
      ownerId: 5429470,
      repositoryId: 287743349,
    },
    "docker/setup-buildx-action": {
      ref: "v4.4.1",
      commit: "f87e5991a6d7451dcb8d9637bfbc97413f497069",
      ownerId: 5429470,
      repositoryId: 288485773,
    },
  }),
);

/** The action's `owner/name`: `actions/cache` of `actions/cache/restore@v5`. */
export function repositoryOf(uses: string): string {
  const [path = ""] = uses.split("@");
  return path.split("/").slice(0, 2).join("/");
}

/** What is wrong with a `uses:` of somebody else's; empty when it is known and pinned. */
export function pinFaults(uses: string): string[] {
  const name = repositoryOf(uses);
  const known = thirdParties.get(name);
  if (known === undefined)
    return [
      `"${uses}" is of nobody we know; read what ${name} does, then write who it is into ${TABLE} and run "npm run gen"`,
    ];
  if (uses.endsWith(`@${known.commit}`)) return [];
  return [
    `"${uses}" is not pinned to what ${TABLE} says: ${known.commit} # ${known.ref}; change the one or the other`,
  ];
}

const TABLE = "packages/tooling/src/workflows/third-party.ts";

/** Lines, numbered from 1, with a pin that does not tell its version behind it: `# v7.0.1`. */
export function unnamedPins(text: string): { readonly line: number; readonly expected: string }[] {
  const refs = new Map([...thirdParties.values()].map(({ commit, ref }) => [commit, `# ${ref}`]));
  return text.split("\n").flatMap((line, index) => {
    const [commit = ""] = /\b[0-9a-f]{40}\b/.exec(line) ?? [];
    const expected = refs.get(commit);
    return expected === undefined || line.endsWith(expected) ? [] : [{ line: index + 1, expected }];
  });
}
