import { UserError } from "../../errors.ts";
import { nearest } from "../../text/index.ts";

/** Directions are a closed set, so that a misspelt one is found without a list of regions that grows old. */
const DIRECTIONS = [
  "north",
  "south",
  "east",
  "west",
  "central",
  "northeast",
  "northwest",
  "southeast",
  "southwest",
] as const;

/** Where a region's accounts live apart from all others, and what its hosts end in. */
export interface Partition {
  /** As in `arn:aws-cn:...`. */
  readonly name: string;
  /** `amazonaws.com` */
  readonly dnsSuffix: string;
}

/** By the beginning of a region's name. @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS: readonly (readonly [string, Partition])[] = [
  ["cn-", { name: "aws-cn", dnsSuffix: "amazonaws.com.cn" }],
  ["us-gov-", { name: "aws-us-gov", dnsSuffix: "amazonaws.com" }],
  ["us-isob-", { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov" }],
  ["us-isof-", { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov" }],
  ["us-iso-", { name: "aws-iso", dnsSuffix: "c2s.ic.gov" }],
  ["eu-isoe-", { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk" }],
  ["eusc-", { name: "aws-eusc", dnsSuffix: "amazonaws.eu" }],
];

const COMMERCIAL: Partition = { name: "aws", dnsSuffix: "amazonaws.com" };

/** A region by its name, such as `eu-west-1` or `us-gov-east-1`. @throws `region-invalid` */
export function parseRegion(text: string): string {
  const [, prefix, direction = "", number] =
    /^([a-z]+(?:-[a-z]+)?)-([a-z]+)-(\d{1,2})$/.exec(text) ?? [];
  if (DIRECTIONS.some((known) => known === direction)) return text;
  const meant = nearest(direction, DIRECTIONS);
  const hint =
    meant === undefined
      ? "Write a region's name as AWS lists it: eu-west-1, us-gov-east-1. A zone such as eu-west-1a is no region."
      : `Do you mean ${prefix}-${meant}-${number}?`;
  throw new UserError("region-invalid", `is ${JSON.stringify(text)}; expected an AWS region`, {
    hint,
  });
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? COMMERCIAL;
}
