/**
 * Kernel parameters below /proc/sys, live and through one drop-in of ours in /etc/sysctl.d.
 *
 * The drop-in is an ordinary citizen of sysctl.d: a file that sorts after it wins, and the plan
 * says so. Lines in it that Vexor did not write belong to whoever wrote them and are kept.
 */
import {
  OUR_SYSCTL_FILE, readBootSysctls, SYSCTL_PLACES, whyNoOwnFile,
} from "../detectors/boot-sources.ts";
import { readDefaults } from "../detectors/kernel-defaults.ts";
import { lazy } from "../detectors/lazy.ts";
import { whyNotTaken } from "../detectors/sysctl-bounds.ts";
import { whyTooLow } from "../detectors/sysctl-floors.ts";
import { keyToPath, pathToKey } from "../detectors/sysctl-d.ts";
import {
  checkName, movesOthers, partnerOf, procPath, readKey, whyMissing,
} from "../detectors/sysctl-keys.ts";
import { readTuningTools, TOOL_PLACES } from "../detectors/tuning-tools.ts";
import { VexorError } from "../engine/errors.ts";
import type {
  Address, Claim, HostFile, Reading, Rule, Want,
} from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";
import { rebootWithoutUs } from "../engine/reboot.ts";
import { meets, targetOf } from "../engine/rules.ts";
import type { FileText, Resource, Survey, Watched } from "../engine/resource.ts";
import { addressOf, KIND, pathOf } from "./sysctl/address.ts";
import { foreignLines, render } from "./sysctl/boot-file.ts";
import { changeFor, medium } from "./sysctl/cell.ts";
import { harmed, type Coupling } from "./sysctl/coupled.ts";
import { declare, leftOut } from "./sysctl/declare.ts";
import { readingOf, type Key, type Looks, type Seen } from "./sysctl/reading.ts";
import { outrankedBy, sourcesOf } from "./sysctl/sources.ts";
import { refuseShape, wantOf } from "./sysctl/wants.ts";

const see = (host: HostReader, path: string): Seen => {
  try {
    return { live: readKey(host, path), unreadable: null };
  } catch (error) {
    if (error instanceof VexorError) return { live: null, unreadable: error.message };
    throw error;
  }
};

const WRITABLE = 0o222;
const RELEASE = "/proc/sys/kernel/osrelease";

const whyFixed = (
  host: HostReader, { path, seen }: Key, notTaken: () => string | null,
): string | null => {
  const { live, unreadable } = seen;
  if (unreadable !== null) return unreadable;
  if (live === null) return whyMissing(host, path);
  const mode = host.stat(procPath(path))?.mode ?? 0;
  return (mode & WRITABLE) === 0 ? `${procPath(path)} is read-only` : notTaken();
};

const keysOf = (
  host: HostReader, declaration: HostFile, claims: readonly Claim[],
): ReadonlyMap<Address, Key> => {
  const claimed = new Map(claims.map((claim) => [claim.address, claim]));
  const keys = new Map<Address, Key>();
  const add = (path: string, name: string, address: Address, want: Want | null): void => {
    const seen = see(host, path);
    const isMet = want !== null && meets(want.rule, seen.live);
    keys.set(address, { path, name, want, claim: claimed.get(address), seen, isMet });
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
    if (!keys.has(address)) add(path, pathToKey(path), addressOf(path), null);
  }
  return keys;
};

const unasked = (host: HostReader, address: Address): Key => {
  const path = pathOf(address);
  return { path, name: pathToKey(path), want: null, claim: undefined, seen: see(host, path),
    isMet: false };
};

const bootFile = (
  found: string | null, before: readonly Claim[], after: readonly Claim[],
): FileText =>
  ({ path: OUR_SYSCTL_FILE, found, text: render(foreignLines(found, before), after) });

/** Each key is read once: what is written follows from the very values that were judged. */
const liveValues = (
  host: HostReader, keys: ReadonlyMap<Address, Key>,
): (path: string) => string | null => {
  const others = new Map<string, string | null>();
  return (path) => {
    const key = keys.get(addressOf(path));
    if (key) return key.seen.live;
    if (!others.has(path)) others.set(path, readKey(host, path));
    return others.get(path) ?? null;
  };
};

const survey = (host: HostReader, declaration: HostFile, claims: readonly Claim[]): Survey => {
  const keys = keysOf(host, declaration, claims);
  const boot = readBootSysctls(host);
  const tools = readTuningTools(host, boot);
  const defaults = readDefaults(host, (path) => boot.isSilent(path) && tools.isSilent(path));
  const wants: Want[] = [];
  const unmet: string[] = [];
  for (const { name, want, seen, isMet } of keys.values()) {
    if (want === null) continue;
    refuseShape(want, seen.live);
    wants.push(want);
    if (!isMet) unmet.push(name);
  }
  const known = defaults.ofMany(unmet);
  const readings = new Map<Address, Reading>();
  const liveOf = liveValues(host, keys);
  const coupling: Coupling = {
    host, boot, liveOf,
    defaultOf: (path) => defaults.of(pathToKey(path))?.value ?? null,
    isOurs: (path) => keys.get(addressOf(path))?.claim !== undefined,
  };
  const release = lazy(() => host.read(RELEASE)?.trim() ?? null);
  const notTaken = ({ name, want, seen }: Key): string | null => {
    if (want === null) return null;
    const target = targetOf(want.rule, seen.live);
    return whyTooLow(name, target) ?? whyNotTaken(name, target, seen.live, release());
  };
  const noFile = whyNoOwnFile(host);
  const looks: Looks = {
    isQuiet: (path) => noFile === null && !movesOthers(path) && boot.isSilent(path)
      && tools.isSilent(path),
    doubts: ({ name }) => defaults.doubtsOf(name),
    sources: ({ path, claim }) => sourcesOf(coupling, path, claim),
    outranked: ({ path }) => noFile ?? outrankedBy(boot, path),
    fixed: (key) => (key.isMet ? null : noFile ?? whyFixed(host, key, () => notTaken(key))),
    holders: ({ path, seen, want, isMet }) => {
      const holders = tools.holdersOf(KIND, path, seen.live);
      return want && !isMet && movesOthers(path)
        ? [...holders, ...harmed(coupling, path, seen.live, want.rule)] : holders;
    },
  };
  const look = (address: Address): Reading => {
    const key = keys.get(address) ?? unasked(host, address);
    return readingOf(address, key, known.get(key.name) ?? defaults.of(key.name), looks);
  };
  const reading = (address: Address): Reading => {
    const before = readings.get(address);
    if (before) return before;
    const found = look(address);
    readings.set(address, found);
    return found;
  };
  const usual = (path: string): string | null => rebootWithoutUs(reading(addressOf(path)));
  return {
    wants,
    reading,
    changes: (address, to) => [changeFor(host, address, to, { usual, liveOf })],
    permit: (address, from) => permission(address, from, keys.get(address)?.want?.rule),
    files: (after) => (noFile === null
      ? [bootFile(host.read(OUR_SYSCTL_FILE), claims, after)] : []),
    watch,
  };
};

/** Of a couple, either key may be written to change both: the other one tells of it too. */
const watch = (addresses: readonly Address[]): Watched => ({
  kernelFiles: Object.fromEntries([
    ...addresses.flatMap((one) => {
      const partner = partnerOf(pathOf(one));
      return partner === null ? [] : [[procPath(partner), one]];
    }),
    ...addresses.map((one) => [procPath(pathOf(one)), one]),
  ]),
  files: [...SYSCTL_PLACES, ...TOOL_PLACES], threads: [], services: [],
});

const permission = (address: Address, from: string, rule: Rule = { value: from }): string => {
  const asked = Object.entries(rule).map(([key, value]) => `${key}: ${quoted(String(value))}`);
  return `${address.slice(KIND.length + 1)}: {${asked.join("")}, adopt: {from: ${quoted(from)}}}`;
};

const quoted = (value: string): string => (/^-?\d+$/.test(value) ? value : JSON.stringify(value));

export const sysctl: Resource = {
  kind: KIND,
  section: "sysctl",
  summary: "kernel parameters, live and at boot",
  needs: ["read:/proc/sys", "write:/proc/sys", `write:${OUR_SYSCTL_FILE}`],
  settleMs: 0,
  media: [medium],
  survey: (host, { declaration, claims }) => survey(host, declaration, claims),
  live: (host, address) => see(host, pathOf(address)).live,
  declare,
  leftOut,
};
