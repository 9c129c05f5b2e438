/** What `npm test` says of a run that is ended before it is over. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Line } from "../scripts/test-reporter.ts";
import { tallyOf, type Tally } from "../scripts/run-vitest.ts";

const ROOT = join(import.meta.dirname, "..");
mkdirSync(join(ROOT, ".cache"), { recursive: true });
const dir = mkdtempSync(join(ROOT, ".cache/npm-test-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const TESTS = `import { beforeAll, describe, expect, test } from "vitest";
test("goes well", () => undefined);
describe("a suite", () => {
  test("goes wrong", () => expect("found").toBe("wanted"));
});
describe("without its beginning", () => {
  beforeAll(() => { throw new Error("it cannot begin"); });
  test("does not run", () => undefined);
});
test("hangs", () => new Promise(() => undefined), 600_000);
`;

const RUN = `import { runVitest } from ${JSON.stringify(join(ROOT, "scripts/run-vitest.ts"))};
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort("the test says so"));
const tally = await runVitest([], 600_000, stop.signal, ${JSON.stringify(dir)});
console.log("TALLY " + JSON.stringify(tally));
process.exit();
`;

/** Ends it once both failures are out; what it printed, and its tally. */
const endedEarly = async (): Promise<{ readonly said: string; readonly tally: Tally }> => {
  writeFileSync(join(dir, "a.test.ts"), TESTS);
  writeFileSync(join(dir, "vitest.config.ts"), "export default {};\n");
  writeFileSync(join(dir, "run.ts"), RUN);
  const child = spawn(process.execPath, [join(dir, "run.ts")], { cwd: dir });
  let said = "";
  let isEnding = false;
  const hear = (bytes: Buffer): void => {
    said += String(bytes);
    const isOut = said.includes("goes wrong") && said.includes("it cannot begin");
    if (isOut && !isEnding) isEnding = child.kill("SIGTERM");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  await once(child, "close");
  return { said, tally: JSON.parse(/TALLY (.*)/.exec(said)?.[1] ?? "null") as Tally };
};

describe("npm test", () => {
  test("reports failures while tests still run, and counts what is known when it is ended", async () => {
    const { said, tally } = await endedEarly();
    expect(said).toMatch(/FAILED at [\d:]{8}: a\.test\.ts > a suite > goes wrong\n {2}AssertionError: .*found.*wanted/);
    expect(said).toMatch(/\n {4}at a\.test\.ts:4:\d+\n/);
    expect(said).toMatch(/FAILED at .*: a\.test\.ts > without its beginning\n {2}Error: it cannot begin/);
    expect(tally).toEqual({ passed: 1, failed: 3, unfinished: ["a.test.ts > hangs"] });
  });

  const begun = (id: string): Line => ({ is: "begun", id, name: id });

  test.each<[string, readonly Line[], boolean, Tally]>([
    ["nothing that is known", [], false, { passed: 0, failed: 1, unfinished: [] }],
    ["tests that went well", [begun("a"), { is: "passed", id: "a" }, { is: "skipped", id: "b" }], true,
      { passed: 1, failed: 0, unfinished: [] }],
    ["a vitest that died after them", [begun("a"), { is: "passed", id: "a" }], false,
      { passed: 1, failed: 1, unfinished: [] }],
    ["a file that broke", [{ is: "broken", name: "a.test.ts" }], false,
      { passed: 0, failed: 1, unfinished: [] }],
    ["a test that had not ended", [begun("a"), { is: "passed", id: "a" }, begun("b")], false,
      { passed: 1, failed: 1, unfinished: ["b"] }],
  ])("counts %s", (_, lines, wentWell, tally) => {
    expect(tallyOf(lines, wentWell)).toEqual(tally);
  });
});
