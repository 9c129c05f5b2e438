import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { within } from "./test/support/pace.ts";

const MINUTE = 60_000;
/** Only what hangs is ended by it, so it is far away; what a test waits for has limits of its own. */
const limits = (ms: number): { readonly testTimeout: number; readonly hookTimeout: number } =>
  ({ testTimeout: within(ms), hookTimeout: within(ms) });
const REAL = limits(5 * MINUTE);
const GUESTS = ["*guest", "power-cut", "agent-clock", "lab", "netns-defaults"]
  .map((name) => `test/host/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/host/**"],
          ...limits(MINUTE / 2),
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Containers mostly wait, for services and for clocks: there may be more than processors.
        test: {
          ...REAL,
          name: "host",
          include: ["test/host/**/*.test.ts"],
          exclude: GUESTS,
          maxWorkers: Math.min(3, availableParallelism() + 1),
          sequence: { groupOrder: 1 },
        },
      },
      {
        // A guest computes all the time, on every core: one at a time, after everything else.
        test: {
          ...REAL,
          name: "guest",
          include: GUESTS,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
