import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

type JsonSchema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly "x-multi-segment"?: boolean;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly content?: Content; readonly $ref?: string }>
  >;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One operation of GitHub's REST API, found for a request. */
export interface Operation {
  readonly id: string;
  /** Path and query parameters together, with the types the description gives them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What is wrong with the request, in words like GitHub's. */
  readonly faults: readonly string[];
  /** What is wrong with a reply, by the description; empty when nothing is. */
  replyFaults(status: number, body: unknown): string[];
}

/** A request as it must be described. */
export interface DescribedRequest {
  readonly method: string;
  /** Below `/api/v3`, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/**
 * GitHub's own description of its REST API: finds the operation of a request and checks requests and
 * replies. By hand on ajv rather than with openapi-backend: that one copies every component into every
 * operation, which makes its validators take two to five times as long to compile, and its router
 * knows no parameters that hold slashes (`git/ref/heads/main`).
 */
export class RestDescription {
  readonly #routes: readonly Route[];

  constructor() {
    const description: Description = JSON.parse(
      readFileSync(new URL("../openapi.gen.json", import.meta.url), "utf8"),
    );
    const schemas = new Schemas(description);
    this.#routes = Object.entries(description.paths)
      .flatMap(([path, item]) =>
        Object.entries(item).map(
          ([method, operation]) => new Route({ method, path, operation }, schemas),
        ),
      )
      .sort((a, b) => b.literals - a.literals);
  }

  /** The operation of a request, `undefined` when none is described. */
  find(request: DescribedRequest): Operation | undefined {
    for (const route of this.#routes) {
      const operation = route.match(request);
      if (operation !== undefined) return operation;
    }
    return undefined;
  }
}

class Route {
  /** How many segments are fixed: of two paths that fit, the more exact one is meant. */
  readonly literals: number;
  readonly #method: string;
  readonly #pattern: RegExp;
  readonly #operation: Described;
  readonly #parameters: readonly Parameter[];
  readonly #schemas: Schemas;

  constructor(
    described: { readonly method: string; readonly path: string; readonly operation: Described },
    schemas: Schemas,
  ) {
    const { method, path, operation } = described;
    this.#method = method.toUpperCase();
    this.#operation = operation;
    this.#schemas = schemas;
    this.#parameters = (operation.parameters ?? []).map((one) => schemas.resolve<Parameter>(one));
    this.literals = path.split("/").filter((segment) => !segment.startsWith("{")).length;
    const manySegments = (name: string) =>
      this.#parameters.some((one) => one.name === name && one["x-multi-segment"]);
    const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      manySegments(name) ? `(?<${name}>.*)` : `(?<${name}>[^/]+)`,
    );
    this.#pattern = new RegExp(`^${pattern}$`);
  }

  match({ method, path, query, body }: DescribedRequest): Operation | undefined {
    if (method !== this.#method) return undefined;
    const found = this.#pattern.exec(path);
    if (found === null) return undefined;
    const texts: Record<string, string> = Object.fromEntries(query);
    for (const [name, value] of Object.entries(found.groups ?? {})) {
      texts[name] = decodeURIComponent(value);
    }
    const parameters = Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, this.#typed(name, text)]),
    );
    const { operationId: id } = this.#operation;
    const checks = [this.#checkParameters(parameters), this.#checkBody(body)];
    return {
      id,
      parameters,
      faults: checks.flatMap((errors) => errors.map(inGitHubsWords)),
      replyFaults: (status, reply) => this.#checkReply(status, reply),
    };
  }

  /** A URL holds text where a number or a boolean is meant. */
  #typed(name: string, text: string): unknown {
    const type = this.#parameters.find((one) => one.name === name)?.schema["type"];
    if (type === "integer" && /^\d+$/.test(text)) return Number(text);
    return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
  }

  #checkParameters(values: Record<string, unknown>): readonly ErrorObject[] {
    const validate = this.#schemas.compile(`${this.#operation.operationId} parameters`, () => ({
      type: "object",
      properties: Object.fromEntries(this.#parameters.map(({ name, schema }) => [name, schema])),
      required: this.#parameters.filter((one) => one.required).map(({ name }) => name),
    }));
    return validate(values) ? [] : (validate.errors ?? []);
  }

  #checkBody(body: unknown): readonly ErrorObject[] {
    const schema = this.#operation.requestBody?.content["application/json"]?.schema;
    if (schema === undefined) return [];
    const validate = this.#schemas.compile(`${this.#operation.operationId} body`, () => schema);
    return validate(body ?? {}) ? [] : (validate.errors ?? []);
  }

  #checkReply(status: number, body: unknown): string[] {
    const { operationId, responses } = this.#operation;
    const response = responses[status];
    if (response === undefined) return [`${operationId} is not described to answer ${status}`];
    const { content } = this.#schemas.resolve<{ content?: Content }>(response);
    const schema = content?.["application/json"]?.schema;
    if (schema === undefined) return body === undefined ? [] : [`${operationId} has no body`];
    const validate = this.#schemas.compile(`${operationId} ${status}`, () => schema);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${operationId}: ${instancePath || "the body"} ${message}`,
    );
  }
}

/** The description's schemas, compiled when first needed and each component once. */
class Schemas {
  readonly #ajv: Ajv;
  readonly #components: Description["components"];
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor({ components }: Description) {
    this.#components = components;
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addFormat("repo.nwo", true);
    this.#ajv.addSchema({ $id: "description", components });
  }

  resolve<Value extends object>(value: Value | { readonly $ref?: string }): Value {
    const { $ref } = value as { readonly $ref?: string };
    if ($ref === undefined) return value as Value; // without $ref it is the thing itself
    const [, , kind = "", name = ""] = $ref.split("/");
    // The description is GitHub's: what a reference names there has the kind the place asks for.
    return this.#components[kind]?.[name] as Value;
  }

  compile(name: string, schema: () => JsonSchema): ValidateFunction {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const text = JSON.stringify(schema()).replaceAll('"#/components', '"description#/components');
    const compiled = this.#ajv.compile(JSON.parse(text));
    this.#compiled.set(name, compiled);
    return compiled;
  }
}

function inGitHubsWords({ instancePath, keyword, params, message }: ErrorObject): string {
  if (keyword === "required") return `"${params["missingProperty"]}" wasn't supplied.`;
  return `For 'properties${instancePath}', ${message}.`;
}
