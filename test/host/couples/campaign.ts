/** The campaign over all sysctls of one kernel: what is written, what is not and why. */
import { execa } from "execa";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkKey } from "../../../src/detectors/kernel/sysctl-keys.ts";
import { bootGuest, type Guest, type GuestKernel } from "../lab/guest.ts";
import { until } from "../../support/pace.ts";
import { BINARY, LAB } from "../lab/machine.ts";

const CHUNK = 40;
const WRITER = "/root/writer";
const LIMIT_MS = 540_000;

/** What ends the guest, or the campaign in it, each with its why. */
/** Why a key is skipped that Vexor does not manage. */
export const NEVER = "Vexor never writes it";

const SKIPPED: readonly (readonly [RegExp, string])[] = [
  [/^kernel\/(panic|.*panic.*|sysrq|oops_limit|warn_limit)$/, "the guest would stop"],
  [/^vm\/(panic_on_oom|oom_)/, "the guest would stop"],
  [/^kernel\/(kexec|modules_disabled)/, "it holds until a reboot"],
  [/^(fs\/binfmt_misc|fs\/mqueue)\//, "not mounted for this"],
  [/^kernel\/stack_tracer_enabled$/, "each change rewrites every function of an emulated kernel"],
  [/^kernel\/(ctrl-alt-del|acct|cad_pid)$/, "of a shutdown, or a process"],
  [/^(dev|sunrpc|debug)\//, "of devices and their drivers"],
];

/** Far values would take the guest's memory, processes or files. */
const GENTLE = new RegExp("^(vm/(max_map_count|overcommit|min_free|admin_res|user_res|lowmem|nr_hugepages|"
  + "nr_overcommit|watermark|mmap|stat_interval|page-cluster|percpu)|kernel/(threads-max|pid_max|"
  + "ngroups|sched_|perf_event_m|shm|msg|sem|watchdog_thresh|timer)|fs/(file-max|nr_open|aio)|"
  + "net/core/(dev_weight|netdev_budget)|net/.*mem|user/)");

const WORDS: Readonly<Record<string, readonly string[]>> = {
  "net/ipv4/tcp_congestion_control": ["cubic", "reno", "bbr"],
  "net/core/default_qdisc": ["pfifo_fast", "fq", "fq_codel"],
  "kernel/watchdog_cpumask": ["0-3", "0", "1-2"],
};

/** Interfaces with and without addresses, up and down, a neighbour, routes and rules. */
const NETWORK = `
modprobe -a dummy nf_conntrack br_netfilter 2>/dev/null
for one in d0 d4; do ip link show $one >/dev/null 2>&1 || ip link add $one type dummy; done
for one in lo d0 d4; do ip link set $one up; done
ip addr replace 10.4.0.1/24 dev d4
ip -6 addr replace fd00:7::1/64 dev d4 nodad
ip route replace 10.9.0.0/16 via 10.4.0.2
ip route replace default via 10.4.0.2 metric 50
ip -6 route replace fd00:9::/64 via fd00:7::2
ip -6 route replace default via fd00:7::2 metric 50
ip neigh replace 10.4.0.2 lladdr 02:00:00:00:00:02 dev d4 nud permanent
ip -6 neigh replace fd00:7::2 lladdr 02:00:00:00:00:02 dev d4 nud permanent
ip rule show | grep -q 'lookup 77' || ip rule add from 10.4.0.0/24 lookup 77
ip -6 rule show | grep -q 'lookup 77' || ip -6 rule add from fd00:6::/64 lookup 77
exit 0`;

/** All interfaces are alike to the kernel; written are those of one with addresses. */
const ALIKE = /^net\/ipv[46]\/(?:conf|neigh)\/(?!all\/|default\/|d4\/)/;

export const whySkipped = (path: string): string | null => {
  try {
    checkKey(path);
  } catch {
    return NEVER;
  }
  const why = SKIPPED.find(([pattern]) => pattern.test(path))?.[1];
  return why ?? (ALIKE.test(path) ? "another interface stands for it" : null);
};

type Moves = Readonly<Record<string, readonly [string, string]>>;

/** What came of one value; see writer.c. */
export interface Seen {
  readonly key: string;
  readonly value: string;
  /** What the key held after the write; null where the kernel refuses the value. */
  readonly holds: string | null;
  readonly moved: Moves;
  /** What writing the old value back has not restored, and the same without a read in between. */
  readonly left: Moves;
  readonly leftUnread: Moves | null;
  /** What writing all old values back has not restored. */
  readonly stuck: Moves;
  /** Lines of /proc/net that the write took away, and that it made. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
  /** Those that were still gone, and still there, with all old values back. */
  readonly lost: readonly string[];
  readonly stayed: readonly string[];
}

export const bootForCampaign = async (kernel: GuestKernel): Promise<Guest> => {
  const name = `couples-${kernel.replace(".", "-")}`;
  await mkdir(LAB, { recursive: true });
  const program = join(LAB, `writer.${process.pid}`);
  const source = join(import.meta.dirname, "writer.c");
  await execa("gcc", ["-O2", "-static", "-w", "-o", program, source]);
  const guest = await bootGuest({ name, kernel, binary: BINARY });
  await guest.copyIn(program, WRITER);
  await rm(program);
  await guest.writeFile("/root/network.sh", NETWORK);
  await guest.exec(["sh", "/root/network.sh"]);
  await until(async () =>
    (await guest.exec(["ip", "-6", "-o", "addr", "show", "tentative"])).stdout === "", 20);
  return guest;
};

/** Writable keys of this kernel. */
export const keysOf = async (guest: Guest): Promise<readonly string[]> => {
  const find = ["find", "/proc/sys", "-type", "f", "-perm", "-u=rw", "-printf", "%P\n"];
  const { stdout } = await guest.exec(find);
  const ofInterfaces = (path: string): number =>
    (/^net\/ipv[46]\/(conf|neigh)\//.test(path) ? 1 : 0);
  return stdout.split("\n").filter((path) => path !== "").sort()
    .toSorted((one, other) => ofInterfaces(one) - ofInterfaces(other));
};

/** Keys that are left out, by the reason. */
export const skippedOf = (keys: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const skipped: Record<string, string[]> = {};
  for (const key of keys) {
    const why = whySkipped(key);
    if (why !== null && !ALIKE.test(key)) (skipped[why] ??= []).push(key);
  }
  return skipped;
};

const isNumber = (word: string): boolean => /^-?\d+$/.test(word);

/** Changed in the first of several numbers, and in all of them. */
const inPlace = (words: readonly string[], change: (n: bigint) => bigint): readonly string[] => {
  const numbers = words.map(BigInt);
  const all = numbers.map(change).join(" ");
  return words.length === 1 ? [all]
    : [numbers.map((n, at) => (at === 0 ? change(n) : n)).join(" "), all];
};

const NEAR = [(n: bigint) => n, (n: bigint) => n + 1n, (n: bigint) => n - 1n,
  (n: bigint) => n * 2n, (n: bigint) => n / 2n];
const FAR = [0n, 1n, 2n, 3n, -1n, 2147483647n].map((one) => () => one);

const valuesFor = (path: string, found: string): readonly string[] => {
  const words = found.trim().split(/\s+/);
  const known = WORDS[path];
  if (known) return known;
  if (found === "" || !words.every(isNumber) || words.length > 8) return [found];
  const changes = GENTLE.test(path) ? NEAR : [...NEAR, ...FAR];
  return [...new Set(changes.flatMap((change) => inPlace(words, change)))];
};

/** By path; of keys that can be read and hold one line. */
const valuesIn = async (guest: Guest, keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const { stdout } = await guest.exec(["sh", "-c", "cd /proc/sys && xargs grep -sH '' --"],
    { input: keys.join("\n") });
  const all = stdout.split("\n").map((line) => [line.slice(0, line.indexOf(":")),
    line.slice(line.indexOf(":") + 1)] as const);
  const counts = new Map<string, number>();
  for (const [path] of all) counts.set(path, (counts.get(path) ?? 0) + 1);
  return new Map(all.filter(([path]) => path !== "" && counts.get(path) === 1));
};

/** The lines that the writer prints for one value. */
const seenIn = (lines: readonly string[]): Seen => {
  const rows = lines.map((line) => line.split("\t"));
  const [, key = "", value = "", held = ""] = rows[0] ?? [];
  const movesIn = (mark: string): Moves => Object.fromEntries(rows.filter(([one]) => one === mark)
    .map(([, path = "", from = "", to = ""]) => [path, [from, to] as const]));
  const linesIn = (mark: string): readonly string[] =>
    [...new Set(rows.filter(([one]) => one === mark).map(([, text = ""]) => text))];
  const [left, unread] = [movesIn("L"), movesIn("U")];
  const isSame = JSON.stringify(left) === JSON.stringify(unread) || !lines.includes("u");
  return { key, value, holds: held === "" ? null : held, moved: movesIn("M"), left,
    leftUnread: isSame ? null : unread, stuck: movesIn("S"),
    gone: linesIn("G"), come: linesIn("C"), lost: linesIn("X"),
    stayed: linesIn("Y") };
};

const writeChunk = async (
  guest: Guest, keys: readonly string[], watched: readonly string[],
): Promise<readonly Seen[]> => {
  const found = await valuesIn(guest, keys);
  const orders = keys.flatMap((key) =>
    valuesFor(key, found.get(key) ?? "").map((value) => `W ${key}\t${value}`));
  const input = `${[...watched.map((path) => `R ${path}`), ...orders].join("\n")}\n`;
  const { code, stdout, stderr } = await guest.exec([WRITER], { input, timeoutMs: LIMIT_MS });
  if (code !== 0) throw new Error(`the writer exited with ${code}: ${stderr}`);
  return stdout.split(/^(?=W\t)/m).filter((one) => one !== "")
    .map((one) => seenIn(one.trimEnd().split("\n")));
};

/** Everything that came of writing `keys`, chunk by chunk, while all others are looked at. */
export async function* writeAll(
  guest: Guest, keys: readonly string[], size = CHUNK,
): AsyncGenerator<readonly Seen[]> {
  const watched = (await keysOf(guest)).filter((path) => path !== "kernel/ns_last_pid");
  for (let at = 0; at < keys.length; at += size) {
    yield await writeChunk(guest, keys.slice(at, at + size), watched);
  }
}
