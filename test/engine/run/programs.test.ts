import { describe, expect, test } from "vitest";
import type { VexorError } from "../../../src/engine/model/errors.ts";
import type { Host, RunResult } from "../../../src/ports/host.ts";
import { endOrphans, runProgram } from "../../../src/engine/run/programs.ts";

const RECORDS = "/run/vexor-agent/root/programs";
const UNIT = "vexor-program-1000.service";
const RECORD = `${RECORDS}/${UNIT}`;

const result = (code: number | null, stderr = ""): RunResult =>
  ({ code, stdout: "", stderr, timedOut: code === null });

/** A host of files alone, which keeps what was run and what the record said at that moment. */
const harness = (answer: (argv: readonly string[]) => RunResult, files: Record<string, string> = {}) => {
  const ran: { argv: string; record: string | null }[] = [];
  const left = new Map(Object.entries(files));
  const host = {
    isTree: false, stat: () => (files["bus"] === "none" ? null : {}), now: () => new Date(1000), makeDir: () => undefined,
    list: () => [...left.keys()].map((path) => path.slice(RECORDS.length + 1)),
    read: (path: string) => left.get(path) ?? null,
    replace: (path: string, text: string) => void left.set(path, text),
    remove: (path: string) => void left.delete(path),
    run: (argv: readonly string[]) => {
      ran.push({ argv: argv.join(" "), record: left.get(RECORD) ?? null });
      return Promise.resolve(answer(argv));
    },
  } as unknown as Host;
  return { host, ran, left };
};

const STOP = `systemctl stop -- ${UNIT}`;

describe("a program", () => {
  test("runs in a unit that its record names before it starts, and that needs the record", async () => {
    const { host, ran, left } = harness(() => result(0));
    expect((await runProgram(host, "an export", ["client", "export"], 5_000)).code).toBe(0);
    expect(ran).toEqual([{ record: "an export\n",
      argv: expect.stringMatching(/^systemd-run .* -- env -i --chdir=\/ PATH=\S+ LC_ALL=C client export$/) }]);
    expect(ran[0]?.argv).toContain(`--unit=${UNIT}`);
    expect(ran[0]?.argv).toContain(`--property=AssertFileNotEmpty=${RECORD}`);
    expect([...left]).toEqual([]);
  });

  test.each([["has failed", 1], ["does not end", null]])(
    "that %s is ended with all that it has started", async (_, code) => {
      const { host, ran, left } = harness(([name]) => result(name === "systemctl" ? 5 : code));
      expect((await runProgram(host, "an export", ["client"], 5_000)).code).toBe(code);
      expect(ran[1]).toEqual({ argv: STOP, record: "" });
      expect([...left]).toEqual([]);
    });
});

test("runs in the recovering unit early in a boot, without a bus", async () => {
  const { host, ran } = harness(() => result(0), { bus: "none" });
  await runProgram(host, "an export", ["client", "export"], 5_000);
  expect(ran).toEqual([{ record: null,
    argv: expect.stringMatching(/^env -i --chdir=\/ PATH=\S+ LC_ALL=C client export$/) }]);
});

describe("an orphan", () => {
  test("may not start any more before it is stopped, and is reported", async () => {
    const { host, ran, left } = harness(() => result(0), { [RECORD]: "an export\n" });
    const told: string[] = [];
    await endOrphans(host, (text) => told.push(text));
    expect(ran).toEqual([{ argv: STOP, record: "" }]);
    expect([[...left], told]).toEqual([[], [expect.stringContaining("an export")]]);
  });

  test("that does not end stays on record for the next recovery", async () => {
    const { host, left } = harness(() => result(1, "Connection timed out"), { [RECORD]: "an export\n" });
    const error = await endOrphans(host).catch((found: VexorError) => found);
    expect(error).toMatchObject({ code: "COMMAND_FAILED", message: `${UNIT} does not end: Connection timed out` });
    expect([...left]).toEqual([[RECORD, ""]]);
    const again = harness(() => result(0), Object.fromEntries(left));
    await endOrphans(again.host);
    expect([again.ran, [...again.left]]).toEqual([[{ argv: STOP, record: "" }], []]);
  });

  test("is a unit of this name only, and never of a tree", async () => {
    const files = { [`${RECORDS}/sol.service`]: "x", [`${RECORDS}/vexor-program-1.service.vexor-tmp`]: "x" };
    const { host, ran } = harness(() => result(0), files);
    await endOrphans(host);
    await endOrphans({ ...harness(() => result(1), { [RECORD]: "x" }).host, isTree: true });
    expect(ran).toEqual([]);
  });
});
