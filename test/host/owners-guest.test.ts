/**
 * What administrators have done with interrupts, in random ways, on a machine that has 60 of them,
 * or 200 in a campaign: nothing of it is overridden or lost by a rollback. VEXOR_IRQS is how many
 * rounds a campaign has; VEXOR_SEED repeats a run.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomFrom, SEED } from "../support/random.ts";
import { within } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { findIrqs, type Irq } from "./owners/irqs.ts";
import { irqRound, tryAll } from "./owners/irq-round.ts";
import { sumOf, type Found } from "./owners/judge.ts";
import { install } from "./support/vexor.ts";

const ROUNDS = Number(process.env["VEXOR_IRQS"] ?? 1);
const MINUTE = 60_000;
/** Each port has two queues, and each queue an interrupt. */
const PORTS = ["virtio-serial-pci,max_ports=31,vectors=66"];
const CARDS = ROUNDS > 1 ? 3 : 1;
const DEVICES = Array.from({ length: CARDS }, () => PORTS).flat().flatMap((one) => ["-device", one]);

const expectLaw = (found: Found): void => {
  const { values, defaults, ...lists } = found;
  console.log(`seed ${SEED}: ${values} custom masks, ${defaults} defaults; `
    + Object.entries(lists).map(([what, { length }]) => `${what} ${length}`).join(", "));
  const facts = (some: readonly string[]): string => `seed ${SEED}\n${some.slice(0, 40).join("\n")}`;
  for (const what of ["failures", "wrongNames", "wrongReboots", "unknownReboots"] as const) {
    expect(lists[what], facts(lists[what])).toEqual([]);
  }
  expect(lists.unnamed.length / values, facts(lists.unnamed)).toBeLessThanOrEqual(0.02);
  expect(lists.blockedDefaults.length, facts(lists.blockedDefaults))
    .toBeLessThanOrEqual(Math.ceil(defaults / 100));
};

describe.skipIf(cannotRun("guest"))("owners of interrupts", () => {
  let guest: Guest;
  let irqs: readonly Irq[];
  const random = randomFrom(SEED);

  beforeAll(async () => {
    guest = await bootGuest({ name: "owners", binary: BINARY, devices: DEVICES });
    await install(guest);
    irqs = await findIrqs(guest);
  });
  afterAll(() => guest?.destroy());

  test("no mask of theirs is overridden or lost", { timeout: within(5 * ROUNDS * MINUTE) },
    async () => {
      expect(irqs.length).toBeGreaterThan(50 * CARDS);
      const all: Found[] = [];
      for (let at = 0; at < ROUNDS; at++) {
        all.push(await irqRound(guest, irqs, random));
        if (ROUNDS > 1) console.log(`round ${at}: ${JSON.stringify(all.at(-1), null, 1)}`);
      }
      expectLaw(sumOf(all));
    });

  test("an interrupt that irqbalance places or is configured to leave alone is not moved", async () => {
    // What stands where its driver has put it cannot be distinguished from a default.
    const banned = random.shuffled(irqs.filter(({ usual }) => usual !== "2")).slice(0, 20);
    await guest.exec(["sh", "-c", "cp /etc/default/irqbalance /root/; printf '\\n%s\\n' \"$1\""
      + " >> /etc/default/irqbalance; systemctl start irqbalance; sleep 8", "sh",
    `IRQBALANCE_ARGS="--interval=3600 ${banned.map(({ number }) => `--banirq=${number}`).join(" ")}"`]);
    const way = (name: string, some: readonly Irq[], path: string | null) => ({ name,
      moved: some.map((irq) => ({ irq, cpus: "0" })), isComputed: false,
      files: path === null ? [] : [{ path, text: "" }] });
    await guest.exec(["sh", "-c", banned.map(({ number }) =>
      `echo 2 > /proc/irq/${number}/smp_affinity_list`).join("\n")]);
    try {
      expectLaw(await tryAll(guest, irqs, [way("a ban", banned, "/etc/default/irqbalance"),
        way("irqbalance", irqs.filter((irq) => !banned.includes(irq)), null)], random));
    } finally {
      await guest.exec(["sh", "-c", "systemctl stop irqbalance; cp /root/irqbalance /etc/default/"]);
    }
  });
});
