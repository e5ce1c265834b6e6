import type { ASTNode } from "@marcbachmann/cel-js";
import { type CelExpression, memberOf, sourceOf, textOf } from "./cel.ts";
import type { TrustFinding } from "./finding.ts";
import type { GcpProvider } from "./gcp-provider.ts";
import { GITHUB_ISSUER, isGitHubIssuer, withoutScheme } from "./github-issuer.ts";
import type { Pattern } from "./pattern.ts";
import type { Constraint, Way } from "./way.ts";

/** Alternatives of which each asks for all its constraints. */
type Alternatives = readonly (readonly Constraint[])[];

/** What an expression asks for, and what of it could not be read or does not do what it says. */
interface Reading {
  readonly alternatives: Alternatives;
  readonly findings: readonly TrustFinding[];
}

/** Asks for nothing: true of every token. */
const EVERYBODY: Alternatives = [[]];

/** A condition that has more alternatives is not followed further. */
const MAX_ALTERNATIVES = 256;

/** The ways that a provider opens to GitHub, and the parts of its condition that do not do what they say. */
export function gcpWays(
  provider: GcpProvider,
  iss?: string,
): { readonly ways: readonly Way[]; readonly findings: readonly TrustFinding[] } {
  const { issuer, condition, place } = provider;
  if (issuer !== undefined && !isGitHubIssuer(withoutScheme(issuer.uri), iss)) {
    return { ways: [], findings: [otherIssuer(issuer, iss)] };
  }
  if (condition === undefined) {
    return { ways: [{ place, constraints: [] }], findings: [conditionMissing(provider)] };
  }
  const { alternatives, findings } = new ConditionReader(provider, condition).read(
    condition.ast,
    false,
  );
  return {
    ways: alternatives.map((constraints) => ({ place: condition.place, constraints })),
    findings,
  };
}

/** Turns a condition into alternatives. What it cannot read asks for nothing, so that no trust seems tighter than it is. */
class ConditionReader {
  readonly #provider: GcpProvider;
  readonly #condition: CelExpression;

  constructor(provider: GcpProvider, condition: CelExpression) {
    this.#provider = provider;
    this.#condition = condition;
  }

  read(node: ASTNode, negated: boolean): Reading {
    switch (node.op) {
      case "!_":
        return this.read(node.args, !negated);
      case "&&":
      case "||": {
        const sides = node.args.map((side) => this.read(side, negated));
        const isBoth = (node.op === "&&") !== negated;
        return isBoth ? this.#both(node, sides) : either(sides);
      }
      case "value":
        if (typeof node.args !== "boolean") return this.#unread(node);
        return { alternatives: node.args === negated ? [] : EVERYBODY, findings: [] };
      case "==":
      case "!=": {
        const isNegated = (node.op === "!=") !== negated;
        return this.#compare(node, { isNegated, sides: node.args });
      }
      case "in":
        return this.#among(node, { isNegated: negated, sides: node.args });
      case "rcall":
        return this.#call(node, { isNegated: negated, parts: node.args });
      case "call": {
        const [name, [argument]] = node.args;
        const claim = argument === undefined ? undefined : this.#claim(argument);
        if (name !== "has" || claim === undefined || negated) return this.#unread(node);
        return asked(claim, [{ kind: "like", text: "*" }]);
      }
      default:
        return this.#unread(node);
    }
  }

  #both(node: ASTNode, sides: readonly Reading[]): Reading {
    const findings = sides.flatMap((side) => side.findings);
    const alternatives = sides.reduce<Alternatives>(
      (before, side) =>
        before.flatMap((constraints) => side.alternatives.map((more) => [...constraints, ...more])),
      EVERYBODY,
    );
    if (alternatives.length <= MAX_ALTERNATIVES) return { alternatives, findings };
    return { ...this.#unread(node), findings: [...findings, ...this.#unread(node).findings] };
  }

  #compare(
    node: ASTNode,
    { isNegated, sides }: { isNegated: boolean; sides: readonly [ASTNode, ASTNode] },
  ): Reading {
    const [one, other] = sides;
    const literal = textOf(other) ?? textOf(one);
    const claim = this.#claim(one) ?? this.#claim(other);
    if (literal === undefined || claim === undefined) return this.#unread(node);
    if (isNegated) return this.#kept(node, claim);
    return asked(claim, [{ kind: "exact", text: literal, place: this.#condition.place }]);
  }

  #among(
    node: ASTNode,
    { isNegated, sides }: { isNegated: boolean; sides: readonly [ASTNode, ASTNode] },
  ): Reading {
    const claim = this.#claim(sides[0]);
    const values = sides[1].op === "list" ? sides[1].args.map(textOf) : [undefined];
    const known = values.filter((value) => value !== undefined);
    if (claim === undefined || known.length < values.length) return this.#unread(node);
    if (isNegated) return this.#kept(node, claim);
    const { place } = this.#condition;
    return asked(
      claim,
      known.map((value): Pattern => ({ kind: "exact", text: value, place })),
    );
  }

  #call(
    node: ASTNode,
    { isNegated, parts }: { isNegated: boolean; parts: readonly [string, ASTNode, ASTNode[]] },
  ): Reading {
    const [name, receiver, [argument]] = parts;
    const claim = this.#claim(receiver);
    const literal = argument === undefined ? undefined : textOf(argument);
    const pattern = literal === undefined ? undefined : patternOf(name, literal);
    if (claim === undefined || pattern === undefined) return this.#unread(node);
    if (isNegated) return this.#kept(node, claim);
    return asked(claim, [{ kind: "like", text: pattern, place: this.#condition.place }]);
  }

  /** The claim that an operand is: itself, or by an attribute that is mapped to it and nothing else. */
  #claim(node: ASTNode): string | undefined {
    const member = memberOf(node);
    if (member === undefined) return undefined;
    if (member.of === "assertion") return member.name;
    const mapped = this.#provider.mapping?.get(`${member.of}.${member.name}`)?.ast;
    const inner = mapped === undefined ? undefined : memberOf(mapped);
    return inner?.of === "assertion" ? inner.name : undefined;
  }

  #kept(node: ASTNode, claim: string): Reading {
    return {
      alternatives: EVERYBODY,
      findings: [
        {
          code: "negated",
          severity: "warning",
          place: this.#condition.place,
          message: `${sourceOf(node)} keeps a few out and lets everybody else in by ${claim}`,
          fix: "Name who gets in, with ==.",
        },
      ],
    };
  }

  #unread(node: ASTNode): Reading {
    const unmapped = this.#unmapped(node);
    if (unmapped !== undefined) return { alternatives: [], findings: [unmapped] };
    return {
      alternatives: EVERYBODY,
      findings: [
        {
          code: "condition-unreadable",
          severity: "warning",
          place: this.#condition.place,
          message: `what ${sourceOf(node)} asks for cannot be told from outside; it is rated as if it asked for nothing`,
          fix: "Compare claims with ==, in [...] or startsWith().",
        },
      ],
    };
  }

  /** An attribute that the provider does not map makes the whole condition fail. */
  #unmapped(node: ASTNode): TrustFinding | undefined {
    const { mapping } = this.#provider;
    const names = [...sourceOf(node).matchAll(/\b(attribute\.\w+|google\.\w+)/g)].map(
      ([name]) => name,
    );
    const missing = names.find((name) => mapping !== undefined && !mapping.has(name));
    if (missing === undefined) return undefined;
    return {
      code: "attribute-unmapped",
      severity: "error",
      place: this.#condition.place,
      message: `the condition asks for ${missing}, which the provider does not map, so no token fits`,
      fix: `Map it (${missing}=assertion.${missing.replace(/^\w+\./, "")}), or ask for the claim itself: assertion.NAME.`,
    };
  }
}

function either(sides: readonly Reading[]): Reading {
  return {
    alternatives: sides.flatMap((side) => side.alternatives),
    findings: sides.flatMap((side) => side.findings),
  };
}

function asked(claim: string, any: readonly Pattern[]): Reading {
  return { alternatives: [[{ claim, any }]], findings: [] };
}

function patternOf(method: string, literal: string): string | undefined {
  switch (method) {
    case "startsWith":
      return `${literal}*`;
    case "endsWith":
      return `*${literal}`;
    case "contains":
      return `*${literal}*`;
    default:
      return undefined;
  }
}

function otherIssuer(
  { uri, place }: { readonly uri: string; readonly place: TrustFinding["place"] },
  iss: string | undefined,
): TrustFinding {
  return {
    code: "issuer-other",
    severity: "error",
    place,
    message: `the provider is for the issuer ${uri}; GitHub's tokens come from ${iss ?? `https://${GITHUB_ISSUER}`}`,
    fix: `Set its issuer: --issuer-uri=${iss ?? `https://${GITHUB_ISSUER}`}`,
  };
}

function conditionMissing({ place }: GcpProvider): TrustFinding {
  return {
    code: "condition-missing",
    severity: "error",
    place,
    message:
      "the provider has no attribute condition: it takes tokens of every repository on GitHub",
    fix: "Add one: --attribute-condition=\"assertion.repository_owner_id == 'ID' && assertion.repository_id == 'ID'\".",
  };
}
