import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { InTurn } from "./test/support/in-turn.ts";
import { within } from "./test/support/pace.ts";

const MINUTE = 60_000;
/**
 * Only what hangs is ended by it, so it is far away; what a test waits for has limits of its own,
 * which are to end first: they say what they found, and they grow while the machine is busy.
 */
const limits = (ms: number): { readonly testTimeout: number; readonly hookTimeout: number } =>
  ({ testTimeout: within(ms), hookTimeout: within(ms) });
const REAL = limits(10 * MINUTE);
const GUESTS = ["*guest", "power-cut", "lab", "netns-defaults", "sysctl-bounds"]
  .map((name) => `test/host/${name}.test.ts`);

const setupFiles = ["test/support/print-seed.ts"];

/**
 * Together they fill the processors: a container's test waits for most of its time, a guest's
 * computes. Three workers left two processors idle for two fifths of the time.
 */
const MACHINES = {
  ...REAL,
  setupFiles,
  maxWorkers: Math.min(6, 2 * availableParallelism() + 1),
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  test: {
    sequence: { sequencer: InTurn },
    // A report of what no test runs. There is no threshold.
    coverage: { provider: "v8", include: ["src/**/*.ts"], exclude: ["src/generated/**"],
      reporter: ["text-summary", "html"], reportsDirectory: ".cache/coverage" },
    projects: [
      {
        test: {
          name: "unit",
          setupFiles,
          include: ["test/**/*.test.ts"],
          exclude: ["test/host/**"],
          ...limits(MINUTE / 2),
          // Without it, vitest leaves one processor free: on two, the files come one by one, and last.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...MACHINES, name: "host", include: ["test/host/**/*.test.ts"], exclude: GUESTS } },
      { test: { ...MACHINES, name: "guest", include: GUESTS } },
    ],
  },
});
