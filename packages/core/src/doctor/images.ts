import { UserError } from "../errors.ts";
import { type ImageUse, readImages, type SourceFile } from "../manifest/index.ts";
import { type RepositoryView, type Running, unreadBeside } from "../promotion/index.ts";
import type { RepositoryFiles } from "./files.ts";
import type { Finding } from "./finding.ts";

/**
 * Apps that cannot be promoted, because their files cannot be read or say no image. The second is a mistake
 * where another environment has images of the app; a folder of nothing but configuration is none.
 */
export function unreadableFindings({ running }: RepositoryView): readonly Finding[] {
  const found = [...running].flatMap(([environment, apps]) =>
    [...apps].map(([app, one]) => ({ environment, app, one })),
  );
  const withImages = new Set(
    found.flatMap(({ app, one }) =>
      one instanceof UserError || one.images.length === 0 ? [] : [app],
    ),
  );
  return found.flatMap(({ environment, app, one }): Finding[] => {
    const fault = one instanceof UserError ? one : one.imageless;
    if (fault === undefined) return [];
    const isMistake = one instanceof UserError || withImages.has(app);
    return [
      {
        severity: isMistake ? "error" : "notice",
        place: { file: fault.file, line: fault.line, column: fault.column },
        message: `${app} in ${environment} cannot be promoted: ${fault.message}`,
        fix: fault.hint,
      },
    ];
  });
}

/** Images in manifests that a kustomization renders and no action looks at: they stay when the app is promoted. */
export function hiddenImageFindings(
  { running }: RepositoryView,
  { texts }: RepositoryFiles,
): readonly Finding[] {
  return [...running].flatMap(([environment, apps]) =>
    [...apps].flatMap(([app, found]): Finding[] => {
      if (found instanceof UserError) return [];
      const beside = unreadBeside(found.files).flatMap((path) => {
        const text = texts.get(path);
        return text === undefined ? [] : [{ path, text }];
      });
      return imagesIn(beside, found).map((use) => ({
        severity: "warning",
        place: { file: use.file, line: use.line },
        message: `${use.name} of ${app} in ${environment} is not looked at, because of the file's name`,
        fix: "List it under images of the kustomization, name the file as its kind (deployment.yaml), or make it the layout.",
      }));
    }),
  );
}

/** The images that some files run beside those of an app; none in what is no manifest. */
function imagesIn(beside: readonly SourceFile[], { files }: Running): readonly ImageUse[] {
  return beside.flatMap((file) => {
    try {
      return readImages([...files, file]).filter((use) => use.file === file.path);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}
