/**
 * Programs that a kind runs and waits for, such as the export of what a service remembers.
 * Each runs in a transient unit of its own. So its cgroup says that it is Vexor's, and everything
 * that it starts too, also when Vexor has been killed; a process id would not, for the kernel gives
 * it to another process later.
 *
 * A record in /run names the unit before it starts, and goes once it has ended. Only the holder of
 * the host's lock runs programs: a record that the next holder finds belongs to an orphan. It is
 * emptied before the unit is stopped, and systemd starts no unit whose record is empty: an orphaned
 * systemd-run may still be on its way to systemd.
 */
import { VexorError } from "../model/errors.ts";
import type { Host, RunResult } from "../../ports/host.ts";
import type { ReportProgress } from "../resource.ts";
import { RUNTIME } from "./store.ts";

const RECORDS = `${RUNTIME}/root/programs`;
const NAME = /^vexor-program-\d+\.service$/;
const STOP_SECONDS = 10;
/** systemd sends SIGKILL after the first of them, and gives up after the second. */
const END_MS = 3 * STOP_SECONDS * 1000;
/** The unit's own limit is for an orphan that no verb comes to end. */
const SLACK_MS = 60_000;
const NOT_LOADED = 5;
/** What systemd-run needs to wait for a unit. */
const BUS = "/run/dbus/system_bus_socket";
const ENV = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"];

const recordOf = (unit: string): string => `${RECORDS}/${unit}`;

const systemdRun = (unit: string, about: string, timeoutMs: number): readonly string[] => [
  "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--service-type=exec",
  `--unit=${unit}`, `--description=Vexor: ${about}`,
  ...[`AssertFileNotEmpty=${recordOf(unit)}`, `TimeoutStopSec=${STOP_SECONDS}s`, "LimitCORE=0",
    `RuntimeMaxSec=${Math.ceil((timeoutMs + SLACK_MS) / 1000)}s`].map((one) => `--property=${one}`),
  "--",
];

const end = async (host: Host, unit: string): Promise<void> => {
  host.replace(recordOf(unit), "");
  const { code, stderr, timedOut } = await host.run(["systemctl", "stop", "--", unit], END_MS);
  if (code !== 0 && code !== NOT_LOADED) {
    throw new VexorError("COMMAND_FAILED", `${unit} does not end: `
      + (timedOut ? "systemctl does not answer" : stderr.trim()));
  }
  host.remove(recordOf(unit));
};

const inUnit = async (
  host: Host, about: string, argv: readonly string[], timeoutMs: number,
): Promise<RunResult> => {
  const unit = `vexor-program-${host.now().getTime()}.service`;
  host.makeDir(RECORDS);
  host.replace(recordOf(unit), `${about}\n`);
  let result: RunResult | null = null;
  try {
    result = await host.run([...systemdRun(unit, about, timeoutMs), ...argv], timeoutMs);
    return result;
  } finally {
    // systemd-run says 0 only of a unit that has ended; anything else may be its own trouble.
    if (result?.code === 0) host.remove(recordOf(unit));
    else await end(host, unit);
  }
};

/**
 * Runs it to its end; neither it nor what it has started outlives this call. Early in a boot there
 * is no bus yet: it runs in vexor-apply.service then, and systemd ends what is left in there.
 */
export const runProgram = (
  host: Host, about: string, argv: readonly string[], timeoutMs: number,
): Promise<RunResult> => {
  const clean = ["env", "-i", "--chdir=/", ...ENV, ...argv];
  return host.stat(BUS) === null ? host.run(clean, timeoutMs)
    : inUnit(host, about, clean, timeoutMs);
};

/** Ends what a killed Vexor has left running. The caller holds the lock. */
export const endOrphans = async (
  host: Host, report: ReportProgress = () => undefined,
): Promise<void> => {
  if (host.isTree) return;
  for (const unit of host.list(RECORDS).filter((name) => NAME.test(name))) {
    const about = (host.read(recordOf(unit)) ?? "").trim() || "a program";
    report(`ending what a killed Vexor has left running: ${about}`);
    await end(host, unit);
  }
};
