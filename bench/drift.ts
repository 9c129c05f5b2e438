/**
 * How soon `vexor drift --watch` reports a change and which process it names, and what it costs
 * while nothing happens: `npm run bench -- --only drift [--drifts 200] [--seconds 120]`. Sysctls
 * are written in a network namespace, interrupts, unit files and sysctl.d are mounted over the
 * machine's own, and the pinned processes are the bench's: nothing of this machine is changed.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OTHERS, rowOf, SYSCTL, type DriftFigures, type Row, type Sample } from "./drift-table.ts";
import { costOf } from "./idle.ts";
import { pick, sysctlLines, writeHostFile, type Key } from "./keys.ts";
import { startMachine, type Machine } from "./machine.ts";
import { startPeers } from "./watch-peers.ts";

export interface DriftOptions {
  readonly dir: string;
  readonly root: string;
  readonly vexor: string;
  readonly keys: readonly Key[];
  readonly drifts: number;
  readonly seconds: number;
  note(text: string): void;
}

interface Told {
  readonly format: string;
  readonly address: string;
  readonly to: string | null;
  readonly how: string;
  readonly writer: { readonly name: string | null; readonly user: string | null } | null;
}

const SIZE = { irqs: 100, processes: 10, threads: 20 };
const SYSCTLS = 200;
const LIMIT_MS = 8000;

interface Watcher {
  readonly child: ChildProcess;
  /** Resolves with the first event that fits and when it came, in ms since 1970. */
  next(fits: (told: Told) => boolean): Promise<{ readonly told: Told; readonly at: number } | null>;
}

const clock = (): number => performance.timeOrigin + performance.now();

const startWatcher = async (argv: readonly string[]): Promise<Watcher> => {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const asking = new Set<(told: Told, at: number) => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const at = clock();
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) for (const ask of asking) ask(JSON.parse(line) as Told, at);
  });
  const next: Watcher["next"] = (fits) => new Promise((resolve) => {
    const end = (found: Awaited<ReturnType<Watcher["next"]>>): void => {
      asking.delete(ask);
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(end, LIMIT_MS, null);
    const ask = (told: Told, at: number): void => {
      if (fits(told)) end({ told, at });
    };
    asking.add(ask);
  });
  if (!await next(({ format }) => format === "vexor.drift-watch/1")) throw new Error("no start");
  return { child, next };
};

/**
 * Each says the time in seconds, then writes, and ends; sysctl cannot, so the time of its start is
 * taken.
 */
const WRITERS: readonly (readonly [string, (bench: string, path: string, value: string) =>
  readonly string[]])[] = [
  ["sysctl -w (from its start on)", (_, path, value) =>
    ["sysctl", "-qw", `${path.slice("/proc/sys/".length).replaceAll("/", ".")}=${value}`]],
  ["echo > in bash", (_, path, value) =>
    ["bash", "-c", `echo $EPOCHREALTIME; echo ${value} > ${path}`]],
  ["python", (_, path, value) => ["python3", "-c",
    `import os,time\nf=os.open("${path}",1)\nprint(time.time(),flush=True)\n`
    + `os.write(f,b"${value}")`]],
  ["C, ends at once", (dir, path, value) => [`${dir}/fast-writer`, path, value]],
];

const FIN = "/proc/sys/net/ipv4/tcp_fin_timeout";

const drift = async (
  { next }: Watcher, argv: readonly string[], fits: (told: Told) => boolean,
): Promise<Sample> => {
  const seen = next(fits);
  const begun = clock();
  const [file = "", ...args] = argv;
  const { stdout } = spawnLater(file, args);
  const [found, said] = await Promise.all([seen, stdout]);
  const from = Number(said.trim()) * 1000 || begun;
  return { ms: found && found.at - from, named: (found?.told.writer?.name ?? null) !== null,
    withUser: (found?.told.writer?.user ?? null) !== null };
};

/** Without blocking, so that events are taken in while the writer runs. */
const spawnLater = (file: string, args: readonly string[]): { stdout: Promise<string> } => {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => { text += more; });
  return { stdout: new Promise((resolve) => child.once("close", () => resolve(text))) };
};

const sysctls = async (
  watcher: Watcher, inside: readonly string[], { dir, drifts, note }: DriftOptions,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  let value = 1000;
  for (const [name, argv] of WRITERS) {
    note(`drifts of sysctls: ${name}…`);
    const samples: Sample[] = [];
    for (let n = 0; n < Math.ceil(drifts / WRITERS.length); n++) {
      const to = String(++value);
      samples.push(await drift(watcher, [...inside, ...argv(dir, FIN, to)],
        (told) => told.to === to));
      await sleep(20 + Math.random() * 100);
    }
    rows.push(rowOf(`sysctl, ${name}`, samples, SYSCTL));
  }
  return rows;
};

const others = async (
  watcher: Watcher, inside: readonly string[], pid: number, { note, drifts }: DriftOptions,
): Promise<readonly Row[]> => {
  const shell = (text: string): readonly string[] =>
    [...inside, "bash", "-c", `echo $EPOCHREALTIME; ${text}`];
  const kinds: readonly (readonly [string, (at: number) => string, RegExp])[] = [
    ["IRQ mask, without an event", (at) => `echo ${1 - at % 2} > /proc/irq/30/smp_affinity_list; `
      + `echo ${1 - at % 2} > /proc/irq/30/effective_affinity_list`, /^irq-affinity\//],
    ["affinity of a thread", (at) => `taskset -cp ${at % 2} ${pid} >&2`, /^cpu-pinning\//],
    ["drop-in of a unit", (at) => `mkdir -p ${DROP}; printf '[Service]\\nCPUAffinity=${at % 2}\\n' `
      + `> ${DROP}/50-x.conf`, /^cpu-pinning\//],
    ["boot source", (at) => `echo net.ipv4.tcp_fin_timeout=${90 + at} > /etc/sysctl.d/99-x.conf`,
      /^sysctl\//],
  ];
  const rows: Row[] = [];
  for (const [name, script, address] of kinds) {
    note(`drifts of others: ${name}…`);
    const samples: Sample[] = [];
    for (let at = 0; at < Math.ceil(drifts / 10); at++) {
      samples.push(await drift(watcher, shell(script(at)), (told) => address.test(told.address)));
      await sleep(500 + Math.random() * 2000);
    }
    rows.push(rowOf(name, samples, OTHERS));
  }
  return rows;
};

const DROP = "/etc/systemd/system/worker-0.service.d";

const writeFile = (file: string, keys: readonly Key[], machine: Machine): void => {
  const some = pick(keys.filter(({ path }) => path !== FIN), SYSCTLS - 1);
  const fin = { name: "net.ipv4.tcp_fin_timeout", path: FIN, value: "60" };
  writeHostFile(file, [...sysctlLines([...some, fin], "live"), ...machine.lines]);
};

const QUIET = join(import.meta.dirname, "isolated-drift.sh");

/** Beside what it costs on this very machine: what it costs where no programs start. */
const startQuiet = (
  { root, vexor }: DriftOptions, file: string, machine: Machine,
): Promise<Watcher> => {
  mkdirSync(`${root}/quiet`);
  return startWatcher(inNamespaces(machine,
    ["unshare", "--mount", "--net", "sh", QUIET, `${root}/quiet`, vexor, file]));
};

const inNamespaces = (machine: Machine, argv: readonly string[]): readonly string[] =>
  machine.inside({ name: "", argv }).argv;

export const measureDrift = async (options: DriftOptions): Promise<DriftFigures> => {
  const { dir, root, vexor, keys, seconds, note } = options;
  mkdirSync(`${root}/machine`);
  const machine = await startMachine(`${dir}/idle-threads`, `${root}/machine`, SIZE);
  mkdirSync(`${root}/sysctl.d`);
  execFileSync("nsenter", inNamespaces(machine,
    ["mount", "--bind", `${root}/sysctl.d`, "/etc/sysctl.d"]).slice(1));
  const file = `${dir}/drift.yaml`;
  writeFile(file, keys, machine);
  const watcher = await startWatcher(inNamespaces(machine,
    ["unshare", "--net", vexor, "drift", "--watch", "--json", "-f", file]));
  const pid = watcher.child.pid ?? 0;
  const inside = inNamespaces(machine, ["nsenter", `--net=/proc/${pid}/ns/net`]);
  const quiet = await startQuiet(options, file, machine);
  const peers = await startPeers(dir, pick(keys, SYSCTLS), machine);
  try {
    note(`idle for ${seconds} s, with ${peers.started.map(({ name }) => name).join(", ")}…`);
    await sleep(3000);
    const idle = await costOf([
      { name: "vexor drift --watch, no programs started", pid: quiet.child.pid ?? 0 },
      { name: "vexor drift --watch, on this machine", pid }, ...peers.started], seconds);
    peers.stop();
    quiet.child.kill();
    const rows = [...await sysctls(watcher, inside, options),
      ...await others(watcher, inside, machine.pids[0] ?? 0, options)];
    return { rows, idle, seconds, leftOut: peers.leftOut };
  } finally {
    peers.stop();
    quiet.child.kill();
    watcher.child.kill();
    machine.stop();
    for (const name of ["machine", "sysctl.d"]) rmSync(`${root}/${name}`, { recursive: true });
  }
};
