import { expect, test } from "vitest";
import { readAllowList } from "./allow-list.ts";

const entry =
  "  - id: CVE-2026-1\n    reason: never reached\n    owner: team\n    expires: 2026-06-30\n";
const file = `version: 1\nallow:\n${entry}`;

test("an entry holds through its last day", () => {
  expect(readAllowList(file, "allow.yaml")).toEqual([
    {
      id: "CVE-2026-1",
      package: undefined,
      path: undefined,
      reason: "never reached",
      owner: "team",
      expires: new Date("2026-07-01T00:00:00Z"),
      line: 3,
    },
  ]);
});

test.each([
  ["a key that is mistyped", file.replace("expires", "expire"), 'did you mean "expires"'],
  ["no owner", file.replace(/ {4}owner.*\n/, ""), 'the key "owner" is missing'],
  ["a reason that gives none", file.replace("never reached", "ok"), "Why it does no harm here"],
  ["an id that is none", file.replace("CVE-2026-1", "'*'"), "allow.0.id"],
  ["a day that is none", file.replace("06-30", "06-31"), "there is no day 2026-06-31"],
  ["an instant in place of a day", file.replace("06-30", "06-30T00:00Z"), "allow.0.expires"],
  ["another version", file.replace("version: 1", "version: 2"), "version"],
  ["broken YAML", `${file}  - id: [\n`, ""],
])("refuses %s", (_, text, message) => {
  expect(() => readAllowList(text, "allow.yaml")).toThrow(
    expect.objectContaining({
      code: "allow-list-invalid",
      file: "allow.yaml",
      message: expect.stringContaining(message),
    }),
  );
});
