/** What the campaign has found on one kernel, as data, and what of it the table does not say. */
import { aliasesOf, movedBy } from "../../../src/detectors/kernel/sysctl-couples.ts";
import { whyLosing } from "../../../src/detectors/kernel/sysctl-losses.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { hostAt } from "../../support/engine.ts";
import { makeTree } from "../../support/tree.ts";
import { NEVER, whySkipped, type Seen } from "./campaign.ts";

export interface Findings {
  readonly format: "vexor.couples/1";
  /** As `uname -r` has it. */
  readonly kernel: string;
  /** How many sysctls were written, and how many values the kernel took. */
  readonly keys: number;
  readonly values: number;
  /** What was not written, by the reason. */
  readonly skipped: Readonly<Record<string, readonly string[]>>;
  /** Key to what moved with it to an example of each: `1: 0 → 1`. Any interface is `{each}`. */
  readonly moved: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Keys whose old value, written back, restores less when something is read in between. */
  readonly readingCounts: readonly string[];
  /** Key to what could not be brought back by writing every old value, with the value written. */
  readonly stuck: Readonly<Record<string, readonly string[]>>;
  /** Key to addresses and routes that were gone for good, each with the value written. */
  readonly lost: Readonly<Record<string, readonly string[]>>;
  /** Key to those that a write made and that stayed, with the value that did it. */
  readonly stayed: Readonly<Record<string, readonly string[]>>;
}

const INTERFACE = /^(net\/ipv[46]\/(?:conf|neigh)\/)(?!all\/|default\/)[^/]+\//;
const general = (path: string): string => path.replace(INTERFACE, "$1{each}/");

const byKey = <T>(
  seen: readonly Seen[], of: (one: Seen) => T | null,
): Readonly<Record<string, T>> =>
  Object.fromEntries(seen.toReversed().flatMap((one) => {
    const found = of(one);
    return found === null ? [] : [[general(one.key), found]];
  }).toSorted(([one = ""], [other = ""]) => (String(one) < String(other) ? -1 : 1)));

const movedIn = (seen: readonly Seen[]): Findings["moved"] => {
  const all: Record<string, Record<string, string>> = {};
  for (const { key, value, moved } of seen) {
    for (const [path, [from, to]] of Object.entries(moved)) {
      (all[general(key)] ??= {})[general(path)] ??= `${value}: ${from} → ${to}`;
    }
  }
  return Object.fromEntries(Object.entries(all).sort());
};

/** Of an address or a route what tells it from others. */
const short = (line: string): string => line.trim().split(/\s+/).slice(0, 4).join(" ");

const isEmpty = (one: object): boolean => Object.keys(one).length === 0;

const linesOf = (
  seen: readonly Seen[], of: (one: Seen) => readonly string[],
): Readonly<Record<string, readonly string[]>> => byKey(seen, (one) => {
  const lines = of(one);
  return lines.length === 0 ? null
    : [...new Set(lines.map((line) => `${one.value}: ${short(line)}`))].sort();
});

export const findingsOf = (
  kernel: string, seen: readonly Seen[], skipped: Findings["skipped"],
): Findings => ({
  format: "vexor.couples/1", kernel, skipped,
  keys: new Set(seen.map(({ key }) => key)).size,
  values: seen.filter(({ holds }) => holds !== null).length,
  moved: movedIn(seen),
  readingCounts: [...new Set(seen.filter((one) => one.leftUnread !== null)
    .map(({ key }) => general(key)))].sort(),
  stuck: byKey(seen, ({ stuck, value }) => (isEmpty(stuck) ? null
    : [...new Set(Object.keys(stuck).map((path) => `${value}: ${general(path)}`))].sort())),
  lost: linesOf(seen, ({ lost }) => lost),
  stayed: linesOf(seen, ({ stayed }) => stayed),
});

const ADDRESS = "fd000007000000000000000000000001";
const ROUTE = `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 fe80${"0".repeat(27)}1 00000400 1 0 00450003 eth0`;

/** A machine with one interface, which has an address, a route that was learnt, and lost memory. */
export const lossyHost = (): HostReader => hostAt(makeTree({
  ...Object.fromEntries(["ipv4", "ipv6"].flatMap((family) => ["all", "default", "eth0"]
    .flatMap((name) => ["conf", "neigh"].map((folder) =>
      [`/proc/sys/net/${family}/${folder}/${name}/mtu`, "1\n"])))),
  "/proc/sys/net/ipv6/conf/eth0/addr_gen_mode": "0\n",
  "/proc/sys/net/ipv6/conf/eth0/stable_secret": "fd00::1\n",
  "/sys/class/net/eth0/address": "52:54:00:00:00:09\n",
  "/proc/net/if_inet6": `${ADDRESS} 03 40 00 80     eth0\n`,
  "/proc/net/ipv6_route": `${ROUTE}\n`,
  "/proc/sysvipc/shm": "key shmid perms size cpid lpid nattch\n0 7 1600 4096 1 1 0\n",
}));

const valueIn = (line: string): string => line.slice(0, line.indexOf(":"));

/** Whether the plan refuses to write `value`, or the key at all. */
const isRefused = (host: HostReader, key: string, value: string): boolean => {
  const path = key.replace("{each}", "eth0");
  return whySkipped(path) === NEVER || whyLosing(host, path, value) !== null;
};

/** `write moves` of every move that the table does not know. */
export const unknownMoves = ({ moved }: Findings, host: HostReader): readonly string[] =>
  Object.entries(moved).flatMap(([key, others]) => {
    const path = key.replace("{each}", "eth0");
    const known = [...aliasesOf(path).map((one) => one.path),
      ...movedBy(host.list, path).map((one) => one.path)].map(general);
    return Object.entries(others)
      .filter(([one, example]) => !known.includes(one) && !isRefused(host, key, valueIn(example)))
      .map(([one]) => `${key} ${one}`);
  });

/** Keys and values that lose, leave or hold what no write undoes, and that the plan would write. */
export const unguarded = (
  { lost, stayed, stuck }: Findings, host: HostReader,
): readonly string[] =>
  [lost, stayed, stuck].flatMap((one) => Object.entries(one)).flatMap(([key, lines]) =>
    [...new Set(lines.map(valueIn))].filter((value) => !isRefused(host, key, value))
      .map((value) => `${key} = ${value}`));
