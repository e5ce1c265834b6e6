import { expect, test } from "vitest";
import { changesOf } from "./changelog.ts";

const changelog = `# Changes

## Unreleased

Not yet.

## 1.2.0 - 2026-11-21

New:

### One thing

- and another

## 1.1.0

## 1.0.0

First.
`;

test.each([
  [
    "as far as the next heading, those below it included",
    "1.2.0",
    "New:\n\n### One thing\n\n- and another",
  ],
  ["to the end", "1.0.0", "First."],
  ["nothing when nothing is below its heading", "1.1.0", undefined],
  ["nothing without a heading", "1.3.0", undefined],
  ["nothing for a part of a version", "1.2", undefined],
])("a version's changes: %s", (_, version, expected) => {
  expect(changesOf(changelog, version)).toBe(expected);
});
