/** A role's trust policy as IAM holds it. */
export interface TrustPolicy {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: { readonly Federated?: string | string[]; readonly AWS?: string | string[] };
  readonly Action: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** Who asks: the ARN of a provider with the token's claims as keys, or that of a role. */
export interface Caller {
  readonly kind: "Federated" | "AWS";
  readonly arn: string;
  readonly action: string;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Whether a policy lets the caller in, by IAM's rules for those operators that trust policies have. It is
 * written apart from the code under test, which it judges.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isTrusted({ Statement }: TrustPolicy, caller: Caller): boolean {
  const fitting = Statement.filter((statement) => applies(statement, caller));
  if (fitting.some(({ Effect }) => Effect === "Deny")) return false;
  return fitting.some(({ Effect }) => Effect === "Allow");
}

function applies({ Action, Principal = {}, Condition = {} }: Statement, caller: Caller): boolean {
  if (!list(Action).some((action) => like(action, caller.action))) return false;
  const named = list(Principal[caller.kind]);
  const isNamed = named.includes("*") || named.includes(caller.arn);
  if (!isNamed && !list(Principal.AWS).includes("*")) return false; // {"AWS": "*"} is everybody
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      holds(operator, { key: caller.keys[key], values: list(values) }),
    ),
  );
}

function holds(
  written: string,
  { key, values }: { readonly key: string | undefined; readonly values: readonly string[] },
): boolean {
  const forAll = written.startsWith("ForAllValues:");
  const ifExists = written.endsWith("IfExists");
  const operator = written.replace(/^.*:/, "").replace(/IfExists$/, "");
  if (operator === "Null") return values.includes(String(key === undefined));
  const negated = operator.startsWith("StringNot");
  if (key === undefined) {
    return forAll || ifExists || (negated && !written.startsWith("ForAnyValue:"));
  }
  switch (operator) {
    case "StringEquals":
      return values.includes(key);
    case "StringNotEquals":
      return !values.includes(key);
    case "StringEqualsIgnoreCase":
      return values.some((value) => value.toLowerCase() === key.toLowerCase());
    case "StringLike":
      return values.some((value) => like(value, key));
    case "StringNotLike":
      return !values.some((value) => like(value, key));
    default:
      throw new Error(`the local AWS knows no operator ${written}`);
  }
}

function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
