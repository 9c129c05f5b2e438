/**
 * The agent as it is packaged, in a container with systemd: what it costs while nothing happens,
 * beside others that stay, how soon a commit holds, and how soon drift is set back:
 * `npm run bench -- --only agent [--seconds 120] [--drifts 60] [--commits 12]`.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Bench } from "../test/host/agent-faults/machine.ts";
import { pidsOf } from "../test/host/agent-faults/memory.ts";
import { removeDebs } from "../test/host/support/package.ts";
import { SERVICE } from "../test/host/support/vexor.ts";
import { rowOf, type DriftFigures, type DriftOptions, type Row } from "./drift.ts";
import { costOf } from "./idle.ts";
import { pick } from "./keys.ts";
import { startMachine } from "./machine.ts";
import { startPeers } from "./watch-peers.ts";

const SYSCTLS = 200;
const UNITS = [0, 1, 2, 3, 4].map((n) => `worker-${n}.service`);
const POLL_S = 5;

/** Numbers of the container's own network that take one more, with what they are then. */
const FIND = `cd /proc/sys
find net/core net/ipv4 -type f -perm -600 ! -path '*/neigh/*' ! -path '*/route/*' | sort |
while read -r path; do
  was=$(cat $path 2>/dev/null) || continue
  case $was in ''|*[!0-9]*|?|????????????*) continue;; esac
  new=$((was + 1))
  echo $new 2>/dev/null > $path && [ "$(cat $path)" = $new ] && echo "$path $new"
  echo $was > $path
done 2>/dev/null`;

/** Writes, and tells after how many ms it is as it should be again; -1 after 20 s. */
const UPSET = `use Time::HiRes qw(time sleep);
my ($path, $bad, $good) = @ARGV;
sub now_is { open my $file, "<", $path; my $text = <$file>; chomp $text; $text }
my $from = time;
{ open my $file, ">", $path or die; print $file $bad }
while (time - $from < 20) {
  if (now_is eq $good) { printf "%.1f", (time - $from) * 1000; exit }
  sleep 0.002;
}
print -1`;

interface Setting {
  readonly path: string;
  readonly value: number;
}

const declarationOf = (settings: readonly Setting[], rest: readonly string[]): object => ({
  sysctl: { ...Object.fromEntries(rest.map((name) => [name, { atLeast: 0 }])),
    ...Object.fromEntries(settings.map(({ path, value }) => [path.replaceAll("/", "."), value])) },
  cpuPinning: UNITS.map((unit) => ({ unit, cpus: "0" })) });

const is = (bench: Bench, { path, value }: Setting): Promise<boolean> =>
  bench.sh(`cat /proc/sys/${path}`).then((text) => Number(text) === value);

const settingsOf = async (bench: Bench): Promise<readonly Setting[]> =>
  (await bench.sh(FIND)).split("\n").map((line) => {
    const [path = "", value = ""] = line.split(" ");
    return { path, value: Number(value) };
  });

const drifts = async (
  bench: Bench, settings: readonly Setting[], count: number,
): Promise<Row> => {
  const samples = [];
  // Each at most twice: the third time, somebody else would be taken to want it so.
  for (const { path, value } of [...settings, ...settings].slice(0, count)) {
    const ms = Number(await bench.sh(
      `perl -e '${UPSET}' /proc/sys/${path} ${value + 1} ${value}`));
    samples.push({ ms: ms < 0 ? null : ms, named: false, withUser: false });
    await sleep(300 + Math.random() * 500);
  }
  return rowOf("drift of a sysctl, corrected", samples);
};

const commits = async (
  bench: Bench, settings: readonly Setting[], rest: readonly string[], count: number,
): Promise<Row> => {
  const samples = [];
  const [first, ...others] = settings;
  for (let n = 1; first && n <= count; n++) {
    await sleep(Math.random() * POLL_S * 1000);
    const next = { ...first, value: first.value + 10 * n };
    await bench.commit(declarationOf([next, ...others], rest));
    const from = performance.now();
    await bench.until("the commit holds", 60, () => is(bench, next));
    samples.push({ ms: performance.now() - from, named: false, withUser: false });
  }
  return rowOf(`commit converged, polled every ${POLL_S} s`, samples);
};

export const measureAgent = async (
  options: DriftOptions & { readonly commits: number },
): Promise<DriftFigures> => {
  const { dir, root, keys, seconds, note } = options;
  note("a container with the package…");
  const bench = await Bench.start();
  const machine = await startMachine(`${dir}/threads`, root,
    { irqs: 100, processes: 10, threads: 20 });
  const peers = await startPeers(dir, pick(keys, SYSCTLS), machine);
  try {
    await bench.sh(`cd /etc/systemd/system; for unit in ${UNITS.join(" ")}; do cp ${SERVICE} $unit;`
      + ` done; systemctl daemon-reload; systemctl start ${UNITS.join(" ")}`);
    const settings = (await settingsOf(bench)).slice(0, SYSCTLS);
    const own = new Set(settings.map(({ path }) => path.replaceAll("/", ".")));
    const rest = keys.map(({ name }) => name).filter((name) => /^(vm|kernel|fs)\./.test(name)
      && !own.has(name)).slice(0, SYSCTLS - settings.length);
    await bench.commit(declarationOf(settings, rest));
    await bench.until("the first commit holds", 90, () => is(bench, settings[0] ?? fail()));
    await sleep(15_000);
    const pid = Number((await pidsOf(bench, /^\S*vexor\0agent\0/))[0]);
    note(`${settings.length} sysctls corrected, ${rest.length} more watched, `
      + `${UNITS.length} units; idle for ${seconds} s, with `
      + `${peers.started.map(({ name }) => name).join(", ")}…`);
    const idle = await costOf([{ name: "vexor agent, as packaged", pid }, ...peers.started],
      seconds);
    peers.stop();
    const rows = [await drifts(bench, settings.slice(1), options.drifts),
      await commits(bench, settings, rest, options.commits)];
    return { rows, idle, seconds, forksPerSecond: NaN, leftOut: peers.leftOut };
  } finally {
    peers.stop();
    machine.stop();
    await bench.container.destroy();
    await removeDebs();
  }
};

const fail = (): never => {
  throw new Error("no sysctl of the container can be set");
};
