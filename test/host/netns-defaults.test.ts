/**
 * What Vexor takes for kernel defaults, against an untouched Debian kernel: every value of the
 * table, and the claim that a fresh network namespace inherits none of the keys it is asked for.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULTS_RECORD } from "../../src/detectors/kernel/defaults-record.ts";
import { knownDefaults } from "../../src/detectors/kernel/kernel-defaults-table.ts";
import { readDefaults } from "../../src/detectors/kernel/kernel-defaults.ts";
import { askFreshNetns } from "../../src/detectors/kernel/netns-defaults.ts";
import { keyToPath, pathToKey } from "../../src/detectors/kernel/sysctl-d.ts";
import { checkKey, procPath } from "../../src/detectors/kernel/sysctl-keys.ts";
import { canonical } from "../../src/detectors/kernel/sysctl-value.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { makeTree } from "../support/tree.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { install } from "./support/vexor.ts";
import { withPort } from "../../src/ports/host.ts";

const BUILD_DECIDES = ["net.ipv4.tcp_congestion_control", "net.core.default_qdisc",
  "net.core.netdev_budget_usecs", "net.core.bpf_jit_enable", "net.core.bpf_jit_kallsyms",
  "kernel.hung_task_timeout_secs", "kernel.panic_on_oops", "kernel.dmesg_restrict",
  "kernel.sysrq", "kernel.numa_balancing", "kernel.pid_max"];
/** What Debian's own files in /usr/lib/sysctl.d set, and the guest's command line. */
const SET_HERE = new Set(["kernel.pid_max", "kernel.panic", "fs.protected_fifos",
  "fs.protected_hardlinks", "fs.protected_regular", "fs.protected_symlinks"]);
const FACTS = ["/proc/sys/kernel/random/boot_id", "/proc/cmdline", "/proc/meminfo",
  "/sys/devices/system/node/online", "/sys/devices/system/cpu/possible",
  "/proc/sys/kernel/osrelease"];
/** One up, or one down where that is refused. `read` would get one byte: it reads byte by byte. */
const CHANGE = `for file; do
  set -- $(cat "$file")
  if [ -n "$2" ]; then echo "$1 $(($2 - 2))" > "$file"; continue; fi
  echo $(($1 + 1)) > "$file" || echo $(($1 - 1)) > "$file"
done 2>/dev/null; exit 0`;

/** Not settings: counters, and what the kernel spells again with _ms. */
const LEFT_OUT = new RegExp("^(?:kernel/(?:cad_pid|tainted|sched_domain/|perf_event_max_sample_rate"
  + "|hung_task_detect)|fs/quota/|.*_key$|.*secret$"
  + "|.*/neigh/.*/(?:base_reachable_time|retrans_time)$)");

const isManaged = (path: string): boolean => {
  try {
    checkKey(path);
    return !LEFT_OUT.test(path);
  } catch {
    return false;
  }
};

const tableOf = (stdout: string): Map<string, string> =>
  new Map(stdout.split("\n").filter(Boolean).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), canonical(line.slice(colon + 1))];
  }));

describe.skipIf(cannotRun("guest"))("defaults, on Debian's kernel", () => {
  let guest: Guest;
  const read = async (paths: readonly string[], ...inside: string[]) =>
    tableOf((await guest.exec([...inside, "grep", "-sH", "", "--", ...paths])).stdout);
  const factsOf = async (): Promise<Readonly<Record<string, string>>> => {
    const release = (await guest.readFile("/proc/sys/kernel/osrelease")).trim();
    const devices = await guest.exec(
      ["sh", "-c", "ls /sys/class/net/*/mtu /sys/class/net/*/flags"]);
    const paths = [...FACTS, ...devices.stdout.trim().split("\n"), `/boot/config-${release}`];
    return Object.fromEntries(await Promise.all(paths
      .map(async (path) => [path, await guest.readFile(path)] as const)));
  };
  const ofInterfaces = async (): Promise<readonly string[]> => {
    const files = ["/proc/sys/net/ipv4", "/proc/sys/net/ipv6"].map((family) =>
      `${family}/*/later[01]/*`).join(" ");
    const { stdout } = await guest.exec(["sh", "-c", `ls -d ${files}`]);
    return stdout.trim().split("\n").map((file) => pathToKey(file.slice("/proc/sys/".length)));
  };
  beforeAll(async () => {
    guest = await bootGuest({ name: "defaults", binary: BINARY });
    await install(guest);
    await guest.shutdown();
    await guest.boot();
  });
  afterAll(() => guest?.destroy());

  test("every value of the table is what the kernel started with", async () => {
    await guest.exec(["sh", "-c", "modprobe -a nf_conntrack br_netfilter dummy"
      + "; ip link add later0 type dummy; ip link add later1 type dummy && ip link set later1 up"]);
    const keys = [...knownDefaults().keys(), ...BUILD_DECIDES, "net.netfilter.nf_conntrack_max",
      ...await ofInterfaces()];
    const live = await read(keys.map((key) => procPath(keyToPath(key))));
    const defaults = readDefaults(createLinuxHost(
      makeTree({ ...Object.fromEntries(live), ...await factsOf() })), () => true);

    const wrong: string[] = [];
    let right = 0;
    for (const key of keys) {
      const value = live.get(procPath(keyToPath(key)));
      const known = defaults.of(key)?.value;
      if (value === undefined || known === undefined || SET_HERE.has(key)) continue;
      if (known === value) right++;
      else wrong.push(`${key} = ${value}, not ${known}`);
    }
    expect(wrong).toEqual([]);
    expect(right).toBeGreaterThan(500);
  });

  test("where only the distribution came before the record, true defaults are known", async () => {
    const text = await guest.readFile(DEFAULTS_RECORD);
    expect((JSON.parse(text) as { doubts: unknown }).doubts).toEqual([]);
    const { stdout } = await guest.exec(["sh", "-c",
      "find /proc/sys -type f -perm -600 | xargs grep -sHm1 ''"]);
    const live = tableOf(stdout);
    const fresh = await read([...live.keys()].filter((path) => path.includes("/net/")),
      "unshare", "--net");
    const tree = createLinuxHost(makeTree({ ...Object.fromEntries(live),
      ...await factsOf(), [DEFAULTS_RECORD]: text }));
    const host = withPort(tree, "namespaces", { freshNetns: (paths) =>
      new Map([...fresh].filter(([path]) => paths.includes(path))) });
    const keys = [...live.keys()].map((file) => file.slice("/proc/sys/".length)).filter(isManaged)
      .map(pathToKey).filter((key) => !SET_HERE.has(key));
    const defaults = readDefaults(host, () => true).ofMany(keys);
    const unknown = keys.filter((key) =>
      defaults.get(key)?.value !== live.get(procPath(keyToPath(key))));
    expect(keys.length).toBeGreaterThan(700);
    expect(unknown.length / keys.length, unknown.join(" ")).toBeLessThanOrEqual(0.01);
  });

  test("a fresh namespace shows none of the values that were changed in the first", async () => {
    const find = ["find", "/proc/sys/net", "-type", "f", "-printf", "net/%P\n"];
    const { stdout } = await guest.exec(find);
    const paths: string[] = [];
    const observer = withPort(createLinuxHost(makeTree({})), "namespaces", { freshNetns: (asked) => {
      paths.push(...asked);
      return new Map<string, string>();
    } });
    askFreshNetns(observer, stdout.split("\n"));
    const before = await read(paths);
    await guest.exec(["sh", "-c", CHANGE, "sh", ...before.keys()]);
    const after = await read(paths);
    const changed = [...before.keys()].filter((path) => before.get(path) !== after.get(path));
    expect([...before.keys()].filter((path) => !changed.includes(path))).toEqual([]);
    expect(await read(paths, "unshare", "--net")).toEqual(before);
    expect(changed.length).toBeGreaterThan(80);
  });
});
