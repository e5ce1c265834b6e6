import { toInteger } from "./access.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { Named } from "./builtin.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { stringOf } from "./conversion.ts";
import { Fault } from "./fault.ts";
import { printValue } from "./format.ts";
import { parseJson, printJson } from "./json.ts";
import { join, lower, replace, split, trimChars, trimSpaces, upper } from "./strings.ts";
import { ANY, ANYS, BOOL, funcOf, type GoType, INT, STRING, STRINGS } from "./type.ts";
import type { Value } from "./value.ts";

/** The builtins on texts. Positions count bytes, as in Go. */
export const TEXT: readonly Named[] = [
  overloaded("trim", {
    takes: [[STRING], [STRING, STRING]],
    gives: STRING,
    call: ([value, cutset]) =>
      cutset === undefined
        ? trimSpaces(stringOf(value))
        : trimChars(stringOf(value), stringOf(cutset)),
  }),
  overloaded("trimPrefix", {
    takes: [[STRING, STRING], [STRING]],
    gives: STRING,
    call: ([value, part = " "]) => {
      const prefix = stringOf(part);
      const whole = stringOf(value);
      return whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
    },
  }),
  overloaded("trimSuffix", {
    takes: [[STRING, STRING], [STRING]],
    gives: STRING,
    call: ([value, part = " "]) => {
      const suffix = stringOf(part);
      const whole = stringOf(value);
      return whole.endsWith(suffix) ? whole.slice(0, whole.length - suffix.length) : whole;
    },
  }),
  overloaded("upper", {
    takes: [[STRING]],
    gives: STRING,
    call: ([value]) => upper(stringOf(value)),
  }),
  overloaded("lower", {
    takes: [[STRING]],
    gives: STRING,
    call: ([value]) => lower(stringOf(value)),
  }),
  overloaded("split", {
    takes: [
      [STRING, STRING],
      [STRING, STRING, INT],
    ],
    gives: STRINGS,
    call: ([value, by, limit]) =>
      split(stringOf(value), stringOf(by), { limit: countOf(limit), keep: false }),
  }),
  overloaded("splitAfter", {
    takes: [
      [STRING, STRING],
      [STRING, STRING, INT],
    ],
    gives: STRINGS,
    call: ([value, by, limit]) =>
      split(stringOf(value), stringOf(by), { limit: countOf(limit), keep: true }),
  }),
  overloaded("replace", {
    takes: [
      [STRING, STRING, STRING, INT],
      [STRING, STRING, STRING],
    ],
    gives: STRING,
    call: ([value, old, by, count]) =>
      replace(stringOf(value), stringOf(old), { by: stringOf(by), count: countOf(count) }),
  }),
  [
    "repeat",
    {
      check: { overloads: [funcOf([STRING, INT], STRING)] },
      call: ([value, times = null], run) => {
        const count = Number(toInteger(times));
        const unit = stringOf(value);
        if (count < 0) {
          throw new Fault(`invalid argument for repeat (expected positive integer, got ${count})`);
        }
        run.grow(count > 1e6 ? Infinity : toBytes(unit).length * count);
        return unit.repeat(count);
      },
    },
  ],
  [
    "join",
    {
      check: {
        overloads: [
          funcOf([STRINGS, STRING], STRING),
          funcOf([ANYS, STRING], STRING),
          funcOf([ANYS], STRING),
          funcOf([STRINGS, STRING], STRING),
          funcOf([STRINGS], STRING),
        ],
      },
      call: ([value = null, glue = ""]) => join(value, stringOf(glue)),
    },
  ],
  overloaded("indexOf", {
    takes: [[STRING, STRING]],
    gives: INT,
    call: ([value, part]) => BigInt(toBytes(stringOf(value)).indexOf(toBytes(stringOf(part)))),
  }),
  overloaded("lastIndexOf", {
    takes: [[STRING, STRING]],
    gives: INT,
    call: ([value, part]) => BigInt(toBytes(stringOf(value)).lastIndexOf(toBytes(stringOf(part)))),
  }),
  overloaded("hasPrefix", {
    takes: [[STRING, STRING]],
    gives: BOOL,
    call: ([value, part]) => stringOf(value).startsWith(stringOf(part)),
  }),
  overloaded("hasSuffix", {
    takes: [[STRING, STRING]],
    gives: BOOL,
    call: ([value, part]) => stringOf(value).endsWith(stringOf(part)),
  }),
  overloaded("string", {
    takes: [[ANY]],
    gives: STRING,
    call: ([value = null]) => printValue(value),
  }),
  overloaded("toJSON", {
    takes: [[ANY]],
    gives: STRING,
    call: ([value = null]) => printJson(value),
  }),
  overloaded("fromJSON", {
    takes: [[STRING]],
    gives: ANY,
    call: ([value]) => parseJson(stringOf(value)),
  }),
  overloaded("toBase64", {
    takes: [[STRING]],
    gives: STRING,
    call: ([value]) => encodeBase64(toBytes(stringOf(value))),
  }),
  overloaded("fromBase64", {
    takes: [[STRING]],
    gives: STRING,
    call: ([value]) => fromBytes(decodeBase64(stringOf(value))),
  }),
];

function overloaded(
  name: string,
  {
    takes,
    gives,
    call,
  }: {
    takes: readonly (readonly GoType[])[];
    gives: GoType;
    call: (args: readonly Value[]) => Value;
  },
): Named {
  return [name, { check: { overloads: takes.map((list) => funcOf(list, gives)) }, call }];
}

/** How many at most; -1 is no bound. */
function countOf(value: Value | undefined): number {
  return value === undefined ? -1 : Number(toInteger(value));
}
