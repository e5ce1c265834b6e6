import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalAws, type TrustPolicy } from "./aws/index.ts";
import { LocalGcp } from "./gcp/index.ts";
import type { LocalRegistry } from "./local-registry.ts";
import { type Job, LocalIssuer } from "./oidc/index.ts";
import { type BundleRun, type RunBundleOptions, runBundle } from "./run-bundle.ts";

export const deployRole = "arn:aws:iam::123456789012:role/deploy";

const issuer = "token.actions.githubusercontent.com";

/** A trust policy of account 123456789012 with these conditions beside the usual audience. */
export function trustPolicy(
  conditions: Readonly<Record<string, string | string[]>>,
  operator = "StringEquals",
): TrustPolicy {
  const keys = Object.entries(conditions).map(([claim, value]) => [`${issuer}:${claim}`, value]);
  const audience = { [`${issuer}:aud`]: "sts.amazonaws.com" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition:
          operator === "StringEquals"
            ? { StringEquals: { ...audience, ...Object.fromEntries(keys) } }
            : { StringEquals: audience, [operator]: Object.fromEntries(keys) },
      },
    ],
  };
}

/** Google's provider of the world, and its service account. */
export const provider =
  "projects/481516/locations/global/workloadIdentityPools/github/providers/acme";
export const serviceAccount = "deploy@acme-prod.iam.gserviceaccount.com";

/** GitHub's issuer, AWS with the role `deploy`, Google Cloud with a provider, and the machine that a job of `acme/checkout` runs on. */
export class CloudWorld {
  readonly issuer: LocalIssuer;
  readonly aws: LocalAws;
  readonly gcp: LocalGcp;
  readonly folder = mkdtempSync(join(tmpdir(), "cloud-world-"));
  readonly dockerConfig = join(this.folder, "docker", "config.json");

  private constructor(servers: { issuer: LocalIssuer; aws: LocalAws; gcp: LocalGcp }) {
    this.issuer = servers.issuer;
    this.aws = servers.aws;
    this.gcp = servers.gcp;
  }

  static async start(
    options: { readonly job?: Partial<Job>; readonly registry?: LocalRegistry } = {},
  ): Promise<CloudWorld> {
    const issuer = await LocalIssuer.start(options.job);
    const aws = await LocalAws.start({ ...options, issuer });
    aws.createRole(deployRole, {
      trust: trustPolicy({ sub: "repo:acme/checkout:ref:refs/heads/main" }),
    });
    const gcp = await LocalGcp.start(issuer);
    gcp.providers.set(provider, {
      condition: "assertion.repository_owner_id == '4002'",
      mapping: {
        "google.subject": "assertion.sub",
        "attribute.repository_id": "assertion.repository_id",
      },
    });
    gcp.serviceAccounts.set(serviceAccount, ["attribute.repository_id/7301"]);
    return new CloudWorld({ issuer, aws, gcp });
  }

  /** Runs `oidc-login` in the job. */
  login(
    inputs: Readonly<Record<string, string>>,
    options: Omit<RunBundleOptions, "with"> = {},
  ): Promise<BundleRun> {
    return runBundle("oidc-login", {
      ...options,
      with: inputs,
      runnerTemp: join(this.folder, "temp"),
      context: { repository: "acme/checkout", ...options.context },
      env: { ...this.environment, ...options.env },
    });
  }

  /** Runs its post phase, as the runner does when the job ends. */
  after(run: BundleRun): Promise<BundleRun> {
    return this.login({}, { phase: "post", state: run.state });
  }

  get environment(): Record<string, string> {
    return {
      HOME: this.folder,
      DOCKER_CONFIG: join(this.folder, "docker"),
      ...this.issuer.environment,
      ...this.aws.environment,
      ...this.gcp.environment,
    };
  }

  writeDockerConfig(config: object): void {
    mkdirSync(join(this.folder, "docker"), { recursive: true });
    writeFileSync(this.dockerConfig, JSON.stringify(config));
  }

  /** undefined where there is none. */
  readDockerConfig(): Record<string, unknown> | undefined {
    if (!existsSync(this.dockerConfig)) return undefined;
    return JSON.parse(readFileSync(this.dockerConfig, "utf8"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.aws[Symbol.asyncDispose]();
    await this.gcp[Symbol.asyncDispose]();
    await this.issuer[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true });
  }
}
