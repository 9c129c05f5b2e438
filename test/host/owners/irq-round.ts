/** One round with interrupts: as `round.ts`, but nothing keeps a mask over a boot. */
import { setTimeout as sleep } from "node:timers/promises";
import type { PlanItem } from "../../../src/engine/model/model.ts";
import type { Random } from "../../support/random.ts";
import type { Machine } from "../lab/machine.ts";
import { declare, plan, vexor } from "../support/vexor.ts";
import {
  byHand, drawIrqWays, otherThan, readMasks, type Irq, type IrqWay, type Masks,
} from "./irqs.ts";
import { judge, type Case, type Found } from "./judge.ts";
import type { Placed } from "./ways.ts";

const place = async (guest: Machine, files: readonly Placed[]): Promise<void> => {
  for (const { path, text, mode = 0o644, isLink } of files) {
    if (!isLink) await guest.writeFile(path, text, mode.toString(8).padStart(4, "0"));
    else {
      const script = "mkdir -p \"${2%/*}\" && ln -sfn \"$1\" \"$2\"";
      await guest.exec(["sh", "-c", script, "sh", text, path]);
    }
  }
};

const clear = (guest: Machine, files: readonly Placed[]): Promise<unknown> =>
  guest.exec(["rm", "-rf", "/var/lib/vexor-agent/ledger.json", "/var/lib/vexor-agent/runs",
    ...files.map(({ path }) => path)]);

const run = async (guest: Machine, script: string): Promise<void> => {
  const { code, stderr } = await guest.exec(["sh", "-ec", script]);
  if (code !== 0) throw new Error(`${script}: ${stderr}`);
};

const masksWanted = (irqs: readonly Irq[], live: Masks, random: Random) => ({
  irqAffinity: irqs.map(({ name, number }) =>
    ({ match: { name }, cpus: otherThan(live.get(number) ?? "", random) })),
});

const casesOf = (
  irqs: readonly Irq[], ways: readonly IrqWay[], seen: Readonly<Record<string, Masks>>,
): readonly Case[] => {
  const unsure = ways.filter(({ isComputed }) => isComputed);
  return irqs.map(({ number, address }): Case => {
    const owners = ways.filter(({ moved }) => moved.some(({ irq }) => irq.number === number));
    const files = [...owners, ...unsure].flatMap((one) => one.files.map(({ path }) => path));
    const [live, applied, rolledBack] = ["live", "applied", "rolledBack"]
      .map((when) => seen[when]?.get(number));
    return { address, live, applied, rolledBack, rebooted: live, isClear: unsure.length === 0,
      owned: owners.length === 0 ? null : owners.map(({ name }) => name).join("; "),
      files: owners.some((one) => one.files.length > 0) ? files : [] };
  });
};

/** Nothing is known of a reboot: no file keeps a mask, and the plan says so of each. */
const withoutReboots = (found: Found, items: readonly PlanItem[]): Found => ({ ...found,
  unknownReboots: items.flatMap(({ address, afterReboot }) =>
    (afterReboot === null ? [] : [`${address}: said ${afterReboot} after a reboot`])) });

/** What is live is asked to be another; that is applied, and rolled back. */
export const tryAll = async (
  guest: Machine, irqs: readonly Irq[], ways: readonly IrqWay[], random: Random,
): Promise<Found> => {
  const live = await readMasks(guest);
  await declare(guest, masksWanted(irqs, live, random));
  const { items } = await plan(guest);
  const { code, stderr } = await vexor(guest, ["apply", "--yes"], { timeoutMs: 180_000 });
  const applied = await readMasks(guest);
  if (items.some(({ action }) => action === "update")) {
    await vexor(guest, ["rollback", "--yes"], { timeoutMs: 180_000 });
  }
  const rolledBack = await readMasks(guest);
  const cases = casesOf(irqs, ways, { live, applied, rolledBack });
  const found = withoutReboots(judge(cases, items), items);
  return code === 3 || code === 0 ? found : { ...found, failures: [...found.failures,
    `apply exited with ${code}: ${stderr}`] };
};

export async function irqRound(
  guest: Machine, irqs: readonly Irq[], random: Random,
): Promise<Found> {
  const ways = drawIrqWays(irqs, random);
  const later = new Set(ways.filter(({ files }) => files.length > 0 && random.chance(0.2)));
  const filesOf = (some: readonly IrqWay[]): readonly Placed[] =>
    some.flatMap(({ files }) => files);
  try {
    await place(guest, filesOf(ways.filter((way) => !later.has(way))));
    await guest.shutdown();
    await guest.boot();
    await sleep(3000); // timers
    await run(guest, byHand(ways));
    await place(guest, filesOf([...later]));
    return await tryAll(guest, irqs, ways, random);
  } finally {
    await clear(guest, filesOf(ways));
  }
}
