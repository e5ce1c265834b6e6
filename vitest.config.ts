import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source", "node", "import", "module", "default"] },
  ssr: { resolve: { conditions: ["source", "node", "import", "module", "default"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "actions/*/src/**/*.test.ts", "test/**/*.test.ts"],
    // Real processes on a shared machine: a test that hangs is found, a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that builds tools beside the tests is many times slower than a quiet one.
    reporters: ["default", "./test/support/vitest-skipped-parts.ts"],
  },
});
