/** A new boot file or script makes its setting its owner's from that moment, whatever its value. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile, Ledger } from "../../../src/engine/model/model.ts";
import type { SysctlSpec } from "../../../src/resources/sysctl/section.ts";
import { findDrift } from "../../../src/engine/drift/drift.ts";
import { applyAt, hostAt, planAt, requestAt, rollbackAt } from "../../support/engine.ts";
import { within } from "../../support/pace.ts";
import { SAMPLES } from "../../support/samples.ts";
import { changed, makeTree, move, snapshotTree } from "../../support/tree.ts";
import fc from "../../support/property.ts";
import { hostFile } from "../../support/host-file.ts";

const LIVE = "/proc/sys/vm/swappiness";
const LEDGER = "/var/lib/vexor-agent/ledger.json";
const OURS = "90-vexor-agent.conf";

const sysctlFile = (value: number): string => `vm.swappiness = ${value}\n`;
const command = (value: number): string => `/sbin/sysctl -w vm.swappiness=${value}`;

/** Where an administrator sets a value at each boot, and how. */
const PLACES: Readonly<Record<string, (value: number) => string>> = {
  "/etc/sysctl.d/60-a.conf": sysctlFile,
  "/etc/sysctl.d/70-b.conf": sysctlFile,
  "/etc/sysctl.d/95-c.conf": sysctlFile,
  "/etc/cron.d/tune": (value) => `@reboot root ${command(value)}\n`,
  "/etc/systemd/system/tune.service": (value) => `[Service]\nExecStart=${command(value)}\n`,
  "/etc/udev/rules.d/9.rules": (value) => `RUN+="${command(value)}"\n`,
  "/proc/cmdline": (value) => `quiet sysctl.vm.swappiness=${value}\n`,
};

const declare = (want?: SysctlSpec): HostFile => hostFile({ sysctl: want === undefined ? {} : { "vm.swappiness": want } });

const machine = () => {
  const root = makeTree(SAMPLES["sysctl"]?.files ?? {});
  const host = hostAt(root);
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const file = (name: string, value: number): void =>
    put(`/etc/sysctl.d/${name}.conf`, `vm.swappiness = ${value}\n`);
  const script = (path: string, value: number): void => put(path, PLACES[path]?.(value) ?? "");
  return { root, host, put, file, script,
    drift: () => findDrift(requestAt(host, declare(10))), setLive: (value: number): void => put(LIVE, `${value}\n`),
    live: () => readFileSync(join(root, LIVE), "utf8").trim(),
    plan: (want?: SysctlSpec) => planAt(host, declare(want)).items[0],
    apply: async (want?: SysctlSpec) => {
      const { run, failure } = await applyAt(host, declare(want));
      expect(failure).toBeNull();
      return run;
    } };
};

/** What is there stays as it is, whatever is asked for. */
const isLeft = async ({ root, host }: ReturnType<typeof machine>, want: SysctlSpec): Promise<void> => {
  const before = snapshotTree(root);
  expect(planAt(host, declare(want)).items).toMatchObject([{ action: "blocked", origin: "custom" }]);
  await applyAt(host, declare(want)).catch(() => undefined);
  expect(changed(before, snapshotTree(root))).toEqual([]);
};

describe("a new file beside a managed value", () => {
  test.each([60, 10, 30])("that sets %i, the former value, is treated as new", async (value) => {
    const host = machine();
    await host.apply(10);
    host.file("70-db", value);
    expect(host.plan(10)).toMatchObject({ origin: "custom",
      evidence: [{ path: "/etc/sysctl.d/70-db.conf", line: 1, says: `vm.swappiness = ${value}` }] });
    await isLeft(host, 20);
    host.setLive(value === 10 ? 77 : value);
    await isLeft(host, 10);
  });

  test("is not covered by a permission that was given before it was written", async () => {
    const host = machine();
    host.file("60-c", 30);
    host.setLive(30);
    await host.apply({ value: 10, adopt: { from: 30 } });
    host.setLive(33);
    expect(host.plan(10)).toMatchObject({ action: "drift", origin: "managed" });
    await host.apply(10);
    await host.apply(20);
    expect(host.live()).toBe("20");
    host.file("70-db", 30);
    await isLeft(host, 10);
  });

  test("is new when it has the permitted place and another value", async () => {
    const host = machine();
    host.file("60-c", 30);
    host.setLive(30);
    await host.apply({ value: 10, adopt: { from: 30 } });
    host.file("60-c", 60);
    await isLeft(host, 20);
  });

  test("may be one of two existing files: the permission is for both", async () => {
    const host = machine();
    host.file("60-a", 25);
    host.file("70-b", 30);
    host.setLive(30);
    await host.apply({ value: 10, adopt: { from: 30 } });
    expect(host.plan(10)).toMatchObject({ action: "none", origin: "managed" });
    await host.apply(20);
    expect(host.live()).toBe("20");
  });

  test("is not overridden where an older ledger does not name its sources", async () => {
    const host = machine();
    host.file("60-c", 30);
    host.setLive(30);
    await host.apply({ value: 10, adopt: { from: 30 } });
    const ledger = JSON.parse(readFileSync(join(host.root, LEDGER), "utf8")) as Ledger;
    const claims = Object.fromEntries(Object.entries(ledger.claims).map(([address, { sources, ...old }]) => {
      expect(sources).toEqual([{ path: "/etc/sysctl.d/60-c.conf", value: "30" }]);
      return [address, old];
    }));
    host.put(LEDGER, JSON.stringify({ ...ledger, claims }));
    expect(host.plan(10)).toMatchObject({ action: "none", origin: "custom" });
    await isLeft(host, 20);
  });

  test("is obeyed when the setting is released or its run rolled back", async () => {
    for (const end of ["release", "rollback"] as const) {
      const host = machine();
      const run = await host.apply(10);
      host.file("70-db", 60);
      if (end === "release") await host.apply();
      else expect((await rollbackAt(host.host, run)).failure).toBeNull();
      expect([end, host.live()]).toEqual([end, "60"]);
      expect(existsSync(join(host.root, "/etc/sysctl.d", OURS))).toBe(false);
    }
  });

  test("keeps its live value when its owner has not asked for another", async () => {
    const host = machine();
    await host.apply(10);
    host.file("70-db", 30);
    await host.apply();
    expect(host.live()).toBe("10");
  });
});

describe.each(Object.keys(PLACES).filter((path) => !path.includes("sysctl.d")))("a new script beside a managed value: %s",
  (path) => {
    test.each([60, 10, 30])("that sets %i makes the setting its owner's", async (value) => {
      const host = machine();
      await host.apply(10);
      host.script(path, value);
      expect(host.plan(10)).toMatchObject({ origin: "custom", evidence: [{ path }] });
      await isLeft(host, 20);
      host.setLive(value === 10 ? 77 : value);
      await isLeft(host, 10);
    });

    test("is overridden by permission, again after each boot, and gets its value back", async () => {
      const host = machine();
      host.script(path, 30);
      host.setLive(30);
      const run = await host.apply({ value: 10, adopt: { from: 30 } });
      expect(host.plan({ value: 10, adopt: { from: 30 } }))
        .toMatchObject({ action: "none", origin: "managed" });
      expect(host.drift()).toEqual([]);
      host.setLive(30);
      expect(host.plan({ value: 10, adopt: { from: 30 } })).toMatchObject({ action: "adopt" });
      await host.apply({ value: 10, adopt: { from: 30 } });
      expect(host.live()).toBe("10");
      expect((await rollbackAt(host.host, run + 1)).failure).toBeNull();
      expect(host.live()).toBe("30");
    });

    test("with another value is new", async () => {
      const host = machine();
      host.script(path, 30);
      host.setLive(30);
      await host.apply({ value: 10, adopt: { from: 30 } });
      host.script(path, 60);
      await isLeft(host, 20);
      if (path !== "/proc/cmdline") {
        expect(host.drift()).toMatchObject([{ where: "boot", evidence: [{ path }] }]);
      }
    });

    test("is obeyed when the setting is released", async () => {
      const host = machine();
      await host.apply(10);
      host.script(path, 60);
      await host.apply();
      expect(host.live()).toBe("60");
      host.setLive(60);
      host.script(path, 30);
      expect(host.plan(60)).toMatchObject({ action: "blocked" });
    });
  });

test("a link that Vexor has changed and an operator changes back is the operator's again", async () => {
  const sample = SAMPLES["identity"];
  if (!sample) throw new Error("no sample");
  const root = makeTree(sample.files);
  const host = hostAt(root);
  expect(planAt(host, sample.declaration).items).toMatchObject([{ action: "adopt",
    sources: [{ path: "/etc/solana/identity.json" }] }]);
  const { failure } = await applyAt(host, sample.declaration);
  expect(failure).toBeNull();
  const { claims } = JSON.parse(readFileSync(join(root, LEDGER), "utf8")) as Ledger;
  expect(claims["identity/boot"]).not.toHaveProperty("sources");
  const { adopt, ...identity } = sample.declaration.identity ?? {};
  expect(adopt).toBeDefined();
  move(root, ["/etc/solana/identity.json", "-> staked.json"]);
  const later = { ...sample.declaration, identity: identity as typeof sample.declaration.identity & object };
  expect(planAt(host, later).items.filter(({ address }) => address === "identity/boot"))
    .toMatchObject([{ action: "blocked", origin: "custom" }]);
});

type Step =
  | { readonly do: "write"; readonly place: string; readonly value: number }
  | { readonly do: "remove"; readonly place: string }
  | { readonly do: "set"; readonly value: number }
  | { readonly do: "apply"; readonly want: number | undefined; readonly adopt: number | undefined };

const value = fc.constantFrom(10, 20, 30, 60);
const place = fc.constantFrom(...Object.keys(PLACES));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("write" as const), place, value }),
  fc.record({ do: fc.constant("remove" as const), place }),
  fc.record({ do: fc.constant("set" as const), value }),
  fc.record({ do: fc.constant("apply" as const), want: fc.option(value, { nil: undefined }),
    adopt: fc.option(value, { nil: undefined }) }),
);

/** What an administrator has written, as `path = value`. */
const theirFiles = (root: string): readonly string[] =>
  Object.keys(PLACES).filter((path) => existsSync(join(root, path))).flatMap((path) =>
    /swappiness ?= ?\d+/.exec(readFileSync(join(root, path), "utf8"))
      ?.map((said) => `${path} = ${said.replace(/.*= ?/, "")}`) ?? []);

const wantOf = (want: number | undefined, adopt: number | undefined): SysctlSpec | undefined =>
  (want === undefined || adopt === undefined ? want : { value: want, adopt: { from: adopt } });

test("no live value is changed while a file without a permission stands", { timeout: within(60_000) },
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      const { root, host, script, setLive, live } = machine();
      let permitted: readonly string[] = [];
      for (const one of steps) {
        if (one.do === "write") script(one.place, one.value);
        if (one.do === "remove") rmSync(join(root, one.place), { force: true });
        if (one.do === "set") setLive(one.value);
        if (one.do !== "apply") continue;
        const [before, files] = [live(), theirFiles(root)];
        const declaration = declare(wantOf(one.want, one.adopt));
        const plan = planAt(host, declaration);
        const adopts = plan.items.some(({ action }) => action === "adopt");
        if (adopts) permitted = files;
        const { failure } = await applyAt(host, declaration, plan);
        expect(failure, JSON.stringify(plan.items)).toBeNull();
        const isWished = (text: string): boolean => text.endsWith(`= ${live()}`);
        // A release leaves what a boot without Vexor brings: of several, one of them asks for it.
        const isTheirWish = one.want === undefined ? files.some(isWished) : files.every(isWished);
        if (live() === before || isTheirWish) continue;
        expect(files.filter((text) => !permitted.includes(text)), JSON.stringify(plan.items)).toEqual([]);
      }
    }), { numRuns: Number(process.env["VEXOR_RACES"] ?? 60) });
  });

test.each([
  { file: "/etc/udev/rules.d/9.rules", brings: 10, first: wantOf(10, 60), then: wantOf(60, undefined),
    action: "blocked" },
  { file: "/etc/systemd/system/tune.service", brings: 20, first: wantOf(20, 60), then: wantOf(10, 20),
    action: "adopt" },
])("a plan shows for a managed value what its apply will find: $file, $action", async (of) => {
  const { host, script } = machine();
  script(of.file, of.brings);
  const apply = (declaration: HostFile) => applyAt(host, declaration, planAt(host, declaration));
  expect((await apply(declare(of.first))).failure).toBeNull();
  const later = declare(of.then);
  expect(planAt(host, later).items).toMatchObject([{ action: of.action, origin: "managed" }]);
  expect((await apply(later)).failure).toBeNull();
});
