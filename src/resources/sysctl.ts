/**
 * Kernel parameters below /proc/sys, live and through one drop-in of ours in /etc/sysctl.d.
 *
 * The drop-in follows the rules of sysctl.d: a file that sorts after it wins, and the plan says so.
 * Lines in it that Vexor did not write are kept for their owner.
 */
import { bootValues, type ReadBootValue } from "../detectors/kernel/boot-values.ts";
import {
  OUR_SYSCTL_FILE, readBootSysctls, SYSCTL_PLACES, whyNoOwnFile,
} from "../detectors/kernel/sysctl-boot-sources.ts";
import { readDefaults } from "../detectors/kernel/kernel-defaults.ts";
import { readListings } from "../detectors/tools/listings.ts";
import { runningKernel } from "../detectors/kernel/running-kernel.ts";
import {
  aliasesOf, isOfInterface, isOverriding, movedBy, moversOf,
} from "../detectors/kernel/sysctl-couples.ts";
import { keyToPath, pathToKey } from "../detectors/kernel/sysctl-d.ts";
import { checkName, procPath, readKey } from "../detectors/kernel/sysctl-keys.ts";
import { readTuningTools, toolPlaces } from "../detectors/tools/tuning-tools.ts";
import { VexorError } from "../engine/model/errors.ts";
import type {
  Address, Claim, Evidence, HostFile, Reading, Rule, Want,
} from "../engine/model/model.ts";
import type { HostReader } from "../ports/host.ts";
import { rebootWithoutUs } from "../engine/plan/reboot.ts";
import { satisfies } from "../engine/model/rules.ts";
import { strictly } from "../engine/plan/unread.ts";
import type { BootFile, Resource, Survey, WatchSpec } from "../engine/resource.ts";
import { addressOf, KIND, pathOf } from "./sysctl/address.ts";
import { foreignLines, render } from "./sysctl/boot-file.ts";
import { changesFor, sysctlDriver } from "./sysctl/driver.ts";
import { SYSCTL_WRITE_RIGHTS } from "./sysctl/write-rights.ts";
import {
  claimUnderOtherName, refuseContradiction, targetFor, type Coupling,
} from "./sysctl/coupled-keys.ts";
import { declare, leftOut } from "./sysctl/declare.ts";
import { inventory } from "./sysctl/inventory.ts";
import { lazyLookups, targetIn } from "./sysctl/lookups.ts";
import { readingOf, type SysctlKey, type LiveSysctl } from "./sysctl/reading.ts";
import { refuseShape, wantOf } from "./sysctl/wants.ts";
import { sysctlSection } from "./sysctl/section.ts";
import { SYSCTL_ERRORS } from "./sysctl/errors.ts";

const see = (host: HostReader, path: string): LiveSysctl => {
  try {
    return { live: readKey(strictly(host), path), unreadable: null };
  } catch (error) {
    if (error instanceof VexorError) return { live: null, unreadable: error.message };
    throw error;
  }
};

interface Keys {
  readonly byAddress: ReadonlyMap<Address, SysctlKey>;
  /** Below /proc/sys, as keys ask about each other. */
  readonly byPath: ReadonlyMap<string, SysctlKey>;
}

const keysOf = (
  host: HostReader, declaration: HostFile, claims: readonly Claim[],
): Keys => {
  const claimed = new Map(claims.map((claim) => [claim.address, claim]));
  const byAddress = new Map<Address, SysctlKey>();
  const byPath = new Map<string, SysctlKey>();
  const add = (path: string, name: string, address: Address, want: Want | null): void => {
    const seen = see(host, path);
    const isMet = want !== null && satisfies(want.rule, seen.live);
    const key = { path, name, want, claim: claimed.get(address), seen, isMet };
    byAddress.set(address, key);
    byPath.set(path, key);
  };
  for (const [spelled, want] of Object.entries(declaration.sysctl ?? {})) {
    const path = keyToPath(spelled);
    const isTidy = path.length === spelled.length && !spelled.includes("/");
    const name = isTidy ? spelled : pathToKey(path);
    const address = `${KIND}/${name}`;
    add(path, name, address, wantOf(address, path, want, declaration));
  }
  for (const { address } of claims) {
    const path = pathOf(address);
    checkName(path);
    if (!byAddress.has(address)) add(path, pathToKey(path), addressOf(path), null);
  }
  return { byAddress, byPath };
};

const unasked = (host: HostReader, address: Address): SysctlKey => {
  const path = pathOf(address);
  return { path, name: pathToKey(path), want: null, claim: undefined, seen: see(host, path),
    isMet: false };
};

const bootFile = (
  found: string | null, before: readonly Claim[], after: readonly Claim[],
): BootFile =>
  ({ path: OUR_SYSCTL_FILE, found, text: render(foreignLines(found, before), after) });

/** Each key is read once: what is written follows from the very values that were judged. */
const liveValues = (
  host: HostReader, { byPath }: Keys,
): (path: string) => string | null => {
  const others = new Map<string, string | null>();
  return (path) => {
    const key = byPath.get(path);
    if (key) return key.seen.live;
    // One that cannot be read may be there, and moved: it is known as missed.
    if (!others.has(path)) others.set(path, readKey(host, path));
    return others.get(path) ?? null;
  };
};

const refuseContradictions = (
  coupling: Coupling, { byAddress }: Keys,
): void => {
  for (const key of byAddress.values()) {
    const target = isOverriding(key.path) ? targetIn(key) : null;
    if (target !== null) refuseContradiction(coupling, key.path, target);
  }
};

/** What a script or a tool writes is for the kernel to take, too. */
const asTaken = (one: Evidence, path: string, read: ReadBootValue): Evidence => {
  if (typeof one.restores !== "string") return one;
  const { value, remark, asks } = read(path, one.restores);
  return { ...one, restores: value, says: `${one.says}${remark}`,
    ...(asks === null ? {} : { asks }) };
};

/** What is wanted, and the names of those that do not hold it. */
const wantsIn = (keys: ReturnType<typeof keysOf>): {
  readonly wants: readonly Want[]; readonly unmet: readonly string[];
} => {
  const wants: Want[] = [];
  const unmet: string[] = [];
  for (const { name, want, seen, isMet } of keys.byAddress.values()) {
    if (want === null) continue;
    refuseShape(want, seen.live);
    wants.push(want);
    if (!isMet) unmet.push(name);
  }
  return { wants, unmet };
};

const oncePerAddress = (read: (address: Address) => Reading): ((address: Address) => Reading) => {
  const readings = new Map<Address, Reading>();
  return (address) => {
    const before = readings.get(address);
    if (before) return before;
    const found = read(address);
    readings.set(address, found);
    return found;
  };
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const keys = keysOf(host, declaration, claims);
  const boot = readBootSysctls(host);
  const listings = readListings(host);
  const tools = readTuningTools(host, boot, listings);
  const defaults = readDefaults(host, (path) => boot.isSilent(path) && tools.isSilent(path));
  const { wants, unmet } = wantsIn(keys);
  const known = defaults.ofMany(unmet);
  const liveOf = liveValues(host, keys);
  const defaultOf = (path: string): string | null => defaults.of(pathToKey(path))?.value ?? null;
  const kernel = runningKernel(host, boot);
  // What acts at boot beside sysctl.d may do so before it.
  const beforeOf = (path: string): string | null => (tools.isSilent(path) ? defaultOf(path) : null);
  const read = bootValues(kernel, { liveOf, beforeOf });
  const coupling: Coupling = {
    host, boot, liveOf, defaultOf, read, moves: new Map(),
    movedBy: (path) => movedBy(listings.list, path),
    claimOf: (path) => keys.byPath.get(path)?.claim,
    wantOf: (path) => keys.byPath.get(path)?.want ?? null,
    otherManagersOf: (path) => tools.otherManagersOf(path, liveOf(path), targetFor(coupling, path))
      .map((one) => asTaken(one, path, read)),
    bootValueWithoutUs: (path) => rebootWithoutUs(reading(addressOf(path))),
  };
  const noFile = whyNoOwnFile(host);
  const looks = lazyLookups({ coupling, noFile, isSilent: tools.isSilent,
    doubtsOf: defaults.doubtsOf, kernel });
  const reading = oncePerAddress((address) => {
    const key = keys.byAddress.get(address) ?? unasked(host, address);
    return readingOf(address, key, known.get(key.name) ?? defaults.of(key.name), looks);
  });
  refuseContradictions(coupling, keys);
  return {
    wants,
    reading,
    changes: (address, to) => changesFor(coupling, pathOf(address), to),
    formerly: (address) => claimUnderOtherName(coupling, pathOf(address)),
    permit: (address, from) => permission(address, from,
      keys.byAddress.get(address)?.want?.rule),
    files: (after) => (noFile === null
      ? [bootFile(host.read(OUR_SYSCTL_FILE), claims, after)] : []),
    watch,
  };
};

/** Other keys that may be written to change this one; of interfaces there are too many. */
const writtenFor = (path: string): readonly string[] => [
  ...aliasesOf(path), ...isOfInterface(path) ? [] : moversOf(path),
].map((one) => one.path);

const watch = (addresses: readonly Address[]): WatchSpec => ({
  kernelFiles: Object.fromEntries([
    ...addresses.flatMap((one) => writtenFor(pathOf(one)).map((path) => [procPath(path), one])),
    ...addresses.map((one) => [procPath(pathOf(one)), one]),
  ]),
  files: [...SYSCTL_PLACES, ...toolPlaces()],
});

const permission = (address: Address, from: string, rule: Rule = { value: from }): string => {
  const asked = Object.entries(rule).map(([key, value]) => `${key}: ${quoted(String(value))}`);
  return `${address.slice(KIND.length + 1)}: {${asked.join("")}, adopt: {from: ${quoted(from)}}}`;
};

const quoted = (value: string): string => (/^-?\d+$/.test(value) ? value : JSON.stringify(value));

export const sysctl: Resource = {
  kind: KIND,
  section: sysctlSection,
  settleMs: 0,
  drivers: [sysctlDriver],
  writeRights: SYSCTL_WRITE_RIGHTS,
  bootFiles: [/^\/etc\/sysctl\.d\/90-vexor-agent\.conf$/],
  ownedPaths: (address) => [procPath(pathOf(address))],
  errors: SYSCTL_ERRORS,
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
  live: (host, address) => see(host, pathOf(address)).live,
  declare,
  inventory,
  leftOut,
};
