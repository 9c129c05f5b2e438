/** Programs that also stay: TuneD, irqbalance and cf-execd, none of which may change anything. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Watched } from "./idle.ts";
import type { Key } from "./keys.ts";
import type { Machine } from "./machine.ts";
import { find } from "./peers.ts";
import { startTuned } from "./tuned.ts";

/** The interrupts it moves are those mounted over the machine's own. */
const startIrqbalance = (machine: Machine): ChildProcess => {
  const { argv: [file = "", ...args] } =
    machine.inside({ name: "", argv: ["irqbalance", "--foreground"] });
  return spawn(file, args, { stdio: "ignore" });
};

const POLICY = `body executor control { exec_command => "/bin/true"; }
bundle agent main { }
`;

/** With a policy that does nothing. */
const startExecd = (dir: string): ChildProcess => {
  const work = `${dir}/execd`;
  for (const name of ["bin", "inputs", "outputs", "state"]) {
    mkdirSync(`${work}/${name}`, { recursive: true, mode: 0o700 });
  }
  for (const name of ["cf-promises", "cf-agent"]) {
    symlinkSync(find(name) ?? name, `${work}/bin/${name}`);
  }
  writeFileSync(`${work}/inputs/promises.cf`, POLICY, { mode: 0o600 });
  return spawn("cf-execd", ["--no-fork", "--no-lock", "-f", `${work}/inputs/promises.cf`],
    { stdio: "ignore", env: { ...process.env, CFENGINE_TEST_OVERRIDE_WORKDIR: work } });
};

/** The daemon behind the shell that prepared its namespace has the same process id. */
const tunedPid = (dir: string): number | null => {
  const path = `${dir}/run/tuned.pid`;
  return existsSync(path) ? Number(readFileSync(path, "utf8")) : null;
};

export interface Peers {
  readonly started: readonly Watched[];
  readonly leftOut: readonly string[];
  stop(): void;
}

export const startPeers = async (
  dir: string, keys: readonly Key[], machine: Machine,
): Promise<Peers> => {
  const started: Watched[] = [];
  const stops: (() => void)[] = [];
  const leftOut: string[] = [];
  const own = (name: string, start: () => ChildProcess): void => {
    if (find(name) === null) return void leftOut.push(`${name} is not installed`);
    const child = start();
    started.push({ name, pid: child.pid ?? 0 });
    stops.push(() => child.kill());
  };
  if (find("tuned") && find("dbus-daemon")) {
    mkdirSync(`${dir}/tuned-idle`);
    const daemon = await startTuned(`${dir}/tuned-idle`, keys);
    stops.push(() => daemon.stop());
    const pid = tunedPid(`${dir}/tuned-idle`);
    if (pid !== null) started.push({ name: "tuned", pid });
  } else leftOut.push("tuned is not installed");
  own("irqbalance", () => startIrqbalance(machine));
  own("cf-execd", () => startExecd(dir));
  await sleep(3000);
  const alive = started.filter(({ pid }) => existsSync(`/proc/${pid}/task`));
  for (const one of started) {
    if (!alive.includes(one)) leftOut.push(`${one.name} has ended by itself`);
  }
  return { started: alive, leftOut, stop: () => stops.splice(0).forEach((stop) => stop()) };
};
