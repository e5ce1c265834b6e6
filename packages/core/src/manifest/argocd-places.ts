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
import { type ImagePlace, printImage, useAt } from "./image-place.ts";
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

/** The images that one source is given. */
export function sourcePlaces(source: Found): ImagePlace[] {
  const values = readableValues(source);
  return [
    ...kustomizeImages(source),
    ...(values === undefined ? [] : valuesPlaces([values], "argocd")),
    ...helmParameters(source),
  ];
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

/** Parameters that name an image as charts do: `image.repository` with `image.tag`, or all in one. */
function helmParameters(source: Found): ImagePlace[] {
  const parameters = locate(source, ["helm", "parameters"]);
  if (!parameters.found) return [];
  return itemsOf(parameters).flatMap((item) => {
    const name = textAt(item, ["name"]) ?? "";
    if (/(?:^|\.)repository$/.test(name)) {
      return imageParameters(source, name.slice(0, -"repository".length));
    }
    const value = locate(item, ["value"]);
    const isWhole = isImageName(name) && value.found && /[^/]:|@/.test(textOf(value) ?? "");
    if (!isWhole) return [];
    const path = [...source.path, ...parameterPath(name), "value"];
    return [referencePlace(value, { format: "argocd", path, overrides: ["helm-values"] })];
  });
}

function imageParameters(source: Found, prefix: string): ImagePlace[] {
  const value = (key: string) => textAt(source, [...parameterPath(prefix + key), "value"]);
  const [registry, repository, tag, digest] = ["registry", "repository", "tag", "digest"].map(
    value,
  );
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
