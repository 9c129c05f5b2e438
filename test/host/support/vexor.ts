/** Driving the executable on a lab machine, and a service for it to pin. */
import { execa } from "execa";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Action, HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import type { Container } from "../lab/container.ts";
import { LAB, type ExecOptions, type ExecResult, type Machine } from "../lab/machine.ts";

const HOST_FILE = "/etc/vexor-agent/host.yaml";

export type Declared = Omit<HostFile, "apiVersion" | "host">;

/** JSON is YAML too. */
export const declare = (machine: Machine, declared: Declared): Promise<void> =>
  machine.writeFile(HOST_FILE,
    `${JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...declared }, null, 2)}\n`);

export const vexor = (
  machine: Machine, args: readonly string[], options: ExecOptions = {},
): Promise<ExecResult> => machine.exec(["vexor", ...args], options);

/** Throws with everything that was printed when the exit code is another. */
export const expectExit = async (
  machine: Machine, code: number, args: readonly string[], options: ExecOptions = {},
): Promise<ExecResult> => {
  const result = await vexor(machine, args, options);
  if (result.code === code) return result;
  throw new Error(`vexor ${args.join(" ")} exited with ${result.code} instead of ${code}:\n`
    + `${result.stderr}\n${result.stdout}`);
};

export interface Planned {
  readonly items: readonly PlanItem[];
  readonly summary: Readonly<Record<Action, number>>;
  /** `address: action`, for items that are not as declared. */
  readonly actions: Readonly<Record<string, Action>>;
}

export const plan = async (machine: Machine, ...args: readonly string[]): Promise<Planned> => {
  const { stdout } = await expectExit(machine, 0, ["plan", "--json", ...args]);
  const { items, summary } = JSON.parse(stdout) as Omit<Planned, "actions">;
  const off = items.filter(({ action }) => action !== "none");
  return { items, summary,
    actions: Object.fromEntries(off.map(({ address, action }) => [address, action])) };
};

export interface HistoryLine {
  readonly run: number;
  readonly state: string;
}

/** Newest first. */
export const history = async (machine: Machine): Promise<readonly HistoryLine[]> => {
  const { stdout } = await expectExit(machine, 0, ["history", "--json"]);
  return (JSON.parse(stdout) as { runs: readonly HistoryLine[] }).runs;
};

export const SERVICE = "sleeper.service";

const UNIT = `[Unit]
Description=A stand-in for a validator
[Service]
Type=notify
ExecStart=/usr/local/bin/sleeper
[Install]
WantedBy=multi-user.target
`;

/** Installs `sleeper.c`, two processes with three threads each, and starts it as services. */
export const startServices = async (
  machine: Machine, ...units: readonly string[]
): Promise<void> => {
  // Other workers compile theirs at the same time.
  const program = join(LAB, `sleeper.${process.pid}`);
  const source = join(import.meta.dirname, "sleeper.c");
  await mkdir(LAB, { recursive: true });
  await execa("gcc", ["-static", "-pthread", "-o", program, source]);
  await machine.copyIn(program, "/usr/local/bin/sleeper");
  await rm(program);
  for (const unit of units) await machine.writeFile(`/etc/systemd/system/${unit}`, UNIT);
  await machine.exec(["systemctl", "daemon-reload"]);
  await machine.exec(["systemctl", "enable", "--quiet", "--now", ...units]);
};

/** `vexor install`, from where the lab put the executable. */
export const install = async (machine: Machine): Promise<void> => {
  const { code, stderr } = await machine.exec(["/usr/bin/vexor", "install", "--yes"]);
  if (code !== 0) throw new Error(`vexor install exited with ${code}: ${stderr}`);
};

/** Has a script run once this test has ended, however it ends. */
export const afterwards = (machine: Machine, script: string): void =>
  onTestFinished(async () => void await machine.exec(["sh", "-c", script]));

/** Guardians first: systemd starts one that is killed again. */
const CALM = `systemctl stop -q 'vexor-guard-*' 'vexor-program-*' 'vexor-revert-*'
pkill -KILL -x vexor; systemctl reset-failed -q 'vexor-*'; rm -rf /run/vexor-agent/root/programs`;

/** Before a test, what one that has failed may have left is over: a machine that is down, a run. */
export const calm = async (container: Container): Promise<void> => {
  if (!container.isUp) await container.boot();
  await container.exec(["sh", "-c", CALM]);
};
