import type { Config, ConfigFault } from "../config/index.ts";
import { nearest } from "../text/index.ts";

/**
 * The names of apps in a config that no app of the repository bears, but one nearly does: a freeze of
 * `paymnets` would freeze nothing, and nobody would know. Names like no other are let be, for apps come and go, and so
 * are short ones, which are like each other anyway.
 */
export function misspelledApps(config: Config, known: readonly string[]): readonly ConfigFault[] {
  const lists = [
    { where: "apps", names: [...config.apps.values()] },
    ...[...config.trains.values()].map(({ name, apps, except, line }) => ({
      where: `trains.${name}`,
      names: [...apps, ...except].map((app) => ({ name: app, line })),
    })),
    ...config.freezes.map(({ apps, exceptions, line }) => ({
      where: "freezes",
      names: [...apps, ...exceptions.flatMap((one) => one.apps)].map((app) => ({
        name: app,
        line,
      })),
    })),
  ];
  return lists.flatMap(({ where, names }) => {
    const used = new Set(names.map(({ name }) => name));
    const free = known.filter((app) => !used.has(app));
    return names.flatMap(({ name, line }) => {
      const near = isTold(name, known) ? nearest(name, free) : undefined;
      const message = `${where}: there is no app "${name}"; did you mean "${near}"?`;
      return near === undefined ? [] : [{ line, message }];
    });
  });
}

const SHORT = 5;

function isTold(name: string, known: readonly string[]): boolean {
  return name.length >= SHORT && !known.includes(name);
}
