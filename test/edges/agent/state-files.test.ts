/** The agent's own records, as anything that runs as the agent may have left them. */
import { execFileSync } from "node:child_process";
import {
  copyFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EMPTY_STATE, suspended } from "../../../src/agent/persistent-state.ts";
import { keepAt } from "../../../src/edges/agent/state-files.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { agentOn, revisionOf } from "../../support/agent.ts";
import { ROOT } from "../../support/paths.ts";
import { makeTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const SAID = suspended(EMPTY_STATE, { why: "incident", by: "ana", at: "2026-01-05T12:00:00Z" });

const kept = () => {
  const root = makeTree({});
  const keep = keepAt(createLinuxHost(root), root);
  const at = (name: string): string => join(root, "var/lib/vexor-agent/agent", name);
  return { keep, memory: at("memory.json"), good: at("good.json") };
};

/** What may lie there in place of a record. */
const ODD: Readonly<Record<string, (path: string) => unknown>> = {
  "a pipe": (path) => execFileSync("mkfifo", [path]),
  "a directory": (path) => mkdirSync(path),
  "a link to a device": (path) => symlinkSync("/dev/zero", path),
  "a link to nothing": (path) => symlinkSync("/nothing", path),
  "a socket": (path) => createServer().listen(path).unref(),
  "a file of a terabyte": (path) => {
    writeFileSync(path, "");
    truncateSync(path, 1024 ** 4);
  },
  "no JSON": (path) => writeFileSync(path, "{"),
  "another format": (path) => writeFileSync(path, '{"format":"vexor.agent/3"}'),
  nothing: (path) => writeFileSync(path, "null"),
  "overrides of no form": (path) =>
    writeFileSync(path, JSON.stringify({ ...EMPTY_STATE, breakGlass: [null] })),
  "corrections of no form": (path) =>
    writeFileSync(path, JSON.stringify({ ...EMPTY_STATE, corrections: { a: 1 } })),
};

describe.each(Object.entries(ODD))("%s in place of a record", (name, make) => {
  test("is not waited for, and is treated as absent", () => {
    const { keep, memory, good } = kept();
    make(memory);
    make(good);
    expect(keep.loadMemory()).toEqual({ value: EMPTY_STATE, lost: expect.stringContaining(memory) });
    expect(keep.loadGood()).toEqual({ value: null, lost: expect.stringContaining(good) });
  });

  test("is replaced by the next record, or is named", () => {
    const { keep, memory } = kept();
    make(memory);
    if (name === "a directory") return expect(() => keep.saveMemory(SAID)).toThrow("regular file");
    keep.saveMemory(SAID);
    expect(statSync(memory).isFile()).toBe(true);
    expect(keep.loadMemory()).toEqual({ value: SAID, lost: null });
  });
});

test("a record is read as it was written; one of an earlier version is filled in", () => {
  const { keep, memory } = kept();
  expect(keep.loadMemory()).toEqual({ value: EMPTY_STATE, lost: null });
  keep.saveMemory(SAID);
  expect(keep.loadMemory()).toEqual({ value: SAID, lost: null });
  const { corrections: _, ...older } = JSON.parse(readFileSync(memory, "utf8")) as typeof SAID;
  rmSync(memory);
  writeFileSync(memory, JSON.stringify(older));
  expect(keep.loadMemory()).toEqual({ value: SAID, lost: null });
});

/** Written by the last commit that knew `vexor.agent/1` alone. */
test("a record of the first format keeps what operators have said and what was tried", () => {
  const { keep, memory } = kept();
  copyFileSync(join(ROOT, "test/data/old-agent/memory.json"), memory);
  const { value, lost } = keep.loadMemory();
  expect(lost).toBeNull();
  expect(value).toEqual({ format: "vexor.agent/2", starts: 2,
    suspended: { why: "incident 4711", by: "ana (pid 7)", at: "2026-01-05T12:00:00.000Z" },
    retry: "4ea5e52fa3ac90d1f7c3b2086e5a41d9a1b2c3d4",
    breakGlass: [{ address: "sysctl/vm.swappiness", since: 1767614400000, until: 1767628800000,
      why: "load test", by: "ana (pid 7)" }],
    corrections: { "sysctl/vm.dirty_ratio":
      { corrected: [1767614401000, 1767614402000, 1767614403000], yielded: 1767614404000 } } });
  keep.saveMemory(value);
  expect(keep.loadMemory()).toEqual({ value, lost: null });
});

test("an agent that cannot read its state reports so, and goes on", async () => {
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n" });
  const harness = agentOn(root, revisionOf("aaaa", hostFile()));
  harness.lost = "memory.json cannot be read: it is not a regular file";
  harness.restart();
  await harness.clock.pass(1_000);
  expect(harness.news).toContainEqual(expect.objectContaining({ level: "alarm", what: "forgotten",
    why: harness.lost }));
  expect(harness.agent.machine.state).toBe("idle");
});
