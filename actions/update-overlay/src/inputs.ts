import {
  flag,
  type InputValues,
  lines,
  oneOf,
  optional,
  type Parsers,
  type RunContext,
  required,
  text,
  wholeNumber,
} from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import type { Run } from "@gitops-actions/core/evidence";
import { type ImageReference, parseImageReference } from "@gitops-actions/core/image";
import { parseLayout, parseName } from "@gitops-actions/core/layout";
import { parseKustomizeArg } from "@gitops-actions/core/manifest";
import type { UpdateTarget } from "@gitops-actions/core/promotion";
import { parseBranch, parsePath, parseRepository } from "@gitops-actions/core/repository";
import type { InputName } from "./action.gen.ts";

export const inputs = {
  environment: required(parseName),
  image: optional(parseVersionedImage),
  app: optional(parseName),
  images: lines(parseImageLine),
  "image-name": optional(text),
  "kustomize-args": lines(parseArgument),
  "gitops-repository": required(parseRepository),
  "gitops-branch": optional(parseBranch),
  layout: optional(parseLayout),
  config: required(parsePath),
  delivery: optional(oneOf("commit", "pull-request", "workspace")),
  "expected-current": optional(text),
  "allow-older": flag,
  message: optional(text),
  "dry-run": flag,
  "timeout-seconds": required(wholeNumber({ min: 1, max: 21_600 })),
  "github-token": optional(text),
  "app-client-id": optional(text),
  "app-private-key": optional(text),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

/** What the step asks for, its inputs checked against each other. */
export interface Request {
  readonly repository: string;
  readonly branch: string | undefined;
  readonly configPath: string;
  readonly environment: string;
  readonly targets: readonly UpdateTarget[];
  readonly layout: string | undefined;
  readonly expectedCurrent: string | undefined;
  /** undefined leaves it to the config. */
  readonly delivery: "commit" | "pull-request" | "workspace" | undefined;
  readonly allowOlder: boolean;
  readonly dryRun: boolean;
  /** Template of the commit's subject. */
  readonly message: string | undefined;
  readonly timeoutSeconds: number;
  readonly run: Run;
  /** The webhook payload of the run. */
  readonly event: Readonly<Record<string, unknown>>;
}

/**
 * The request behind the inputs.
 * @throws `input-missing`, `input-conflict`
 */
export function toRequest(values: Inputs, context: RunContext): Request {
  return {
    repository: values.gitopsRepository,
    branch: values.gitopsBranch,
    configPath: values.config,
    environment: values.environment,
    targets: toTargets(values),
    layout: values.layout,
    expectedCurrent: values.expectedCurrent,
    delivery: values.delivery,
    allowOlder: values.allowOlder,
    dryRun: values.dryRun,
    message: values.message,
    timeoutSeconds: values.timeoutSeconds,
    run: {
      repository: context.repository,
      workflow: context.workflow,
      number: context.runNumber,
      attempt: context.runAttempt,
      url: `${context.serverUrl}/${context.repository}/actions/runs/${context.runId}`,
    },
    event: context.event,
  };
}

function toTargets({
  image,
  images,
  kustomizeArgs,
  app,
  imageName,
}: Inputs): readonly UpdateTarget[] {
  const given = [
    ...(image === undefined ? [] : ["image"]),
    ...(images.length === 0 ? [] : ["images"]),
    ...(kustomizeArgs.length === 0 ? [] : ["kustomize-args"]),
  ];
  if (given.length === 0) {
    throw new UserError(
      "input-missing",
      'no image is given: "image", "images" and "kustomize-args" are empty',
      {
        hint: 'Give image: "ghcr.io/org/app:tag@sha256:...".',
      },
    );
  }
  if (given.length > 1) {
    throw conflict(given, "Give one of them.");
  }
  if (image !== undefined) {
    return [{ app: app ?? appOf(image.name), image, entry: imageName }];
  }
  if (imageName !== undefined)
    throw conflict([...given, "image-name"], 'Leave "image-name" out; it belongs to "image".');
  if (images.length === 0) {
    return [
      {
        app: app ?? appOf(kustomizeArgs[0]?.name ?? ""),
        kustomizeArgs: kustomizeArgs.map(({ argument }) => argument),
      },
    ];
  }
  if (app !== undefined)
    throw conflict(["images", "app"], "Name the app in each line of images: APP=IMAGE.");
  return images;
}

function conflict(names: readonly string[], hint: string): UserError {
  const words = names.map((name) => `"${name}"`).join(" and ");
  return new UserError("input-conflict", `${words} are given together and exclude each other`, {
    hint,
  });
}

/** By default an app is called as its image is: the last part of the name. */
function appOf(imageName: string): string {
  return parseName(imageName.slice(imageName.lastIndexOf("/") + 1));
}

function parseVersionedImage(value: string): ImageReference {
  const image = parseImageReference(value);
  if (image.tag !== undefined || image.digest !== undefined) return image;
  throw new UserError(
    "image-invalid",
    `is ${JSON.stringify(value)}, which has neither tag nor digest`,
    {
      hint: "Give name:tag, name@digest or name:tag@digest.",
    },
  );
}

/** `APP=IMAGE`, or `IMAGE` alone. */
function parseImageLine(line: string): UpdateTarget {
  const equals = line.indexOf("=");
  const image = parseVersionedImage(line.slice(equals + 1).trim());
  return { app: equals < 0 ? appOf(image.name) : parseName(line.slice(0, equals).trim()), image };
}

function parseArgument(argument: string): { readonly argument: string; readonly name: string } {
  return { argument, name: parseKustomizeArg(argument).name };
}
