/** What combining writers rests on: small signed commits under refs of our own, and one step for all refs. */
import { afterAll, describe, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const zero = "0".repeat(40);

interface Intent {
  readonly name: string;
  readonly oid: string;
}

/** A commit on top of a branch's head that changes nothing, under a ref of its own. */
async function leave(prefix: string, head: string, words = "{}"): Promise<Intent> {
  const { body: parent } = await target.client.rest("GET", target.path(`/git/commits/${head}`));
  const { status, body } = await target.client.rest("POST", target.path("/git/commits"), {
    body: { message: `contract: intent\n\n${words}`, tree: parent.tree.sha, parents: [head] },
  });
  expect(status).toBe(201);
  const name = `${prefix}${body.sha}`;
  expect(await move([{ name, beforeOid: zero, afterOid: body.sha }])).not.toHaveProperty("errors");
  return { name, oid: body.sha };
}

async function move(refUpdates: readonly object[]) {
  const { repository } = await target.client.data(
    "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }",
    { owner: target.owner, name: target.name },
  );
  const { body } = await target.client.graphql(
    "mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }",
    { input: { repositoryId: repository.id, refUpdates } },
  );
  return body;
}

const freshPrefix = (): string => `refs/gitops/intents/${target.freshName().replace("/", "-")}/`;
const deletion = ({ name, oid }: Intent): object => ({ name, beforeOid: oid, afterOid: zero });
const isThere = async ({ name }: Intent): Promise<boolean> =>
  (await target.refOid(name.slice("refs/".length))) !== undefined;

describe("an intent", () => {
  test("is listed below its prefix by name, with its maker, signed by GitHub", async () => {
    const { head } = await target.freshBranch();
    const prefix = freshPrefix();
    const left = [await leave(prefix, head)];

    const { repository } = await target.client.data(
      `query ($owner: String!, $name: String!, $prefix: String!, $own: String!) {
        repository(owner: $owner, name: $name) {
          own: ref(qualifiedName: $own) { prefix name }
          refs(refPrefix: $prefix, first: 10, orderBy: { field: ALPHABETICAL, direction: ASC }) {
            totalCount
            nodes { prefix name target { oid ... on Commit {
              message committedDate author { email } signature { isValid wasSignedByGitHub }
              parents(first: 1) { nodes { oid } }
            } } }
          }
        }
      }`,
      { owner: target.owner, name: target.name, prefix, own: left[0]?.name },
    );

    const names = repository.refs.nodes.map(
      (ref: Intent & { prefix: string }) => ref.prefix + ref.name,
    );
    expect(names).toEqual(left.map(({ name }) => name));
    expect(repository.own.prefix + repository.own.name).toBe(left[0]?.name);
    expect(repository.refs.nodes[0].target).toMatchObject({
      oid: left[0]?.oid,
      message: "contract: intent\n\n{}",
      signature: { isValid: true, wasSignedByGitHub: true },
      parents: { nodes: [{ oid: head }] },
    });
    await move(left.map(deletion));
  });

  test("goes in the step that moves the branch", async () => {
    const branch = await target.freshBranch();
    const prefix = freshPrefix();
    const intent = await leave(prefix, branch.head);
    const landed = await leave(prefix, branch.head, "another");

    await move([
      { name: `refs/heads/${branch.name}`, beforeOid: branch.head, afterOid: landed.oid },
      deletion(intent),
      deletion(landed),
    ]);

    expect(await target.refOid(`heads/${branch.name}`)).toBe(landed.oid);
    expect([await isThere(intent), await isThere(landed)]).toEqual([false, false]);
  });

  test("that is gone stops the whole step", async () => {
    const branch = await target.freshBranch();
    const prefix = freshPrefix();
    const gone = await leave(prefix, branch.head);
    await move([deletion(gone)]);
    const other = await leave(prefix, branch.head, "another");

    const body = await move([
      { name: `refs/heads/${branch.name}`, beforeOid: branch.head, afterOid: other.oid },
      deletion(gone),
      deletion(other),
    ]);

    expect(body.data).toEqual({ updateRefs: null });
    expect(await target.refOid(`heads/${branch.name}`)).toBe(branch.head);
    expect(await isThere(other)).toBe(true);
    await move([deletion(other)]);
  });
});
