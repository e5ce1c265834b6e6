import { isAlias, isMap, isSeq } from "yaml";
import type { UserError } from "../errors.ts";
import {
  type ImageFormat,
  type ImagePlace,
  type PlaceOptions,
  printImage,
  useAt,
} from "./image-place.ts";
import { appendItems, fillEmpty, insertPair } from "./insert.ts";
import { KEEP, type WantedImage, type WantedPart } from "./kustomize-args.ts";
import { descend, type Found, isEmpty, itemsOf, offsetOf, textAt, textOf } from "./locate.ts";
import type { YamlMap, YamlPair } from "./nodes.ts";
import type { Operation, Splice } from "./operation.ts";
import { type Path, printPath } from "./path.ts";
import { removePair, renameKey } from "./remove.ts";
import { ownPath, refuseShared, setValue } from "./set-value.ts";
import { dataOfNew, type NewNode } from "./write-node.ts";

/** One entry of the list `images` that kustomize and Flux's Kustomization share. */
export interface ImageEntry {
  /** The map that has the list. */
  readonly owner: Found;
  readonly at: Found;
  readonly map: YamlMap;
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
      map: at.node,
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
    use: useAt(at, format, {
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

/** A key that the entry does not have and is to have. */
interface Coming {
  readonly key: string;
  readonly text: string;
}

/** A key that the entry has and is not to have. */
interface Going {
  readonly key: string;
  readonly current: Found;
}

/**
 * The operations that make an entry say what is wanted. A tag that goes while a digest comes, or the
 * reverse, hands over its line; keys that nobody asked about stay.
 * @throws `anchor-shared`, `value-not-scalar`
 */
export function setEntry(
  entry: ImageEntry,
  wanted: WantedImage,
  { shared = false }: PlaceOptions = {},
): Operation[] {
  const operations: (Operation | undefined)[] = [];
  const coming: Coming[] = [];
  const going: Going[] = [];
  for (const [key, text] of wantedTexts(entry, wanted)) {
    const current = descend(entry.at, key);
    if (current === undefined) {
      if (text !== undefined) coming.push({ key, text });
    } else if (text !== undefined) {
      operations.push(setValue(current, text, { shown: [...entry.path, key], shared }));
    } else if (!isEmpty(current)) {
      going.push({ key, current });
    }
  }
  if (coming.length + going.length > 0 && !shared) refuseShared(entry.at, entry.path);
  for (
    let from = going.at(-1), to = coming.at(-1);
    from && to;
    from = going.at(-1), to = coming.at(-1)
  ) {
    operations.push(handOver(entry, from, to));
    going.pop();
    coming.pop();
  }
  operations.push(...coming.map((field) => insertKey(entry, field)));
  operations.push(...going.map((field) => removeKey(entry, field)));
  return operations.filter((operation) => operation !== undefined);
}

function wantedTexts(
  entry: ImageEntry,
  { newName, tag, digest }: WantedImage,
): [key: string, text: string | undefined][] {
  return [
    ["newName", newName === KEEP ? entry.newName : newName],
    ["newTag", tag === KEEP ? entry.tag : tag],
    ["digest", digest === KEEP ? entry.digest : digest],
  ];
}

function handOver(entry: ImageEntry, from: Going, to: Coming): Operation {
  const { document } = entry.at;
  const pair = ownPair(entry, from);
  refuseNeeded(entry, from);
  const value = setValue({ ...from.current, sharing: undefined }, to.text);
  return {
    document,
    splices: [renameKey(document, pair, to.key), ...(value?.splices ?? [])],
    assignments: [
      { path: [...ownPath(entry.at), from.key], value: undefined },
      { path: [...ownPath(entry.at), to.key], value: to.text },
    ],
    changes: [removal(entry, from), addition(entry, to)],
  };
}

function insertKey(entry: ImageEntry, { key, text }: Coming): Operation {
  const { at, map } = entry;
  const before = KEYS.slice(0, KEYS.indexOf(key));
  const after = map.items.findLast((pair) => before.includes(String(pair.key))) ?? lastPair(map);
  return {
    document: at.document,
    splices: [insertPair(at.document, { map, after }, [key, text])],
    assignments: [{ path: [...ownPath(at), key], value: text }],
    changes: [addition(entry, { key, text })],
  };
}

function removeKey(entry: ImageEntry, field: Going): Operation {
  const { at, map } = entry;
  const pair = ownPair(entry, field);
  if (!isAlias(pair.value)) refuseNeeded(entry, field);
  return {
    document: at.document,
    splices: [removePair(at.document, map, pair)],
    assignments: [{ path: [...ownPath(at), field.key], value: undefined }],
    changes: [removal(entry, field)],
  };
}

/** The pair of a key that goes; one that is merged in is not the entry's to give up. */
function ownPair(entry: ImageEntry, { key, current }: Going): YamlPair {
  if (current.parent !== entry.map) refuseNeeded(entry, { key, current });
  if (current.pair === undefined) throw new Error(`${key} is no key`);
  return current.pair;
}

/** Refuses to take away a value that an alias elsewhere stands for. */
function refuseNeeded(entry: ImageEntry, { key, current }: Going): void {
  if (current.sharing !== entry.at.sharing) refuseShared(current, [...entry.path, key]);
}

function addition(entry: ImageEntry, { key, text }: Coming): Operation["changes"][number] {
  return { path: printPath([...entry.path, key]), from: undefined, to: text };
}

function removal(entry: ImageEntry, { key, current }: Going): Operation["changes"][number] {
  return { path: printPath([...entry.path, key]), from: textOf(current), to: undefined };
}

/**
 * The operations that add entries at the end of the list `images` of a map; the list itself is added
 * behind the map's last key where there is none.
 * @throws `anchor-shared`, `manifest-shape` when the map has no key at all
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
        path: [...ownPath(images), list.items.length + index],
        value: dataOfNew(entries[index] ?? ""),
      },
    ],
    changes: wanted.slice(index, index + 1).map((one) => newEntryChange(owner, one)),
  }));
}

function newList(owner: Found, images: Found | undefined, entries: readonly NewNode[]): Splice {
  if (images !== undefined) return fillEmpty(images, entries);
  if (!isMap(owner.node) || owner.node.items.length === 0) {
    throw shapeRefusal(owner, "has no key to put images behind");
  }
  const map = owner.node;
  return insertPair(owner.document, { map, after: lastPair(map) }, ["images", entries]);
}

function lastPair(map: YamlMap): YamlPair {
  const last = map.items.at(-1);
  if (last === undefined) throw new Error("the map is empty");
  return last;
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
