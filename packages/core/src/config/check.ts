import { nearest } from "../text/index.ts";
import { parseInstant } from "../time/index.ts";
import { inherited, upstreamOf } from "./inherit.ts";
import type { ConfigDocument, ConfigFault } from "./load.ts";
import type { Environment as EnvironmentEntry } from "./promotion-file.gen.ts";

/**
 * What is wrong with a config whose form is right: names that nothing bears, circles, and what could never
 * be satisfied. Empty when it can be used.
 */
export function checkConfig(document: ConfigDocument): ConfigFault[] {
  const circles = [...findCircle(document, "from"), ...findCircle(document, "like")];
  const unknown = findUnknownNames(document);
  // Inheritance can only be followed where it ends.
  if (circles.length > 0 || unknown.length > 0) return [...unknown, ...circles];
  return [...findUnfulfillable(document), ...findBadFreezes(document)];
}

/** A name that a config uses, where it stands, and what it may be. */
interface NameUse {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly kind: "environment";
}

function findUnknownNames({ value, lineOf }: ConfigDocument): ConfigFault[] {
  const known = Object.keys(value.environments);
  const uses: NameUse[] = [
    ...Object.entries(value.environments).flatMap(([name, entry]) => environmentUses(name, entry)),
    ...Object.entries(value.apps ?? {}).flatMap(([name, entry]) => listUses(["apps", name], entry)),
    ...(value.freezes ?? []).flatMap((entry, freeze) => [
      ...listUses(["freezes", freeze], entry),
      ...(entry.except ?? []).flatMap((one, index) =>
        listUses(["freezes", freeze, "except", index], one),
      ),
    ]),
  ];
  return uses
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name, kind }) => ({
      line: lineOf(path),
      message: `${path.join(".")}: there is no ${kind} "${name}"; ${suggestion(name, known)}`,
    }));
}

function listUses(
  path: NameUse["path"],
  { environments = [] }: { readonly environments?: readonly string[] },
): NameUse[] {
  return environments.map((name, index) => ({
    path: [...path, "environments", index],
    name,
    kind: "environment",
  }));
}

function environmentUses(name: string, entry: EnvironmentEntry): NameUse[] {
  const from = upstreamOf(entry).names.map((used) => ({ key: "from", used }));
  const like = entry.like === undefined ? [] : [{ key: "like", used: entry.like }];
  return [...from, ...like].map(({ key, used }) => ({
    path: ["environments", name, key],
    name: used,
    kind: "environment",
  }));
}

function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `expected one of: ${known.join(", ")}` : `did you mean "${near}"?`;
}

function findCircle({ value, lineOf }: ConfigDocument, key: "from" | "like"): ConfigFault[] {
  const { environments } = value;
  const edges = (name: string): readonly string[] => {
    const entry = environments[name] ?? {};
    if (key === "from") return upstreamOf(entry).names;
    return entry.like === undefined ? [] : [entry.like];
  };
  const circle = firstCircle(Object.keys(environments), edges);
  if (circle === undefined) return [];
  const message = `environments: "${key}" goes in a circle: ${circle.join(" -> ")}`;
  return [{ line: lineOf(["environments", circle[0] ?? "", key]), message }];
}

/** The names along the first circle found, the first name repeated at its end. */
function firstCircle(
  names: readonly string[],
  edges: (name: string) => readonly string[],
): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return undefined;
    for (const next of edges(name)) {
      const circle = visit(next, [...path, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of names) {
    const circle = visit(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Gates that nothing could ever meet. */
function findUnfulfillable(document: ConfigDocument): ConfigFault[] {
  const { value } = document;
  return Object.keys(value.environments).flatMap((name) => {
    const entry = inherited(name, value.environments);
    return [
      ...verifiedWithoutUpstream(name, entry, document),
      ...gatesOnCommits(name, entry, document),
      ...tooFewApprovers(name, entry, document),
      ...emptyWindows(name, entry, document),
      ...commitAndPullRequest(name, entry, document),
      ...signers(name, entry, document),
      ...undeclared(name, entry, document),
    ];
  });
}

type Check = (name: string, entry: EnvironmentEntry, document: ConfigDocument) => ConfigFault[];

function gateFault(
  document: ConfigDocument,
  path: readonly string[],
  message: string,
): ConfigFault[] {
  return [{ line: document.lineOf(path), message: `${path.join(".")}: ${message}` }];
}

const verifiedWithoutUpstream: Check = (name, entry, document) => {
  if (!entry.gates?.verified || upstreamOf(entry).names.length > 0) return [];
  const path = ["environments", name, "gates", "verified"];
  return gateFault(
    document,
    path,
    'there is no upstream to be verified in; give "from", or leave the gate out',
  );
};

/** Approvals and checks are of a pull request; a commit has none. */
const gatesOnCommits: Check = (name, entry, document) => {
  if (entry.delivery !== "commit") return [];
  const asked = (["approvals", "checks"] as const).filter(
    (gate) => entry.gates?.[gate] !== undefined,
  );
  return asked.flatMap((gate) =>
    gateFault(
      document,
      ["environments", name, "gates", gate],
      'delivery is "commit", and only a pull request can have it; set delivery: pull-request',
    ),
  );
};

const tooFewApprovers: Check = (name, entry, document) => {
  const { count = 0, users = [], teams = [] } = entry.gates?.approvals ?? {};
  const people = new Set(users.map((login) => login.toLowerCase()));
  if (teams.length > 0 || people.size === 0 || people.size >= count) return [];
  const path = ["environments", name, "gates", "approvals"];
  return gateFault(
    document,
    path,
    `${count} approvals are asked of ${people.size} people: ${users.join(", ")}`,
  );
};

const emptyWindows: Check = (name, entry, document) => {
  const windows = entry.gates?.windows;
  if (windows === undefined || windows["app-project"] !== undefined || windows.windows?.length)
    return [];
  const path = ["environments", name, "gates", "windows"];
  return gateFault(
    document,
    path,
    'names neither "app-project" nor "windows", so there is no window to look at',
  );
};

const commitAndPullRequest: Check = (name, entry, document) => {
  if (entry.delivery !== "commit" || entry.merge === undefined) return [];
  const path = ["environments", name, "merge"];
  return gateFault(document, path, 'delivery is "commit", so there is nothing to merge');
};

/** A key has no certificate, which is what tells the workflow, the source and the issuer. */
const signers: Check = (name, entry, document) => {
  const signature = entry.gates?.signature;
  if (signature === undefined) return [];
  const path = ["environments", name, "gates", "signature"];
  if (signature.key === undefined) {
    if (signature.workflow !== undefined) return [];
    return gateFault(document, path, 'nobody is named; give "workflow", or "key"');
  }
  return (["workflow", "source", "issuer"] as const)
    .filter((key) => signature[key] !== undefined)
    .flatMap((key) =>
      gateFault(document, [...path, key], `a key says nothing of it; leave "${key}" or "key" out`),
    );
};

/** What a gate asks of every app, and no app of the config has. */
const undeclared: Check = (name, entry, document) => {
  const { signature, rollback } = entry.gates ?? {};
  const apps = Object.values(document.value.apps ?? {});
  const asked = [
    { gate: "signature", key: "repository", isAsked: signature?.source === "app" },
    { gate: "rollback", key: "rollback", isAsked: rollback === true },
  ] as const;
  return asked
    .filter(({ key, isAsked }) => isAsked && apps.every((app) => app[key] === undefined))
    .flatMap(({ gate, key }) =>
      gateFault(
        document,
        ["environments", name, "gates", gate],
        `no app declares what it asks for; give apps.<app>.${key}`,
      ),
    );
};

function findBadFreezes({ value, lineOf }: ConfigDocument): ConfigFault[] {
  return (value.freezes ?? []).flatMap(({ from, until, except = [] }, index) => {
    const [since, end] = [parseInstant(from), parseInstant(until)];
    const fault = (key: string, message: string): ConfigFault[] => [
      { line: lineOf(["freezes", index, key]), message: `freezes.${index}.${key}: ${message}` },
    ];
    if (since === undefined) return fault("from", `${from} is no date of the calendar`);
    if (end === undefined) return fault("until", `${until} is no date of the calendar`);
    if (end <= since) return fault("until", `${until} is not after from: ${from}`);
    const bad = except.find((one) => one.until !== undefined && !parseInstant(one.until));
    return bad === undefined ? [] : fault("except", `${bad.until} is no date of the calendar`);
  });
}
