/** Ways in which an administrator ties a service to a CPU, each on a service of its own. */
import type { Machine } from "../lab/machine.ts";
import type { Placed } from "./ways.ts";

interface PinWay {
  readonly name: string;
  /** Lines of the unit's section, in front of its start line or instead of it. */
  readonly unit?: (cpus: string) => string;
  readonly files?: (unit: string, cpus: string) => readonly Placed[];
  readonly byHand?: (unit: string, cpus: string) => string;
}

const SLEEP = "ExecStart=/bin/sleep infinity";
const dropIn = (unit: string, text: string, folder = "/etc/systemd/system"): Placed =>
  ({ path: `${folder}/${unit}.d/50-pin.conf`, text: `[Service]\n${text}\n` });
const pidOf = (unit: string): string => `$(systemctl show -P MainPID ${unit})`;

const PIN_WAYS: readonly PinWay[] = [
  { name: "CPUAffinity= in its unit", unit: (cpus) => `CPUAffinity=${cpus}\n${SLEEP}` },
  { name: "a drop-in", files: (unit, cpus) => [dropIn(unit, `CPUAffinity=${cpus}`)] },
  { name: "a drop-in in /usr/local/lib",
    files: (unit, cpus) => [dropIn(unit, `CPUAffinity=${cpus}`, "/usr/local/lib/systemd/system")] },
  { name: "taskset in its start line",
    unit: (cpus) => `ExecStart=/usr/bin/taskset -c ${cpus} /bin/sleep infinity` },
  { name: "taskset when it has started",
    unit: (cpus) => `${SLEEP}\nExecStartPost=/bin/sh -c 'taskset -pc ${cpus} $MAINPID'` },
  { name: "a script that it is started by", unit: () => "ExecStart=/usr/local/bin/%N",
    files: (unit, cpus) => [{ path: `/usr/local/bin/${unit.replace(".service", "")}`, mode: 0o755,
      text: `#!/bin/sh\nexec taskset -c ${cpus} sleep infinity\n` }] },
  { name: "taskset by hand", byHand: (unit, cpus) => `taskset -apc ${cpus} ${pidOf(unit)}` },
  { name: "a unit that pins it", files: (unit, cpus) => [
    { path: `/etc/systemd/system/pin-${unit}`, text: `[Unit]\nAfter=${unit}\n[Service]\nType=oneshot\n`
      + `ExecStart=/bin/sh -c 'taskset -apc ${cpus} $(systemctl show -P MainPID ${unit})'\n` },
    { path: `/etc/systemd/system/multi-user.target.wants/pin-${unit}`, isLink: true,
      text: `/etc/systemd/system/pin-${unit}` }] },
];

export interface Pin {
  readonly unit: string;
  readonly way: string;
  readonly cpus: string;
  readonly files: readonly Placed[];
  readonly byHand: string | null;
}

/** One service for each way, and one more that is free; CPU 0 or 1. */
export const pinsOf = (cpuOf: () => number): readonly Pin[] =>
  [...PIN_WAYS, null].map((way, at): Pin => {
    const unit = `pinned${at}.service`;
    const cpus = String(cpuOf());
    const body = way?.unit?.(cpus) ?? SLEEP;
    return { unit, way: way?.name ?? "free", cpus, byHand: way?.byHand?.(unit, cpus) ?? null,
      files: [
        { path: `/etc/systemd/system/${unit}`, text: `[Service]\n${body}\n` },
        { path: `/etc/systemd/system/multi-user.target.wants/${unit}`, isLink: true,
          text: `/etc/systemd/system/${unit}` },
        ...(way?.files?.(unit, cpus) ?? [])] };
  });

const SHOW = `for unit; do printf '%s\\t%s\\n' $unit "$(sed -n 's/^Cpus_allowed_list:\\s*//p' \\
  /proc/$(systemctl show -P MainPID $unit)/status)"; done`;

/** The CPUs of each service's main process, by unit. */
export const readPins = async (
  machine: Machine, pins: readonly Pin[],
): Promise<ReadonlyMap<string, string>> => {
  const units = pins.map(({ unit }) => unit);
  const { stdout } = await machine.exec(["sh", "-c", SHOW, "sh", ...units]);
  return new Map(stdout.trimEnd().split("\n").map((line) => {
    const [unit = "", cpus = ""] = line.split("\t");
    return [unit, cpus];
  }));
};
