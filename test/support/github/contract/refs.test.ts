import { afterAll, describe, expect, test } from "vitest";
import { Target } from "./target.ts";

const target = await Target.open();
afterAll(() => target[Symbol.asyncDispose]());

const zero = "0".repeat(40);
const updateRefs = `mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;

async function repositoryId(): Promise<string> {
  const { repository } = await target.client.data(
    "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }",
    { owner: target.owner, name: target.name },
  );
  return repository.id;
}

describe("REST", () => {
  test("a ref is made once", async () => {
    const { name, head } = await target.freshBranch();

    const again = await target.client.rest("POST", target.path("/git/refs"), {
      body: { ref: `refs/heads/${name}`, sha: head },
    });

    expect(again.status).toBe(422);
    expect(again.body.message).toBe("Reference already exists");
  });

  test("a ref moves forward, and elsewhere only by force", async () => {
    const branch = await target.freshBranch();
    const oid = await target.commit(branch, { "x.txt": "x" });
    const path = target.path(`/git/refs/heads/${branch.name}`);

    const back = await target.client.rest("PATCH", path, { body: { sha: branch.head } });
    const forced = await target.client.rest("PATCH", path, {
      body: { sha: branch.head, force: true },
    });
    const forward = await target.client.rest("PATCH", path, { body: { sha: oid } });

    expect([back.status, forced.status, forward.status]).toEqual([422, 200, 200]);
    expect(back.body.message).toBe("Update is not a fast forward");
    expect(forward.body.object).toMatchObject({ type: "commit", sha: oid });
  });

  test("a deleted ref is gone", async () => {
    const { name } = await target.freshBranch();
    const path = target.path(`/git/refs/heads/${name}`);

    const deleted = await target.client.rest("DELETE", path);
    const again = await target.client.rest("DELETE", path);

    expect([deleted.status, again.status]).toEqual([204, 422]);
    expect(again.body.message).toBe("Reference does not exist");
    expect(await target.refOid(`heads/${name}`)).toBeUndefined();
  });

  test("refs outside heads and tags can be made, listed by prefix and deleted", async () => {
    const { head } = await target.freshBranch();
    const prefix = target.freshName();
    const names = ["a", "b"].map((name) => `refs/gitops/${prefix}/${name}`);
    for (const ref of names) {
      await target.client.rest("POST", target.path("/git/refs"), { body: { ref, sha: head } });
    }

    const listed = await target.client.rest(
      "GET",
      target.path(`/git/matching-refs/gitops/${prefix}/`),
    );

    expect(listed.body.map(({ ref }: { ref: string }) => ref)).toEqual(names);
    for (const ref of names) {
      const { status } = await target.client.rest("DELETE", target.path(`/git/${ref}`));
      expect(status).toBe(204);
    }
  });
});

describe("updateRefs", () => {
  test("moves a branch and deletes a ref in one step", async () => {
    const branch = await target.freshBranch();
    const spare = await target.freshBranch();
    const oid = await target.commit(await target.freshBranch(), { "y.txt": "y" });
    const refUpdates = [
      { name: `refs/heads/${branch.name}`, beforeOid: branch.head, afterOid: oid },
      { name: `refs/heads/${spare.name}`, beforeOid: spare.head, afterOid: zero },
    ];

    const { body } = await target.client.graphql(updateRefs, {
      input: { repositoryId: await repositoryId(), refUpdates, clientMutationId: "m" },
    });

    expect(body).toEqual({ data: { updateRefs: { clientMutationId: "m" } } });
    expect(await target.refOid(`heads/${branch.name}`)).toBe(oid);
    expect(await target.refOid(`heads/${spare.name}`)).toBeUndefined();
  });

  const refusals: [string, (head: string) => { beforeOid?: string; afterOid: string }][] = [
    ["not where beforeOid says", () => ({ beforeOid: "1".repeat(40), afterOid: zero })],
    ["there though beforeOid is zero", (head) => ({ beforeOid: zero, afterOid: head })],
  ];
  test.each(refusals)("a ref that is %s stops all others", async (_, update) => {
    const branch = await target.freshBranch();
    const other = await target.freshBranch();
    const oid = await target.commit(await target.freshBranch(), { "z.txt": "z" });
    const refUpdates = [
      { name: `refs/heads/${other.name}`, beforeOid: other.head, afterOid: oid },
      { name: `refs/heads/${branch.name}`, ...update(branch.head) },
    ];

    const { body } = await target.client.graphql(updateRefs, {
      input: { repositoryId: await repositoryId(), refUpdates },
    });

    expect(body.data).toEqual({ updateRefs: null });
    expect(body.errors).toHaveLength(1);
    expect(await target.refOid(`heads/${other.name}`)).toBe(other.head);
    expect(await target.refOid(`heads/${branch.name}`)).toBe(branch.head);
  });

  test("a ref outside heads and tags takes part", async () => {
    const { head } = await target.freshBranch();
    const name = `refs/gitops/${target.freshName()}`;
    const id = await repositoryId();
    const update = (beforeOid: string, afterOid: string) =>
      target.client.data(updateRefs, {
        input: { repositoryId: id, refUpdates: [{ name, beforeOid, afterOid }] },
      });

    await update(zero, head);
    const made = await target.refOid(name.slice("refs/".length));
    await update(head, zero);

    expect(made).toBe(head);
    expect(await target.refOid(name.slice("refs/".length))).toBeUndefined();
  });
});
