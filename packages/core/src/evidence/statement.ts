import type { Digest, ImageName } from "../image/index.ts";

/** A claim about an image, in the form that is signed. @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export interface Statement {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly {
    readonly name: string;
    readonly digest: { readonly sha256: string };
  }[];
  readonly predicateType: string;
  readonly predicate: object;
}

/** Media type of a statement. */
export const STATEMENT_TYPE = "application/vnd.in-toto+json";

/** Says nothing but that the signer vouches for the image; what `cosign sign` writes since version 3. */
export const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

export const PROVENANCE_PREDICATE = "https://slsa.dev/provenance/v1";

/** The statement of a predicate about an image. */
export function statementOf(
  image: { readonly name: ImageName; readonly digest: Digest },
  predicateType: string,
  predicate: object,
): Statement {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: image.name, digest: { sha256: image.digest.replace(/^sha256:/, "") } }],
    predicateType,
    predicate,
  };
}

/** What a run tells of how it built. */
export interface BuildFacts {
  /** `https://github.com/org/app`. */
  readonly repositoryUrl: string;
  readonly ref: string;
  /** The commit that was built. */
  readonly sha: string;
  /** Path of the workflow file inside its repository, where the runner tells it. */
  readonly workflowPath: string;
  /** Page of this attempt of the run. */
  readonly invocationUrl: string;
  readonly eventName: string;
}

/**
 * How the image was made, as SLSA wants it told of a GitHub workflow.
 * @see https://slsa.dev/spec/v1.0/provenance
 * @see https://actions.github.io/buildtypes/workflow/v1
 */
export function provenanceOf(facts: BuildFacts): object {
  const { repositoryUrl, ref, sha, workflowPath, invocationUrl, eventName } = facts;
  return {
    buildDefinition: {
      buildType: "https://actions.github.io/buildtypes/workflow/v1",
      externalParameters: { workflow: { ref, repository: repositoryUrl, path: workflowPath } },
      internalParameters: { github: { event_name: eventName } },
      resolvedDependencies: [{ uri: `git+${repositoryUrl}@${ref}`, digest: { gitCommit: sha } }],
    },
    runDetails: {
      builder: { id: `${repositoryUrl}/${workflowPath}@${ref}` },
      metadata: { invocationId: invocationUrl },
    },
  };
}

/** The repository and commit that a provenance names as built; undefined for what is no such provenance. */
export function sourceOf(
  predicate: unknown,
): { readonly repositoryUrl: string; readonly sha: string } | undefined {
  const [source] = asList(field(field(predicate, "buildDefinition"), "resolvedDependencies"));
  const uri = field(source, "uri");
  const sha = field(field(source, "digest"), "gitCommit");
  if (typeof uri !== "string" || typeof sha !== "string") return undefined;
  return { repositoryUrl: uri.replace(/^git\+/, "").replace(/@[^@]*$/, ""), sha };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name] // an object, as the line before shows
    : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
