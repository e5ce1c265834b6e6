import type { Reporter, TestModule } from "vitest/node";
import { skippedMark } from "./skipped-mark.ts";

/** Ends a run with one line for each real program that was missing, and how many. */
export default class SkippedParts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = new Set<string>();
    for (const module of modules) {
      for (const suite of module.children.allSuites()) {
        if (suite.name.startsWith(skippedMark)) names.add(suite.name);
      }
    }
    for (const name of names) console.log(name);
    if (names.size > 0) console.log(`${names.size} real part(s) skipped`);
  }
}
