/**
 * Every failure a user can repair, by permanent code. Tests and scripts match codes, prose may change.
 * What each code means and how to repair it stands in the troubleshooting part of each action's README.
 */
export type ErrorCode =
  // inputs
  | "input-missing"
  | "input-invalid"
  | "input-conflict"
  | "environment-missing"
  // GitHub
  | "github-token-missing"
  | "github-token-rejected"
  | "github-permission-missing"
  | "github-not-found"
  | "github-rate-limited"
  | "github-unavailable"
  | "github-refused"
  | "app-credentials-invalid"
  | "app-not-installed"
  | "repository-archived"
  | "branch-not-found"
  | "branch-protected"
  | "branch-not-ours"
  | "conflict-timeout"
  // intents
  | "intent-invalid"
  // files
  | "path-outside"
  | "file-link"
  | "file-not-utf8"
  | "file-too-large"
  | "name-invalid"
  | "repository-invalid"
  | "branch-invalid"
  | "file-path-invalid"
  // config and layout
  | "config-invalid"
  | "layout-invalid"
  | "layout-ambiguous"
  | "app-not-found"
  | "upstream-missing"
  | "environment-unknown"
  | "delivery-refused"
  | "current-unexpected"
  // image references
  | "image-invalid"
  | "tag-invalid"
  | "digest-invalid"
  // manifests
  | "encoding-invalid"
  | "yaml-invalid"
  | "yaml-too-deep"
  | "template"
  | "duplicate-key"
  | "anchor-shared"
  | "path-invalid"
  | "path-not-found"
  | "path-ambiguous"
  | "value-not-scalar"
  | "manifest-shape"
  | "image-not-found"
  | "image-ambiguous"
  | "target-overridden"
  // policy
  | "duration-invalid"
  | "schedule-invalid"
  | "glob-invalid"
  | "app-project-invalid"
  | "lock-invalid"
  | "hold-invalid"
  | "clock-invalid"
  | "hotfix-invalid"
  // promotion
  | "image-not-upstream"
  | "pull-request-not-found"
  | "gates-closed"
  | "train-unknown"
  | "train-too-long"
  // doctor
  | "checkout-missing"
  | "doctor-findings"
  // verify
  | "condition-invalid"
  | "condition-failed"
  | "template-invalid"
  | "kubeconfig-invalid"
  | "application-not-found"
  | "cluster-unreachable"
  | "cluster-token-rejected"
  | "cluster-forbidden"
  | "source-missing"
  | "revision-not-found"
  | "verification-failed"
  | "verification-undecided"
  // registries
  | "registry-login-missing"
  | "registry-refused"
  | "registry-rate-limited"
  | "registry-unavailable"
  | "registry-not-found"
  | "registry-digest-missing"
  // building, scanning, signing
  | "program-missing"
  | "program-checksum"
  | "build-failed"
  | "tag-taken"
  | "scan-failed"
  | "scan-database-missing"
  | "scan-empty"
  | "scan-report-invalid"
  | "scan-report-mismatch"
  | "scan-blocked"
  | "allow-list-invalid"
  | "sbom-invalid"
  | "signing-failed"
  | "trusted-root-invalid"
  | "public-key-invalid"
  // identity
  | "role-invalid"
  | "account-invalid"
  | "region-invalid"
  | "registry-invalid"
  | "provider-invalid"
  | "service-account-invalid"
  | "session-policy-invalid"
  | "trust-policy-invalid"
  | "trust-too-broad"
  | "id-token-missing"
  | "id-token-refused"
  | "id-token-unavailable"
  | "aws-trust-refused"
  | "aws-provider-missing"
  | "aws-refused"
  | "aws-unavailable"
  | "account-not-allowed"
  | "ecr-refused"
  | "gcp-trust-refused"
  | "gcp-impersonation-refused"
  | "gcp-refused"
  | "gcp-unavailable"
  | "docker-config-invalid"
  | "docker-config-unwritable"
  | "aws-profile-unwritable";

/** Where in a text something was found. `line` and `column` count from 1, `column` in UTF-16 units. */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface UserErrorOptions extends Place {
  /** What the reader should do now, as one or two sentences. */
  readonly hint: string;
  /** The line of the place, and under it a caret at its column. */
  readonly excerpt?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A failure whose reader can repair it. `message` says what was found and what was expected;
 * `hint` says what to do. Anything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly excerpt: string | undefined;

  constructor(code: ErrorCode, message: string, options: UserErrorOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.file = options.file;
    this.line = options.line;
    this.column = options.column;
    this.excerpt = options.excerpt;
  }

  /** The message behind its place: `overlays/prod/kustomization.yaml:12: image "checkout" ...`. */
  get located(): string {
    if (this.file === undefined) return this.message;
    const place = [this.file, this.line, this.line === undefined ? undefined : this.column]
      .filter((part) => part !== undefined)
      .join(":");
    return `${place}: ${this.message}`;
  }
}
