/** What the other host of a group has signed, put in place on a real system: by whose rights, what stays, what refuses. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHash } from "node:crypto";
import { readAnswer, renderRequest, type Act, type ActAnswer } from "../../src/failover/act.ts";
import { copyIn, type SignedCopy } from "../../src/failover/evidence.ts";
import { ACT_UNIT } from "../../src/failover/permit.ts";
import { renderRole, ROLE_PATH } from "../../src/failover/role.ts";
import { SETTINGS_FORMAT, type FailoverSettings } from "../../src/failover/settings.ts";
import { parseSigningRecord, RECEIVED_PATH, recordPath, renderReceived } from "../../src/failover/signing-record.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { until } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "./support/validators.ts";
import { declare, history, install, plan, vexor } from "./support/vexor.ts";

const GROUP = "pair";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);
const pubkey = (): string => validators.staked.pubkey;
const tower = (): string => `/mnt/agave/ledger/tower-1_9-${pubkey()}.bin`;

const settings = (): FailoverSettings => ({ format: SETTINGS_FORMAT, host: "lab", group: GROUP,
  peer: { host: "other", url: "https://other:7443" },
  identity: { pubkey: pubkey(), keypair: "/etc/solana/staked.json", unstaked: "/etc/solana/unstaked.json",
    voteAccount: validators.vote.pubkey, tower: null, clusterRpc: [] },
  units: [AGAVE],
  register: { protocol: "grpc", endpoints: ["https://e:2379"], ca: null, certificate: null, key: null, login: null, olderEtcd: null },
  timing: DEFAULT_TIMING, unplanned: true, failsafe: false, strict: false, dryRun: false });

const act = async (what: Act): Promise<ActAnswer | null> => {
  await container.writeFile("/root/request.json", renderRequest({ act: what, settings: settings() }), "0600");
  return readAnswer((await run(`systemd-run --quiet --collect --unit=${ACT_UNIT} --pipe --wait --service-type=exec vexor failover act < /root/request.json`)).stdout);
};

const say = (role: "active" | "standby"): Promise<void> =>
  container.writeFile(ROLE_PATH, renderRole({ group: GROUP, epoch: 3, role }), "0600");

const isAs = async (who: "staked" | "unstaked"): Promise<void> => {
  await run(`ln -sfn ${who}.json /etc/solana/identity.json; systemctl reset-failed; systemctl restart ${AGAVE}`);
  await until(async () => (await act("look"))?.signs === (who === "staked"), 20);
};

/** As the keeper has it looked at. */
const look = async (): Promise<SignedCopy> => {
  const found = copyIn((await run(`vexor own-record ${pubkey()} - ${AGAVE}`)).stdout);
  if (typeof found === "string") throw new Error(found);
  return found;
};

/** As the keeper leaves it. */
const receive = async ({ digest, record }: SignedCopy): Promise<void> => {
  const { files = [] } = parseSigningRecord(record ?? "", pubkey()) ?? {};
  await run(`mkdir -p /var/lib/vexor-agent/failover/records`);
  await container.writeFile(recordPath(digest), record ?? "", "0600");
  await container.writeFile(RECEIVED_PATH, renderReceived({ group: GROUP, identity: pubkey(), digest,
    slots: files.map(({ form, slot }) => ({ form, slot })) }), "0600");
};

const sum = async (): Promise<string> => (await run(`sha256sum < ${tower()}`)).stdout.slice(0, 64);

const sumOf = ({ record }: SignedCopy): string => createHash("sha256")
  .update(parseSigningRecord(record ?? "", pubkey())?.files[0]?.bytes ?? "").digest("hex");

describe.skipIf(cannotRun("container"))("a record of the other host", () => {
  let older: SignedCopy;
  let newer: SignedCopy;

  beforeAll(async () => {
    container = await bootContainer({ name: "failover-record", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await run("mkdir -p /var/lib/vexor-agent/failover");
    await isAs("staked");
    await until(async () => (await run(`test -s ${tower()}`)).code === 0, 20);
    await say("standby");
    await isAs("unstaked");
    older = await look();
    await isAs("staked");
    await until(async () => ((await look()).slot ?? 0) > (older.slot ?? 0) + 3, 20);
    await isAs("unstaked");
    newer = await look();
    const { identity: { keypair, unstaked, voteAccount } } = settings();
    await declare(container, { identity: { pubkey: pubkey(), keypair, unstaked, voteAccount },
      failover: { group: GROUP, peer: { host: "other", url: "https://other:7443" },
        register: { endpoints: ["https://e1:2379", "https://e2:2379", "https://e3:2379"], certificate: "/c", key: "/k" } } });
  });
  afterAll(() => container?.destroy());

  const putOld = async (): Promise<void> => {
    const { files = [] } = parseSigningRecord(older.record ?? "", pubkey()) ?? {};
    await run(`echo ${Buffer.from(files[0]?.bytes ?? "").toString("base64")} | base64 -d > ${tower()}`);
    expect(await sum()).toBe(sumOf(older));
  };

  test("is looked at by a process that stays: each look shows what is there then", async () => {
    await isAs("staked");
    const { stdout } = await run(`mkfifo /root/asks; vexor own-record ${pubkey()} - ${AGAVE} < /root/asks > /root/said & exec 3> /root/asks
      echo look >&3; until test -s /root/said; do sleep 0.1; done
      cp ${tower()} /root/then; while cmp -s ${tower()} /root/then; do sleep 0.1; done
      echo look >&3; exec 3>&-; wait; cat /root/said`);
    const slots = stdout.trim().split("\n").map((text) => copyIn(text)).map((copy) => (typeof copy === "string" ? NaN : copy.slot ?? NaN));
    expect(slots).toHaveLength(2);
    expect(slots[1]).toBeGreaterThan(slots[0] ?? NaN);
    await isAs("unstaked");
    newer = await look();
  });

  test("is put where the client finds it, as the client's user, by the keeper's plan and by an operator's", async () => {
    const owner = (await run(`stat -c %U:%G ${tower()}`)).stdout;
    for (const apply of [() => act("receive"), () => vexor(container, ["apply", "--yes", "--only", "identity/record"])]) {
      await run("rm -f /var/lib/vexor-agent/failover/placed.json");
      await putOld();
      await receive(newer);
      expect((await plan(container, "--only", "identity/record")).items).toMatchObject([{ address: "identity/record", live: "none", to: expect.stringContaining(`tower ${newer.slot}`) }]);
      await apply();
      expect([await sum(), (await run(`stat -c %U:%G ${tower()}`)).stdout]).toEqual([sumOf(newer), owner]);
      expect((await plan(container, "--only", "identity/record")).items).toMatchObject([{ action: "none" }]);
    }
  });

  test("takes the place of no newer one, there or back", async () => {
    await receive(older);
    expect(await act("receive")).toMatchObject({ isDone: true });
    expect(await sum()).toBe(sumOf(newer));
    const [last] = await history(container);
    await vexor(container, ["rollback", String(last?.run), "--yes"]);
    expect(await sum()).toBe(sumOf(newer));
  });

  test("is not put in place while the client signs as the identity", async () => {
    await isAs("staked");
    await receive({ ...newer });
    await run("rm -f /var/lib/vexor-agent/failover/placed.json");
    expect(await act("receive")).toMatchObject({ isDone: false, why: expect.stringContaining("signs as") });
    await isAs("unstaked");
    expect(await act("receive")).toMatchObject({ isDone: true });
  });
});
