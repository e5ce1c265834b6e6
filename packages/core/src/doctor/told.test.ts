import { expect, test } from "vitest";
import { tokenFinding } from "./told.ts";

test.each([
  ["classic", "classic personal access token"],
  ["fine-grained", "fine-grained personal access token"],
  ["workflow", "the workflow's own token"],
  ["app", "an App's token"],
  ["of-a-program", "such as that of gh"],
  ["unknown", "a kind that is not known"],
] as const)("says what a %s token is good for", (kind, expected) => {
  const { message } = tokenFinding({ token: { kind, login: "rita" } });

  expect(message).toContain("the settings were read as rita with ");
  expect(message).toContain(expected);
});
