import { UserError } from "../errors.ts";

declare const brand: unique symbol;

/** `sha256:` and 64 lower-case hex digits; made only by {@link parseDigest}. */
export type Digest = string & { readonly [brand]: "Digest" };

/** A tag that the OCI grammar allows; made only by {@link parseTag}. */
export type Tag = string & { readonly [brand]: "Tag" };

/** A repository with or without its registry, never a tag or digest: `ghcr.io/org/checkout`. */
export type ImageName = string & { readonly [brand]: "ImageName" };

/**
 * An image reference in its parts. `name` is kept as written: no registry is filled in, because
 * manifests compare names as text.
 */
export interface ImageReference {
  readonly name: ImageName;
  readonly tag?: Tag | undefined;
  readonly digest?: Digest | undefined;
}

/** At most this much of a bad value is quoted in a message. */
const QUOTED_CHARACTERS = 120;

const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const DIGEST_ANY_CASE = /^sha256:[0-9a-f]{64}$/i;
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

/**
 * The digest, checked: `sha256:` and 64 lower-case hex digits.
 * @throws `digest-invalid`, naming the fault (length, case, algorithm)
 * @see https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
 */
export function parseDigest(text: string): Digest {
  if (DIGEST.test(text)) return text as Digest;
  throw new UserError("digest-invalid", `digest ${quoted(text)} ${digestFault(text)}`, {
    hint: 'Give it as "sha256:" and 64 lower-case hex digits, as "docker buildx build --metadata-file" and registries print it.',
  });
}

function digestFault(text: string): string {
  if (DIGEST_ANY_CASE.test(text))
    return "has upper-case letters; hex digits of a digest are lower-case";
  const [algorithm = "", hex] = text.split(":");
  if (hex === undefined) return 'has no algorithm; expected "sha256:<64 hex digits>"';
  if (algorithm !== "sha256") return `uses ${quoted(algorithm)}; only sha256 is supported`;
  if (!/^[0-9a-f]*$/i.test(hex)) return "has characters that are no hex digits";
  return `has ${hex.length} hex digits; expected 64`;
}

/**
 * The tag, checked against the OCI grammar.
 * @throws `tag-invalid`
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function parseTag(text: string): Tag {
  if (TAG.test(text)) return text as Tag;
  throw new UserError("tag-invalid", `tag ${quoted(text)} ${tagFault(text)}`, {
    hint: 'A tag is 1 to 128 letters, digits, "_", "." or "-", and starts with a letter, digit or "_".',
  });
}

function tagFault(text: string): string {
  if (text === "") return "is empty";
  if (text.length > 128) return `is ${text.length} characters long; at most 128 are allowed`;
  if (/^[.-]/.test(text)) return `starts with "${text[0]}"`;
  const bad = /[^\w.-]/u.exec(text);
  return `has the character ${quoted(bad?.[0] ?? "")} that no tag may have`;
}

/**
 * The name of an image without tag and digest, checked: `registry/path`, registry optional.
 * @throws `image-invalid`
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImageName(text: string): ImageName {
  const { host, path } = splitHost(text);
  const wrong = path.split("/").find((component) => !PATH_COMPONENT.test(component));
  if (wrong === undefined && (host === undefined || HOST.test(host)) && text.length <= 255) {
    return text as ImageName;
  }
  throw new UserError(
    "image-invalid",
    `image name ${quoted(text)} ${nameFault(text, host, wrong)}`,
    {
      hint: 'Give it as "registry.example.com/team/app": lower-case letters, digits, ".", "_" and "-" between slashes.',
    },
  );
}

function nameFault(text: string, host: string | undefined, wrong: string | undefined): string {
  if (text === "") return "is empty";
  if (text.length > 255) return `is ${text.length} characters long; at most 255 are allowed`;
  if (wrong === "") return "has an empty part between slashes";
  if (wrong !== undefined && /[A-Z]/.test(wrong))
    return `has upper-case letters in ${quoted(wrong)}`;
  if (wrong !== undefined) return `has the part ${quoted(wrong)} that no repository may have`;
  return `has ${quoted(host ?? "")} as its registry, which is no host name`;
}

/** The first component is a registry when it looks like a host: a dot, a port, `localhost`, or upper case. */
function splitHost(text: string): { host?: string; path: string } {
  const slash = text.indexOf("/");
  if (slash < 0) return { path: text };
  const first = text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  return isHost ? { host: first, path: text.slice(slash + 1) } : { path: text };
}

/**
 * The parts of `name`, `name:tag`, `name@digest` or `name:tag@digest`. A colon before the last
 * slash belongs to the registry's port.
 * @throws `image-invalid`, `tag-invalid`, `digest-invalid`
 */
export function parseImageReference(text: string): ImageReference {
  const at = text.indexOf("@");
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const name = parseImageName(colon < 0 ? named : named.slice(0, colon));
  return {
    name,
    ...(colon < 0 ? {} : { tag: parseTag(named.slice(colon + 1)) }),
    ...(at < 0 ? {} : { digest: parseDigest(text.slice(at + 1)) }),
  };
}

/** The reference as text: `name`, then `:tag` and `@digest` where there are such. */
export function printImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${reference.name}${tag}${digest}`;
}

function quoted(text: string): string {
  const shown = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}...` : text;
  return JSON.stringify(shown);
}
