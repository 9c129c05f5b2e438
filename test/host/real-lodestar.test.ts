/**
 * A real Lodestar switched there and back, and killed in between. Two witnesses
 * share no code with Vexor: the wire between validators and beacon node, and the databases' own
 * files. A campaign: it takes a tree of 335 MB and some minutes.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { slashable } from "./support/ethereum.ts";
import { leftAlone, nowOn } from "./support/guardians.ts";
import { A, B, installRealLodestar, type RealLodestar } from "./support/real-lodestar.ts";
import { declare, expectExit, install, plan, vexor } from "./support/vexor.ts";
import type { Records } from "./support/leveldb.ts";

const whyNot = process.env["VEXOR_REAL_LODESTAR"] ? cannotRun("container")
  : "VEXOR_REAL_LODESTAR=1 runs this with a real client, in some ten minutes";
if (whyNot !== undefined) console.log(`The real Lodestar is left out: ${whyNot}.`);

const BEFORE = ["active enabled", "inactive disabled"];
const AFTER = ["inactive disabled", "active enabled"];
const LONG = { timeoutMs: 600_000 };
const SOME = 60;

let container: Container;
let lodestar: RealLodestar;
const figures: Record<string, string | number> = {};

/** Records of one that the other lacks, or has otherwise. */
const lacking = (of: Records, other: Records): readonly string[] =>
  [...of].filter(([key, value]) => other.get(key) !== value).map(([key]) => key);

const expectCarried = async (from: "a" | "b", to: "a" | "b", what: string): Promise<void> => {
  const [old, next] = [await lodestar.records(from), await lodestar.records(to)];
  expect(old.size).toBeGreaterThan(0);
  expect(lacking(old, next)).toEqual([]);
  figures[what] = `${old.size - lacking(old, next).length} of ${old.size}`;
};

const client = (unit: string) => ({ client: { active: "lodestar", unit,
  ...unit === B ? { adopt: { from: `lodestar@${A}` } } : {}, healthyWithin: 120 } });

const timed = async (what: string, act: () => Promise<unknown>): Promise<void> => {
  const begun = Date.now();
  await act();
  figures[what] = `${Math.round((Date.now() - begun) / 1000)} s`;
};

describe.skipIf(whyNot !== undefined)("a real Lodestar", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "real-lodestar", binary: BINARY });
    await install(container);
    lodestar = await installRealLodestar(container);
    await lodestar.signs(SOME);
  }, 1_800_000);
  afterAll(() => container?.destroy());

  test("takes all it has signed there and back, through a kill as well, and signs nothing twice", async () => {
    await declare(container, client(B));
    const { items } = await plan(container);
    expect(items).toMatchObject([{ action: "adopt", warnings: [expect.stringMatching(/takes about \d+ s to carry/)] }]);
    await timed("there", () => expectExit(container, 0, ["apply", "--yes"], LONG));
    expect(await lodestar.state()).toEqual(AFTER);
    await expectCarried("a", "b", "records there");
    expect((await container.exec(["systemctl", "start", A])).code).not.toBe(0);
    expect(await lodestar.state()).toEqual(AFTER);
    await lodestar.signs(SOME);
    await timed("back", () => expectExit(container, 0, ["rollback", "--yes"], LONG));
    expect(await lodestar.state()).toEqual(BEFORE);
    await expectCarried("b", "a", "records back");
    await lodestar.signs(SOME);

    const since = await nowOn(container);
    const begun = vexor(container, ["apply", "--yes"], LONG);
    await until(async () => (await container.exec(["pgrep", "-f", "slashing-protection import"])).code === 0, 120);
    await container.exec(["sh", "-c", "kill -9 $(pgrep -f '^vexor apply')"]);
    expect((await begun).code).toBe(137);
    expect(await leftAlone(container, since)).toMatchObject({ code: 0 });
    expect(await lodestar.state()).toEqual(BEFORE);
    await lodestar.signs(SOME);

    const signed = await lodestar.onWire();
    figures["attestations on the wire"] = signed.filter(({ kind }) => kind === "attestation").length;
    figures["blocks on the wire"] = signed.filter(({ kind }) => kind === "block").length;
    figures["signed twice or against each other"] = slashable(signed).length;
    console.log(`a real Lodestar: ${JSON.stringify(figures)}`);
    expect(slashable(signed)).toEqual([]);
  }, within(1_200_000));
});
