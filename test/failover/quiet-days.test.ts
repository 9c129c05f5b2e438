/**
 * No failover where nothing is wrong with the validator, and one where something is. `VEXOR_FAILOVER_DAYS=30` plays a month.
 */
import { expect, test } from "vitest";
import { SEED } from "../support/random.ts";
import { runQuietDays, type Trouble } from "./quiet-days.ts";

const DAYS = Number(process.env["VEXOR_FAILOVER_DAYS"] ?? 1);

test(`${DAYS} days of losses, elections, a witness that lies, stalls of the cluster and restarts of the standby's keeper`, () => {
  const days = runQuietDays(SEED, DAYS);
  if (DAYS > 1) console.info(`VEXOR_SEED=${SEED}: ${JSON.stringify(days)}`);
  expect(days).toMatchObject({ takes: 0, demotions: 0 });
}, 600_000);

test.each<[Trouble, number]>([["dead", 1], ["hung", 1], ["mute", 0]])(
  "a validator that is %s for ten minutes is followed by %i takes of the other host", (is, takes) => {
    for (let seed = SEED; seed < SEED + 5; seed++) {
      expect([seed, runQuietDays(seed, 0.1, { is, from: 3_600_000 })]).toMatchObject([seed, { takes, demotions: takes }]);
    }
  }, 60_000);
