import { isAlias, isMap } from "yaml";
import { addKey } from "./create.ts";
import { descend, type Found, isEmpty, textOf } from "./locate.ts";
import type { YamlPair } from "./nodes.ts";
import type { Operation } from "./operation.ts";
import { type Path, printPath } from "./path.ts";
import { removePairs, renameKey } from "./remove.ts";
import { ownPath, refuseShared, setValue } from "./set-value.ts";

export interface SetKeysOptions {
  /** The keys of such a map in the order people write them; a new one goes behind those before it. */
  readonly order: readonly string[];
  /** The map's path as people know it. */
  readonly shown: Path;
  readonly shared?: boolean | undefined;
}

/** A key and the text it is to have; `undefined` to take it away. */
export type WantedKey = readonly [key: string, text: string | undefined];

/** A key that the map has and is not to have. */
interface Going {
  readonly key: string;
  readonly current: Found;
}

/**
 * The operations that give keys of a map their texts and take away those whose text is `undefined`. A
 * key that goes while another comes hands over its line, so that what stands beside the value stays;
 * a key with an empty value says nothing and may stay.
 * @throws `anchor-shared`, `value-not-scalar`
 */
export function setKeys(
  at: Found,
  wanted: readonly WantedKey[],
  { order, shown, shared = false }: SetKeysOptions,
): Operation[] {
  const going = goingKeys(at, wanted);
  if (going.length > 0 && !shared) refuseShared(at, shown);
  const coming = wanted.filter(([key, text]) => text !== undefined && !descend(at, key));
  // Paired from the back, so that a tag and a digest change places rather than a name and one of them.
  const handed = Math.min(going.length, coming.length);
  const added = coming.splice(0, coming.length - handed);
  const removed = going.splice(0, going.length - handed);
  return [
    ...setPresent(at, wanted, { shown, shared }),
    ...added.map(([key, text = ""]) => {
      const behind = order.slice(0, order.indexOf(key));
      return addKey(at, [key, text], { behind, shown, shared });
    }),
    ...remove(at, removed, shown),
    ...going.flatMap((from, index) => {
      const to = coming[index];
      return to === undefined ? [] : [handOver(at, { from, to }, shown)];
    }),
  ];
}

function goingKeys(at: Found, wanted: readonly WantedKey[]): Going[] {
  return wanted.flatMap(([key, text]) => {
    const current = text === undefined ? descend(at, key) : undefined;
    return current === undefined || isEmpty(current) ? [] : [{ key, current }];
  });
}

function setPresent(
  at: Found,
  wanted: readonly WantedKey[],
  { shown, shared }: Pick<SetKeysOptions, "shown" | "shared">,
): Operation[] {
  return wanted.flatMap(([key, text]) => {
    const current = descend(at, key);
    if (current === undefined || text === undefined) return [];
    return setValue(current, text, { shown: [...shown, key], shared }) ?? [];
  });
}

function handOver(
  at: Found,
  { from, to: [key, text = ""] }: { readonly from: Going; readonly to: WantedKey },
  shown: Path,
): Operation {
  const { document } = at;
  const pair = ownPair(at, from, shown);
  refuseNeeded(at, from, shown);
  const value = setValue({ ...from.current, sharing: undefined }, text);
  return {
    document,
    splices: [renameKey(document, pair, key), ...(value?.splices ?? [])],
    assignments: [
      { path: [...ownPath(at), from.key], value: undefined },
      { path: [...ownPath(at), key], value: text },
    ],
    changes: [
      removal(from, shown),
      { path: printPath([...shown, key]), from: undefined, to: text },
    ],
  };
}

function remove(at: Found, going: readonly Going[], shown: Path): Operation[] {
  const { document, node } = at;
  const pairs = going.map((one) => {
    const pair = ownPair(at, one, shown);
    if (!isAlias(pair.value)) refuseNeeded(at, one, shown);
    return pair;
  });
  const [first, ...others] = isMap(node) ? removePairs(document, node, pairs) : [];
  if (first === undefined) return [];
  const path = ownPath(at);
  return [
    {
      document,
      splices: [first, ...others],
      assignments: going.map(({ key }) => ({ path: [...path, key], value: undefined })),
      changes: going.map((one) => removal(one, shown)),
    },
  ];
}

/** The pair of a key that goes; one that is merged in is not the map's to give up. */
function ownPair(at: Found, going: Going, shown: Path): YamlPair {
  const { key, current } = going;
  if (current.parent !== at.node) refuseNeeded(at, going, shown);
  if (current.pair === undefined) throw new Error(`${key} is no key of a map`);
  return current.pair;
}

/** Refuses to take away a value that an alias elsewhere stands for. */
function refuseNeeded(at: Found, { key, current }: Going, shown: Path): void {
  if (current.sharing !== at.sharing) refuseShared(current, [...shown, key]);
}

function removal({ key, current }: Going, shown: Path): Operation["changes"][number] {
  return { path: printPath([...shown, key]), from: textOf(current), to: undefined };
}
