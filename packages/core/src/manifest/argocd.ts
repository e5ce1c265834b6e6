import type { UserError } from "../errors.ts";
import { type ImageParts, parseKustomizeArg, splitImage } from "./kustomize-args.ts";
import { addItem, addKey, createValue } from "./yaml/create.ts";
import { parseDocuments } from "./yaml/document.ts";
import { type DocumentSelector, selectRoots } from "./yaml/document-selector.ts";
import { openEmbedded } from "./yaml/embedded.ts";
import {
  descend,
  type Found,
  isEmpty,
  itemsOf,
  locate,
  type Missing,
  offsetOf,
  pathNotFound,
  rootOf,
  textAt,
  textOf,
} from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { type Path, printPath } from "./yaml/path.ts";
import { readsAsText, type ScalarValue } from "./yaml/scalar-text.ts";
import { setValue } from "./yaml/set-value.ts";
import type { Source } from "./yaml/source.ts";
import type { NewNode } from "./yaml/write-node.ts";

/** Which of an Application's sources is meant; what is left out does not matter. */
export interface SourceSelector {
  readonly name?: string | undefined;
  readonly ref?: string | undefined;
  readonly repoURL?: string | undefined;
  readonly chart?: string | undefined;
  readonly path?: string | undefined;
}

export interface ArgoOptions {
  readonly document?: DocumentSelector | undefined;
  /** By default the one source that has the value already. */
  readonly source?: SourceSelector | undefined;
  /** Add what is missing; by default that is refused. */
  readonly create?: boolean | undefined;
  /** Change a value that anchors and aliases share, for all that share it. By default that is refused. */
  readonly shared?: boolean | undefined;
}

/** Whether a document is an Argo CD Application or ApplicationSet. */
export function isArgoApplication(root: Found): boolean {
  const kind = textAt(root, ["kind"]);
  const isArgo = textAt(root, ["apiVersion"])?.startsWith("argoproj.io/") ?? false;
  return isArgo && (kind === "Application" || kind === "ApplicationSet");
}

/**
 * The sources of an Application, or of an ApplicationSet's template: `spec.sources` where there are
 * some, which Argo CD then reads instead of `spec.source`.
 */
export function sourcesOf(root: Found): Found[] {
  const isSet = textAt(root, ["kind"]) === "ApplicationSet";
  const spec = locate(root, isSet ? ["spec", "template", "spec"] : ["spec"]);
  if (!spec.found) return [];
  const several = descend(spec, "sources");
  if (several !== undefined && itemsOf(several).length > 0) return itemsOf(several);
  const one = descend(spec, "source");
  return one === undefined ? [] : [one];
}

/**
 * The operations that give a Helm parameter of an Application its value. A value that is no text to
 * every reader gets `forceString: true`, for `--set` would make `1234567` a number.
 * @throws `path-not-found`, `path-ambiguous`, `anchor-shared`, `value-not-scalar`
 */
export function setHelmParameter(
  source: Source,
  { name, value }: { readonly name: string; readonly value: string },
  options: ArgoOptions = {},
): Operation[] {
  const holds = (owner: Found) => locate(owner, parameterPath(name)).found;
  const owner = oneSource(source, holds, { ...options, shown: parameterPath(name) });
  return setParameter(owner, { name, value }, options);
}

/** The operations of {@link setHelmParameter}, on one source. */
export function setParameter(
  owner: Found,
  { name, value }: { readonly name: string; readonly value: string },
  { create = false, shared = false }: Pick<ArgoOptions, "create" | "shared">,
): Operation[] {
  const path = parameterPath(name);
  const shown = [...owner.path, ...path];
  const parameter = locate(owner, path);
  const wanted: [string, ScalarValue][] = [["value", value]];
  if (!readsAsText(value)) wanted.push(["forceString", { bare: "true" }]);
  if (!parameter.found) {
    if (!create) throw notThere(parameter);
    return [createValue(parameter, new Map<string, NewNode>(wanted), { shown, shared })];
  }
  return wanted.flatMap(([key, text]) => {
    const current = descend(parameter, key);
    if (current === undefined) {
      return [addKey(parameter, [key, text], { behind: ["name", "value"], shown, shared })];
    }
    return asList(setValue(current, text, { shown: [...shown, key], shared }));
  });
}

/** Where a source has the Helm parameter of a name. */
export function parameterPath(name: string): Path {
  return ["helm", "parameters", { key: "name", value: name }];
}

/**
 * The Helm values a source gives: `helm.valuesObject`, which alone counts where it is there, else what
 * the text of `helm.values` holds; `undefined` when it gives none.
 * @throws `value-not-scalar` for a text that cannot be edited inside, and as `parseDocument`
 */
export function helmValuesOf(source: Found): Found | undefined {
  const object = locate(source, ["helm", "valuesObject"]);
  if (object.found && !isEmpty(object)) return object;
  const text = locate(source, ["helm", "values"]);
  if (!text.found || isEmpty(text) || textOf(text)?.trim() === "") return undefined;
  const [document] = parseDocuments(openEmbedded(text));
  return document === undefined ? undefined : rootOf(document);
}

/**
 * The operation that sets a value in the Helm values an Application gives; `undefined` when it has it.
 * @throws `path-not-found`, `path-ambiguous`, `anchor-shared`, `value-not-scalar`, and as `parseDocument`
 */
export function setHelmValue(
  source: Source,
  { path, value }: { readonly path: Path; readonly value: ScalarValue },
  options: ArgoOptions = {},
): Operation | undefined {
  const holds = (owner: Found) => {
    const values = helmValuesOf(owner);
    return values !== undefined && locate(values, path).found;
  };
  const owner = oneSource(source, holds, { ...options, shown: path });
  const values = helmValuesOf(owner);
  if (values === undefined) throw noValues(owner);
  return setBelow(values, path, { value, ...options });
}

/**
 * The operation that sets a value of an Application's source: `targetRevision` of a chart, for one;
 * `undefined` when it is set.
 * @throws `path-not-found`, `path-ambiguous`, `anchor-shared`, `value-not-scalar`
 */
export function setSourceValue(
  source: Source,
  { path, value }: { readonly path: Path; readonly value: ScalarValue },
  options: ArgoOptions = {},
): Operation | undefined {
  const holds = (owner: Found) => locate(owner, path).found;
  const owner = oneSource(source, holds, { ...options, shown: path });
  return setBelow(owner, path, { value, ...options });
}

function setBelow(
  owner: Found,
  path: Path,
  { value, create, shared }: ArgoOptions & { readonly value: ScalarValue },
): Operation | undefined {
  const at = locate(owner, path);
  const shown = [...owner.path, ...path];
  if (at.found) return setValue(at, value, { shown, shared });
  if (!create) throw notThere(at);
  return createValue(at, value, { shown, shared });
}

/**
 * The operations that set an image among an Application's `kustomize.images`. An item of the same name,
 * compared whole, is replaced; else one is added.
 *
 * Argo CD itself compares up to the first of `=`, `:` and `@`, which takes `localhost:5000/a` and
 * `localhost:5000/b` for the same.
 * @throws as `parseKustomizeArg`; `path-ambiguous`, `anchor-shared`
 * @see https://github.com/argoproj/argo-cd/blob/v3.2.0/pkg/apis/application/v1alpha1/types.go (MergeImage)
 */
export function setKustomizeImage(
  source: Source,
  image: string,
  options: ArgoOptions = {},
): Operation[] {
  const { name } = parseKustomizeArg(image);
  const holds = (owner: Found) => imageItems(owner, name).length > 0;
  const path = ["kustomize", "images"];
  const owner = oneSource(source, holds, { ...options, shown: path });
  const [item, second] = imageItems(owner, name);
  if (item !== undefined && second !== undefined) throw ambiguous(path, item, second);
  const { shared = false } = options;
  if (item !== undefined) return asList(setValue(item, image, { shared }));
  const images = locate(owner, path);
  const shown = [...owner.path, ...path];
  if (!images.found) return [createValue(images, [image], { shown, shared })];
  return [addItem(images, image, { shown, shared })];
}

function imageItems(owner: Found, name: string): Found[] {
  const images = locate(owner, ["kustomize", "images"]);
  if (!images.found) return [];
  return itemsOf(images).filter((item) => argoImage(textOf(item) ?? "").name === name);
}

/** `[NAME=]REPOSITORY[:TAG][@DIGEST]`, of which `name` is what kustomize looks for. */
export function argoImage(text: string): ImageParts & { readonly newName: string | undefined } {
  const equals = text.indexOf("=");
  const parts = splitImage(text.slice(equals + 1));
  if (equals <= 0) return { ...parts, newName: undefined };
  return { ...parts, name: text.slice(0, equals), newName: parts.name };
}

/** The source a selector fits; of several, the one that holds what is to be set. */
function oneSource(
  source: Source,
  holds: (owner: Found) => boolean,
  { document, source: wanted = {}, shown }: ArgoOptions & { readonly shown: Path },
): Found {
  const owners = selectRoots(source, document)
    .filter(isArgoApplication)
    .flatMap(sourcesOf)
    .filter((owner) =>
      Object.entries(wanted).every(([key, text]) => textAt(owner, [key]) === text),
    );
  const holding = owners.filter(holds);
  const [first, second] = holding.length > 0 ? holding : owners;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined && second !== undefined) throw ambiguous(shown, first, second);
  throw source.refusal("path-not-found", "no source of an Application fits", {
    offset: 0,
    hint: "Correct the name, ref or repoURL of the source.",
  });
}

function ambiguous(shown: Path, first: Found, second: Found): UserError {
  const { source } = second.document;
  const line = source.line(offsetOf(first));
  return source.refusal(
    "path-ambiguous",
    `${printPath(shown)} can be set here and in line ${line}`,
    { offset: offsetOf(second), hint: "Name the source by its name, ref or repoURL." },
  );
}

function noValues(owner: Found): UserError {
  const { source } = owner.document;
  return source.refusal("path-not-found", `${printPath(owner.path)} gives no Helm values`, {
    offset: offsetOf(owner),
    hint: "Add helm.valuesObject, or set a parameter.",
  });
}

function notThere(missing: Missing): UserError {
  return pathNotFound(missing, "Correct the name, or ask for what is missing to be added.");
}

function asList(operation: Operation | undefined): Operation[] {
  return operation === undefined ? [] : [operation];
}
