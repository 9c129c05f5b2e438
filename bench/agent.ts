/**
 * The agent as it is packaged, in a container with systemd: what it costs while nothing happens,
 * beside others that stay, how soon a commit holds, and how soon drift is set back:
 * `npm run bench -- --only agent [--seconds 120] [--commits 12]`.
 */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AgentFaultHarness } from "../test/host/agent-faults/machine.ts";
import { pidsOf } from "../test/host/agent-faults/memory.ts";
import { removeDebs } from "../test/host/support/package.ts";
import { SERVICE } from "../test/host/support/vexor.ts";
import type { DriftOptions } from "./drift.ts";
import { rowOf, type DriftFigures, type Limits, type Row, type Sample } from "./drift-table.ts";
import { costOf } from "./idle.ts";
import { pick, type Key } from "./keys.ts";
import { startMachine } from "./machine.ts";
import { buildTree } from "./tree.ts";
import { startPeers } from "./watch-peers.ts";

const SYSCTLS = 200;
const IRQS = 100;
const UNITS = [0, 1, 2, 3, 4].map((n) => `worker-${n}.service`);
const POLL_S = 5;
/** For half a minute after a start, the run time collects garbage each second. */
const WARM_MS = 75_000;
/** What makes the agent quick to die and to start in the tests of faults. */
const LAB = "vexor-agent.service.d/lab.conf";

/** Numbers of the container's own network that take one more, with what they are now. */
const FIND = `cd /proc/sys
find net/core net/ipv4 -type f -perm -600 ! -path '*/neigh/*' ! -path '*/route/*' | sort |
while read -r path; do
  was=$(cat $path 2>/dev/null) || continue
  case $was in ''|*[!0-9]*|?|????????????*) continue;; esac
  new=$((was + 1))
  echo $new 2>/dev/null > $path && [ "$(cat $path)" = $new ] && echo "$path $was"
  echo $was > $path
done 2>/dev/null`;

/** Upsets a file's text, and prints after how many ms it is as before; -1 after 10 s. */
const UPSET = `use Time::HiRes qw(time sleep);
my ($path, $part, $upset) = @ARGV;
sub now_is { open my $file, "<", $path or return ""; local $/; <$file> =~ /$part/ ? $1 : "" }
my ($good, $from) = (now_is, time);
system $upset;
while (time - $from < 10) {
  if (now_is eq $good) { printf "%.1f", (time - $from) * 1000; exit }
  sleep 0.002;
}
print -1`;

/** Interrupts of the bench's own, as they are declared: the container has next to none. */
const SHOW_IRQS = `for unit in vexor-agent vexor-operate@ vexor-apply; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '[Service]\\nBindPaths=%s\\n' '/srv/irqs/proc/irq:/proc/irq \
/srv/irqs/proc/interrupts:/proc/interrupts' > /etc/systemd/system/$unit.service.d/irqs.conf
done`;

const CORRECTED: Limits = { maxMs: 1500 };
const OTHERS: Limits = { maxMs: 5000 + 1500 };
const CONVERGED: Limits = { maxMs: POLL_S * 1000 + 2000 };

interface Setting {
  readonly path: string;
  readonly was: number;
}

/** `first` is what the first setting holds above what it was. */
const declarationOf = (
  settings: readonly Setting[], rest: readonly string[], first = 1,
): object => ({
  sysctl: { ...Object.fromEntries(rest.map((name) => [name, { atLeast: 0 }])),
    ...Object.fromEntries(settings.map(({ path, was }, at) => [path.replaceAll("/", "."),
      { value: was + (at === 0 ? first : 1), adopt: { from: was } }])) },
  irqAffinity: [{ match: { name: "eth*-TxRx-*" }, cpus: "0-1", spread: "each" }],
  cpuPinning: UNITS.map((unit) => ({ unit, cpus: "0" })) });

const holds = (bench: AgentFaultHarness, { path }: Setting, value: number): Promise<boolean> =>
  bench.sh(`cat /proc/sys/${path}`).then((text) => Number(text) === value);

const settingsOf = async (bench: AgentFaultHarness): Promise<readonly Setting[]> =>
  (await bench.sh(FIND)).split("\n").map((line) => {
    const [path = "", was = ""] = line.split(" ");
    return { path, was: Number(was) };
  });

/** A file, the part of it that is compared, and what upsets that. */
type Upset = readonly [path: string, part: string, command: string];

const WHOLE = "(?s)\\A(.+)\\z";

const upsetsOf = async (
  bench: AgentFaultHarness, settings: readonly Setting[],
): Promise<readonly (readonly [string, Limits, readonly Upset[]])[]> => {
  const pids = (await bench.sh(`systemctl show -P MainPID ${UNITS.join(" ")}`)).match(/\d+/g) ?? [];
  const dropIns = (await bench.sh("ls /etc/systemd/system/worker-*.service.d/*vexor*")).split("\n");
  return [
    ["sysctl", CORRECTED, settings.map(({ path, was }) =>
      [`/proc/sys/${path}`, WHOLE, `echo ${was + 2} > /proc/sys/${path}`])],
    ["CPU pinning of threads", OTHERS, pids.map((pid) => [`/proc/${pid}/status`,
      "Cpus_allowed_list:\\t(.+?)\\n", `taskset -cp 1 ${pid} > /dev/null`])],
    ["drop-in of a unit", OTHERS, dropIns.map((path) => [path, WHOLE, `rm ${path}`])],
    ["boot file of sysctls", OTHERS, [["/etc/sysctl.d/90-vexor-agent.conf", WHOLE,
      "rm /etc/sysctl.d/90-vexor-agent.conf"]]],
  ];
};

/** Each only once or twice: the third time, another process would be taken to set it on purpose. */
const corrections = async (
  bench: AgentFaultHarness, settings: readonly Setting[], note: (text: string) => void,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const [name, limits, upsets] of await upsetsOf(bench, settings)) {
    note(`${upsets.length} drifts of the kind: ${name}…`);
    const samples: Sample[] = [];
    for (const [path, part, command] of upsets) {
      const ms = Number(await bench.sh(`perl -e '${UPSET}' '${path}' '${part}' '${command}'`));
      samples.push({ ms: ms < 0 ? null : ms });
      await sleep(300 + Math.random() * 500);
    }
    rows.push(rowOf(`${name}, corrected`, samples, limits));
  }
  return rows;
};

const commits = async (
  bench: AgentFaultHarness, settings: readonly Setting[], rest: readonly string[], count: number,
): Promise<Row> => {
  const samples: Sample[] = [];
  const [first] = settings;
  for (let n = 1; first && n <= count; n++) {
    await sleep(Math.random() * POLL_S * 1000);
    await bench.commit(declarationOf(settings, rest, 1 + 10 * n));
    const from = performance.now();
    await bench.until("the commit holds", 60, () => holds(bench, first, first.was + 1 + 10 * n));
    samples.push({ ms: performance.now() - from });
  }
  return rowOf(`commit, converged; polled every ${POLL_S} s`, samples, CONVERGED);
};

/** As many as are asked for; those that can be upset first. */
const declare = async (
  bench: AgentFaultHarness, keys: readonly Key[],
): Promise<{ settings: readonly Setting[]; rest: readonly string[] }> => {
  const settings = (await settingsOf(bench)).slice(0, SYSCTLS);
  const own = new Set(settings.map(({ path }) => path.replaceAll("/", ".")));
  const rest = keys.filter(({ name, value }) => /^(vm|kernel|fs)\./.test(name)
    && /^\d+$/.test(value) && !own.has(name)).map(({ name }) => name)
    .slice(0, SYSCTLS - settings.length);
  await bench.commit(declarationOf(settings, rest));
  await bench.until("the first commit holds", 90, async () =>
    (await Promise.all(settings.map((one) => holds(bench, one, one.was + 1)))).every(Boolean));
  return { settings, rest };
};

/** The host's own number for the reader of this agent: it shows another one in its container. */
const readerOf = async (bench: AgentFaultHarness, agent: number): Promise<number> => {
  const inner = await bench.sh("systemctl show -P MainPID vexor-watch.service");
  const space = (pid: string): string => readlinkSync(`/proc/${pid}/ns/pid`);
  const found = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).find((pid) => {
    try {
      return new RegExp(`^NSpid:.*\\t${inner}$`, "m").test(
        readFileSync(`/proc/${pid}/status`, "utf8")) && space(pid) === space(String(agent));
    } catch {
      return false; // it has ended
    }
  });
  return Number(found);
};

export const measureAgent = async (
  options: DriftOptions & { readonly commits: number },
): Promise<DriftFigures> => {
  const { dir, root, keys, seconds, note } = options;
  note("a container with the package…");
  const bench = await AgentFaultHarness.start();
  const machine = await startMachine(`${dir}/idle-threads`, root,
    { irqs: IRQS, processes: 10, threads: 20 });
  const peers = await startPeers(dir, pick(keys, SYSCTLS), machine);
  try {
    buildTree(`${bench.container.root}/srv/irqs`,
      { cpus: 2, irqs: IRQS, pids: [], threadsOf: () => [] });
    await bench.sh(`cd /etc/systemd/system; rm ${LAB}; for unit in ${UNITS.join(" ")}; do`
      + ` cp ${SERVICE} $unit; done; ${SHOW_IRQS}; systemctl daemon-reload; `
      + `systemctl start ${UNITS.join(" ")}; systemctl restart vexor-agent`);
    const { settings, rest } = await declare(bench, keys);
    await bench.poll("60s");
    await bench.sh("systemctl restart vexor-agent");
    await sleep(WARM_MS);
    const pid = Number((await pidsOf(bench, /^\S*vexor\0agent\0/))[0]);
    note(`${settings.length} sysctls set, ${rest.length} more watched, `
      + `${IRQS} interrupts, ${UNITS.length} units; idle for ${seconds} s, with `
      + `${peers.started.map(({ name }) => name).join(", ")}…`);
    const idle = await costOf([{ name: "vexor agent, as packaged", pid },
      { name: "vexor watch, its reader", pid: await readerOf(bench, pid) }, ...peers.started],
    seconds);
    peers.stop();
    await bench.poll(`${POLL_S}s`);
    await bench.sh("systemctl restart vexor-agent");
    await sleep(5000);
    const rows = [...await corrections(bench, settings, note),
      await commits(bench, settings, rest, options.commits)];
    return { rows, idle, seconds, leftOut: peers.leftOut };
  } finally {
    peers.stop();
    machine.stop();
    await bench.container.destroy();
    await removeDebs();
  }
};
