import type { ASTNode } from "@marcbachmann/cel-js";
import type { Claims } from "../claims.ts";
import { MAX_SUBJECT_BYTES, utf8Length } from "../gcp/subject.ts";
import { type CelContext, type CelExpression, evaluateCel, sourceOf } from "./cel.ts";
import type { GcpProvider } from "./gcp-provider.ts";
import { whyMismatch } from "./mismatch.ts";
import type { FailedCondition, Verdict } from "./verdict.ts";

/** Whether a provider takes a token with these claims, as Google evaluates it. */
export function gcpVerdict(provider: GcpProvider, claims: Claims): Verdict {
  const { mapped, failed: unmapped } = applyMapping(provider, claims);
  const context = { assertion: claims, ...mapped };
  const failed = [
    ...issuerFailure(provider, claims),
    ...audienceFailure(provider, claims),
    ...unmapped,
    ...(provider.condition === undefined ? [] : conditionFailures(provider.condition, context)),
  ];
  return { accepted: failed.length === 0, failed, unjudged: [] };
}

function issuerFailure({ issuer }: GcpProvider, claims: Claims): FailedCondition[] {
  if (issuer === undefined || issuer.uri === claims["iss"]) return [];
  const { uri, place } = issuer;
  return [{ condition: "issuer", wanted: [uri], got: claims["iss"], why: undefined, place }];
}

function audienceFailure({ audiences, place }: GcpProvider, claims: Claims): FailedCondition[] {
  const got = claims["aud"];
  if (audiences.length === 0 || audiences.some((audience) => audience === got)) return [];
  const why = whyMismatch({ claim: "aud", wanted: audiences, like: false, claims });
  return [{ condition: "audience", wanted: audiences, got, why, place }];
}

function applyMapping(
  { mapping }: GcpProvider,
  claims: Claims,
): { readonly mapped: Omit<CelContext, "assertion">; readonly failed: FailedCondition[] } {
  const google: Record<string, string> = {};
  const attribute: Record<string, string> = {};
  const failed: FailedCondition[] = [];
  for (const [name, expression] of mapping ?? []) {
    const value = evaluateCel(expression.text, { assertion: claims, google: {}, attribute: {} });
    if (typeof value !== "string") failed.push(mappingFailure(name, { expression, claims }));
    else if (name.startsWith("google.")) google[name.slice("google.".length)] = value;
    else attribute[name.replace(/^attribute\./, "")] = value;
  }
  const subject = mapping?.get("google.subject");
  if (subject !== undefined) failed.push(...subjectFailure(google["subject"] ?? "", subject));
  return { mapped: { google, attribute }, failed };
}

function mappingFailure(
  name: string,
  { expression, claims }: { readonly expression: CelExpression; readonly claims: Claims },
): FailedCondition {
  return {
    condition: `mapping of ${name}`,
    wanted: [expression.text],
    got: shownClaims(expression.ast, claims),
    why: "it yields no text for this token",
    place: expression.place,
  };
}

function subjectFailure(value: string, { place }: CelExpression): FailedCondition[] {
  const bytes = utf8Length(value);
  if (bytes <= MAX_SUBJECT_BYTES) return [];
  return [
    {
      condition: "google.subject",
      wanted: [`at most ${MAX_SUBJECT_BYTES} bytes`],
      got: value,
      why: `it has ${bytes} bytes; map something shorter, such as assertion.repository_id`,
      place,
    },
  ];
}

/** Of terms joined by `&&` those that do not hold; a condition that yields no truth value holds for nobody. */
function conditionFailures(condition: CelExpression, context: CelContext): FailedCondition[] {
  if (evaluateCel(condition.text, context) === true) return [];
  const terms = conjuncts(condition.ast).filter(
    (term) => evaluateCel(sourceOf(term), context) !== true,
  );
  return terms.map((term) => {
    const { assertion } = context;
    const { place } = condition;
    const names = claimNames(term);
    const [claim = ""] = names;
    const wanted = literals(term);
    if (names.length !== 1 || (term.op !== "==" && term.op !== "in")) {
      const got = shownClaims(term, assertion);
      return { condition: sourceOf(term), wanted: [], got, why: undefined, place };
    }
    const why = whyMismatch({ claim, wanted, like: false, claims: assertion });
    const name = `assertion.${claim} ${term.op}`;
    return { condition: name, wanted, got: assertion[claim], why, place };
  });
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === "&&" ? node.args.flatMap(conjuncts) : [node];
}

function claimNames(node: ASTNode): string[] {
  const written = sourceOf(node).matchAll(/\bassertion(?:\.(\w+)|\[['"](\w+)['"]\])/g);
  return [...new Set(Array.from(written, ([, dotted, quoted]) => dotted ?? quoted ?? ""))];
}

/** The texts that a comparison is with. */
function literals(node: ASTNode): string[] {
  switch (node.op) {
    case "value":
      return typeof node.args === "string" ? [node.args] : [];
    case "==":
    case "in":
    case "list":
      return node.args.flatMap(literals);
    default:
      return [];
  }
}

function shownClaims(node: ASTNode, claims: Claims): string | undefined {
  const shown = claimNames(node).map((name) => `${name} = ${claims[name] ?? "(absent)"}`);
  return shown.length === 0 ? undefined : shown.join(", ");
}
