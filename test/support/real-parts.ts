import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { describe, test } from "vitest";
import { skippedMark } from "./skipped-mark.ts";

/** The real programs that tests use where they are to be had, and how to get them. */
const parts = {
  kustomize: "go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1",
  "go-yq": "test/tools/build.sh go-yq",
  helm: "go install helm.sh/helm/v3/cmd/helm@v3.22.0",
  act: "go install github.com/nektos/act@v0.2.89",
  docker: "test/tools/build.sh docker buildx",
  buildx: "test/tools/build.sh buildx",
  buildkitd: "test/tools/build.sh buildkitd, apt-get install runc",
  runc: "apt-get install runc",
  "docker-registry": "apt-get install docker-registry",
  buildah: "apt-get install buildah",
  moto_server: "python3 -m venv .cache/tools/moto, pip install 'moto[server]'",
  crane: "test/tools/build.sh crane",
  grype: "test/tools/build.sh grype grype-database",
  "grype-database": "test/tools/build.sh grype-database",
  syft: "test/tools/build.sh syft",
  cosign: "test/tools/build.sh cosign",
  etcd: "apt-get install etcd-server",
  "kube-apiserver": "test/tools/build.sh kube-apiserver",
  "rollouts-controller": "test/tools/build.sh rollouts-controller",
  prometheus: "apt-get install prometheus",
  openssl: "apt-get install openssl",
  actionlint: "test/tools/build.sh actionlint",
  zizmor: "python3 -m venv .cache/tools/zizmor, pip install zizmor==1.32.0",
} as const;

export type RealPart = keyof typeof parts;

/** The path of a program, on `PATH` or under `.cache/tools/bin`; `undefined` when it is in neither. */
export function realPart(name: RealPart): string | undefined {
  const folders = [join(root, ".cache/tools/bin"), ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * A suite that needs a real program and gets its path. Without the program it is skipped loudly, by name
 * and with the way to install it; where `REQUIRE_REAL=1` says that all must be there, it fails.
 */
export function describeWithRealPart(
  name: RealPart,
  title: string,
  suite: (path: string) => void,
): void {
  describeWithRealParts([name], title, () => suite(realPart(name) ?? ""));
}

/** The same for a suite that needs several programs and finds them by itself. */
export function describeWithRealParts(
  names: readonly RealPart[],
  title: string,
  suite: () => void,
): void {
  const lacking = names.filter((name) => realPart(name) === undefined);
  if (lacking.length === 0) {
    describe(title, suite);
    return;
  }
  const missing = lacking.map((name) => `${name} (install: ${parts[name]})`).join(", ");
  if (process.env["REQUIRE_REAL"] === "1") {
    test(title, () => {
      throw new Error(`REQUIRE_REAL=1, and there is no ${missing}`);
    });
    return;
  }
  describe(`${skippedMark}${missing}`, () => test.skip(title));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
