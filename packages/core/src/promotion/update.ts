import type { Config } from "../config/index.ts";
import { UserError } from "../errors.ts";
import type { Entry } from "../evidence/index.ts";
import { type Located, locate } from "../layout/index.ts";
import {
  type Change,
  type ContextOption,
  type Edit,
  type ImageUse,
  parseKustomizeArg,
  printImage,
  readImages,
  type SourceFile,
  setImages,
  setKustomizeArgs,
} from "../manifest/index.ts";
import { layoutsFor, type UpdateRequest, type UpdateTarget } from "./request.ts";
import { sourcesAt } from "./running.ts";

export interface UpdatePlan {
  /** One for each image asked for, changed or not. */
  readonly entries: readonly Entry[];
  readonly edit: Edit;
}

/**
 * The edit that makes an environment run the images asked for, given the files that exist.
 * @throws `app-not-found`, `layout-ambiguous`, `current-unexpected`, and what `setImages` throws
 */
export function planUpdate(
  request: UpdateRequest,
  config: Config,
  texts: ReadonlyMap<string, string>,
): UpdatePlan {
  const { environment, targets } = request;
  const located = targets.map((target) => ({
    target,
    place: locate(layoutsFor(request, target.app, config), { app: target.app, environment }, texts),
  }));
  // Apps that share files are edited in one go, so that each sees what the other set.
  const groups = [...Map.groupBy(located, ({ place }) => place.paths.join("\n")).values()];
  const edited = groups.map((group) => editGroup(request, group, texts));
  return {
    entries: edited.flatMap(({ entries }) => entries),
    edit: {
      files: edited.flatMap(({ edit }) => edit.files),
      changes: edited.flatMap(({ edit }) => edit.changes),
      diff: edited.map(({ edit }) => edit.diff).join(""),
    },
  };
}

function editGroup(
  { environment, expectedCurrent }: UpdateRequest,
  group: readonly { readonly target: UpdateTarget; readonly place: Located }[],
  texts: ReadonlyMap<string, string>,
): UpdatePlan {
  const targets = group.map(({ target }) => target);
  const files = sourcesAt(group[0]?.place.paths ?? [], texts);
  const below = new Set(group.flatMap(({ place }) => place.context));
  const layers = { context: sourcesAt([...below], texts) };
  const edit = editFiles(files, targets, layers);
  const edited = files.map((file) => edit.files.find(({ path }) => path === file.path) ?? file);
  const [before, after] = [readImages(files, layers), readImages(edited, layers)];
  const entries = targets.flatMap((target) =>
    namesOf(target).map((name) => {
      checkCurrent(name, usesOf(before, name), expectedCurrent);
      return {
        app: target.app,
        environment,
        image: printUses(usesOf(after, name)),
        previous: printUses(usesOf(before, name)),
        changes: changesOf(edit.changes, [...usesOf(before, name), ...usesOf(after, name)]),
      };
    }),
  );
  return { entries, edit };
}

function editFiles(
  files: readonly SourceFile[],
  targets: readonly UpdateTarget[],
  layers: ContextOption,
): Edit {
  const args = targets.flatMap((target) => ("kustomizeArgs" in target ? target.kustomizeArgs : []));
  const [file] = files;
  if (args.length > 0 && file !== undefined) return setKustomizeArgs(file, args);
  const images = targets.flatMap((target) => ("image" in target ? [target] : []));
  const requests = images.map(({ image, entry }) => ({ ...image, image: entry ?? image.name }));
  return setImages(files, requests, layers);
}

/** What the files call the images that a target sets. */
function namesOf(target: UpdateTarget): readonly string[] {
  if ("image" in target) return [target.entry ?? target.image.name];
  return [...new Set(target.kustomizeArgs.map((argument) => parseKustomizeArg(argument).name))];
}

function usesOf(uses: readonly ImageUse[], name: string): readonly ImageUse[] {
  return uses.filter((use) => use.entry === name || use.name === name);
}

function printUses(uses: readonly ImageUse[]): string {
  return [...new Set(uses.map(printImage))].join(", ") || "(none)";
}

function changesOf(changes: readonly Change[], uses: readonly ImageUse[]): readonly Change[] {
  return changes.filter(({ file, path }) =>
    uses.some((use) => use.file === file && isAtOrBelow(path, use.path)),
  );
}

/** `images.web.tag` is below `images.web`, and `images.web2.tag` is not. */
function isAtOrBelow(path: string, place: string): boolean {
  return path.startsWith(place) && /^(?:$|[.[ ])/.test(path.slice(place.length));
}

function checkCurrent(name: string, uses: readonly ImageUse[], expected: string | undefined): void {
  if (expected === undefined) return;
  const other = uses.find((use) => ![use.tag, use.digest, printImage(use)].includes(expected));
  if (other === undefined && uses.length > 0) return;
  const found = other === undefined ? "no such image" : printImage(other);
  throw new UserError(
    "current-unexpected",
    `image ${JSON.stringify(name)}: found ${found}; expected-current is ${JSON.stringify(expected)}`,
    {
      file: other?.file,
      line: other?.line,
      hint: "Somebody changed it since expected-current was read. Look at the file's history before you write over it.",
    },
  );
}
