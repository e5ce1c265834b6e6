import {
  flag,
  type InputValues,
  lines,
  oneOf,
  optional,
  type Parsers,
  type RunContext,
  required,
  text,
  wholeNumber,
} from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import {
  type CloudRegistry,
  type Provider,
  parseAccountId,
  parseCloudRegistry,
  parsePolicyArn,
  parseProvider,
  parseRegion,
  parseRole,
  parseServiceAccount,
  parseSessionName,
  parseSessionPolicy,
  partitionOf,
  type Role,
  sessionName,
} from "@gitops-actions/core/identity";
import type { InputName } from "./action.gen.ts";
import { whyWithoutSecrets } from "./without-secrets.ts";

export const inputs = {
  "role-to-assume": lines(parseRole),
  "aws-region": optional(parseRegion),
  audience: optional(text),
  "role-duration-seconds": required(wholeNumber({ min: 900, max: 43_200 })),
  "role-session-name": optional(parseSessionName),
  "inline-session-policy": optional(parseSessionPolicy),
  "managed-session-policies": lines(parsePolicyArn),
  "allowed-account-ids": lines(parseAccountId),
  "aws-profile": optional(parseProfile),
  "workload-identity-provider": optional(parseProvider),
  "service-account": optional(parseServiceAccount),
  "token-lifetime": required(wholeNumber({ min: 60, max: 43_200 })),
  "credentials-file": flag,
  registries: lines(parseCloudRegistry),
  "trust-policy": optional(text),
  mode: required(oneOf("login", "check")),
  "timeout-seconds": required(wholeNumber({ min: 1, max: 3_600 })),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

export interface AwsRequest {
  /** At least one; each is assumed from the one before, the first through OIDC. */
  readonly roles: readonly [Role, ...Role[]];
  readonly region: string;
  readonly audience: string;
  readonly durationSeconds: number;
  readonly sessionName: string;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  /** undefined puts the credentials into the environment. */
  readonly profile: string | undefined;
  readonly registries: readonly Extract<CloudRegistry, { kind: "ecr" | "ecr-public" }>[];
}

export interface GcpRequest {
  readonly provider: Provider;
  readonly audience: string;
  readonly serviceAccount: string | undefined;
  readonly lifetimeSeconds: number;
  readonly credentialsFile: boolean;
  readonly registries: readonly Extract<CloudRegistry, { kind: "artifact-registry" }>[];
}

/** What the step asks for, its inputs checked against each other. */
export interface Request {
  readonly mode: "login" | "check";
  readonly aws: AwsRequest | undefined;
  readonly gcp: GcpRequest | undefined;
  /** Its text, or its path in the workspace. */
  readonly trustPolicy: string | undefined;
  readonly timeoutSeconds: number;
}

/**
 * The request behind the inputs.
 * @throws `input-missing`, `input-conflict`, `role-invalid`, `account-not-allowed`
 */
export function toRequest(values: Inputs, context: RunContext): Request {
  const { mode, trustPolicy, timeoutSeconds } = values;
  if (mode === "check" && trustPolicy === undefined) {
    throw new UserError("input-missing", '"mode" is check and "trust-policy" is empty', {
      hint: "Give the trust policy's text, or its path in the workspace.",
    });
  }
  const [aws, gcp] = [toAwsRequest(values, context), toGcpRequest(values)];
  if (mode === "login" && aws === undefined && gcp === undefined) {
    throw new UserError(
      "input-missing",
      '"role-to-assume" and "workload-identity-provider" are both empty',
      {
        hint: `Give role-to-assume for AWS, workload-identity-provider for Google Cloud, or both. ${whyWithoutSecrets(context)}`.trim(),
      },
    );
  }
  if (aws !== undefined && gcp !== undefined && values.audience !== undefined) {
    throw conflict(
      '"audience" is given, and both clouds are logged in to',
      "Leave it out, since each cloud has its own, or log in to them in two steps.",
    );
  }
  return { mode, aws, gcp, trustPolicy, timeoutSeconds };
}

function toAwsRequest(values: Inputs, context: RunContext): AwsRequest | undefined {
  const [first, ...others] = values.roleToAssume;
  const registries = values.registries.filter((registry) => registry.kind !== "artifact-registry");
  if (first === undefined) {
    if (registries.length === 0) return undefined;
    throw new UserError(
      "input-missing",
      'a registry of AWS is given and "role-to-assume" is empty',
      {
        hint: `Give the role that may read or write it. ${whyWithoutSecrets(context)}`.trim(),
      },
    );
  }
  const { awsRegion: region, roleDurationSeconds: durationSeconds } = values;
  if (region === undefined) {
    throw new UserError("input-missing", '"role-to-assume" is given and "aws-region" is empty', {
      hint: "Give the region whose services are called, such as eu-west-1.",
    });
  }
  const roles: AwsRequest["roles"] = [first, ...others];
  for (const role of roles) checkPartition(role, region);
  checkAccount(others.at(-1) ?? first, values.allowedAccountIds);
  if (others.length > 0 && durationSeconds > 3_600) {
    throw conflict(
      `"role-duration-seconds" is ${durationSeconds}, and a role assumes the next one`,
      "AWS lets a session that comes from another one live an hour at most: give 3600 or less.",
    );
  }
  const isChina = partitionOf(region).name === "aws-cn";
  return {
    roles,
    region,
    audience: values.audience ?? (isChina ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"),
    durationSeconds,
    sessionName: values.roleSessionName ?? sessionName(context),
    policy: values.inlineSessionPolicy,
    policyArns: values.managedSessionPolicies,
    profile: values.awsProfile,
    registries,
  };
}

function checkPartition({ arn, partition }: Role, region: string): void {
  const { name } = partitionOf(region);
  if (name === partition) return;
  throw new UserError(
    "role-invalid",
    `input "role-to-assume": ${arn} is of ${partition}, and "aws-region" ${region} of ${name}`,
    {
      hint: `Correct one of them: the roles of ${region} begin with arn:${name}:iam.`,
    },
  );
}

function checkAccount({ arn, account }: Role, allowed: readonly string[]): void {
  if (allowed.length === 0 || allowed.includes(account)) return;
  throw new UserError(
    "account-not-allowed",
    `${arn} is in account ${account}; "allowed-account-ids" has ${allowed.join(", ")}`,
    {
      hint: "Nothing was called. Correct the role, or add its account.",
    },
  );
}

function toGcpRequest(values: Inputs): GcpRequest | undefined {
  const { workloadIdentityProvider: provider, serviceAccount, credentialsFile } = values;
  const registries = values.registries.filter((registry) => registry.kind === "artifact-registry");
  if (provider === undefined) {
    const needing = [
      ...(serviceAccount === undefined ? [] : ['"service-account"']),
      ...(credentialsFile ? ['"credentials-file"'] : []),
      ...(registries.length === 0 ? [] : ["a registry of Google Cloud"]),
    ];
    if (needing.length === 0) return undefined;
    throw new UserError(
      "input-missing",
      `${needing.join(" and ")} is given and "workload-identity-provider" is empty`,
      {
        hint: "Give the provider's full name: projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER.",
      },
    );
  }
  return {
    provider,
    audience: values.audience ?? `https://iam.googleapis.com/${provider.name}`,
    serviceAccount,
    lifetimeSeconds: values.tokenLifetime,
    credentialsFile,
    registries,
  };
}

function conflict(found: string, hint: string): UserError {
  return new UserError("input-conflict", found, { hint });
}

function parseProfile(value: string): string {
  if (/^[\w.@+-]+$/.test(value)) return value;
  throw new UserError(
    "input-invalid",
    `is ${JSON.stringify(value)}; expected letters, digits or any of _.@+-`,
    {
      hint: "Give a plain word; it becomes AWS_PROFILE.",
    },
  );
}
