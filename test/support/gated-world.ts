import type { LocalGitHub } from "./github/index.ts";
import {
  build,
  makeWorld,
  updateOverlay,
  verify,
  type World,
  type WorldOptions,
} from "./journey.ts";

export interface GatedOptions extends WorldOptions {
  /** More lines of the environment prod. */
  readonly prod?: string;
}

/** A repository whose staging runs a build, and whose prod asks for `gates`. */
export async function makeGatedWorld(
  github: LocalGitHub,
  gates: string,
  more: GatedOptions = {},
): Promise<World> {
  const policy = `version: 1
environments:
  dev: {}
  staging: { from: dev, delivery: commit }
  prod:
    from: staging
    gates: { ${gates} }
    ${more.prod ?? ""}
`;
  const world = await makeWorld(github, {
    ...more,
    files: { ".gitops/promotion.yaml": policy, ...more.files },
  });
  await updateOverlay(world, { environment: "staging", image: build("checkout", "sha-1111111") });
  return world;
}

/** Records that what staging runs is good. */
export async function verifyStaging(world: World, since?: Date): Promise<void> {
  const record = { app: "checkout", environment: "staging", tag: "sha-1111111" };
  await verify(world, since === undefined ? record : { ...record, since });
}
