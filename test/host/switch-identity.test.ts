/**
 * Who signs after a switch: the new client starts as who the old one is, or as a key that signs
 * nothing, and never takes up an identity past the guards of that. The vote log of both
 * machines is the witness.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { patient, until } from "../support/pace.ts";
import { offences } from "../support/vote-witness.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { STAKED, UNSTAKED } from "./support/alpenglow.ts";
import { installPeers, startAlone, type Peers } from "./support/peers.ts";
import { unitState } from "./support/seen.ts";
import { AGAVE, installValidators, unit, type Validators } from "./support/validators.ts";
import { calm, declare, expectExit, install, vexor, type Declared } from "./support/vexor.ts";

const JITO = "jito.service";
const LONG = { timeoutMs: 120_000 };
const QUICK = { stopWithin: patient(3), healthyWithin: patient(8) } as const;
/** Jito's own link: it is not turned with Agave's. */
const JITOS = "/etc/solana/jito.json";

const JITO_SCRIPT = `#!/bin/sh
exec /opt/jito/bin/agave-validator --identity ${JITOS} \\
  --vote-account /etc/solana/vote.json --authorized-voter ${STAKED} \\
  --ledger /mnt/jito/ledger --rpc-port 8899 --block-engine-url https://example.org \\
  --dynamic-port-range 8100-8200 --log -
`;

let container: Container;
let validators: Validators;
let peers: Peers;
const run = (script: string) => container.exec(["sh", "-c", script]);

const installJito = async (): Promise<void> => {
  await run(`mkdir -p /opt/jito/bin /mnt/jito/ledger && cd /opt/agave/bin && ln agave-validator /opt/jito/bin/
echo '{"client": "JitoLabs"}' > /opt/jito/bin/agave-validator.stand-in.json`);
  await container.writeFile("/home/sol/jito.sh", JITO_SCRIPT, "0755");
  await container.writeFile(`/etc/systemd/system/${JITO}`, unit("/home/sol/jito.sh"));
  await container.writeFile("/mnt/jito/ledger.behaviour.json",
    JSON.stringify({ cluster: "/srv/cluster", host: "lab", startMs: 300, stopMs: 100 }), "0644");
  await run("chown -R 1000:1000 /home/sol /mnt/jito; systemctl daemon-reload");
};

const states = () => Promise.all([AGAVE, JITO].map(async (name) => (await unitState(container, name)).split(" ")[0]));
const toJito = (more: Partial<Declared> = {}): Declared =>
  ({ client: { active: "jito", adopt: { from: "agave" }, ...QUICK }, ...more });
const firstVotes = async (host: string) => (await validators.votes()).filter((one) => one.host === host && !one.again);
const votesGoOn = async (host: string): Promise<void> => {
  const { length } = await firstVotes(host);
  await until(async () => (await firstVotes(host)).length > length, 10);
};

/** Agave boots with `key`, and Jito with another. */
const start = async (key: string, jitos: string): Promise<void> => {
  await calm(container);
  await run(`systemctl stop ${JITO}; rm -rf /etc/systemd/system/*.service.d/90-vexor-agent-* /run/systemd/system/*.service.d; ln -sfn ${jitos} ${JITOS}
chown -h 1000:1000 ${JITOS}; systemctl daemon-reload`);
  await startAlone(container, validators, AGAVE, key);
  await until(async () => await peers.peerIs() === peers.own, 5);
};

/** To a switch it is an unknown validator: it runs no longer than it must. */
const endPeer = (): Promise<unknown> => run("systemctl stop peer.service");

describe.skipIf(cannotRun("container"))("a switch of clients", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "switch-identity", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    peers = await installPeers(container);
    await installJito();
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => declare(container, toJito()));
  afterEach(async () => expect(offences(await validators.votes())).toEqual([]));

  test("does not start one as the staked identity, which another machine votes with by now", async () => {
    await start(UNSTAKED, STAKED);
    await peers.tellPeer(STAKED);
    await votesGoOn("peer");
    await run("install -o 1000 -g 1000 -m 600 /mnt/peer/ledger/tower-1_9-*.bin /mnt/jito/ledger/"); // a stale one
    await votesGoOn("peer");
    await endPeer();
    const { stdout, stderr } = await expectExit(container, 3, ["apply", "--yes"], LONG);
    expect(stdout + stderr).toMatch(new RegExp(`jito.service would start as ${validators.staked.pubkey}, which sol.service is not: `
      + `it is ${validators.unstaked.pubkey}`));
    expect(await states()).toEqual(["active", "inactive"]);
    expect(await firstVotes("lab")).toEqual([]);
  });

  test("stops nothing where the old client has given its identity up since the plan", async () => {
    await start(STAKED, STAKED);
    await endPeer();
    await votesGoOn("lab");
    await expectExit(container, 0, ["plan", "--out", "/root/plan.json"]);
    await run(`setpriv --reuid=1000 --regid=1000 --clear-groups /opt/agave/bin/agave-validator --ledger /mnt/agave/ledger \\
  set-identity ${UNSTAKED}`);
    const { code, stderr } = await vexor(container, ["apply", "/root/plan.json", "--yes"], LONG);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/PLAN_STALE|CLIENT_IDENTITY|would start as/)]);
    expect(await states()).toEqual(["active", "inactive"]);
  });

  test("does not start one whose key was changed while the old one stopped: that one is back", async () => {
    await start(STAKED, STAKED);
    await endPeer();
    await votesGoOn("lab");
    await run("echo 'ExecStop=/bin/sh -c \"ln -sfn /etc/peer/own.json /etc/solana/jito.json\"' | "
      + `sed '1i [Service]' > /run/stop.conf; mkdir -p /run/systemd/system/${AGAVE}.d; mv /run/stop.conf /run/systemd/system/${AGAVE}.d/50-stop.conf
systemctl daemon-reload`);
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(new RegExp(`jito.service is not started: it would be ${peers.own}`));
    expect(await states()).toEqual(["active", "inactive"]);
    await votesGoOn("lab");
  });

  test("stops one that says, once it runs, that it is another: the old one is back", async () => {
    await start(STAKED, STAKED);
    await endPeer();
    await votesGoOn("lab");
    await run(`mkdir -p /run/systemd/system/${JITO}.d
printf '[Service]\\nExecStartPre=+/bin/ln -sfn /etc/peer/own.json ${JITOS}\\n' > /run/systemd/system/${JITO}.d/50-start.conf
systemctl daemon-reload`);
    const { stderr } = await expectExit(container, 4, ["apply", "--yes"], LONG);
    expect(stderr).toMatch(new RegExp(`says that it is ${peers.own}: it is stopped`));
    expect(await states()).toEqual(["active", expect.stringMatching(/^(inactive|failed)$/)]);
    await votesGoOn("lab");
  });

  test("is not rolled back to a client that would take up what this one has given up", async () => {
    await start(STAKED, STAKED);
    await endPeer();
    await votesGoOn("lab");
    await expectExit(container, 0, ["apply", "--yes"], LONG);
    await votesGoOn("lab");
    await run(`setpriv --reuid=1000 --regid=1000 --clear-groups /opt/jito/bin/agave-validator --ledger /mnt/jito/ledger \\
  set-identity ${UNSTAKED}`);
    await until(async () => (await validators.contacts()).some(({ identity }) => identity === validators.unstaked.pubkey), 10);
    const { stderr } = await expectExit(container, 1, ["rollback", "--yes"], LONG);
    expect(stderr).toMatch(new RegExp(`sol.service would start as ${validators.staked.pubkey}, which jito.service is not`));
    expect(await states()).toEqual(["inactive", "active"]);
  });
});
