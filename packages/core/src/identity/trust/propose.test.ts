import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProvider } from "../gcp/provider.ts";
import { judgeTrust, proposeAwsTrust, proposeGcpTrust, rateTrust, readTrust } from "./index.ts";
import { proposeGcpCondition } from "./propose.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const id = fc.integer({ min: 1, max: 999_999_999 }).map(String);

/** Claims of jobs of all kinds, hostile names of branches and environments among them. */
const claims = fc
  .record({
    owner: name,
    repo: name,
    ownerId: id,
    repoId: id,
    immutable: fc.boolean(),
    environment: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
    branch: fc.stringMatching(/^[\w$'"`/.-]{1,20}$/),
    isPull: fc.boolean(),
  })
  .map((job) => {
    const slug = job.immutable
      ? `${job.owner}@${job.ownerId}/${job.repo}@${job.repoId}`
      : `${job.owner}/${job.repo}`;
    const ref = job.isPull ? "refs/pull/7/merge" : `refs/heads/${job.branch}`;
    const { environment } = job;
    const escaped = environment?.replaceAll(":", "%3A");
    const usual = job.isPull ? "pull_request" : `ref:${ref}`;
    return {
      iss: "https://token.actions.githubusercontent.com",
      aud: "sts.amazonaws.com",
      sub: `repo:${slug}:${escaped === undefined ? usual : `environment:${escaped}`}`,
      repository: `${job.owner}/${job.repo}`,
      repository_id: job.repoId,
      repository_owner_id: job.ownerId,
      ref,
      job_workflow_ref: `${job.owner}/${job.repo}/.github/workflows/ci.yml@${ref}`,
      ...(environment === undefined ? {} : { environment }),
    };
  });

const role = { partition: "aws", account: "123456789012" };

describe("a proposed trust policy", () => {
  test("accepts the job it is for", () => {
    fc.assert(
      fc.property(claims, (job) => {
        const trust = readTrust({ text: proposeAwsTrust(job, role), file: "p" });

        expect(judgeTrust(trust, job)).toMatchObject({ accepted: true, failed: [] });
      }),
    );
  });

  test("accepts no other repository, whatever its name", () => {
    fc.assert(
      fc.property(claims, id, (job, other) => {
        fc.pre(other !== job.repository_id);
        const trust = readTrust({ text: proposeAwsTrust(job, role), file: "p" });

        expect(judgeTrust(trust, { ...job, repository_id: other }).accepted).toBe(false);
      }),
    );
  });

  test.each([
    ["best for an environment", { environment: "prod", sub: "repo:a/b:environment:prod" }, "best"],
    ["good for a branch", { sub: "repo:a/b:ref:refs/heads/main" }, "good"],
    ["for CI only for a pull request", { sub: "repo:a/b:pull_request" }, "ci-only"],
  ])("is %s", (_, job, rating) => {
    const isPull = job.sub.endsWith("pull_request");
    const usual = {
      iss: "https://token.actions.githubusercontent.com",
      aud: "sts.amazonaws.com",
      repository_id: "1",
      repository_owner_id: "2",
      job_workflow_ref: `a/b/.github/workflows/x.yml@${isPull ? "refs/pull/7/merge" : "refs/heads/main"}`,
    };

    const trust = readTrust({ text: proposeAwsTrust({ ...usual, ...job }, role), file: "p" });

    expect(rateTrust(trust).rating).toBe(rating);
  });

  test("has the classic form alone on a server, which has no other", () => {
    const job = {
      iss: "https://github.acme.example/_services/token",
      aud: "sts.amazonaws.com",
      sub: "repo:a/b:environment:prod",
      repository_id: "1",
      repository_owner_id: "2",
    };

    expect(proposeAwsTrust(job, role)).not.toContain("@2");
  });
});

describe("a proposed condition", () => {
  test("accepts the job it is for, and stands between a shell's single quotes", () => {
    fc.assert(
      fc.property(claims, (job) => {
        const condition = proposeGcpCondition(job);

        expect(condition).not.toContain("'");
        expect(judgeTrust(readTrust({ text: condition, file: "p" }), job)).toMatchObject({
          accepted: true,
        });
      }),
    );
  });

  test("maps a shorter subject where sub is too long", () => {
    const provider = parseProvider(
      "projects/1/locations/global/workloadIdentityPools/github/providers/acme",
    );
    const job = { sub: `repo:a/b:ref:refs/heads/${"x".repeat(120)}`, repository_id: "1" };

    const text = proposeGcpTrust(job, { provider, serviceAccount: undefined });

    expect(text).toContain('google.subject="repository:" + assertion.repository_id');
  });
});

describe("tighter trust for a policy", () => {
  const tighter = (text: string): string | undefined =>
    rateTrust(readTrust({ text, file: "p" })).tighter;

  test("keeps what the policy names, and has words where it names nothing", () => {
    expect(tighter("assertion.repository == 'acme/checkout'")).toBe(
      'assertion.repository_owner_id == "OWNER_ID" && assertion.repository_id == "REPOSITORY_ID" && assertion.environment == "ENVIRONMENT" && assertion.job_workflow_ref == "acme/checkout/.github/workflows/FILE.yml@refs/heads/main"',
    );
  });

  test("is best once its words are filled in", () => {
    const text = tighter("assertion.sub.startsWith('repo:acme/')") ?? "";

    expect(rateTrust(readTrust({ text, file: "p" })).rating).toBe("best");
  });

  test("is none for the best", () => {
    expect(
      tighter(
        "assertion.repository_id == '1' && assertion.environment == 'p' && assertion.job_workflow_ref == 'a/b/c@d'",
      ),
    ).toBeUndefined();
  });
});
