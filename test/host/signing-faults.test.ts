/** Faults in every change of who signs; CONTRIBUTING.md says how to run all of them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { SigningCampaign } from "./support/signing-campaign.ts";
import { installValidators } from "./support/validators.ts";
import { install } from "./support/vexor.ts";

const RUNS = Number(process.env["VEXOR_SIGNING_FAULTS"] ?? 4);

describe.skipIf(cannotRun("container"))("changes of who signs", () => {
  let container: Container;
  let campaign: SigningCampaign;

  beforeAll(async () => {
    container = await bootContainer({ name: "signing", binary: BINARY, lossyBut: ["/srv/cluster"] });
    await install(container);
    campaign = new SigningCampaign(container, await installValidators(container));
    await campaign.install();
  });
  afterAll(() => container?.destroy());

  test("whatever fails, end as before or after, or with an alarm, and sign no slot twice", async () => {
    const { offences, wrong, ...tally } = await campaign.run(RUNS);
    console.log(`changes of who signs: ${JSON.stringify(tally)}; offences: ${offences.length}`);
    expect(offences).toEqual([]);
    expect(tally.blocks).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  }, within(60_000 + RUNS * 40_000));
});
