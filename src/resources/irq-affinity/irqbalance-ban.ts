/**
 * Making irqbalance leave our interrupts alone without losing what the operator told it: a drop-in
 * that repeats its unit's own command with one --banirq for each interrupt. Bans on its socket
 * would be lost at its next start, and its environment file belongs to the operator.
 */
import {
  banOf, IRQBALANCE_UNIT, readUnitCommand, type Irqbalance,
} from "../../detectors/irq/irqbalance.ts";
import type { Irq, Irqs } from "../../detectors/irq/irqs.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Claim, Attributes, Reading } from "../../engine/model/model.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { BootFile } from "../../engine/resource.ts";
import { reloadUnits } from "../shared/reload.ts";

const DROP_IN = `/etc/systemd/system/${IRQBALANCE_UNIT}.d/90-vexor-agent.conf`;
export const BAN_FILE = /^\/etc\/systemd\/system\/irqbalance\.service\.d\/90-vexor-agent\.conf$/;
const TIMEOUT_MS = 30_000;

export const asksForBan = (attributes: Attributes): boolean => attributes["irqbalance"] === "ban";

export function banFile(
  host: HostReader, irqs: Irqs, claims: readonly Claim[], nameOf: (address: string) => string,
): BootFile {
  const numbers = claims.filter(({ attributes }) => asksForBan(attributes))
    .flatMap(({ address }) => irqs.named(nameOf(address))?.number ?? [])
    .sort((a, b) => a - b);
  const command = numbers.length === 0 ? null : readUnitCommand(host, DROP_IN);
  if (command === null) return { path: DROP_IN, text: null, ownDirectory: true };
  return { path: DROP_IN, ownDirectory: true, text: [
    "# Written by Vexor: the interrupts it pins, by the numbers of this boot.",
    "[Service]",
    "ExecStart=",
    `ExecStart=${[command, ...numbers.map((number) => `--banirq=${number}`)].join(" ")}`,
    "",
  ].join("\n") };
}

/** The argument with which irqbalance already leaves this IRQ alone, or null. */
export const banIn = (running: Irqbalance["running"], irq: Irq, irqs: Irqs): string | null =>
  running && banOf(running.argv, { ...irq, drivers: irqs.owner(irq).drivers });

export const canBan = (host: HostReader): boolean => readUnitCommand(host, DROP_IN) !== null;

/** For an irqbalance that moves this IRQ: why a change would not last, and the ways out. */
export function findBanBlocker(pid: number, irq: Irq, unit: boolean): Reading["blocker"] {
  const stop = `stop it: systemctl disable --now ${IRQBALANCE_UNIT}`;
  return {
    reason: `irqbalance (PID ${pid}) runs and would move ${irq.name} again within 10 s`,
    waysOut: unit
      ? ["add `irqbalance: ban` to the entry: irqbalance then leaves this interrupt alone, and "
        + "keeps its other arguments and bans", stop]
      : [`start irqbalance with --banirq=${irq.number}: it has no unit that Vexor could add it to`],
  };
}

export const needsIrqbalanceRestart = (targets: readonly string[]): boolean =>
  targets.includes(`file:${DROP_IN}`);

/** Restarts irqbalance when its drop-in was among the targets. Throws COMMAND_FAILED. */
export async function restartIrqbalance(host: Host, targets: readonly string[]): Promise<void> {
  if (host.isTree || !needsIrqbalanceRestart(targets)) return;
  await reloadUnits(host);
  await run(host, ["systemctl", "try-restart", IRQBALANCE_UNIT]);
}

async function run(host: Host, argv: readonly string[]): Promise<void> {
  const { code, stderr, timedOut } = await host.run(argv, TIMEOUT_MS);
  if (code === 0) return;
  const how = timedOut
    ? `took longer than ${TIMEOUT_MS / 1000} s` : `failed with ${code ?? "a signal"}`;
  throw new VexorError("COMMAND_FAILED", `${argv.join(" ")} ${how}: ${stderr.trim()}`);
}
