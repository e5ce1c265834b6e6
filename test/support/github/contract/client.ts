import { setTimeout as sleep } from "node:timers/promises";

/** A reply as a test looks at it. */
export interface ClientReply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface GraphQLBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly type?: string;
    readonly message: string;
    readonly path?: readonly unknown[];
  }[];
}

// Replies are foreign JSON and tests assert what is in them: `toMatchObject` is their schema.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type AnyJson = any;

/** Plain HTTP, so that tests see what GitHub sends and not what a library makes of it. */
export class Client {
  readonly #urls: { readonly apiUrl: string; readonly graphqlUrl: string };
  readonly #token: string | undefined;
  readonly #pauseMilliseconds: number;

  /** `pauseMilliseconds` comes before each write: the real GitHub wants a second between them. */
  constructor(
    urls: { readonly apiUrl: string; readonly graphqlUrl: string },
    token?: string,
    pauseMilliseconds = 0,
  ) {
    this.#urls = urls;
    this.#token = token;
    this.#pauseMilliseconds = pauseMilliseconds;
  }

  async rest(
    method: string,
    path: string,
    options: { readonly body?: object; readonly headers?: Record<string, string> } = {},
  ): Promise<ClientReply<AnyJson>> {
    if (method !== "GET") await sleep(this.#pauseMilliseconds);
    const response = await fetch(this.#urls.apiUrl + path, {
      method,
      headers: { ...this.#headers(), accept: "application/vnd.github+json", ...options.headers },
      body: options.body === undefined ? null : JSON.stringify(options.body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: parsed(await response.text()),
    };
  }

  async graphql(
    query: string,
    variables: object = {},
  ): Promise<ClientReply<GraphQLBody & AnyJson>> {
    if (query.startsWith("mutation")) await sleep(this.#pauseMilliseconds);
    const response = await fetch(this.#urls.graphqlUrl, {
      method: "POST",
      headers: this.#headers(),
      body: JSON.stringify({ query, variables }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: parsed(await response.text()),
    };
  }

  /** The data of a request that must succeed. */
  async data(query: string, variables: object = {}): Promise<AnyJson> {
    const { body } = await this.graphql(query, variables);
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    return body.data;
  }

  #headers(): Record<string, string> {
    const agent = { "user-agent": "gitops-actions-tests" };
    return this.#token === undefined ? agent : { ...agent, authorization: `Bearer ${this.#token}` };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
