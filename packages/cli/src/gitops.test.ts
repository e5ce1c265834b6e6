import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitops } from "./gitops.ts";

const now = new Date("2026-11-21T10:00:00Z");
const digest = (seed: string): string => `sha256:${seed.repeat(64)}`;
let folder: string;

const config = `version: 1
environments:
  dev: {}
  staging: { from: dev, gates: { verified: false } }
  prod:
    from: staging
    gates: { verified: false, windows: { app-project: prod } }
`;

const project = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: prod }
spec:
  syncWindows:
    - kind: allow
      schedule: "0 10 * * 1-5"
      duration: 6h
      timeZone: Europe/Berlin
      applications: ["*"]
    - kind: deny
      schedule: "0 0 * * *"
      duration: 1h
      timeZone: Mars/Phobos
      applications: ["search-*"]
`;

function overlay(app: string, tag: string): string {
  return `images:\n- name: ${app}\n  newTag: ${tag}\n  digest: ${digest(tag.slice(-1))}\n`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gitops-cli-"));
  put(".gitops/promotion.yaml", config);
  put("argocd/projects/prod.yaml", project);
  const tags = {
    "cart/dev": "v2",
    "cart/staging": "v1",
    "cart/prod": "v1",
    "search/dev": "v2",
    "search/staging": "v2",
    "search/prod": "v1",
  };
  for (const [slot, tag] of Object.entries(tags)) {
    const [app = "", environment] = slot.split("/");
    put(`apps/${app}/overlays/${environment}/kustomization.yaml`, overlay(app, tag));
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function run(...args: string[]): Promise<string> {
  let text = "";
  const screen = {
    write: (more: string) => (text += more),
    paint: (_: unknown, plain: string) => plain,
  };
  await gitops([...args, "--repo", folder], { screen, now, env: {} });
  return text;
}

describe("gitops plan", () => {
  test("shows what can move, what waits, and why", async () => {
    expect(await run("plan")).toMatchInlineSnapshot(`
      "   app     environment  version   why
      +  cart    staging      v1 <- v2  ready: all 5 gates pass
      .  search  prod         v1 <- v2  waiting: sync window outside allow "0 10 * * 1-5" for 6h in Europe/Berlin (line 6), until Mon 23 Nov 09:00 UTC (10:00 Berlin)
      1 ready, 1 waiting, 0 blocked, 0 unreadable, 2 current; as of 2026-11-21T10:00Z
      "
    `);
  });

  test("--json gives every entry with its decision", async () => {
    const entries = JSON.parse(await run("plan", "--json"));

    expect(
      entries.map(
        ({ app, environment, state }: Record<string, string>) => `${app} ${environment} ${state}`,
      ),
    ).toEqual([
      "cart staging ready",
      "search staging current",
      "cart prod current",
      "search prod waiting",
    ]);
  });

  test("a repository without a config follows the usual names", async () => {
    rmSync(join(folder, ".gitops"), { recursive: true });

    expect(await run("plan")).toContain(
      "waiting: verified is recorded on GitHub; set GITHUB_TOKEN to read it",
    );
  });

  test("a file that cannot be read is an entry of its own, and the others are planned", async () => {
    put("apps/cart/overlays/staging/kustomization.yaml", "images: [\n");

    expect(await run("plan")).toMatch(
      /! {2}cart +staging .*apps\/cart\/overlays\/staging\/kustomization.yaml:\d/,
    );
  });
});

test("windows of the config itself that never open are refused when it is loaded", async () => {
  const never = `version: 1
environments:
  dev: {}
  prod:
    from: dev
    gates:
      windows:
        windows:
          - { kind: allow, schedule: "0 10 * * *", duration: 6h, applications: ["*"] }
          - { kind: deny, schedule: "0 0 * * *", duration: 24h, applications: ["*"] }
`;
  put(".gitops/promotion.yaml", never);

  await expect(run("plan")).rejects.toThrow(
    expect.objectContaining({ code: "config-invalid", line: 9 }),
  );
});

describe("gitops why", () => {
  test("answers gate by gate, and says when anything changes", async () => {
    expect(await run("why", "search", "prod")).toMatchInlineSnapshot(`
      "search in prod runs v1; staging runs v2
      waiting: sync window outside allow "0 10 * * 1-5" for 6h in Europe/Berlin (line 6), until Mon 23 Nov 09:00 UTC (10:00 Berlin)
        pass  same artifact  v2 as staging runs.
        wait  sync window    outside allow "0 10 * * 1-5" for 6h in Europe/Berlin (line 6), until Mon 23 Nov 09:00 UTC (10:00 Berlin).
        pass  freeze         none.
        pass  lock           none.
        pass  hold           none.
        pass  risk           medium (another image).
      Changes by itself at Mon 23 Nov 09:00 UTC, not before.
      "
    `);
  });

  test.each([
    [["why", "search", "prd"], "the nearest are: prod"],
    [["why", "serch", "prod"], "the nearest are: search"],
    [["why", "search"], "wants an app and an environment"],
    [["wyh"], 'no command "wyh"'],
    [["plan", "--jsn"], "jsn"],
    [["windows", "--days", "0"], "from 1 to 366"],
  ])("%j is told what is wrong", async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words);
  });
});

describe("gitops windows", () => {
  test("shows the days to come for each group of apps, and what is wrong with the windows", async () => {
    const text = await run("windows", "--days", "3");

    expect(text).toContain("Mon 23 Nov 09:00 UTC (10:00 Berlin)  open");
    expect(text).toMatch(/argocd\/projects\/prod.yaml:14: .*Mars\/Phobos/);
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
  });
});

describe("holds and the lock", () => {
  test("a hold is a file that the plan heeds, and release removes it", async () => {
    await run(
      "hold",
      "cart",
      "staging",
      "--reason",
      "bad build",
      "--owner",
      "ann",
      "--until",
      "4h",
    );

    expect(readFileSync(join(folder, ".gitops/holds/staging/cart.yaml"), "utf8")).toContain(
      "bad build",
    );
    expect(await run("why", "cart", "staging")).toMatch(
      /wait {2}hold +bad build \(ann\), until 14:00 UTC/,
    );

    await run("release", "cart", "staging");
    expect(await run("why", "cart", "staging")).toMatch(/pass {2}hold +none/);
    await expect(run("release", "cart", "staging")).rejects.toThrow("nothing is held");
  });

  test("a lock has to end, and holds everything", async () => {
    await expect(run("lock", "--reason", "fire", "--owner", "ann")).rejects.toThrow(
      "--until is missing",
    );
    await expect(
      run("lock", "--reason", "fire", "--owner", "ann", "--until", "yesterday"),
    ).rejects.toThrow("an instant to come");

    await run("lock", "--reason", "fire", "--owner", "ann", "--until", "1h");
    expect(await run("plan")).toContain("waiting: lock fire (ann), until 11:00 UTC");
    await run("release", "--lock");
    expect(await run("plan")).not.toContain("fire");
  });
});
