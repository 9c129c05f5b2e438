/**
 * Two other nodes of the cluster, as awkward as real ones: one is down, one is behind, one lies. What
 * they say is held against the client's own word before an identity is taken up.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeKey } from "../support/keys.ts";
import { until } from "../support/pace.ts";
import { cannotRun } from "./lab/machine.ts";
import { bootMigrated, lifted, type Stage } from "./support/alpenglow.ts";
import { afterwards, declare, expectExit } from "./support/vexor.ts";

const PORTS = { one: 8890, two: 8891 } as const;
type Name = keyof typeof PORTS;
const NAMES = Object.keys(PORTS) as readonly Name[];
const RPCS = NAMES.map((name) => `http://127.0.0.1:${PORTS[name]}/`);
/** Past this no node of one cluster is ahead of another that has caught up. */
const FAR = 10_000_000;

describe.skipIf(cannotRun("container"))("two other nodes", () => {
  let stage: Stage;

  const behave = (name: Name, more: object = {}): Promise<void> => stage.container.writeFile(
    `/mnt/${name}/ledger.behaviour.json`, JSON.stringify({ cluster: "/srv/cluster", host: name, startMs: 100, ...more }), "0644");

  /** No validator's name, so that only its RPC is here. */
  const startNode = async (name: Name): Promise<void> => {
    const { container, run } = stage;
    await run(`mkdir -p /opt/nodes /mnt/${name}/ledger; ln -f /opt/agave/bin/agave-validator /opt/nodes/peer-node`);
    await container.writeFile(`/mnt/${name}/own.json`, makeKey().text, "0600");
    await behave(name);
    const port = PORTS[name];
    await run(`chown -R 1000:1000 /mnt/${name}; systemd-run --quiet --unit=node-${name} --uid=1000 /opt/nodes/peer-node \
  --identity /mnt/${name}/own.json --ledger /mnt/${name}/ledger --gossip-port ${port + 100} --rpc-port ${port} \
  --dynamic-port-range ${port + 300}-${port + 400} --log -`);
    await until(async () => (await run(`grep -qi ':${port.toString(16)} [^ ]* 0A' /proc/net/tcp`)).code === 0, 20);
  };

  beforeAll(async () => {
    stage = await bootMigrated("nodes");
    for (const name of NAMES) await startNode(name);
  });
  afterAll(() => stage?.container.destroy());
  beforeEach(async () => {
    for (const name of NAMES) await behave(name);
    await stage.reset();
    await stage.giveUp();
    await stage.run("rm -f /var/lib/vexor-agent/alpenglow");
  });
  afterEach(async () => expect(await stage.offences()).toEqual([]));

  const promotion = (more: object = {}) => stage.promotion(more, { clusterRpc: RPCS });

  const before = async (): Promise<readonly unknown[]> => [(await stage.validators.votes()).length, await stage.whoIsIt(),
    (await stage.run(`readlink /etc/solana/identity.json; sha256sum ${stage.history()}`)).stdout];

  test("that agree with the client let it take its identity up, also while one is down", async () => {
    await declare(stage.container, promotion());
    await behave("two", { rpc: "closed" });
    await expectExit(stage.container, 0, ["apply", "--yes"]);
    expect(await stage.whoIsIt()).toBe(stage.validators.staked.pubkey);
    await stage.votesGoOn();
  });

  test.each<[string, Partial<Record<Name, object>>, RegExp]>([
    ["of which one has not seen the genesis", { two: { rpcLies: { getAgGenesisCert: null } } },
      /^127.0.0.1:8891 says that the cluster has not moved to Alpenglow, and the client says that it has/],
    ["of which one is on another cluster", { one: { rpcLies: { getGenesisHash: "5uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY" } } },
      /^the client is on the cluster with the genesis 4uhc\w+, and 127.0.0.1:8890 on the one with 5uhc/],
    ["of which one names another voter", { one: { rpcLies: { getVoteAccounts: { current: [], delinquent: [] } } },
      two: { rpcLies: { getVoteAccounts: { current: [{ votePubkey: "VOTE", nodePubkey: "UNSTAKED", lastVote: FAR }] } } } },
    /^the client says that the vote account belongs to \w+, and 127.0.0.1:8891 that it belongs to/],
    ["that are both down", { one: { rpc: "closed" }, two: { rpc: "hang" } },
      /^tower: it is unknown whether a tower or a vote history.*of 3 nodes only the client tells/],
    ["that both talk rubbish of the genesis", { one: { rpcLies: { getAgGenesisCert: "soon" } }, two: { rpcLies: { getAgGenesisCert: [1] } } },
      /^tower: it is unknown whether a tower or a vote history.*of 3 nodes only the client tells/],
  ])("%s keep it as it is: nothing is signed, and nothing moved", async (_, how, why) => {
    const { container, validators, active } = stage;
    const named = (text: string): object => JSON.parse(text.replaceAll("VOTE", validators.vote.pubkey)
      .replaceAll("UNSTAKED", validators.unstaked.pubkey)) as object;
    for (const name of NAMES) await behave(name, named(JSON.stringify(how[name] ?? {})));
    await declare(container, promotion());
    const was = await before();
    expect(await active()).toMatchObject({ action: "blocked", reason: expect.stringMatching(why) });
    await expectExit(container, 3, ["apply", "--yes"]);
    expect(await before()).toEqual(was);
  });

  test("judge until when it has no vote history to go by: both must tell, and both see it final", async () => {
    const { container, run, whoIsIt, validators } = stage;
    await declare(container, promotion({ tower: lifted }));
    await run(`cp -p ${stage.history()} /root/history; rm ${stage.history()}`);
    afterwards(container, `test -e ${stage.history()} || cp -p /root/history ${stage.history()}`);
    const fails = async () => (await expectExit(container, 4, ["apply", "--yes"], { timeoutMs: 60_000 })).stderr;
    await behave("one", { rpcErrors: { getSlot: "not now" } });
    expect(await fails()).toMatch(/voted for is unknown: 127.0.0.1:8890 does not tell its newest one/);
    await behave("one", { rpcLies: { getSlot: FAR } });
    expect(await fails()).toMatch(/127.0.0.1:8890 says that its newest slot is 10000000, and the client's is \d+: one of them/);
    expect(await whoIsIt()).toBe(validators.unstaked.pubkey);
    await behave("one", { behind: 20 });
    const [last] = (await validators.votes()).slice(-1);
    const { stderr } = await expectExit(container, 0, ["apply", "--yes"], { timeoutMs: 120_000 });
    expect(stderr).toMatch(/has no vote history here: \d+ slots \(\d+ s\) until slot \d+ is final for 127.0.0.1:8890/);
    expect(await whoIsIt()).toBe(validators.staked.pubkey);
    await stage.votesGoOn();
    const [first] = (await validators.votes()).filter(({ slot }) => slot > (last?.slot ?? 0));
    expect(first?.tower).toBe("none");
    expect((first?.slot ?? 0) - (last?.slot ?? 0)).toBeGreaterThan(48 + 20);
  });
});
