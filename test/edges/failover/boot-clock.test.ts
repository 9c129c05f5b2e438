/** The clock that the keeper counts by, and the agent reads what the keeper has written by. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../support/paths.ts";

/** How many of its readings do not lie between two of the kernel's file, as whole numbers of ms. */
const WRONG = `import { readFileSync } from "node:fs";
import { openBootClock } from ${JSON.stringify(join(ROOT, "src/edges/failover/boot-clock.ts"))};
const truth = () => Math.round(Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1_000);
const now = openBootClock();
let wrong = 0;
for (const first = truth(); truth() < first + 60;) {
  const [before, read, after] = [truth(), now(), truth()];
  if (Math.round(read) < before || Math.round(read) > after) wrong++;
}
console.log(wrong);`;

test.each([
  ["the kernel, in the executable's run time", join(ROOT, "node_modules/.bin/bun"), ["-e", WRONG]],
  ["a file, in Node", process.execPath, ["--input-type=module", "-e", WRONG]],
])("it goes on with each call, by %s", (_, program, args) => {
  expect(execFileSync(program, args, { encoding: "utf8" }).trim()).toBe("0");
});
