/** What a reboot brings, against boots that are played through. */
import { describe, expect, test } from "vitest";
import { PHASES } from "../../../src/detectors/tools/phase.ts";
import type { BootPhase } from "../../../src/engine/model/evidence.ts";
import type { BootSource, Evidence, Owner } from "../../../src/engine/model/model.ts";
import { rebootOf, rebootWithoutUs } from "../../../src/engine/plan/reboot.ts";
import fc from "../../support/property.ts";

const KERNEL = { value: "60", evidence: { kind: "kernel", says: "default" } } as const;

const source = (owner: Owner, value: string, at: number): BootSource => ({ owner, value,
  evidence: { kind: "file", path: `/etc/sysctl.d/${at}`, line: 1, says: value, phase: PHASES.sysctlD } });

const holder = (restores: string | null | undefined, phase: BootPhase | undefined, at: number): Evidence => ({
  kind: "file", path: `/holder/${at}`, says: String(restores),
  ...(restores === undefined ? {} : { restores }), ...(phase === undefined ? {} : { phase }),
});

const VALUES = fc.constantFrom("10", "20", "60");
const SOURCES = fc.array(fc.tuple(fc.constantFrom<Owner>("vexor", "distro", "custom"), VALUES),
  { maxLength: 3 }).map((all) => all.map(([owner, value], at) => source(owner, value, at)));
const HOLDERS = fc.array(fc.tuple(
  fc.oneof({ arbitrary: VALUES, weight: 6 }, fc.constantFrom(null, undefined)),
  fc.oneof({ arbitrary: fc.constantFrom<BootPhase>(...Object.values(PHASES)), weight: 9 },
    fc.constant(undefined))), { maxLength: 4 })
  .map((all) => all.map(([value, phase], at) => holder(value, phase, at)));
/** When each of them acts within its phase: any real boot is one of these. */
const MOMENTS = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 5, maxLength: 5 });
const UNTOLD = fc.constantFrom("10", "20", "60", "77");

/** Every source acts at some moment of its phase, and the last write stays. */
const boot = (
  sources: readonly BootSource[], otherManagers: readonly Evidence[], moments: readonly number[],
  untold: string,
): string => {
  const moment = (phase: BootPhase | undefined, at: number): number => {
    const { from, to } = phase ?? { from: 0, to: 9 };
    return from + (moments[at % moments.length] ?? 0) * (to + 1 - from);
  };
  const acts = otherManagers.flatMap((one, at) => (one.restores === undefined ? []
    : [{ when: moment(one.phase, at), value: one.restores ?? untold }]));
  const said = sources.at(-1);
  if (said) acts.push({ when: moment(said.evidence.phase, 4), value: said.value ?? untold });
  return acts.toSorted((one, other) => one.when - other.when).at(-1)?.value ?? KERNEL.value;
};

describe("a reboot", () => {
  test("brings the predicted value in every possible boot, or the reason is given", () => {
    const seen = new Set<string>();
    fc.assert(fc.property(SOURCES, HOLDERS, MOMENTS, UNTOLD, (sources, otherManagers, moments, untold) => {
      const { value, unknown, last } = rebootOf(
        { boot: sources, otherManagers, default: KERNEL, ephemeral: null });
      expect(value === null).toBe(unknown !== null);
      seen.add(value === null ? "unknown" : `known by ${last.length > 1 ? "many" : last.length}`);
      if (value !== null) expect(boot(sources, otherManagers, moments, untold)).toBe(value);
    }), { numRuns: 20_000 });
    expect([...seen].toSorted()).toEqual(["known by 0", "known by 1", "known by many", "unknown"]);
  });

  test("is not predicted to bring the default while any source may bring another value", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, otherManagers) => {
      const acts = [...sources.slice(-1).map(({ value }) => value),
        ...otherManagers.flatMap(({ restores }) => (restores === undefined ? [] : [restores]))];
      const { value, last } = rebootOf({ boot: sources, otherManagers, default: KERNEL, ephemeral: null });
      if (acts.length > 0) expect(last.length).toBeGreaterThan(0);
      if (acts.length > 0 && !acts.includes("60")) expect(value).not.toBe("60");
    }));
  });

  test("is unknown only where two possible boots end differently, or a source is unknown", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, otherManagers) => {
      const all = [...sources, ...otherManagers];
      const { value, last } = rebootOf({ boot: sources, otherManagers, default: KERNEL, ephemeral: null });
      if (value !== null || all.length === 0) return;
      const brought = new Set(last.map((act) => act.value));
      expect(brought.has(null) || brought.size > 1).toBe(true);
    }));
  });

  test("without Vexor is the same without our own lines", () => {
    fc.assert(fc.property(SOURCES, HOLDERS, (sources, otherManagers) => {
      const others = sources.filter(({ owner }) => owner !== "vexor");
      expect(rebootWithoutUs({ boot: sources, otherManagers, default: KERNEL }))
        .toBe(rebootOf({ boot: others, otherManagers, default: KERNEL, ephemeral: null }).value);
    }));
  });
});

test("a value in no boot file is unknown after a reboot, but not to an undo", () => {
  const reading = { boot: [], otherManagers: [], default: KERNEL, ephemeral: "each boot needs an apply" };
  expect(rebootOf(reading)).toEqual({ value: null, unknown: "each boot needs an apply", last: [] });
  expect(rebootWithoutUs(reading)).toBe("60");
});

describe("the phases", () => {
  const { commandLine, initramfs, generator, modulesLoad, sysctlD } = PHASES;

  test("follow systemd's order: kernel, initramfs, generators, modules-load, sysctl.d", () => {
    const order = [commandLine, initramfs, generator, modulesLoad, sysctlD];
    order.slice(1).forEach((phase, at) => expect(order[at]?.to).toBeLessThan(phase.from));
    for (const phase of [PHASES.network, PHASES.unit, PHASES.rcLocal, PHASES.toolDaemon, PHASES.cron]) {
      expect(phase.from, phase.name).toBeGreaterThan(sysctlD.to);
    }
  });

  test("overlap with systemd-sysctl where systemd sets no order", () => {
    for (const phase of [PHASES.tmpfiles, PHASES.udev, PHASES.earlyUnit, PHASES.module]) {
      expect(phase.from <= sysctlD.to && phase.to >= sysctlD.from, phase.name).toBe(true);
    }
  });

  test("overlap among all that multi-user.target starts", () => {
    const many = [PHASES.unit, PHASES.rcLocal, PHASES.toolDaemon, PHASES.cron];
    for (const one of many) for (const other of many) {
      expect(one.from <= other.to, `${one.name}, ${other.name}`).toBe(true);
    }
  });
});
