import { UserError } from "../errors.ts";
import {
  argoImage,
  helmValuesOf,
  isArgoApplication,
  parameterPath,
  setParameter,
  sourcesOf,
} from "./argocd.ts";
import { isImageName, valuesPlaces, withoutRegistry } from "./helm-values.ts";
import { type ImagePlace, printImage, shownPath, useAt } from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { referencePlace } from "./reference-place.ts";
import { type VersionTexts, wantedVersion } from "./wanted-version.ts";
import { type Found, itemsOf, locate, offsetOf, textAt, textOf } from "./yaml/locate.ts";
import type { Path } from "./yaml/path.ts";
import { setValue } from "./yaml/set-value.ts";

/**
 * The images that an Argo CD Application or ApplicationSet gives its sources: `kustomize.images`, Helm
 * values, and Helm parameters such as `image.repository` with `image.tag`; `undefined` for any other
 * document.
 * @throws as `helmValuesOf`
 */
export function argoPlaces(root: Found): ImagePlace[] | undefined {
  if (!isArgoApplication(root)) return undefined;
  return sourcesOf(root).flatMap(sourcePlaces);
}

/**
 * The images that one source is given. A parameter beats the value of the same path, so an image whose
 * tag or digest is a parameter has its place there, whichever of the two names its repository.
 */
export function sourcePlaces(source: Found): ImagePlace[] {
  const values = readableValues(source);
  const prefixes = versionPrefixes(source);
  const covered = new Set(
    prefixes.map((prefix) => values && shownPath(values, [...values.path, ...keysOf(prefix)])),
  );
  const inValues = values === undefined ? [] : valuesPlaces([values], "argocd");
  return [
    ...kustomizeImages(source),
    ...inValues.filter(({ use }) => !covered.has(use.path)),
    ...prefixes.flatMap((prefix) => imageParameters(source, { prefix, values })),
    ...referenceParameters(source),
  ];
}

/** `image.` of the parameters `image.tag` and `image.digest`, each once. */
function versionPrefixes(source: Found): string[] {
  const names = parametersOf(source).map((item) => textAt(item, ["name"]) ?? "");
  return [...new Set(names.flatMap((name) => /^(.*\.|)(?:tag|digest)$/.exec(name)?.[1] ?? []))];
}

function parametersOf(source: Found): Found[] {
  const parameters = locate(source, ["helm", "parameters"]);
  return parameters.found ? itemsOf(parameters) : [];
}

/** The keys of `image.` in values. */
function keysOf(prefix: string): string[] {
  return prefix.split(".").slice(0, -1);
}

/** Values that are a template until an ApplicationSet fills them in say nothing yet. */
function readableValues(source: Found): Found | undefined {
  try {
    return helmValuesOf(source);
  } catch (error) {
    if (error instanceof UserError && error.code === "template") return undefined;
    throw error;
  }
}

function kustomizeImages(source: Found): ImagePlace[] {
  const images = locate(source, ["kustomize", "images"]);
  if (!images.found) return [];
  return itemsOf(images).flatMap((at) => {
    const text = textOf(at);
    return text === undefined ? [] : [imageString(at, text)];
  });
}

/** `[NAME=]REPOSITORY[:TAG][@DIGEST]`; the part before `=` stays. */
function imageString(at: Found, text: string): ImagePlace {
  const { name, newName, tag, digest } = argoImage(text);
  const path: Path = [...at.path.slice(0, -1), { key: "name", value: name }];
  const prefix = newName === undefined ? "" : `${name}=`;
  const repository = newName ?? name;
  return {
    at,
    overrides: ["kustomize", "workload"],
    isOnly: true,
    use: useAt(at, {
      format: "argocd",
      path,
      name: repository,
      entry: newName === undefined ? undefined : name,
      tag,
      digest,
    }),
    set: ({ newName: wantedName = repository, tag, digest }, { shared }) => {
      const isRenamed = wantedName !== repository && prefix === "";
      const image = printImage({ name: wantedName, tag, digest });
      const operation = setValue(at, `${isRenamed ? `${name}=` : prefix}${image}`, {
        shown: path,
        shared,
      });
      return operation === undefined ? [] : [operation];
    },
  };
}

/** Parameters that hold a whole reference: `sidecarImage`. */
function referenceParameters(source: Found): ImagePlace[] {
  return parametersOf(source).flatMap((item) => {
    const name = textAt(item, ["name"]) ?? "";
    const value = locate(item, ["value"]);
    const isWhole = isImageName(name) && value.found && /[^/]:|@/.test(textOf(value) ?? "");
    if (!isWhole) return [];
    const path = [...source.path, ...parameterPath(name), "value"];
    return [referencePlace(value, { format: "argocd", path, overrides: ["helm-values"] })];
  });
}

/** Parameters that name an image as charts do; what is no parameter, the values may say. */
function imageParameters(
  source: Found,
  { prefix, values }: { readonly prefix: string; readonly values: Found | undefined },
): ImagePlace[] {
  const parameter = (key: string) => textAt(source, [...parameterPath(prefix + key), "value"]);
  const value = (key: string) => values && textAt(values, [...keysOf(prefix), key]);
  const [tag, digest] = [parameter("tag"), parameter("digest")];
  const registry = parameter("registry") ?? value("registry");
  const repository = parameter("repository") ?? value("repository");
  const path = parameterPath(prefix + (tag === undefined ? "digest" : "tag"));
  const at = locate(source, path);
  if (!at.found || !repository) return [];
  const name = registry ? `${registry}/${repository}` : repository;
  return [
    {
      at,
      overrides: ["helm-values"],
      isOnly: false,
      use: useAt(at, {
        format: "argocd",
        path: [...source.path, ...path],
        name,
        entry: name === repository ? undefined : repository,
        tag: tag || undefined,
        digest: digest || undefined,
      }),
      set: (request, { shared }) => {
        const { newName } = request;
        const wanted = {
          repository: newName === undefined ? undefined : withoutRegistry(at, newName, registry),
          ...versionParameters(at, { tag, digest }, request),
        };
        return Object.entries(wanted).flatMap(([key, text]) => {
          const parameter = { name: prefix + key, value: text ?? "" };
          return text === undefined
            ? []
            : setParameter(source, parameter, { create: true, shared });
        });
      },
    },
  ];
}

function versionParameters(at: Found, current: VersionTexts, request: ImageRequest): VersionTexts {
  const wanted = wantedVersion(current, request);
  if (wanted !== undefined) return wanted;
  throw at.document.source.refusal("path-not-found", "no Helm parameter takes the digest", {
    offset: offsetOf(at),
    hint: "Give a tag as well, or add the parameter if the chart reads it.",
  });
}
