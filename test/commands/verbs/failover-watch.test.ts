/** `vexor failover status --watch`: a screen each time that a second has gone by, and else only what has changed. */
import { expect, test } from "vitest";
import type { BaseContext, Invocation } from "../../../src/commands/shared/context.ts";
import { watchFailover } from "../../../src/commands/verbs/failover/status-watch.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { FailoverStatus } from "../../../src/failover/status.ts";
import { styleFor } from "../../../src/render/style.ts";

const at = (second: number, over: Partial<FailoverStatus> = {}): FailoverStatus => ({
  format: "vexor.failover/1", group: "pair", host: "val-a", isDryRun: false, phase: "standby", phaseMs: second * 1_000,
  register: { holder: "val-b", epoch: 6, seq: second, state: "held", handover: null, unchangedMs: 300 },
  leftMs: null, takeInMs: 44_000, hindrances: [], alarm: null,
  peer: { host: "val-b", isStandby: false, mark: { epoch: 6, seq: second }, phase: "standby", answeredMs: 90 + second },
  unanswered: null, unsafeEtcd: null, ...over });

const LOOKS = [at(1), at(2), null, null, at(5), at(6, { phase: "taking" }), at(7, { phase: "taking", alarm: "clock" }),
  at(8, { phase: "taking", alarm: "clock", peer: { host: "val-b", isStandby: false, mark: null, phase: "standby", answeredMs: 13_000 } })];

const watched = async (isTerminal: boolean, options: Invocation["options"] = {}) => {
  const shown: string[] = [];
  let look = 0;
  const show = (text: string): void => void shown.push(text);
  const context = {
    askKeeper: async () => {
      const said = LOOKS[look];
      if (said == null) throw new VexorError("KEEPER_SILENT", "the keeper of this host does not answer: ENOENT");
      return JSON.stringify(said);
    },
    host: { now: () => new Date("2026-01-05T12:00:00Z"), sleep: async () => void look++ },
    terminal: { isTerminal, style: styleFor(false), print: show, redraw: show },
  } as unknown as BaseContext;
  await watchFailover(context, { verb: "failover", args: ["status"], options: { watch: true, ...options } }, () => look < LOOKS.length);
  return shown;
};

test("a terminal is drawn anew with each second, and once for a keeper that stays silent", async () => {
  const screens = await watched(true);
  expect(screens).toHaveLength(7);
  expect(screens[1]).toMatch(/pair: val-a is a standby[^]*since +2\.0 s/);
  expect(screens[2]).toMatch(/does not answer/);
  expect(screens[5]).toMatch(/alarm +the wall clock/);
});

test("lines and documents come when more has changed than times", async () => {
  const lines = await watched(false);
  expect(lines.map((line) => line.replace(/^\S+ \S+ UTC  /, "").slice(0, 40))).toEqual([
    "pair: val-a is a standby: it does not si", "the keeper of this host does not answer:", "pair: val-a is a standby: it does not si",
    ...Array.from({ length: 3 }, () => "pair: val-a has taken the register, and ")]);
  expect(lines.at(-1)).toMatch(/; val-b does not answer$/m);
  const documents = (await watched(true, { json: true })).map((one) => JSON.parse(one) as FailoverStatus & { error?: object });
  expect(documents.map(({ phase, alarm, error }) => [phase, alarm, error !== undefined])).toEqual([
    ["standby", null, false], [undefined, undefined, true], ["standby", null, false], ["taking", null, false], ["taking", "clock", false],
    ["taking", "clock", false]]);
});
