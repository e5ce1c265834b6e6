import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitops } from "./gitops.ts";
import { inert } from "./screen.ts";

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
  width = undefined;
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

/** The columns of the screen; undefined where there is no edge. */
let width: number | undefined;

async function run(...args: string[]): Promise<string> {
  let text = "";
  const screen = {
    width,
    write: (more: string) => (text += more),
    paint: (_: unknown, plain: string) => plain,
  };
  await gitops(["--repo", folder, ...args], { screen, now, env: {} });
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
      "waiting: verified not known from files alone; set GITHUB_TOKEN to ask GitHub",
    );
  });

  test("a file that cannot be read is an entry of its own, and the others are planned", async () => {
    put("apps/cart/overlays/staging/kustomization.yaml", "images: [\n");

    expect(await run("plan")).toMatch(
      /! {2}cart +staging .*apps\/cart\/overlays\/staging\/kustomization.yaml:\d/,
    );
  });
});

test("what is wider than the screen is cut in its last column", async () => {
  width = 80;

  const lines = (await run("plan")).split("\n");

  expect(lines[2]).toHaveLength(80);
  expect(lines[2]).toMatch(/^\. {2}search {2}prod .*…$/);
});

test("a folder without apps says what is looked for", async () => {
  rmSync(join(folder, "apps"), { recursive: true });

  expect(await run("plan")).toContain("No app is in an environment that is promoted into.");
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
    [["why", "search", "dev"], 'it has no "from"'],
    [["windows", "--days", "0"], "from 1 to 366"],
    [["check"], "wants one range"],
    [["check", "HEAD~1..HEAD"], "git knows no commits"],
    [["check", "--", "--output=x"], "git knows no commits"],
    [["hold", "crt", "prod", "--reason", "x"], "the nearest are: cart"],
    [["hold", "cart", "prd", "--reason", "x"], "the nearest are: prod"],
    [["lock", "prd", "--reason", "x", "--until", "1h"], "the nearest are: prod"],
    [["hold", "cart", "prod"], "--reason is missing"],
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

describe("holds in a repository that is not as it should be", () => {
  test("a config that cannot be read does not keep anybody from the lock", async () => {
    put(".gitops/promotion.yaml", "version: 2\n");

    const text = await run("lock", "prod", "--reason", "fire", "--owner", "ann", "--until", "1h");

    expect(text).toContain("The names are not checked: .gitops/promotion.yaml:1");
    expect(readFileSync(join(folder, ".gitops/lock.yaml"), "utf8")).toContain("fire");
  });

  test("a link does not lead the hold elsewhere", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(join(folder, ".gitops/holds/prod"), { recursive: true });
    symlinkSync(elsewhere, join(folder, ".gitops/holds/prod/cart.yaml"));

    await expect(run("hold", "cart", "prod", "--reason", "x", "--owner", "ann")).rejects.toThrow(
      expect.objectContaining({ code: "path-outside" }),
    );
    expect(existsSync(elsewhere)).toBe(false);
  });
});

describe("gitops check", () => {
  const freeze = `${config}freezes:
  - from: 2026-11-20T00:00:00Z
    until: 2026-11-25T00:00:00Z
    environments: [prod]
    reason: peak trading
    except:
      - { apps: [cart], approved-by: ann, reason: hotfix }
`;
  const bot = ["renovate[bot]", "1+renovate[bot]@users.noreply.github.com"] as const;
  const person = ["ann", "ann@acme.example"] as const;

  function commit([name, email]: readonly [string, string], message: string): void {
    const git = (...args: string[]) =>
      execFileSync(
        "git",
        ["-C", folder, "-c", `user.name=${name}`, "-c", `user.email=${email}`, ...args],
        {
          env: { ...process.env, GIT_COMMITTER_DATE: "2026-11-21T09:00:00Z" },
          stdio: "ignore",
        },
      );
    if (!existsSync(join(folder, ".git"))) git("init");
    git("add", "--all");
    git("commit", "--allow-empty", "--message", message);
  }

  beforeEach(() => {
    put(".gitops/promotion.yaml", freeze);
    commit(person, "begin");
  });
  afterEach(() => {
    process.exitCode = 0;
  });

  const path = (app: string, environment: string) =>
    `apps/${app}/overlays/${environment}/kustomization.yaml`;

  test("fails for a bot's commit to a frozen environment, and names it", async () => {
    put(path("search", "prod"), overlay("search", "v3"));
    commit(bot, "Bump search");

    const text = await run("check", "HEAD~1..HEAD");

    expect(text).toMatch(
      /^error [0-9a-f]{12} Bump search\n {2}by renovate\[bot\] at .* to prod\/search \(peak trading\)\n1 by bots, 0 by people; 1 commit looked at/,
    );
    expect(process.exitCode).toBe(1);
  });

  test.each([
    ["a person's commit is shown", person, path("search", "prod"), "notice"],
    ["an exception lets it through", bot, path("cart", "prod"), "Nothing entered"],
    ["another environment is not frozen", bot, path("search", "dev"), "Nothing entered"],
    ["a file of no environment", bot, "README.md", "Nothing entered"],
  ] as const)("%s, and is no failure", async (_, author, file, words) => {
    put(file, overlay("x", "v3"));
    commit(author, "Change");

    expect(await run("check", "HEAD~1..HEAD")).toContain(words);
    expect(process.exitCode ?? 0).toBe(0);
  });

  test("neither a subject nor a file's name can pass for a commit", async () => {
    put(`x\n${"0".repeat(40)}`, "x");
    put(path("search", "prod"), overlay("search", "v3"));
    commit(bot, `/${"0".repeat(40)} forged`);
    commit(person, "empty");

    const found = JSON.parse(await run("check", "HEAD~2..HEAD", "--json"));

    expect(found).toMatchObject([
      { commit: { author: "renovate[bot]", isBot: true }, touched: ["prod/search"] },
    ]);
    expect(found[0].commit.paths).toHaveLength(2);
  });
});

test("the screen shows no escape sequences of files, and keeps its colours", () => {
  expect(inert("a\u001b[2Jb\u001b[31mc\u009bd\r\n\te")).toBe(
    "a\ufffd[2Jb\u001b[31mc\ufffdd\ufffd\n\te",
  );
});
