/**
 * What administrators have set, in random ways and pairs of ways, on a machine that really boots:
 * nothing of it is overridden or lost by a rollback, and the plan says what a reboot brings.
 * VEXOR_OWNERS is how many rounds there are; VEXOR_SEED repeats a run.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomFrom, SEED } from "../support/random.ts";
import { within } from "../support/pace.ts";
import { bootContainer } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { sumOf, type Found } from "./owners/judge.ts";
import { findKeys } from "./owners/keys.ts";
import { PACKAGE_WAYS, REAL_PACKAGES } from "./owners/packages.ts";
import { freeKeys, round, type OwnersHarness } from "./owners/round.ts";
import { install } from "./support/vexor.ts";

const ROUNDS = Number(process.env["VEXOR_OWNERS"] ?? 2);
const MINUTE = 60_000;
/** A machine with all packages takes minutes to make, so it is for campaigns. */
const MANY = process.env["VEXOR_OWNERS_PACKAGES"] !== undefined;
const INTERFACES = 6;
const PACKAGES = ["cron", "ifupdown", "perl", "python3-minimal"];

const obstacle = cannotRun("container");
if (obstacle) console.log(`skipped: owners: ${obstacle}`);

const SHARES = { unnamed: 0.02, unknownReboots: 0.03, blockedDefaults: 0.01 } as const;

describe.skipIf(obstacle)("owners", () => {
  let harness: OwnersHarness;

  beforeAll(async () => {
    const packages = MANY ? ["perl", "python3-minimal", ...REAL_PACKAGES] : PACKAGES;
    const container = await bootContainer({ name: "owners", binary: BINARY, packages,
      interfaces: INTERFACES });
    await install(container);
    const keys = await findKeys(container);
    await container.shutdown();
    harness = { container, own: MANY ? PACKAGE_WAYS : [], keys: await freeKeys(container, keys) };
  });
  afterAll(() => harness?.container.destroy());

  const lasting = { timeout: within((2 + ROUNDS) * MINUTE) };

  test("no custom value is overridden or lost, and the plan is true of a reboot", lasting,
    async () => {
      const random = randomFrom(SEED);
      const all: Found[] = [];
      for (let at = 0; at < ROUNDS; at++) {
        all.push(await round(harness, random));
        if (ROUNDS > 5 || process.env["VEXOR_TELL"]) console.log(`round ${at}: ${JSON.stringify(all.at(-1), null, 1)}`);
      }
      const { values, defaults, ...lists } = sumOf(all);
      console.log(`seed ${SEED}, ${ROUNDS} rounds: ${values} custom values, ${defaults} defaults; `
        + Object.entries(lists).map(([what, { length }]) => `${what} ${length}`).join(", "));
      const facts = (some: readonly string[]): string =>
        `seed ${SEED}\n${some.slice(0, 40).join("\n")}`;
      expect(values).toBeGreaterThan(300 * ROUNDS);
      for (const what of ["failures", "wrongNames", "wrongReboots"] as const) {
        expect(lists[what], facts(lists[what])).toEqual([]);
      }
      for (const [what, most] of Object.entries(SHARES)) {
        const some = lists[what as keyof typeof SHARES];
        const whole = what === "blockedDefaults" ? defaults : values;
        expect(some.length / whole, facts(some)).toBeLessThanOrEqual(most);
      }
    });
});
