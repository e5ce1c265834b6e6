import { gateSpecs } from "./gate-specs.ts";
import { type Config, type Environment, noConfig } from "./model.ts";

/** The usual names of environments in the order in which an image passes them. */
const STAGES: readonly RegExp[] = [
  /^dev(?:elopment)?(?:-|$)/,
  /^(?:test|qa|int|integration)(?:-|$)/,
  /^(?:staging|stage|stg|uat|preprod|pre-prod)(?:-|$)/,
  /^prod(?:uction)?(?:-|$)/,
];

/**
 * The config of a repository that has none: environments by the usual names follow one another, several of
 * one stage (`prod-eu`, `prod-us`) side by side, each entered by pull request. An environment with an
 * unusual name has no upstream.
 */
export function standardConfig(names: readonly string[]): Config {
  const stages = STAGES.map((stage) => names.filter((name) => stage.test(name))).filter(
    (stage) => stage.length > 0,
  );
  const ordered = [...stages.flat(), ...names.filter((name) => !stages.flat().includes(name))];
  const environments = ordered.map((name) => {
    const at = stages.findIndex((stage) => stage.includes(name));
    return environment(name, stages[at - 1] ?? []);
  });
  return { ...noConfig, environments: new Map(environments.map((one) => [one.name, one])) };
}

function environment(name: string, from: readonly string[]): Environment {
  const hasUpstream = from.length > 0;
  return {
    name,
    from,
    fromMode: "any",
    delivery: hasUpstream ? "pull-request" : "commit",
    layouts: [],
    destination: { application: `{app}-${name}`, namespace: undefined, cluster: undefined },
    gates: gateSpecs({}, { hasUpstream, lineOf: () => 1 }),
    trust: "any",
    reviewers: { teams: [], users: [] },
    labels: [],
    draft: false,
    merge: "manual",
    supersede: "supersede",
    promotable: [],
    marginMs: 2 * 60_000,
  };
}
