import { UserError } from "../../errors.ts";
import { isRefName } from "../../repository/index.ts";

/** What the placeholders of a template stand for. */
export interface Placeholders {
  readonly app: string;
  readonly env: string;
  readonly tag: string;
}

/**
 * The head branch that a template gives. What no ref may hold is percent-encoded inside the values, so two
 * tags never share a branch.
 * @throws `branch-invalid` when the template's own text is no branch
 */
export function branchName(template: string, values: Placeholders): string {
  const name = fillTemplate(template, {
    app: encode(values.app),
    env: encode(values.env),
    tag: encode(values.tag),
  });
  if (isRefName(name)) return name;
  throw new UserError(
    "branch-invalid",
    `branch-template ${JSON.stringify(template)} gives ${JSON.stringify(name)}, which cannot be a branch`,
    {
      hint: 'Use letters, digits, "/", "-", "_" and ".", such as promote/{app}-{env}-{tag}; at most 240 characters.',
    },
  );
}

/** A template with `{app}`, `{env}` and `{tag}` filled in. */
export function fillTemplate(template: string, values: Placeholders): string {
  return template.replaceAll(
    /\{(app|env|tag)\}/g,
    (_, name: keyof Placeholders) => values[name], // the pattern has only these names
  );
}

/** The text with everything percent-encoded that a ref may not hold at its place. */
function encode(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._-]/gu, (character) =>
      encodeURIComponent(character).replace(/^[!'()*~]$/, percent),
    )
    .replaceAll(/^[.-]|\.(?=\.|lock$|$)/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
