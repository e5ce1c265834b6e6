import type { LocalGitHub, Token } from "../../support/github/index.ts";
import { runGitFlow } from "./git-flow.ts";

/** What a promotion is made of without this suite. */
export interface GitPromotion {
  readonly github: LocalGitHub;
  readonly token: Token;
  /** Path of the `kustomize` binary. */
  readonly kustomize: string;
  readonly app: string;
  readonly environment: string;
  readonly image: string;
}

/** `actions/checkout`, `kustomize edit set image`, and the git part of `peter-evans/create-pull-request`. */
const script = `
set -e
git clone --quiet "$URL" repo && cd repo
git config user.name ci && git config user.email ci@example.com
(cd "apps/$APP/overlays/$ENVIRONMENT" && "$KUSTOMIZE" edit set image "$APP=$IMAGE")
git checkout --quiet -b "$BRANCH"
git commit --quiet -am "promote $APP"
if git fetch --quiet origin "$BRANCH" 2>/dev/null && git diff --quiet FETCH_HEAD; then exit 0; fi
git push --quiet --force origin "HEAD:refs/heads/$BRANCH"
`;

/**
 * Promotes as the guides do: a checkout, an edit, and the requests that create-pull-request documents: it
 * tries to create; where there is one it finds it and writes title and body again; then the labels. No
 * gate is looked at and no status published.
 * @see https://github.com/peter-evans/create-pull-request/blob/main/docs/concepts-guidelines.md
 */
export async function promoteByGit({
  github,
  token,
  kustomize,
  app,
  environment,
  image,
}: GitPromotion): Promise<void> {
  const branch = `promote/${app}-${environment}`;
  const env = {
    KUSTOMIZE: kustomize,
    APP: app,
    ENVIRONMENT: environment,
    IMAGE: image,
    BRANCH: branch,
  };
  if (!(await runGitFlow(script, { github, token, env }))) throw new Error("the git flow failed");
  const call = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${github.apiUrl}/repos/acme/gitops/${path}`, {
      method,
      headers: { authorization: `Bearer ${token.value}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { ok: reply.ok, body: (await reply.json()) as unknown };
  };
  const words = { title: `promote ${app}`, body: image };
  const made = await call("POST", "pulls", { ...words, head: branch, base: "main" });
  if (!made.ok) {
    const found = await call("GET", `pulls?state=open&head=acme:${branch}&base=main`);
    const [pull] = found.body as { number: number }[];
    await call("PATCH", `pulls/${pull?.number}`, words);
    await call("POST", `issues/${pull?.number}/labels`, { labels: ["promotion"] });
    return;
  }
  const { number } = made.body as { number: number };
  await call("POST", `issues/${number}/labels`, { labels: ["promotion"] });
}
