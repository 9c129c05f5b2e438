/** A new file about another name of a managed variable is its owner's from that moment. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import type { SysctlSpec } from "../../../src/resources/sysctl/section.ts";
import { applyAt, hostAt, planAt } from "../../support/engine.ts";
import { within } from "../../support/pace.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";
import fc from "../../support/property.ts";
import { hostFile } from "../../support/host-file.ts";

const TWINS = [
  ["fs.inotify.max_user_instances", "user.max_inotify_instances"],
  ["fs.fanotify.max_user_marks", "user.max_fanotify_marks"],
  ["vm.nr_hugepages", "vm.nr_hugepages_mempolicy"],
  ["net.netfilter.nf_conntrack_max", "net.nf_conntrack_max"],
] as const;

const procOf = (key: string): string => `/proc/sys/${key.replaceAll(".", "/")}`;
const sysctl = (key: string, value: number): string => `/sbin/sysctl -w ${key}=${value}`;

/** Where it is written, and how. */
const PLACES: Readonly<Record<string, (key: string, value: number) => string>> = {
  "/etc/sysctl.d/60-a.conf": (key, value) => `${key} = ${value}\n`,
  "/etc/sysctl.d/95-z.conf": (key, value) => `${key} = ${value}\n`,
  "/etc/rc.local": (key, value) => `#!/bin/sh\n${sysctl(key, value)}\n`,
  "/etc/cron.d/tune": (key, value) => `@reboot root ${sysctl(key, value)}\n`,
  "/etc/systemd/system/tune.service": (key, value) => `[Service]\nExecStart=${sysctl(key, value)}\n`,
  "/etc/udev/rules.d/9.rules": (key, value) => `RUN+="${sysctl(key, value)}"\n`,
  "/etc/tmpfiles.d/tune.conf": (key, value) => `w ${procOf(key)} - - - - ${value}\n`,
  "/proc/cmdline": (key, value) => `quiet sysctl.${key}=${value}\n`,
};

const ORIGINAL = 64;
const OURS = 96;

const machineOf = (keys: readonly string[]) => {
  const root = makeTree(Object.fromEntries(keys.map((key) => [procOf(key), `${ORIGINAL}\n`])));
  const host = hostAt(root);
  const declare = (key: string, want: SysctlSpec): HostFile =>
    hostFile({ sysctl: { [key]: want } });
  return { root,
    live: (key: string) => readFileSync(join(root, procOf(key)), "utf8").trim(),
    plan: (key: string, want: SysctlSpec): PlanItem | undefined => planAt(host, declare(key, want)).items[0],
    apply: (key: string, want: SysctlSpec) => applyAt(host, declare(key, want)),
    write: (path: string, text: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      if (path.endsWith("rc.local")) execFileSync("chmod", ["755", join(root, path)]);
    } };
};

const NAMES = fc.constantFrom(...TWINS).chain(([one, other]) =>
  fc.constantFrom<readonly [string, string]>([one, other], [other, one]));
/** The value from before, ours, and another one. */
const VALUES = fc.constantFrom(ORIGINAL, OURS, 80);

const RUNS = Number(process.env["VEXOR_RACES"] ?? 60);

test.each(Object.entries(PLACES))("a new file under any other name of a key, in %s, is never overridden",
  { timeout: within(120_000) }, async (path, textOf) => {
    await fc.assert(fc.asyncProperty(NAMES, VALUES, async ([managed, twin], value) => {
      const machine = machineOf([managed, twin]);
      const { failure } = await machine.apply(managed, { value: OURS, adopt: { from: ORIGINAL } });
      expect(failure).toBeNull();
      expect([machine.live(managed), machine.live(twin)]).toEqual([`${OURS}`, `${OURS}`]);
      expect(machine.plan(managed, OURS)).toMatchObject({ action: "none", origin: "managed" });

      machine.write(path, textOf(twin, value));
      const now = machine.plan(managed, OURS);
      expect(now).toMatchObject({ origin: "custom" });
      expect(now?.evidence.map((one) => one.path)).toContain(path);
      if (now?.action === "none") expect(now.afterReboot ?? String(OURS)).toBe(String(OURS));
      else expect(now?.action).toBe("blocked");

      const before = snapshotTree(machine.root);
      expect(machine.plan(managed, 100)).toMatchObject({ action: "blocked", origin: "custom" });
      await machine.apply(managed, 100);
      expect(changed(before, snapshotTree(machine.root))).toEqual([]);
      rmSync(machine.root, { recursive: true, force: true });
    }), { numRuns: Math.ceil(RUNS / Object.keys(PLACES).length) });
  });
