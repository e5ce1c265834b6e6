import type { Change } from "./change.ts";
import { joinAdditions } from "./create.ts";
import { flattenOperations } from "./embedded.ts";
import { type Operation, rewrite } from "./operation.ts";
import type { Source, SourceFile } from "./source.ts";

/** What an edit did; without changes the files said already what was asked for. */
export interface Edit {
  /** The files that changed, with their new texts. */
  readonly files: readonly SourceFile[];
  readonly changes: readonly Change[];
  /** Unified diff of all of them. */
  readonly diff: string;
}

/** The edit that operations on any of the files make. */
export function editOf(sources: readonly Source[], operations: readonly Operation[]): Edit {
  const bySource = Map.groupBy(
    flattenOperations(joinAdditions(operations)),
    ({ document }) => document.source,
  );
  const rewritten = sources.flatMap((source) => {
    const own = bySource.get(source);
    return own === undefined ? [] : [rewrite(source, own)];
  });
  return {
    files: rewritten.map(({ file }) => file),
    changes: rewritten.flatMap(({ changes }) => changes),
    diff: rewritten.map(({ diff }) => diff).join(""),
  };
}
