import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source", "node", "import", "module", "default"] },
  ssr: { resolve: { conditions: ["source", "node", "import", "module", "default"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "actions/*/src/**/*.test.ts", "test/**/*.test.ts"],
    // Real processes on a shared machine: a test that hangs is found, a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Journeys wait for processes more than they compute: with one worker, half of two cores is idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", "./test/support/vitest-skipped-parts.ts"],
  },
});
