/**
 * Two hosts that share the keys of an Ethereum-like validator. The judge goes by what was signed, by the rules of
 * EIP-3076, and by every write of the register (`support/validator-pair.ts`), not by what Vexor says.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdsFor, until, within } from "../support/pace.ts";
import { cannotRun } from "./lab/machine.ts";
import { cannotHaveEtcd } from "./support/etcd-binaries.ts";
import { cannotHavePair } from "./support/pair.ts";
import { ValidatorPair, type ValidatorHost } from "./support/validator-pair.ts";

let pair: ValidatorPair;
let a: ValidatorHost;
let b: ValidatorHost;

const acquitted = async (): Promise<void> => expect(await pair.findings(), await pair.told()).toEqual([]);

const handOver = (from: ValidatorHost) => from.sh("vexor failover run --yes");

describe.skipIf(cannotRun("container") ?? cannotHaveEtcd() ?? cannotHavePair())("a pair of Ethereum-like validators", () => {
  beforeAll(async () => {
    pair = await ValidatorPair.start();
    [a, b] = pair.hosts;
    await a.must(`systemctl enable --quiet --now ${a.make.unit}`);
    await pair.signs(a);
    for (const host of pair.hosts) await host.apply();
    await a.must("vexor failover init --yes");
  }, within(240_000));
  afterAll(() => pair?.stop());

  test("in dry run the client goes on, and nothing is barred", async () => {
    await until(async () => (await b.ask())?.peer.answeredMs != null, 30);
    expect([await a.isLocked(), await b.isLocked(), await a.runs(), await b.runs()]).toEqual([false, false, true, false]);
    await acquitted();
  });

  test("a client that runs when its keeper is put in force goes on, and the other host's is barred", async () => {
    for (const host of pair.hosts) await host.apply({ dryRun: false });
    await pair.settles(a);
    await until(() => b.isLocked(), 30);
    await b.sh(`systemctl start ${b.make.unit}`);
    expect(await b.runs()).toBe(false);
    await acquitted();
  }, within(240_000));

  test("a planned handover, there and back: what one has signed binds the other", async () => {
    for (const [from, to] of [[a, b], [b, a]] as const) {
      const { code, stdout, stderr } = await handOver(from);
      expect(code, `${stdout}\n${stderr}\n${await pair.told()}`).toBe(0);
      await pair.settles(to);
      expect([await from.isLocked(), await to.isLocked(), await from.runs(), await to.runs()]).toEqual([true, false, false, true]);
      await from.sh(`systemctl start ${from.make.unit}`);
      expect(await from.runs()).toBe(false);
    }
    await acquitted();
  }, within(480_000));

  test.each<[string, () => void, () => void]>([
    ["an import that fails", () => b.behave({ imports: "fails" }), () => b.behave({})],
    ["an export that fails", () => a.behave({ exports: "fails" }), () => a.behave({})],
  ])("%s: the keys go back by themselves", async (_, breaks, mends) => {
    breaks();
    const { code, stderr } = await handOver(a);
    expect([code, stderr], await pair.told()).toEqual([1, expect.stringMatching(/has it again|no end after/)]);
    await pair.settles(a, 240);
    mends();
    expect([await a.isLocked(), await b.isLocked(), await b.runs()]).toEqual([false, true, false]);
    await acquitted();
  }, within(480_000));

  test("a keeper that is killed takes its client with it, and the same host goes on by itself", async () => {
    await a.must("systemctl kill -s KILL vexor-failover.service");
    await until(async () => !await a.runs(), 20);
    await holdsFor(1_500, async () => expect(await a.runs()).toBe(false));
    await pair.settles(a, 180);
    await acquitted();
  }, within(300_000));

  test("a host that boots again starts no client, until its keeper does", async () => {
    await a.container.powerCut();
    await a.container.boot();
    await until(async () => (await a.sh("systemctl is-active vexor-failover")).code === 0, 40);
    expect([await a.runs(), await a.isLocked()]).toEqual([false, true]);
    await pair.settles(a, 180);
    await acquitted();
  }, within(300_000));
});
