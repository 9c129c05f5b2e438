/** A few power cuts; VEXOR_CUTS=20 makes it a campaign, VEXOR_SEED repeats one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { SEED } from "../support/random.ts";
import { cannotRun } from "./lab/machine.ts";
import { Campaign } from "./power-cut.ts";

const CUTS = Number(process.env["VEXOR_CUTS"] ?? 3);
const ROLLBACKS = Math.max(1, Math.floor(CUTS / 4));
const MINUTE = 60_000;

describe.skipIf(cannotRun("guest"))("a power cut", () => {
  let campaign: Campaign;
  beforeAll(async () => {
    campaign = await Campaign.start(SEED);
  });
  afterAll(() => campaign?.destroy());

  test("in an apply or a rollback leaves the state before or the state after", async () => {
    const applying = await campaign.measure("apply");
    const rolling = await campaign.measure("rollback");
    const cuts = [
      ...await campaign.run("apply", CUTS - ROLLBACKS, applying),
      ...await campaign.run("rollback", ROLLBACKS, rolling),
    ];
    expect(cuts.filter(({ problems }) => problems.length > 0)).toEqual([]);
  }, within((3 + 2 * CUTS) * MINUTE));
});
