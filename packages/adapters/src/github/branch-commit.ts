/** A commit as far as its words can be trusted. */
export interface BranchCommit {
  readonly oid: string;
  readonly url: string;
  readonly message: string;
  /** Oids of its parents, first parent first. */
  readonly parents: readonly string[];
  /** The login of who made it through GitHub's API or web, when GitHub vouches for that; else undefined. */
  readonly vouchedAuthor: string | undefined;
}

/** A commit as {@link COMMIT_FIELDS} selects it. */
export interface CommitReply {
  readonly oid: string;
  readonly url: string;
  readonly message: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly author: {
    readonly email: string;
    readonly user: { readonly login: string } | null;
  } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
}

/** What tells who made a commit, see {@link vouchedAuthor}. */
export const MAKER_FIELDS =
  "author { email user { login } } signature { isValid wasSignedByGitHub }";

export const COMMIT_FIELDS = `oid url message parents(first: 2) { nodes { oid } } ${MAKER_FIELDS}`;

export function asBranchCommit(reply: CommitReply): BranchCommit {
  return {
    oid: reply.oid,
    url: reply.url,
    message: reply.message,
    parents: reply.parents.nodes.map(({ oid }) => oid),
    vouchedAuthor: vouchedAuthor(reply),
  };
}

/**
 * GitHub signs what is made through its API and web with the author taken from the credential, so a
 * commit it signed names its maker. Anybody can write any author into a commit that is pushed.
 * Bots have no `user`; their address holds the login: `123+deploy-bot[bot]@users.noreply.github.com`.
 */
export function vouchedAuthor({
  author,
  signature,
}: Pick<CommitReply, "author" | "signature">): string | undefined {
  if (!signature?.isValid || !signature.wasSignedByGitHub) return undefined;
  return (
    author?.user?.login ??
    /^(?:\d+\+)?([^@]+\[bot\])@users\.noreply\./.exec(author?.email ?? "")?.[1]
  );
}
