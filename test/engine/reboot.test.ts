/** What a reboot brings, against boots that are played through. */
import { describe, expect, test } from "vitest";
import { PHASES } from "../../src/detectors/tools/phase.ts";
import type { Phase } from "../../src/engine/model/evidence.ts";
import type { BootSource, Evidence, Owner } from "../../src/engine/model/model.ts";
import { rebootOf, rebootWithoutUs } from "../../src/engine/plan/reboot.ts";
import fc from "../support/property.ts";

const KERNEL = { value: "60", evidence: { kind: "kernel", says: "default" } } as const;

const source = (owner: Owner, value: string, at: number): BootSource => ({ owner, value,
  evidence: { kind: "file", path: `/etc/sysctl.d/${at}`, line: 1, says: value, phase: PHASES.sysctlD } });

const holder = (restores: string | null | undefined, phase: Phase | undefined, at: number): Evidence => ({
  kind: "file", path: `/holder/${at}`, says: String(restores),
  ...(restores === undefined ? {} : { restores }), ...(phase === undefined ? {} : { phase }),
});

const VALUES = fc.constantFrom("10", "20", "60");
const SOURCES = fc.array(fc.tuple(fc.constantFrom<Owner>("vexor", "distro", "custom"), VALUES),
  { maxLength: 3 }).map((all) => all.map(([owner, value], at) => source(owner, value, at)));
const HOLDERS = fc.array(fc.tuple(
  fc.oneof({ arbitrary: VALUES, weight: 6 }, fc.constantFrom(null, undefined)),
  fc.oneof({ arbitrary: fc.constantFrom<Phase>(...Object.values(PHASES)), weight: 9 },
    fc.constant(undefined))), { maxLength: 4 })
  .map((all) => all.map(([value, phase], at) => holder(value, phase, at)));
/** When each of them acts within its phase: any real boot is one of these. */
const MOMENTS = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 5, maxLength: 5 });
const UNTOLD = fc.constantFrom("10", "20", "60", "77");

/** Everybody acts at some moment of their phase, and the last write stays. */
const boot = (
  sources: readonly BootSource[], holders: readonly Evidence[], moments: readonly number[],
  untold: string,
): string => {
  const moment = (phase: Phase | undefined, at: number): number => {
    const { from, to } = phase ?? { from: 0, to: 9 };
    return from + (moments[at % moments.length] ?? 0) * (to + 1 - from);
  };
  const acts = holders.flatMap((one, at) => (one.restores === undefined ? []
    : [{ when: moment(one.phase, at), value: one.restores ?? untold }]));
  const said = sources.at(-1);
  if (said) acts.push({ when: moment(said.evidence.phase, 4), value: said.value ?? untold });
  return acts.toSorted((one, other) => one.when - other.when).at(-1)?.value ?? KERNEL.value;
};

describe("a reboot", () => {
  test("brings what is said, in every boot that may come of these, or why is said", () => {
    const seen = new Set<string>();
    fc.assert(fc.property(SOURCES, HOLDERS, MOMENTS, UNTOLD, (sources, holders, moments, untold) => {
      const { value, unknown, last } = rebootOf(
        { boot: sources, holders, default: KERNEL, liveOnly: null });
      expect(value === null).toBe(unknown !== null);
      seen.add(value === null ? "unknown" : `known by ${last.length > 1 ? "many" : last.length}`);
      if (value !== null) expect(boot(sources, holders, moments, untold)).toBe(value);
    }), { numRuns: 20_000 });
    expect([...seen].toSorted()).toEqual(["known by 0", "known by 1", "known by many", "unknown"]);
  });

  test("is not said to bring the default while anybody may bring something else", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, holders) => {
      const acts = [...sources.slice(-1).map(({ value }) => value),
        ...holders.flatMap(({ restores }) => (restores === undefined ? [] : [restores]))];
      const { value, last } = rebootOf({ boot: sources, holders, default: KERNEL, liveOnly: null });
      if (acts.length > 0) expect(last.length).toBeGreaterThan(0);
      if (acts.length > 0 && !acts.includes("60")) expect(value).not.toBe("60");
    }));
  });

  test("is unknown only where two boots of these may end differently, or nobody can tell", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, holders) => {
      const all = [...sources, ...holders];
      const { value, last } = rebootOf({ boot: sources, holders, default: KERNEL, liveOnly: null });
      if (value !== null || all.length === 0) return;
      const brought = new Set(last.map((act) => act.value));
      expect(brought.has(null) || brought.size > 1).toBe(true);
    }));
  });

  test("without us is the same less our own lines", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, holders) => {
      const others = sources.filter(({ owner }) => owner !== "vexor");
      expect(rebootWithoutUs({ boot: sources, holders, default: KERNEL }))
        .toBe(rebootOf({ boot: others, holders, default: KERNEL, liveOnly: null }).value);
    }));
  });
});

test("what no boot file carries is unknown after a reboot, but not to an undo", () => {
  const reading = { boot: [], holders: [], default: KERNEL, liveOnly: "each boot needs an apply" };
  expect(rebootOf(reading)).toEqual({ value: null, unknown: "each boot needs an apply", last: [] });
  expect(rebootWithoutUs(reading)).toBe("60");
});

describe("the phases", () => {
  const { commandLine, initramfs, generator, modulesLoad, sysctlD } = PHASES;

  test("what systemd orders is ordered: the kernel, initramfs, generators, modules-load, sysctl.d", () => {
    const order = [commandLine, initramfs, generator, modulesLoad, sysctlD];
    order.slice(1).forEach((phase, at) => expect(order[at]?.to).toBeLessThan(phase.from));
    for (const phase of [PHASES.network, PHASES.unit, PHASES.rcLocal, PHASES.toolDaemon, PHASES.cron]) {
      expect(phase.from, phase.name).toBeGreaterThan(sysctlD.to);
    }
  });

  test("what systemd does not order against systemd-sysctl overlaps with it", () => {
    for (const phase of [PHASES.tmpfiles, PHASES.udev, PHASES.earlyUnit, PHASES.module]) {
      expect(phase.from <= sysctlD.to && phase.to >= sysctlD.from, phase.name).toBe(true);
    }
  });

  test("nor is anything that multi-user.target starts against the rest of it", () => {
    const many = [PHASES.unit, PHASES.rcLocal, PHASES.toolDaemon, PHASES.cron];
    for (const one of many) for (const other of many) {
      expect(one.from <= other.to, `${one.name}, ${other.name}`).toBe(true);
    }
  });
});
