import {
  type InputValues,
  oneOf,
  optional,
  type Parsers,
  required,
  text,
} from "@gitops-actions/adapters/runner";
import { parsePath, parseRepository } from "@gitops-actions/core/repository";
import type { InputName } from "./action.gen.ts";

export const inputs = {
  "gitops-repository": required(parseRepository),
  config: required(parsePath),
  "fail-on": required(oneOf("error", "warning", "never")),
  "github-token": required(text),
  "app-client-id": optional(text),
  "app-private-key": optional(text),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

/** What the step asks for. */
export interface Request {
  /** `owner/name`. */
  readonly repository: string;
  readonly configPath: string;
  readonly failOn: Inputs["failOn"];
}

/** The request behind the inputs. */
export function toRequest({ gitopsRepository, config, failOn }: Inputs): Request {
  return { repository: gitopsRepository, configPath: config, failOn };
}
