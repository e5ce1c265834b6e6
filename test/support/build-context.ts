import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Packages of an image by name, with their versions. */
export interface ImageContents {
  /** Packages of Debian 12. */
  readonly deb?: Readonly<Record<string, string>>;
  readonly npm?: Readonly<Record<string, string>>;
  /** More lines of the Dockerfile. */
  readonly dockerfile?: readonly string[];
}

/** Writes a build whose image has these packages, as scanners look for them, and nothing that runs. */
export function writeBuildContext(
  folder: string,
  { deb = {}, npm = {}, dockerfile = [] }: ImageContents,
): void {
  const packages = Object.entries(deb).map(
    ([name, version]) =>
      `Package: ${name}\nStatus: install ok installed\nMaintainer: nobody <nobody@example.com>\nArchitecture: amd64\nVersion: ${version}\nDescription: made up\n`,
  );
  const files = {
    Dockerfile: ["FROM scratch", "COPY root /", ...dockerfile, ""].join("\n"),
    "root/app/main.txt": "the app\n",
    ...(packages.length === 0
      ? {}
      : {
          "root/etc/os-release": 'ID=debian\nVERSION_ID="12"\nNAME="Debian GNU/Linux"\n',
          "root/var/lib/dpkg/status": packages.join("\n"),
        }),
    ...Object.fromEntries(
      Object.entries(npm).map(([name, version]) => [
        `root/app/node_modules/${name}/package.json`,
        JSON.stringify({ name, version, license: "MIT" }),
      ]),
    ),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
