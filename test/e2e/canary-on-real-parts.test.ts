import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "@gitops-actions/tooling/project";
import { beforeAll, describe, expect, test } from "vitest";
import { describeWithRealPart } from "../support/real-parts.ts";

interface Told {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
}

const program = join(root, "test/support/real-canary.ts");

describeWithRealPart("etcd", "etcd", (etcd) => {
  describeWithRealPart("kube-apiserver", "kube-apiserver", (apiserver) => {
    describeWithRealPart("prometheus", "prometheus", (prometheus) => {
      describeWithRealPart("rollouts-controller", "the real Argo Rollouts", (controller) => {
        suite([etcd, apiserver, controller, prometheus]);
      });
    });
  });
});

function suite(programs: readonly string[]): void {
  let told: Readonly<Record<"first" | "good" | "bad" | "overtaken", Told>>;

  beforeAll(async () => {
    const [command = "", ...args] = isolated([
      process.execPath,
      "--conditions=source",
      program,
      ...programs,
    ]);
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 16 * 1024 * 1024 });
    told = JSON.parse(stdout);
  }, 120_000);

  describe("versions of an app one after the other", () => {
    test("the first one is live and well", () => {
      expect(told.first).toMatchObject({ exitCode: 0, outputs: { outcome: "pass" } });
    });

    test("a good canary is followed through its steps and passes with its analysis", () => {
      expect(told.good).toMatchObject({ exitCode: 0, outputs: { outcome: "pass" } });
      expect(told.good.log).toContain("at step 1 of 3");
      expect(told.good.summary).toMatch(/Successful \| `success-rate` 3 of 3 good/);
    });

    test("a bad one is aborted, and the controller's reason is told", () => {
      expect(told.bad).toMatchObject({ exitCode: 1, outputs: { outcome: "fail" } });
      expect(told.bad.outputs["reason"]).toContain(
        'Metric "success-rate" assessed Failed due to failed (2) > failureLimit (1)',
      );
    });

    test("one that is overtaken in the middle says by what", () => {
      expect(told.overtaken).toMatchObject({ exitCode: 0, outputs: { outcome: "superseded" } });
      expect(told.overtaken.outputs["reason"]).toContain("sha-5000000");
    });
  });
}

/** The command in a network of its own, where one may make one: the controller listens on all addresses. */
function isolated(command: readonly string[]): readonly string[] {
  const alone = [
    "unshare",
    "--net",
    "--map-root-user",
    "sh",
    "-c",
    'ip link set lo up && exec "$@"',
    "sh",
  ];
  try {
    execFileSync(alone[0] ?? "", [...alone.slice(1), "true"], { stdio: "ignore" });
    return [...alone, ...command];
  } catch {
    return command;
  }
}
