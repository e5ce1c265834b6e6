#!/usr/bin/env node
import { UserError } from "@gitops-actions/core/errors";
import { gitops } from "./gitops.ts";
import { inert, terminal } from "./screen.ts";

// `gitops plan | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

gitops(process.argv.slice(2), { screen: terminal, now: new Date(), env: process.env }).catch(
  (error: unknown) => {
    process.exitCode = 1;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(inert(`gitops: ${error.located}\n  ${error.hint}\n`));
  },
);
