import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { Client } from "./contract/client.ts";
import { LocalGitHub, type NewToken } from "./index.ts";

const github = await LocalGitHub.start({ now: new Date("2026-11-20T10:00:00Z") });
afterAll(() => github[Symbol.asyncDispose]());
const repository = await github.createRepository("org/gitops", {
  files: { "a.txt": "0", ".github/workflows/ci.yml": "on: push\n" },
  collaborators: { rita: "read", wil: "write" },
});
await github.createRepository("org/open", { files: { "a.txt": "0" }, isPrivate: false });
const app = await github.createApp({
  slug: "promoter",
  permissions: { contents: "write", pull_requests: "write" },
  installedOn: "org",
});
const [installation] = app.installations;

const clientOf = (options: NewToken) => new Client(github, github.createToken(options).value);

function commitOn(client: Client, path: string) {
  return client.graphql(
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    {
      input: {
        branch: { repositoryNameWithOwner: "org/gitops", branchName: "main" },
        expectedHeadOid: repository.head(),
        message: { headline: "x" },
        fileChanges: { additions: [{ path, contents: "eA==" }] },
      },
    },
  );
}

describe("what a token may not", () => {
  test("without a permission a write is refused, a read of it too", async () => {
    const client = clientOf({ kind: "actions", permissions: { contents: "read" } });

    const rest = await client.rest("POST", "/repos/org/gitops/git/refs", {
      body: { ref: "refs/heads/x", sha: repository.head() },
    });
    const graphql = await commitOn(client, "a.txt");
    const statuses = await client.rest("GET", "/repos/org/gitops/commits/main/status");

    expect(rest.status).toBe(403);
    expect(rest.body.message).toBe("Resource not accessible by integration");
    expect(graphql.body.errors).toMatchObject([
      { type: "FORBIDDEN", message: "Resource not accessible by integration" },
    ]);
    expect(statuses.status).toBe(403);
  });

  test("every reply names the permission that the route wants", async () => {
    const client = clientOf({ kind: "actions", permissions: { contents: "read" } });

    const { headers } = await client.rest("GET", "/repos/org/gitops/git/ref/heads/main");

    expect(headers.get("x-accepted-github-permissions")).toBe("contents=read");
  });

  test("a private repository of others does not exist; a public one can be read", async () => {
    await github.createRepository("other/private", { files: {} });
    const client = clientOf({
      kind: "app",
      login: "promoter",
      permissions: { contents: "write" },
      repositories: ["org/gitops"],
    });

    const hidden = await client.rest("GET", "/repos/other/private");
    const open = await client.rest("GET", "/repos/org/open");
    const write = await client.rest("POST", "/repos/org/open/git/blobs", { body: { content: "" } });

    expect([hidden.status, open.status, write.status]).toEqual([404, 200, 403]);
  });

  test("a person's token reaches no further than the person's role", async () => {
    const permissions = { contents: "write" } as const;

    const reader = await commitOn(clientOf({ kind: "user", login: "rita", permissions }), "a.txt");
    const writer = await commitOn(clientOf({ kind: "user", login: "wil", permissions }), "a.txt");

    expect(reader.body.errors).toMatchObject([
      {
        type: "FORBIDDEN",
        message: "rita does not have the correct permissions to execute `CreateCommitOnBranch`",
      },
    ]);
    expect(writer.body.errors).toBeUndefined();
  });

  test("workflows need a permission of their own", async () => {
    const without = clientOf({ kind: "actions", permissions: { contents: "write" } });
    const having = clientOf({
      kind: "app",
      permissions: { contents: "write", workflows: "write" },
    });

    const refused = await commitOn(without, ".github/workflows/ci.yml");
    const allowed = await commitOn(having, ".github/workflows/ci.yml");

    expect(refused.body.errors).toMatchObject([
      { type: "FORBIDDEN", message: "Resource not accessible by integration" },
    ]);
    expect(allowed.body.errors).toBeUndefined();
  });

  test.each([
    ["unknown", "ghs_unknown"],
    [
      "revoked",
      (() => {
        const token = github.createToken({ kind: "actions", permissions: {} });
        token.revoke();
        return token.value;
      })(),
    ],
    [
      "expired",
      github.createToken({ kind: "actions", permissions: {}, expiresAt: github.clock.now() }).value,
    ],
  ])("a token that is %s is bad credentials", async (_, value) => {
    const { status, body } = await new Client(github, value).rest("GET", "/repos/org/gitops");

    expect(status).toBe(401);
    expect(body.message).toBe("Bad credentials");
  });

  test("an archived repository is read-only", async () => {
    const archived = await github.createRepository("org/old", { files: { "a.txt": "0" } });
    archived.isArchived = true;
    const client = clientOf({ kind: "actions", permissions: { contents: "write" } });

    const read = await client.rest("GET", "/repos/org/old/git/ref/heads/main");
    const write = await client.rest("POST", "/repos/org/old/git/refs", {
      body: { ref: "refs/heads/x", sha: archived.head() },
    });

    expect(read.status).toBe(200);
    expect(write.status).toBe(403);
    expect(write.body.message).toBe("Repository was archived so is read-only.");
  });
});

describe("commits", () => {
  test("by an App carry its name and are verified, by Git Data as well", async () => {
    const client = clientOf({ kind: "app", login: "promoter", permissions: { contents: "write" } });
    const head = repository.head();
    const { tree } = await repository.commit(head);

    const { body } = await client.rest("POST", "/repos/org/gitops/git/commits", {
      body: { message: "by the app", tree, parents: [head] },
    });

    expect(body.author).toMatchObject({
      name: "promoter[bot]",
      email: `${app.bot.id}+promoter[bot]@users.noreply.github.com`,
    });
    expect(body.committer).toMatchObject({ name: "GitHub", email: "noreply@github.com" });
    expect(body.verification).toMatchObject({ verified: true, reason: "valid" });
  });

  test("by a person through Git Data are not", async () => {
    const client = clientOf({ kind: "user", login: "wil", permissions: { contents: "write" } });
    const head = repository.head();
    const { tree } = await repository.commit(head);

    const { body } = await client.rest("POST", "/repos/org/gitops/git/commits", {
      body: { message: "by hand", tree, parents: [head] },
    });

    expect(body.author.name).toBe("wil");
    expect(body.verification).toMatchObject({ verified: false, reason: "unsigned" });
  });

  test("a signature copied from GitHub proves nothing", async () => {
    const client = clientOf({ kind: "user", login: "wil", permissions: { contents: "write" } });
    const head = repository.head();
    const { tree } = await repository.commit(head);

    const { body } = await client.rest("POST", "/repos/org/gitops/git/commits", {
      body: {
        message: "forged",
        tree,
        parents: [head],
        author: {
          name: "promoter[bot]",
          email: `${app.bot.id}+promoter[bot]@users.noreply.github.com`,
        },
        committer: { name: "GitHub", email: "noreply@github.com" },
        signature: "-----BEGIN PGP SIGNATURE-----\n\nbG9jYWwgR2l0SHVi\n-----END PGP SIGNATURE-----",
      },
    });

    expect(body.verification).toMatchObject({ verified: false, reason: "unknown_key" });
  });
});

describe("Apps", () => {
  const seconds = github.clock.now().getTime() / 1_000;
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: app.clientId };

  function jwt(changes: object = {}, key = app.privateKey): string {
    const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode({ ...claims, ...changes })}`;
    return `${signed}.${createSign("sha256").update(signed).sign(key, "base64url")}`;
  }
  const asApp = (token = jwt()) => new Client(github, token);
  const mint = (body: object, token = jwt()) =>
    asApp(token).rest("POST", `/app/installations/${installation?.id}/access_tokens`, { body });

  test("a JWT signed with its key shows the App and finds its installation", async () => {
    const self = await asApp().rest("GET", "/app");
    const byNumber = await asApp(jwt({ iss: app.id })).rest(
      "GET",
      "/repos/org/gitops/installation",
    );

    expect(self.body).toMatchObject({ slug: "promoter", client_id: app.clientId });
    expect(byNumber.body).toMatchObject({ id: installation?.id, app_slug: "promoter" });
  });

  const foreignKey = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
  const hs256 = () => {
    const signed = `${encode({ alg: "HS256" })}.${encode(claims)}`;
    return `${signed}.${createHmac("sha256", "x").update(signed).digest("base64url")}`;
  };
  test.each([
    ["signed with another key", jwt({}, foreignKey), 401, "could not be decoded"],
    ["signed another way", hs256(), 401, "could not be decoded"],
    ["expired", jwt({ exp: seconds - 1 }), 401, "Expiration time"],
    ["living too long", jwt({ exp: seconds + 3_600 }), 401, "too far in the future"],
    ["from the future", jwt({ iat: seconds + 600 }), 401, "Issued at"],
    ["of nobody", jwt({ iss: "Iv23linobody" }), 404, "Integration not found"],
  ])("a JWT %s is refused", async (_, token, status, message) => {
    const reply = await asApp(token).rest("GET", "/app");

    expect(reply.status).toBe(status);
    expect(reply.body.message).toContain(message);
  });

  test("a minted token is narrowed to what was asked for", async () => {
    const { status, body } = await mint({
      repositories: ["gitops"],
      permissions: { contents: "read" },
    });
    const client = new Client(github, body.token);

    const repositories = await client.rest("GET", "/installation/repositories");
    const read = await client.rest("GET", "/repos/org/gitops/git/ref/heads/main");
    const write = await commitOn(client, "a.txt");

    expect(status).toBe(201);
    expect(body).toMatchObject({
      expires_at: "2026-11-20T11:00:00Z",
      permissions: { contents: "read", metadata: "read" },
      repository_selection: "selected",
    });
    expect(body.token).toMatch(/^ghs_[\w.-]{400,}$/);
    expect(repositories.body.repositories).toMatchObject([{ full_name: "org/gitops" }]);
    expect(read.status).toBe(200);
    expect(write.body.errors).toMatchObject([{ type: "FORBIDDEN" }]);
  });

  test.each([
    [
      { permissions: { administration: "write" } },
      "The permissions requested are not granted to this installation.",
    ],
    [{ permissions: { contents: "admin" } }, "Invalid request."],
    [
      { repositories: ["nothing-of-that-name"] },
      "There is at least one repository that does not exist",
    ],
  ])("more than the installation has is refused: %j", async (body, message) => {
    const reply = await mint(body);

    expect(reply.status).toBe(422);
    expect(reply.body.message).toContain(message);
  });

  test("a token lives an hour, or until it is revoked", async () => {
    const { token } = (await mint({})).body;
    const client = new Client(github, token);
    const { token: second } = (await mint({})).body;

    const revoked = await client.rest("DELETE", "/installation/token");
    const after = await client.rest("GET", "/repos/org/gitops");
    const early = await new Client(github, second).rest("GET", "/repos/org/gitops");
    github.clock.advance(3_600_000);
    const late = await new Client(github, second).rest("GET", "/repos/org/gitops");

    expect([revoked.status, after.status, early.status, late.status]).toEqual([204, 401, 200, 401]);
  });
});
