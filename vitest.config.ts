import { defineConfig } from "vitest/config";

const MINUTE = 60_000;
const REAL = { testTimeout: 5 * MINUTE, hookTimeout: 5 * MINUTE };
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
          testTimeout: MINUTE / 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Containers mostly wait, for services and for clocks: two of them at a time.
        test: {
          ...REAL,
          name: "host",
          include: ["test/host/**/*.test.ts"],
          exclude: GUESTS,
          maxWorkers: 2,
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
