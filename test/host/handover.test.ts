/** An identity between two machines, with the vote log as the witness; and clients of other kinds. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elapse, until } from "../support/pace.ts";
import { offences } from "../support/vote-witness.ts";
import type { IdentitySpec } from "../../src/resources/identity/section.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import {
  FULL, installPeers, PEER_RPC, PEERS_OWN, startAlone, ZIG, type Peers,
} from "./support/peers.ts";
import { AGAVE, installValidators, type Validators } from "./support/validators.ts";
import {
  afterwards, calm, declare, expectExit, install, plan, vexor, type Planned,
} from "./support/vexor.ts";

let container: Container;
let validators: Validators;
let peers: Peers;
const run = (script: string) => container.exec(["sh", "-c", script]);

const STAKED = "/etc/solana/staked.json";
const UNSTAKED = "/etc/solana/unstaked.json";
const SLOT_MS = 100;

const lift = (...names: readonly string[]): Pick<IdentitySpec, "guards"> =>
  ({ guards: Object.fromEntries(names.map((name) => [name, { skip: true, why: "a test" }])) });

const promotion = (more: object = {}) => ({ identity: { pubkey: validators.staked.pubkey, keypair: STAKED,
  unstaked: UNSTAKED, voteAccount: validators.vote.pubkey, adopt: { from: validators.unstaked.pubkey }, ...more } });
const demotion = (more: object = {}) => ({ identity: { pubkey: validators.unstaked.pubkey, keypair: UNSTAKED,
  voteAccount: validators.vote.pubkey, adopt: { from: validators.staked.pubkey }, ...more } });

const apply = async (code: number, timeoutMs = 60_000): Promise<string> => {
  const { stdout, stderr } = await expectExit(container, code, ["identity", "swap", "--yes"], { timeoutMs });
  return stdout + stderr;
};
const active = async (): Promise<Planned["items"][number] | undefined> =>
  (await plan(container)).items.find(({ address }) => address === "identity/active");
const bootsWith = async (): Promise<string> =>
  (await run("readlink -f /etc/solana/identity.json")).stdout.trim();

const votesOn = async (host: string): Promise<number> =>
  (await validators.votes()).filter((one) => one.host === host).length;
const votes = (host: string) => async (): Promise<boolean> => {
  const before = await votesOn(host);
  await elapse(4 * SLOT_MS);
  return await votesOn(host) > before;
};

/** Moments that must not be: two machines within two slots of each other, or a slot voted twice. */
const doubleVotes = async (slotMs = SLOT_MS): Promise<readonly unknown[]> => {
  const all = (await validators.votes()).toSorted((a, b) => a.wall - b.wall);
  return all.flatMap((now, at) => {
    const before = all[at - 1];
    if (!before || (before.host === now.host && now.slot > before.slot)) return [];
    return now.wall - before.wall < 2 * slotMs || now.slot <= before.slot ? [[before, now]] : [];
  });
};

const start = async (service: string, key: string, slotMs = SLOT_MS): Promise<void> => {
  await calm(container);
  await validators.behaviour(AGAVE, {});
  await startAlone(container, validators, service, key, slotMs);
  await until(async () => (await active())?.live != null, 15);
  await until(async () => await peers.peerIs() === peers.own, 5);
};

describe.skipIf(cannotRun("container"))("a handover", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "handover", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    peers = await installPeers(container);
  });
  afterAll(() => container?.destroy());

  test("is refused while the other machine votes, and with a tower of an earlier day", async () => {
    await declare(container, promotion(lift("fence")));
    await start(AGAVE, UNSTAKED);
    await peers.tellPeer(STAKED);
    await until(votes("peer"), 5);
    await run("cp -p /mnt/peer/ledger/tower-1_9-*.bin /mnt/agave/ledger/");
    await until(votes("peer"), 5);
    expect((await active())?.reason).toMatch(/votingElsewhere: .* has voted -?\d+ slots ago, and not from here/);
    expect(await apply(3)).toContain("demote it there first");
    await peers.tellPeer(PEERS_OWN);
    await until(async () => !((await active())?.reason ?? "votingElsewhere").startsWith("votingElsewhere"), 15);
    expect((await active())?.reason).toMatch(/^tower: the tower's last vote is slot \d+; the chain shows one for slot \d+/);
    expect(await apply(3)).toContain("after it has stopped voting");
    await run("sed -i 's/./x/400' /mnt/agave/ledger/tower-1_9-*.bin");
    expect((await active())?.reason).toMatch(/^tower: .*(signature|it )/);
    await run("cp -p /mnt/peer/ledger/tower-1_9-*.bin /mnt/agave/ledger/");
    expect(await active()).toMatchObject({ action: "adopt", warnings: [expect.stringContaining("guard fence is lifted (a test)")] });
    await apply(0);
    await until(votes("lab"), 5);
    expect((await validators.votes()).at(-1)).toMatchObject({ host: "lab", tower: "file" });
    expect(await bootsWith()).toBe(UNSTAKED);
    expect(await doubleVotes()).toEqual([]);
  });

  test("is not rolled back once the other machine votes", async () => {
    await declare(container, demotion());
    await start(AGAVE, STAKED);
    await until(votes("lab"), 5);
    await apply(0);
    await run("cp -p /mnt/agave/ledger/tower-1_9-*.bin /mnt/peer/ledger/");
    await peers.tellPeer(STAKED);
    await until(votes("peer"), 5);
    const { code, stderr } = await vexor(container, ["rollback", "--yes"]);
    expect([code, stderr]).toEqual([4, expect.stringContaining("votes from another machine at this very moment")]);
    expect(await bootsWith()).toBe(UNSTAKED);
    expect(await doubleVotes()).toEqual([]);
  });

  test("that cannot vote is rolled back: a disk that is full when the tower is saved", async () => {
    await declare(container, promotion(lift("fence", "votingElsewhere")));
    afterwards(container, `systemctl stop ${AGAVE}; umount -q /mnt/agave/ledger`);
    await run(`systemctl stop ${AGAVE}; mount -t tmpfs -o size=200k,mode=0755,uid=1000,gid=1000 none /mnt/agave/ledger`);
    await start(AGAVE, STAKED);
    await until(votes("lab"), 5);
    await run("/opt/agave/bin/agave-validator --ledger /mnt/agave/ledger set-identity /etc/solana/unstaked.json");
    await until(async () => (await active())?.live === validators.unstaked.pubkey, 10);
    await run("dd if=/dev/zero of=/mnt/agave/ledger/full bs=1k; true");
    const text = await apply(4, 120_000);
    // It dies of its first vote: before it has told who it is by then, or after.
    expect(text).toMatch(/had taken .* up, and is \w+ now|does not vote|reports \w+; it should be/);
    await until(async () => (await active())?.live === validators.unstaked.pubkey, 15);
    expect(await bootsWith()).toBe(STAKED);
  });

  test("of Firedancer asks another node, and waits 512 slots: it remembers no vote", async () => {
    await declare(container, demotion());
    await start(FULL, STAKED, 20);
    await until(votes("lab"), 5);
    expect((await active())?.reason).toMatch(/the leader schedule of .* is unknown/);
    expect(await apply(3)).toMatch(/clusterRpc: https[\s\S]*Method not found/);
    await declare(container, demotion({ clusterRpc: PEER_RPC }));
    await apply(0);
    expect(await votes("lab")()).toBe(false);
    const last = (await validators.votes()).at(-1)?.slot ?? 0;
    const { stderr } = await expectExit(container, 0, ["rollback", "--yes"], { timeoutMs: 120_000 });
    expect(stderr).toMatch(/keeps no record of its votes: \d+ slots \(\d+ s\) until/);
    await until(votes("lab"), 5);
    const next = (await validators.votes()).find(({ slot }) => slot > last)?.slot ?? 0;
    expect(next - last).toBeGreaterThanOrEqual(512);
    await apply(0);
    await declare(container, promotion({ clusterRpc: PEER_RPC, ...lift("fence") }));
    expect((await active())?.reason)
      .toMatch(/^(votingElsewhere|tower: this client keeps no tower: it may vote 512 slots after)/);
    await until(async () => (await active())?.action === "update", 20);
    await apply(0);
    await until(votes("lab"), 5);
    expect((await validators.votes()).at(-1)).toMatchObject({ tower: "none" });
    expect(await doubleVotes(20)).toEqual([]);
  });

  test("of Firedancer from 26.10 on takes the vote history of the other machine from a file", async () => {
    await run("echo '{\"version\": \"26.10.1\"}' > /opt/full/bin/firedancer.stand-in.json; touch /opt/full/bin/firedancer");
    afterwards(container, "rm -rf /opt/full/bin/firedancer.stand-in.json /mnt/import");
    const imports = { clusterRpc: PEER_RPC, tower: "/mnt/import", ...lift("fence", "votingElsewhere", "leaderSlot") };
    await declare(container, promotion(imports));
    await start(FULL, UNSTAKED);
    const cluster = JSON.parse(await container.readFile("/srv/cluster/cluster.json")) as object;
    await container.writeFile("/srv/cluster/cluster.json",
      JSON.stringify({ ...cluster, alpenglowSlot: 1, finalizedLag: 3 }), "0644");
    await peers.tellPeer(STAKED);
    await until(votes("peer"), 5);
    const file = `vote_history-${validators.staked.pubkey}.bin`;
    const place = (): Promise<unknown> => run(`install -d -o 1000 -g 1000 -m 700 /mnt/import
install -o 1000 -g 1000 -m 600 /mnt/peer/ledger/${file} /mnt/import/${file}`);
    await place();
    await until(votes("peer"), 5);
    await peers.tellPeer(PEERS_OWN);
    await until(async () => !await votes("peer")(), 5);
    expect((await active())?.reason).toMatch(/^tower: the vote history's last vote is slot \d+; the chain shows/);
    await declare(container, promotion({ ...imports, tower: undefined }));
    expect((await active())?.reason).toMatch(/this client keeps no vote history/);
    await declare(container, promotion({ ...imports, tower: "/mnt/full/ledger" }));
    expect((await active())?.reason).toMatch(/\/mnt\/full\/ledger is where the client writes its own/);
    await declare(container, promotion(imports));
    await run(`truncate -s 40000 /mnt/import/${file}`);
    expect((await active())?.reason).toMatch(/has 40000 bytes; the client takes 32688 at most/);
    await place();
    const last = (await validators.votes()).filter(({ again }) => !again).at(-1)?.slot;
    expect(await apply(0)).toContain(`--vote-history-file /mnt/import/${file}`);
    await until(votes("lab"), 5);
    expect((await validators.votes()).find(({ host, again }) => host === "lab" && !again))
      .toMatchObject({ tower: "file", previous: last });
    expect(offences(await validators.votes())).toEqual([]);
  });

  test("of Firedancer is left to its own failover where its configuration has one", async () => {
    await declare(container, demotion({ clusterRpc: PEER_RPC }));
    await start(FULL, STAKED, 20);
    await run("printf '[failover]\\nenabled = true\\n' >> /etc/solana/full.toml");
    afterwards(container, "sed -i '/failover/,$d' /etc/solana/full.toml");
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/^Firedancer's own failover decides who signs here \(\/etc\/solana\/full.toml:9\)/) });
    await apply(3);
  });

  test("of a client that reads it only at its start needs a restart, which git must allow", async () => {
    await declare(container, demotion());
    await start(ZIG, STAKED, 20);
    await until(votes("lab"), 5);
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringContaining("restart: Vexor (Zig client) cannot change its identity while it runs"),
      waysOut: [expect.stringContaining("restart: allowed")] });
    await apply(3);
    expect(await bootsWith()).toBe(STAKED);
    await declare(container, demotion({ restart: "allowed" }));
    expect((await active())?.warnings.join()).toContain("it is restarted");
    expect(await apply(0)).toContain("systemctl restart vexor-validator.service");
    expect([(await active())?.live, await bootsWith()]).toEqual([validators.unstaked.pubkey, UNSTAKED]);
    expect(await votes("lab")()).toBe(false);
    await expectExit(container, 0, ["rollback", "--yes"], { timeoutMs: 120_000 });
    expect(await bootsWith()).toBe(STAKED);
    await until(votes("lab"), 5);
    expect(await doubleVotes(20)).toEqual([]);
  });

  test("of a machine whose start cannot be turned is refused, with the way to mend it", async () => {
    await declare(container, demotion());
    await start(AGAVE, STAKED);
    await run("cp -p --remove-destination /etc/solana/staked.json /etc/solana/identity.json");
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/again at the next start: \/etc\/solana\/identity.json is not a link/),
      waysOut: [expect.stringContaining("mv -T /etc/solana/identity.json.new /etc/solana/identity.json")] });
    await apply(3);
  });

  test("of another vote account is a restart, and the plan says where and how", async () => {
    await declare(container, demotion({ voteAccount: peers.own }));
    await start(AGAVE, STAKED);
    expect(await active()).toMatchObject({ action: "blocked",
      reason: expect.stringMatching(/^restart: sol.service votes with the account .* only changes with a restart/),
      waysOut: ["name the new one in /home/sol/validator.sh:3, then by hand: systemctl restart sol.service",
        expect.stringContaining("identity: {voteAccountKey: {keypair: FILE}, restart: allowed}")] });
    await declare(container, { identity: { pubkey: validators.staked.pubkey, keypair: STAKED, voteAccount: peers.own } });
    expect(await active()).toMatchObject({ action: "none", warnings: [expect.stringContaining("restart: ")] });
  });

  test.each([["rubbish"], ["html"], ["hang"], ["drip"], ["huge"], ["closed"]])(
    "an RPC that answers by %s keeps everything as it is", async (rpc) => {
      await declare(container, demotion());
      await start(AGAVE, STAKED);
      await validators.behaviour(AGAVE, { rpc });
      await until(async () => /caughtUp: /.test((await active())?.reason ?? ""), 10);
      expect(await apply(3)).toMatch(/caughtUp: the client has not caught up: /);
      expect(await bootsWith()).toBe(STAKED);
    });

  test("an admin socket of another user is not used", async () => {
    await declare(container, demotion());
    await start(AGAVE, STAKED);
    await run("chown 4711 /mnt/agave/ledger/admin.rpc");
    expect(await apply(3)).toContain("admin.rpc belongs to user 4711; agave runs as 1000");
    expect(await bootsWith()).toBe(STAKED);
  });

  test("another program on the RPC port is not believed", async () => {
    await declare(container, demotion());
    await start(AGAVE, STAKED);
    await validators.behaviour(AGAVE, { rpc: "closed" });
    afterwards(container, "sed -i s/8899/8890/ /etc/systemd/system/peer.service; systemctl daemon-reload");
    await run("sed -i s/8890/8899/ /etc/systemd/system/peer.service; systemctl daemon-reload");
    await until(async () => (await run("grep -qi ':22C3 [^ ]* 0A' /proc/net/tcp")).code !== 0, 10);
    await run("systemctl restart peer.service");
    await until(async () => await peers.peerIs() === peers.own, 5);
    expect(await active()).toMatchObject({ live: validators.staked.pubkey,
      reason: expect.stringMatching(/caughtUp: /) });
  });
});
