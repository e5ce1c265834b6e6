import { join } from "node:path";
import {
  digestOf,
  type Manifest,
  openRepository,
  type Repository,
} from "@gitops-actions/adapters/registry";
import { parseImageName } from "@gitops-actions/core/image";
import type { LocalRegistry } from "./local-registry.ts";

/** An image without layers in a registry: as much of one as promotion looks at. */
export async function pushImage(
  registry: LocalRegistry,
  name: string,
  {
    labels = {},
    annotations = {},
  }: {
    /** Of its config; those of a real one are text. */
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ readonly repository: Repository; readonly image: Manifest }> {
  const repository = openRepository(parseImageName(`${registry.host}/${name}`), {
    dockerConfigFile: join(registry.dockerConfig, "config.json"),
    helperEnvironment: {},
    access: "pull,push",
    deadline: Date.now() + 30_000,
    signal: new AbortController().signal,
    say: () => undefined,
  });
  const config = Buffer.from(JSON.stringify({ config: { Labels: labels } }));
  await repository.putBlob(config);
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const content = {
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: digestOf(config),
      size: config.length,
    },
    layers: [],
    annotations,
  };
  const bytes = Buffer.from(JSON.stringify(content));
  await repository.putManifest(digestOf(bytes), { mediaType, bytes });
  const image = await repository.manifest(digestOf(bytes));
  if (image === undefined) throw new Error("the registry lost it");
  return { repository, image };
}
