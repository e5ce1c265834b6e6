import { UserError } from "@gitops-actions/core/errors";
import { gitops } from "./gitops.ts";
import { terminal } from "./screen.ts";

gitops(process.argv.slice(2), { screen: terminal, now: new Date(), env: process.env }).catch(
  (error: unknown) => {
    process.exitCode = 1;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`gitops: ${error.located}\n  ${error.hint}\n`);
  },
);
