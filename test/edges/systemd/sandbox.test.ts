/** One sandbox for what deserves no more trust than the agent, wherever it runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inTransientUnit, SANDBOX } from "../../../src/edges/systemd/sandbox.ts";
import { ROOT } from "../../support/paths.ts";

const UNIT = join(ROOT, "packaging/systemd/vexor-agent.service");

test("the sandbox of transient units is that of the agent's unit, line by line", () => {
  const text = readFileSync(UNIT, "utf8");
  const lines = text.slice(text.indexOf("\nUMask="), text.indexOf("[Install]")).split("\n")
    .filter((line) => /^\w+=/.test(line));
  expect(SANDBOX).toEqual(lines);
});

test("a transient unit is waited for and leaves nothing behind", () => {
  expect(inTransientUnit(["A=b"]).join(" ")).toBe("systemd-run --quiet --pipe --wait --collect "
    + "--service-type=exec --property=A=b --");
});
