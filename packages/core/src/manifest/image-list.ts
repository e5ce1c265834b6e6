import { isMap, isSeq } from "yaml";
import type { UserError } from "../errors.ts";
import {
  type ImageFormat,
  type ImagePlace,
  type PlaceOptions,
  printImage,
  useAt,
} from "./image-place.ts";
import { KEEP, type WantedImage, type WantedPart } from "./kustomize-args.ts";
import { APPEND } from "./yaml/data.ts";
import { appendItems, fillEmpty, insertPair } from "./yaml/insert.ts";
import { descend, type Found, isEmpty, itemsOf, offsetOf, textAt } from "./yaml/locate.ts";
import type { Operation, Splice } from "./yaml/operation.ts";
import { type Path, printPath } from "./yaml/path.ts";
import { setKeys } from "./yaml/set-keys.ts";
import { ownPath, refuseShared } from "./yaml/set-value.ts";
import { dataOfNew, type NewNode } from "./yaml/write-node.ts";

/** One entry of the list `images` that kustomize and Flux's Kustomization share. */
export interface ImageEntry {
  /** The map that has the list. */
  readonly owner: Found;
  readonly at: Found;
  /** The path as people know it: `images[name=app]`. */
  readonly path: Path;
  readonly name: string;
  readonly newName: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** An entry's keys in the order people write them; a new one goes behind those before it. */
const KEYS = ["name", "newName", "newTag", "digest"];

/**
 * The entries of the list `images` of a map, in order.
 * @throws `manifest-shape` when it is no list of maps with a `name`
 */
export function imageEntries(owner: Found): ImageEntry[] {
  const images = descend(owner, "images");
  if (images === undefined || isEmpty(images)) return [];
  if (!isSeq(images.node)) throw shapeRefusal(images, "is no list");
  return itemsOf(images).map((at) => {
    const name = textAt(at, ["name"]);
    if (!isMap(at.node) || name === undefined) throw shapeRefusal(at, 'is no map with a "name"');
    return {
      owner,
      at,
      path: [...images.path, { key: "name", value: name }],
      name,
      newName: textAt(at, ["newName"]) || undefined,
      tag: textAt(at, ["newTag"]) || undefined,
      digest: textAt(at, ["digest"]) || undefined,
    };
  });
}

function shapeRefusal(at: Found, fault: string): UserError {
  return at.document.source.refusal("manifest-shape", `${printPath(at.path)} ${fault}`, {
    offset: offsetOf(at),
    hint: 'Write each image as "- name: NAME" with newName, newTag or digest below it.',
  });
}

/** An entry as a place; set in the keeping form, which leaves `newName` alone unless a new one is given. */
export function placeOfEntry(
  entry: ImageEntry,
  {
    format,
    overrides,
  }: { readonly format: ImageFormat; readonly overrides: readonly ImageFormat[] },
): ImagePlace {
  const { at, path, name, newName, tag, digest } = entry;
  return {
    at,
    overrides,
    isOnly: true,
    use: useAt(at, {
      format,
      path,
      name: newName ?? name,
      entry: newName === undefined ? undefined : name,
      tag,
      digest,
    }),
    set: ({ newName: wantedName = KEEP, tag, digest }, options) =>
      setEntry(entry, { name, newName: wantedName, tag, digest }, options),
  };
}

/**
 * The operations that make an entry say what is wanted; keys that nobody asked about stay.
 * @throws `anchor-shared`, `value-not-scalar`
 */
export function setEntry(
  { at, path, ...entry }: ImageEntry,
  { newName, tag, digest }: WantedImage,
  { shared }: PlaceOptions = {},
): Operation[] {
  const wanted = [
    ["newName", newName === KEEP ? entry.newName : newName],
    ["newTag", tag === KEEP ? entry.tag : tag],
    ["digest", digest === KEEP ? entry.digest : digest],
  ] as const;
  return setKeys(at, wanted, { order: KEYS, shown: path, shared });
}

/**
 * The operations that add entries at the end of the list `images` of a map; the list itself is added
 * behind the map's last key where there is none.
 * @throws `anchor-shared`, `manifest-shape` when it is no list
 */
export function addEntries(
  owner: Found,
  wanted: readonly WantedImage[],
  { shared = false }: PlaceOptions = {},
): Operation[] {
  if (wanted.length === 0) return [];
  const images = descend(owner, "images");
  if (!shared) refuseShared(images ?? owner, [...owner.path, "images"]);
  const entries = wanted.map(newEntry);
  const { document } = owner;
  if (images === undefined || isEmpty(images)) {
    const splice = newList(owner, images, entries);
    const path = [...ownPath(owner), "images"];
    const changes = wanted.map((one) => newEntryChange(owner, one));
    return [
      { document, splices: [splice], assignments: [{ path, value: dataOfNew(entries) }], changes },
    ];
  }
  if (!isSeq(images.node)) throw shapeRefusal(images, "is no list");
  const list = images.node;
  return appendItems(document, list, entries).map((splice, index) => ({
    document,
    splices: [splice],
    assignments: [
      {
        path: [...ownPath(images), APPEND],
        value: dataOfNew(entries[index] ?? ""),
      },
    ],
    changes: wanted.slice(index, index + 1).map((one) => newEntryChange(owner, one)),
  }));
}

function newList(owner: Found, images: Found | undefined, entries: readonly NewNode[]): Splice {
  if (images !== undefined) return fillEmpty(images, entries);
  if (!isMap(owner.node)) throw shapeRefusal(owner, "is no map");
  return insertPair(owner.document, { map: owner.node }, ["images", entries]);
}

function newEntry({ name, newName, tag, digest }: WantedImage): NewNode {
  const pairs: [string, WantedPart][] = [
    ["name", name],
    ["newName", newName],
    ["newTag", tag],
    ["digest", digest],
  ];
  return new Map(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

function newEntryChange(owner: Found, wanted: WantedImage): Operation["changes"][number] {
  const text = (part: WantedPart) => (typeof part === "string" ? part : undefined);
  return {
    path: printPath([...owner.path, "images", { key: "name", value: wanted.name }]),
    from: undefined,
    to: printImage({
      name: text(wanted.newName) ?? wanted.name,
      tag: text(wanted.tag),
      digest: text(wanted.digest),
    }),
  };
}
