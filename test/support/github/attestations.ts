/** A signed statement about artifacts, as `actions/attest` uploads it. */
export interface Attestation {
  readonly id: number;
  readonly bundle: object;
  /** `sha256:...` of each artifact it speaks of. */
  readonly subjects: readonly string[];
  readonly predicateType: string;
}

/**
 * What a bundle says, read from its DSSE envelope; GitHub verifies nothing here, and neither do we.
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function readBundle(bundle: object): Pick<Attestation, "subjects" | "predicateType"> {
  const { dsseEnvelope } = bundle as { readonly dsseEnvelope?: { readonly payload?: unknown } };
  const statement = statementIn(dsseEnvelope?.payload);
  const subjects = (statement.subject ?? []).flatMap(({ digest }) =>
    Object.entries(digest ?? {}).map(([algorithm, value]) => `${algorithm}:${value}`),
  );
  return { subjects, predicateType: statement.predicateType ?? "" };
}

interface Statement {
  readonly subject?: readonly { readonly digest?: Readonly<Record<string, string>> }[];
  readonly predicateType?: string;
}

function statementIn(payload: unknown): Statement {
  if (typeof payload !== "string") return {};
  try {
    return JSON.parse(Buffer.from(payload, "base64").toString("utf8"));
  } catch {
    return {};
  }
}
