import { UserError } from "@gitops-actions/core/errors";

/**
 * Why a registry did not do what was asked:
 * - `unauthorized`: it wants to know who asks, or another login
 * - `limited`: too many requests; may be sent again after `retryAfterMs`
 * - `unavailable`: 5xx, a dropped connection, a reply cut off
 * - `missing`: what was asked for is not there
 * - `refused`: a definite no that another try would not change
 */
export type RegistryFailureKind =
  | "unauthorized"
  | "limited"
  | "unavailable"
  | "missing"
  | "refused";

/** One failed call to a registry, told apart by what can be done about it. */
export class RegistryFailure extends Error {
  override readonly name = "RegistryFailure";
  readonly kind: RegistryFailureKind;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Codes of the registry's own errors: `NAME_UNKNOWN`, `TAG_INVALID`. */
  readonly codes: readonly string[];
  /** How long the registry asks to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: RegistryFailureKind,
    message: string,
    facts: {
      readonly status: number;
      readonly codes?: readonly string[];
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = kind;
    this.status = facts.status;
    this.codes = facts.codes ?? [];
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** At most this much of a registry's own words is quoted. */
const QUOTED_CHARACTERS = 500;

/**
 * The failure behind a reply that is no success.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export async function failureOf(reply: Response): Promise<RegistryFailure> {
  const { status } = reply;
  const errors = errorsIn(await reply.text().catch(() => ""));
  const codes = errors.map(({ code }) => code);
  const words = errors.map(({ code, message }) => [code, message].filter(Boolean).join(": "));
  const message = (words.join("; ") || `HTTP ${status}`).slice(0, QUOTED_CHARACTERS);
  const wait = Number(reply.headers.get("retry-after"));
  const retryAfterMs = wait > 0 ? wait * 1000 : undefined;
  return new RegistryFailure(kindOf(status, codes), message, { status, codes, retryAfterMs });
}

function kindOf(status: number, codes: readonly string[]): RegistryFailureKind {
  if (status === 429 || codes.includes("TOOMANYREQUESTS")) return "limited";
  if (status === 401) return "unauthorized";
  if (status === 404) return "missing";
  return status >= 500 || status === 408 ? "unavailable" : "refused";
}

function errorsIn(body: string): { readonly code: string; readonly message: string }[] {
  try {
    const { errors }: { readonly errors?: unknown } = JSON.parse(body) ?? {};
    if (!Array.isArray(errors)) return [];
    return errors.map((error) => ({
      code: String(error?.code ?? ""),
      message: String(error?.message ?? ""),
    }));
  } catch {
    return [];
  }
}

/**
 * The failure as a `UserError` with what to do about it. `tried` goes on after "could not": `read the tag`.
 * Codes: `registry-login-missing`, `registry-refused`, `registry-rate-limited`, `registry-unavailable`,
 * `registry-not-found`.
 */
export function explainRegistry(
  failure: RegistryFailure,
  { image, tried }: { readonly image: string; readonly tried: string },
): UserError {
  const say = (code: UserError["code"], hint: string): UserError =>
    new UserError(code, `could not ${tried} of ${image}: ${failure.message}`, {
      hint,
      cause: failure,
    });
  switch (failure.kind) {
    case "unauthorized":
      return say(
        "registry-login-missing",
        "The registry wants another login. Log in earlier in the job (oidc-login, or docker/login-action) to exactly this host; a login that has ended by now has to be made again.",
      );
    case "limited":
      return say(
        "registry-rate-limited",
        'Run the job again later, or raise "timeout-seconds"; a logged-in pull has a higher limit.',
      );
    case "unavailable":
      return say("registry-unavailable", "Run the job again; a second run is safe.");
    case "missing":
      return say(
        "registry-not-found",
        "Compare the name with the registry's page. Some registries (ECR) want the repository to be made first.",
      );
    case "refused":
      return say(
        "registry-refused",
        "The registry's own words are above. A push needs the right to write to this repository.",
      );
  }
}
