import { describe, expect, test } from "vitest";
import { type Look, nextWait, startWait, type WaitLimits } from "./wait.ts";

const at = (seconds: number) => new Date(seconds * 1000);
const limits: WaitLimits = { overallMs: 60_000, stallMs: 20_000, pollMs: 1_000, maxPollMs: 4_000 };
const pending = (state: string): Look => ({ kind: "pending", state });
const error: Look = { kind: "error", message: "no route" };

/** Looks one after the other, each when it is due; the seconds of the looks and the end. */
function play(looks: readonly Look[]) {
  let wait = startWait(at(0));
  let seconds = 0;
  const lookedAt: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    lookedAt.push(seconds);
    const look = looks[Math.min(index, looks.length - 1)] ?? error;
    const next = nextWait(wait, look, { limits, now: at(seconds) });
    if (next.step.kind !== "look") return { lookedAt, end: next.step, seconds };
    wait = next.wait;
    seconds = next.step.at.getTime() / 1000;
  }
  throw new Error("it never ended");
}

describe("nextWait", () => {
  test("it looks at once, and ends with what is done", () => {
    expect(play([{ kind: "done" }])).toMatchObject({ lookedAt: [0], end: { kind: "done" } });
  });

  test("pauses grow while nothing changes, up to the longest, and begin anew with a change", () => {
    const { lookedAt } = play([
      pending("a"),
      pending("a"),
      pending("a"),
      pending("b"),
      { kind: "done" },
    ]);

    expect(lookedAt).toEqual([0, 1, 2.5, 4.75, 5.75]);
  });

  test("without any change it ends, as stalled, at exactly that time", () => {
    expect(play([pending("a")])).toMatchObject({
      end: { kind: "timeout", reason: "stalled" },
      seconds: 20,
    });
  });

  test("with changes it ends with the overall time", () => {
    const states = Array.from({ length: 200 }, (_, index) => pending(String(index)));

    expect(play(states)).toMatchObject({
      end: { kind: "timeout", reason: "overall" },
      seconds: 60,
    });
  });

  test("when not one look succeeded, it says that nothing is known", () => {
    expect(play([error])).toMatchObject({ end: { kind: "timeout", reason: "unseen" } });
  });

  test("errors between looks are no change", () => {
    expect(play([pending("a"), error, error, pending("a")])).toMatchObject({
      end: { kind: "timeout", reason: "stalled" },
      seconds: 20,
    });
  });
});
