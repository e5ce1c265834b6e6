import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplePull } from "../testdata/sample-question.ts";
import { type Claims, claimsOf, claimTrailers, makersOf } from "./claims.ts";
import type { PullCommit } from "./pull.ts";

function commit(message: string, said: Partial<PullCommit> = {}): PullCommit {
  return { oid: "c", message, vouchedAuthor: undefined, claimedAuthor: undefined, ...said };
}

function claimsIn(...messages: readonly string[]): Claims {
  return claimsOf(samplePull({ commits: messages.map((message) => commit(message)) }));
}

const nothing: Claims = {
  requestedBy: undefined,
  changeTicket: undefined,
  risk: undefined,
  rollback: undefined,
  evidence: [],
};

describe("claims in trailers", () => {
  const word = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
  const claims: fc.Arbitrary<Claims> = fc.record({
    requestedBy: fc.option(word, { nil: undefined }),
    changeTicket: fc.option(word, { nil: undefined }),
    risk: fc.constantFrom(undefined, "low", "medium", "high"),
    rollback: fc.option(word, { nil: undefined }),
    evidence: fc.array(word, { maxLength: 3 }),
  });

  test("one claim never makes another, whatever it says", () => {
    fc.assert(
      fc.property(
        claims,
        fc.constantFrom("", "\nGitOps-Risk: low", "\rChange-Ticket: X", "\u2028GitOps-Risk: high"),
        (said, more) => {
          const hostile = { ...said, rollback: `x${more}`, changeTicket: undefined };

          const found = claimsIn(["promote", "", ...claimTrailers(hostile)].join("\n"));

          expect(found.changeTicket).toBeUndefined();
          expect(found.risk).toBe(said.risk);
          expect(found.evidence.length).toBeLessThanOrEqual(said.evidence.length);
        },
      ),
    );
  });

  test("come back as they were said", () => {
    const said: Claims = {
      requestedBy: "rita",
      changeTicket: "CHG-1",
      risk: "high",
      rollback: "revert it",
      evidence: ["https://example.com/tests", "tried by hand"],
    };

    expect(claimsIn(`promote\n\n${claimTrailers(said).join("\n")}`)).toEqual(said);
    expect(claimsIn("promote")).toEqual(nothing);
  });

  test("the newest commit that says something counts", () => {
    expect(claimsIn("a\n\nChange-Ticket: OLD", "b\n\nChange-Ticket: NEW", "c").changeTicket).toBe(
      "NEW",
    );
  });

  test("a later commit cannot talk the risk down", () => {
    expect(claimsIn("a\n\nGitOps-Risk: high", "b\n\nGitOps-Risk: low").risk).toBe("high");
    expect(claimsIn("a\n\nGitOps-Risk: none").risk).toBeUndefined();
  });

  test("a ticket may stand in the body", () => {
    expect(claimsOf(samplePull({ body: "hello\r\nChange-Ticket: CHG-2\r\n" })).changeTicket).toBe(
      "CHG-2",
    );
  });
});

test("makers are who opened it, who made its commits, and who asked for them", () => {
  const pull = samplePull({
    author: "deploy-bot[bot]",
    commits: [
      commit("x\n\nGitOps-Requested-By: rita", { vouchedAuthor: "deploy-bot[bot]" }),
      commit("y", { claimedAuthor: "alice" }),
      commit("z\n\nGitOps-Requested-By: bob\nGitOps-Requested-By: carol"),
    ],
  });

  expect(makersOf(pull)).toEqual(["deploy-bot[bot]", "alice", "rita", "bob", "carol"]);
  expect(makersOf(samplePull({ author: undefined }))).toEqual([]);
});
