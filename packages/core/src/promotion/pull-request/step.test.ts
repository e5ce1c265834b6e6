import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samplePull } from "../testdata/sample-question.ts";
import { type LivePull, nextStep, type Situation } from "./step.ts";

function live(number: number, proposes: string | undefined): LivePull {
  return { pull: samplePull({ number }), proposes };
}

const free = { live: [], notYet: undefined, refused: undefined, inPlace: false };

describe("nextStep", () => {
  test.each<[string, Situation, string, number[]]>([
    ["nothing there: opens", { ...free, wanted: "b" }, "open", []],
    [
      "the target runs it: closes what is open",
      { ...free, wanted: undefined, live: [live(1, "b")] },
      "current",
      [1],
    ],
    ["the same is proposed: keeps it", { ...free, wanted: "b", live: [live(1, "b")] }, "keep", []],
    [
      "proposed twice: keeps the older",
      { ...free, wanted: "b", live: [live(2, "b"), live(1, "b")] },
      "keep",
      [2],
    ],
    ["a newer image supersedes", { ...free, wanted: "c", live: [live(1, "b")] }, "open", [1]],
    [
      "a newer image in place",
      { ...free, wanted: "c", inPlace: true, live: [live(1, "a"), live(2, "b")] },
      "update",
      [1],
    ],
    [
      "a head that cannot be read is overtaken",
      { ...free, wanted: "b", live: [live(1, undefined)] },
      "open",
      [1],
    ],
    [
      "not yet: leaves what is open",
      { ...free, wanted: "c", notYet: "soak", live: [live(1, "b")] },
      "wait",
      [],
    ],
    [
      "closed by a person: leaves what is open",
      { ...free, wanted: "c", refused: { number: 7, by: "pat" }, live: [live(1, "b")] },
      "refused",
      [],
    ],
    [
      "waiting does not drop what is right already",
      { ...free, wanted: "b", notYet: "hold", live: [live(1, "b")] },
      "keep",
      [],
    ],
  ])("%s", (_, situation, kind, closed) => {
    const step = nextStep(situation);

    expect(step.kind).toBe(kind);
    expect(step.close.map(({ number }) => number)).toEqual(closed);
  });

  const proposal = fc.constantFrom("a", "b", "c", undefined);
  const situation: fc.Arbitrary<Situation> = fc.record({
    wanted: proposal,
    live: fc
      .array(proposal, { maxLength: 5 })
      .map((all) => all.map((proposes, index) => live(index + 1, proposes))),
    notYet: fc.constantFrom(undefined, "soak"),
    refused: fc.constantFrom(undefined, { number: 9, by: "pat" }),
    inPlace: fc.boolean(),
  });

  test("leaves at most one open once it may act, and never closes what is wanted for good", () => {
    fc.assert(
      fc.property(situation, (world) => {
        const step = nextStep(world);
        const closed = new Set(step.close);
        const left = world.live.filter(({ pull }) => !closed.has(pull));
        const waits = step.kind === "wait" || step.kind === "refused";
        const keeps = step.kind === "keep" || step.kind === "update" ? 1 : 0;

        expect(left.length).toBe(waits ? world.live.length : keeps);
        if (
          world.live.some(({ proposes }) => proposes !== undefined && proposes === world.wanted)
        ) {
          expect(left.map(({ proposes }) => proposes)).toEqual([world.wanted]);
        }
      }),
    );
  });

  test("the order of the list does not matter, and what was done has not to be done again", () => {
    fc.assert(
      fc.property(situation, (world) => {
        const step = nextStep(world);
        expect(nextStep({ ...world, live: world.live.toReversed() })).toEqual(step);
        const left = world.live.filter(({ pull }) => !step.close.includes(pull));
        const opened = step.kind === "open" ? [live(99, world.wanted)] : [];
        const updated =
          step.kind === "update"
            ? left.map(({ pull }) => ({ pull, proposes: world.wanted }))
            : left;

        const next = nextStep({ ...world, live: [...updated, ...opened] });

        expect(next.close).toEqual([]);
        expect(["open", "update"]).not.toContain(next.kind);
      }),
    );
  });
});
