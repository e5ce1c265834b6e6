/** A GitOps repository as platform teams keep them: apps x environments, made of text, no git. */
export interface GitopsRepositoryOptions {
  readonly apps: readonly string[];
  readonly environments?: readonly string[];
  /** Image repository of an app; default `ghcr.io/acme/<app>`. */
  readonly image?: (app: string) => string;
  /** Tag that an app runs in an environment at the start; default `sha-0000000`. */
  readonly tag?: (app: string, environment: string) => string;
}

/** Fifty names of services that read well in a log. */
export const FIFTY_APPS: readonly string[] = [
  "accounts",
  "ads",
  "alerts",
  "analytics",
  "api-gateway",
  "audit",
  "auth",
  "billing",
  "bookings",
  "cache-warmer",
  "cart",
  "catalog",
  "chat",
  "checkout",
  "coupons",
  "currency",
  "delivery",
  "email",
  "exports",
  "feature-flags",
  "files",
  "fraud",
  "geo",
  "identity",
  "images",
  "imports",
  "inventory",
  "invoices",
  "ledger",
  "loyalty",
  "media",
  "notifications",
  "orders",
  "partners",
  "payments",
  "pricing",
  "products",
  "profile",
  "queue",
  "ratings",
  "recommendations",
  "reports",
  "returns",
  "search",
  "sessions",
  "shipping",
  "sms",
  "storefront",
  "taxes",
  "wallet",
];

/** `sha256:` and a digest that depends on nothing but the seed, so that fixtures are the same each time. */
export function sampleDigest(seed: string): string {
  let hash = 0x811c9dc5;
  let hex = "";
  for (let round = 0; hex.length < 64; round += 1) {
    for (const letter of `${seed}#${round}`) {
      hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    }
    hex += hash.toString(16).padStart(8, "0");
  }
  return `sha256:${hex.slice(0, 64)}`;
}

/**
 * The files of `apps/<app>/{base,overlays/<env>}` with patches and generators, AppProjects with sync
 * windows, one ApplicationSet and CODEOWNERS, by path.
 */
export function gitopsRepository(options: GitopsRepositoryOptions): Record<string, string> {
  const { apps, environments = ["dev", "staging", "prod"] } = options;
  const files: Record<string, string> = {
    "README.md":
      "# GitOps\n\nArgo CD deploys what stands here. Images are moved by pull requests.\n",
    "argocd/applicationset.yaml": applicationSet(environments),
    ".github/CODEOWNERS": codeowners(environments),
  };
  for (const environment of environments) {
    files[`argocd/projects/${environment}.yaml`] = appProject(environment);
  }
  for (const app of apps) {
    Object.assign(files, base(app));
    for (const environment of environments) {
      files[`apps/${app}/overlays/${environment}/kustomization.yaml`] = overlay(
        app,
        environment,
        options,
      );
      files[`apps/${app}/overlays/${environment}/patch-resources.yaml`] = patch(app, environment);
    }
  }
  return files;
}

function overlay(app: string, environment: string, options: GitopsRepositoryOptions): string {
  const image = options.image?.(app) ?? `ghcr.io/acme/${app}`;
  const tag = options.tag?.(app, environment) ?? "sha-0000000";
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization

namespace: ${app}-${environment}

resources:
  - ../../base

patches:
  - path: patch-resources.yaml   # ${environment} limits, owned by the team

configMapGenerator:
  - name: ${app}-settings
    literals:
      - LOG_LEVEL=${environment === "prod" ? "warn" : "debug"}
      - ENVIRONMENT=${environment}

# Moved by promotion. Do not edit by hand.
images:
  - name: ${app}
    newName: ${image}
    newTag: ${tag}   # the build that runs here
    digest: ${sampleDigest(`${app}:${tag}`)}
`;
}

function base(app: string): Record<string, string> {
  return {
    [`apps/${app}/base/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
`,
    [`apps/${app}/base/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${app} }
  template:
    metadata:
      labels: { app: ${app} }
    spec:
      containers:
        - name: ${app}
          image: ${app}
          ports:
            - containerPort: 8080
          envFrom:
            - configMapRef: { name: ${app}-settings }
`,
    [`apps/${app}/base/service.yaml`]: `apiVersion: v1
kind: Service
metadata:
  name: ${app}
spec:
  selector: { app: ${app} }
  ports:
    - port: 80
      targetPort: 8080
`,
  };
}

function patch(app: string, environment: string): string {
  const memory = { dev: "128Mi", staging: "256Mi" }[environment] ?? "512Mi";
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  template:
    spec:
      containers:
        - name: ${app}
          resources:
            limits: { memory: ${memory} }
`;
}

function appProject(environment: string): string {
  const windows =
    environment === "prod"
      ? `  syncWindows:
    - kind: allow
      schedule: "0 10 * * 1-5"
      duration: 6h
      timeZone: Europe/Berlin
      applications: ["*"]
      manualSync: true
`
      : "";
  return `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${environment}
  namespace: argocd
spec:
  sourceRepos: ["*"]
  destinations:
    - { server: "*", namespace: "*-${environment}" }
${windows}`;
}

function applicationSet(environments: readonly string[]): string {
  const elements = environments.map((name) => `              - env: ${name}`).join("\n");
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: apps
  namespace: argocd
spec:
  goTemplate: true
  generators:
    - matrix:
        generators:
          - list:
              elements:
${elements}
          - git:
              repoURL: https://github.com/acme/gitops.git
              revision: main
              directories:
                - path: apps/*
  template:
    metadata:
      name: "{{.path.basename}}-{{.env}}"
    spec:
      project: "{{.env}}"
      source:
        repoURL: https://github.com/acme/gitops.git
        targetRevision: main
        path: "{{.path.path}}/overlays/{{.env}}"
      destination:
        server: https://kubernetes.default.svc
        namespace: "{{.path.basename}}-{{.env}}"
`;
}

function codeowners(environments: readonly string[]): string {
  const owners: Record<string, string> = { dev: "@acme/developers", staging: "@acme/team-leads" };
  const lines = environments.map(
    (environment) =>
      `/apps/*/overlays/${environment}/ ${owners[environment] ?? "@acme/platform-team"}`,
  );
  return `# Who has to look at what. The last matching line wins.\n* @acme/platform-team\n${lines.join("\n")}\n`;
}
