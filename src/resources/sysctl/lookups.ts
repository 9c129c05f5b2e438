/** What one survey asks of a key: who sets it, what keeps it from changing, what moves with it. */
import { lazy } from "../../detectors/lazy.ts";
import { readOnlyMounts, whyOnMount } from "../../detectors/kernel/read-only-mounts.ts";
import { whyOtherwise } from "../../detectors/kernel/boot-values.ts";
import {
  aliasesOf, exactNameOf, isCoupled, moversOf,
} from "../../detectors/kernel/sysctl-couples.ts";
import { whyNotTaken } from "../../detectors/kernel/sysctl-bounds.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { whyNoneGranted, whyTooHigh } from "../../detectors/kernel/sysctl-ceilings.ts";
import { whyTooLow } from "../../detectors/kernel/sysctl-floors.ts";
import { procPath, whyMissing } from "../../detectors/kernel/sysctl-keys.ts";
import { whyLosing } from "../../detectors/kernel/sysctl-losses.ts";
import type { RunningKernel } from "../../detectors/kernel/sysctl-taken.ts";
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { targetOf } from "../../engine/model/rules.ts";
import { alsoMoves, findCoupledKeyBlocker, ownersAffected, targetFor,
  type Coupling } from "./coupled-keys.ts";
import type { SysctlKey, LazyLookups } from "./reading.ts";
import { otherManagersOf, findOverride, sourcesOf } from "./sources.ts";

const WRITABLE = 0o222;

const whyFixed = (
  host: HostReader, { path, seen }: SysctlKey, readOnlyMount: (path: string) => string | null,
): string | null => {
  if (seen.live === null) return whyMissing(host, path);
  const mode = host.stat(procPath(path))?.mode ?? 0;
  if ((mode & WRITABLE) === 0) return `${procPath(path)} is read-only`;
  const mount = readOnlyMount(procPath(path));
  return mount === null ? null : whyOnMount(mount);
};

/** What it shall become; null where the host file does not name it. */
export const targetIn = ({ want, seen }: SysctlKey): string | null =>
  (want === null ? null : targetOf(want.rule, seen.live));

const inexact = (path: string): string | null => {
  const exact = exactNameOf(path);
  return exact === null ? null : `what the kernel makes of it is unknown; ${pathToKey(exact)} `
    + "is the same variable in a measure that can";
};

/** Its claim goes, and its value is that of the name that the host file has now. */
const otherName = (coupling: Coupling, path: string): string | null => {
  const alias = aliasesOf(path).find((one) => coupling.wantOf(one.path) !== null);
  return alias ? `the host file has it under its other name, ${pathToKey(alias.path)}` : null;
};

interface LookupSources {
  readonly coupling: Coupling;
  /** Whether no tool speaks of it. */
  isSilent(path: string): boolean;
  /** What speaks of a default that is not proven; by the key's dotted name. */
  doubtsOf(name: string): readonly Evidence[];
  /** Why our file in sysctl.d cannot be written; null where it can. */
  readonly noFile: string | null;
  readonly kernel: RunningKernel;
}

const NOTHING: readonly never[] = [];

const OVERCOMMIT = /^vm\/overcommit_(?:memory|ratio|kbytes)$/;

const whyBeyondMemory = (
  coupling: Coupling, { path, name }: SysctlKey, target: string,
): string | null => {
  if (!OVERCOMMIT.test(path)) return whyTooHigh(coupling.host, name, target);
  const then = (leaf: string): string | null => {
    const key = `vm/overcommit_${leaf}`;
    return targetFor(coupling, key) ?? coupling.liveOf(key);
  };
  return whyNoneGranted(coupling.host,
    { mode: then("memory"), ratio: then("ratio"), kbytes: then("kbytes") });
};

const notTaken = ({ coupling, kernel }: LookupSources, key: SysctlKey): string | null => {
  const { path, name, want, claim, seen } = key;
  const target = targetIn(key) ?? claim?.original ?? "0";
  const losing = whyLosing(coupling.host, path, target);
  if (losing !== null) return losing;
  if (want === null) return claim === undefined ? null : otherName(coupling, path);
  return whyTooLow(name, target) ?? whyBeyondMemory(coupling, key, target) ?? inexact(path)
    ?? whyNotTaken(name, target, seen.live, kernel.release)
    ?? whyOtherwise(kernel, path, target, seen.live);
};

/** Of a key that is to be written: what that moves. */
const moving = <T>(key: SysctlKey, none: T, say: (path: string, to: string) => T): T => {
  const target = key.isMet ? null : targetIn(key);
  return target === null || key.seen.live === null || !isCoupled(key.path) ? none
    : say(key.path, target);
};

/** Its relatives say nothing: it is as wanted, and neither a file nor a tool speaks of them. */
const isApart = (
  { wantOf }: Coupling, { path, isMet }: SysctlKey, isSilent: (path: string) => boolean,
): boolean => isMet && aliasesOf(path).every((one) => isSilent(one.path))
  && moversOf(path).every((one) => wantOf(one.path) === null && isSilent(one.path));

export const lazyLookups = (around: LookupSources): LazyLookups => {
  const { coupling, noFile } = around;
  const { boot, host } = coupling;
  const isSilent = (path: string): boolean => boot.isSilent(path) && around.isSilent(path);
  const mounts = lazy(() => readOnlyMounts(host));
  const onMount = (path: string): string | null => mounts()(path);
  return {
    isUntouchedByOthers: (key) => noFile === null && isSilent(key.path)
      && (!isCoupled(key.path) || isApart(coupling, key, isSilent)),
    doubts: ({ name }) => around.doubtsOf(name),
    sources: ({ path, isMet }) => sourcesOf(coupling, path, isMet),
    overriddenBy: ({ path }) => noFile ?? findOverride(boot, path),
    immutable: (key) => (key.isMet ? null
      : key.seen.unreadable ?? noFile ?? whyFixed(host, key, onMount) ?? notTaken(around, key)),
    otherManagers: (key) => {
      const otherManagers = otherManagersOf(coupling, key.path);
      const more = moving(key, NOTHING, (path, to) => ownersAffected(coupling, path, to));
      return more.length === 0 ? otherManagers : [...otherManagers, ...more];
    },
    blocker: (key) => moving(key, null, (path, to) => findCoupledKeyBlocker(coupling, path, to)),
    warnings: (key) => moving(key, NOTHING, (path, to) => alsoMoves(coupling, path, to)),
  };
};
