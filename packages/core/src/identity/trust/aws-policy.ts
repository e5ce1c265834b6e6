import type { Place } from "../../errors.ts";
import type { YamlValue } from "../../yaml/index.ts";
import { matchesLike, type Pattern } from "./pattern.ts";

/** A role's trust policy, as far as web identities go. */
export interface AwsPolicy {
  readonly statements: readonly AwsStatement[];
}

export interface AwsStatement {
  readonly effect: "Allow" | "Deny";
  /** Whether `sts:AssumeRoleWithWebIdentity` is among its actions. */
  readonly covers: boolean;
  /** Providers by ARN; `*` for everybody. Roles and services are left out. */
  readonly principals: readonly string[];
  readonly conditions: readonly AwsCondition[];
  readonly place: Place;
}

/** One operator with one key. */
export interface AwsCondition {
  /** As it is written: `ForAnyValue:StringLike`. */
  readonly operator: string;
  readonly quantifier: "all" | "any" | undefined;
  readonly ifExists: boolean;
  readonly test: AwsTest;
  /** `token.actions.githubusercontent.com:sub` */
  readonly key: string;
  readonly values: readonly Required<Pick<Pattern, "text" | "place">>[];
  readonly place: Place;
}

/** What an operator does with a value; `other` are those for numbers, dates and addresses. */
export type AwsTest =
  | {
      readonly kind: "string";
      readonly like: boolean;
      readonly negated: boolean;
      readonly ignoreCase: boolean;
    }
  | { readonly kind: "null" }
  | { readonly kind: "other" };

/** In lower case. */
const ACTION = "sts:assumerolewithwebidentity";

/**
 * The policy in a JSON or YAML document.
 * @throws `trust-policy-invalid` at the place of the first value that is of the wrong kind
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readAwsPolicy(document: YamlValue): AwsPolicy {
  const statement = document.entries().get("Statement");
  if (statement === undefined) throw document.fault("a policy with a Statement");
  const statements = statement.isMapping ? [statement] : statement.items();
  return { statements: statements.map(readStatement) };
}

/** Where the first identity provider that the policy names is; undefined where it names none. */
export function providerOf({
  statements,
}: AwsPolicy):
  | { readonly partition: string | undefined; readonly account: string | undefined }
  | undefined {
  const arns = statements.flatMap(({ principals }) => principals);
  const [found] = arns.flatMap((arn) => {
    const parts = /^arn:([\w-]+):iam::(\d{12}):oidc-provider\//.exec(arn);
    return parts === null ? [] : [{ partition: parts[1], account: parts[2] }];
  });
  return found;
}

function readStatement(value: YamlValue): AwsStatement {
  const fields = value.entries();
  const effect = fields.get("Effect")?.scalar;
  if (effect !== "Allow" && effect !== "Deny") {
    throw value.fault('a statement with Effect "Allow" or "Deny"');
  }
  return {
    effect,
    covers: readCovers(fields),
    principals: readPrincipals(fields),
    conditions: readConditions(fields.get("Condition")),
    place: value.place,
  };
}

/** Actions are compared without regard to case. */
function readCovers(fields: ReadonlyMap<string, YamlValue>): boolean {
  const listed = (name: string): boolean =>
    texts(fields.get(name)).some(({ text }) => matchesLike(text.toLowerCase(), ACTION));
  return fields.has("NotAction") ? !listed("NotAction") : listed("Action");
}

function readPrincipals(fields: ReadonlyMap<string, YamlValue>): string[] {
  if (fields.has("NotPrincipal")) return ["*"];
  const principal = fields.get("Principal");
  if (principal === undefined) return [];
  if (!principal.isMapping) return texts(principal).map(({ text }) => text);
  const kinds = principal.entries();
  const accounts = texts(kinds.get("AWS")).filter(({ text }) => text === "*");
  return [...texts(kinds.get("Federated")), ...accounts].map(({ text }) => text);
}

function readConditions(condition: YamlValue | undefined): AwsCondition[] {
  return [...(condition?.entries() ?? [])].flatMap(([operator, keys]) => {
    const read = readOperator(operator);
    if (read === undefined) {
      throw keys.error(`${JSON.stringify(operator)} is no condition operator of IAM`, {
        hint: "Use StringEquals, or StringLike where the value holds a wildcard.",
      });
    }
    return [...keys.entries()].map(([key, value]) => ({
      ...read,
      operator,
      key,
      values: texts(value),
      place: value.place,
    }));
  });
}

function readOperator(
  operator: string,
): Pick<AwsCondition, "quantifier" | "ifExists" | "test"> | undefined {
  const [, quantifier, name = "", ifExists] =
    /^(?:for(all|any)values?:)?(\w+?)(ifexists)?$/.exec(operator.toLowerCase()) ?? [];
  const test = TESTS[name] ?? (OTHER_TESTS.test(name) ? ({ kind: "other" } as const) : undefined);
  if (test === undefined) return undefined;
  return {
    quantifier: quantifier === "all" || quantifier === "any" ? quantifier : undefined,
    ifExists: ifExists !== undefined,
    test,
  };
}

const EQUALS = { kind: "string", like: false, negated: false, ignoreCase: false } as const;

const TESTS: Readonly<Record<string, AwsTest>> = {
  stringequals: EQUALS,
  stringequalsignorecase: { ...EQUALS, ignoreCase: true },
  stringlike: { ...EQUALS, like: true },
  stringnotequals: { ...EQUALS, negated: true },
  stringnotequalsignorecase: { ...EQUALS, negated: true, ignoreCase: true },
  stringnotlike: { ...EQUALS, negated: true, like: true },
  null: { kind: "null" },
};

const OTHER_TESTS =
  /^(?:(?:numeric|date)(?:equals|notequals|(?:less|greater)than(?:equals)?)|bool|binaryequals|(?:not)?ipaddress|arn(?:not)?(?:equals|like))$/;

/** A text or a list of texts. */
function texts(value: YamlValue | undefined): { readonly text: string; readonly place: Place }[] {
  if (value === undefined) return [];
  if (value.scalar !== undefined) return [{ text: value.scalar, place: value.place }];
  return value.items().map((item) => {
    if (item.scalar === undefined) throw item.fault("a text");
    return { text: item.scalar, place: item.place };
  });
}
