/** What a keeper has done by a plan, on a real systemd: who may sign, by which word, and what no undo brings back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readAnswer, renderRequest, type Act, type ActAnswer } from "../../src/failover/act.ts";
import { ACT_UNIT, PERMIT_PATH, renderPermit, type FailoverPermit } from "../../src/failover/permit.ts";
import { renderRole, ROLE_PATH } from "../../src/failover/role.ts";
import { SETTINGS_FORMAT, type FailoverSettings } from "../../src/failover/settings.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { holdsFor, until } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { AGAVE, installValidators, type Validators } from "./support/validators.ts";
import { calm, declare, install, plan } from "./support/vexor.ts";

const LEDGER = "/mnt/agave/ledger";
const GROUP = "pair";

let container: Container;
let validators: Validators;
const run = (script: string) => container.exec(["sh", "-c", script]);

const settings = (): FailoverSettings => ({ format: SETTINGS_FORMAT, host: "lab", group: GROUP,
  peer: { host: "other", url: "https://other:7443" },
  identity: { pubkey: validators.staked.pubkey, keypair: "/etc/solana/staked.json", unstaked: "/etc/solana/unstaked.json",
    voteAccount: validators.vote.pubkey, tower: null, clusterRpc: [] },
  units: [AGAVE],
  register: { protocol: "grpc", endpoints: ["https://e:2379"], ca: null, certificate: null, key: null, login: null, olderEtcd: null },
  timing: DEFAULT_TIMING, unplanned: true, failsafe: false, strict: false, dryRun: false });

const act = async (what: Act): Promise<ActAnswer | null> => {
  await container.writeFile("/root/request.json", renderRequest({ act: what, settings: settings() }), "0600");
  const { stdout } = await run(`systemd-run --quiet --collect --unit=${ACT_UNIT} --pipe --wait --service-type=exec vexor failover act < /root/request.json`);
  return readAnswer(stdout);
};

const say = (role: "active" | "standby", epoch = 3): Promise<void> =>
  container.writeFile(ROLE_PATH, renderRole({ group: GROUP, epoch, role }), "0600");

/** `lasts`: seconds from now on, by the clock that counts. */
const permit = async (change: Partial<FailoverPermit> = {}, lasts = 60): Promise<void> => {
  const uptime = Number.parseFloat((await run("cat /proc/uptime")).stdout);
  await container.writeFile(PERMIT_PATH, renderPermit({ group: GROUP, epoch: 3, by: "record",
    until: Math.round((uptime + lasts) * 1_000), ...change }), "0600");
};

const voted = async (): Promise<number> =>
  (await validators.votes()).filter(({ identity }) => identity === validators.staked.pubkey).length;

const votesAgain = async (): Promise<void> => {
  const before = await voted();
  await until(async () => await voted() > before, 15);
};

const isSilent = async (): Promise<void> => {
  const before = await voted();
  await holdsFor(1_200, async () => expect(await voted()).toBe(before));
};

/** It boots unstaked, as on every host of a group, and is given the identity by hand where a test wants that. */
const beginAs = async (who: "staked" | "unstaked"): Promise<void> => {
  await calm(container);
  await run(`rm -rf /var/lib/vexor-agent/* ${PERMIT_PATH}; mkdir -p /var/lib/vexor-agent/failover /run/vexor-agent/root
ln -sfn ${who}.json /etc/solana/identity.json; systemctl reset-failed; systemctl restart ${AGAVE}`);
  await until(async () => (await act("look"))?.signs === (who === "staked"), 20);
  await run("ln -sfn unstaked.json /etc/solana/identity.json");
  if (who === "staked") await votesAgain();
};

describe.skipIf(cannotRun("container"))("a keeper's plan", () => {
  beforeAll(async () => {
    container = await bootContainer({ name: "failover-act", binary: BINARY });
    await install(container);
    validators = await installValidators(container);
    await votesOnce();
  });
  afterAll(() => container?.destroy());

  /** So that there is a tower. */
  const votesOnce = (): Promise<void> => until(async () => await voted() > 3, 20);

  describe("on a host that signs", () => {
    beforeEach(() => beginAs("staked"));

    test("gives the identity up by the word of the register alone, and its votes stop", async () => {
      expect(await act("demote")).toMatchObject({ isDone: false, signs: true });
      await say("standby");
      const { digest, slot, ...answer } = await act("demote") ?? { digest: null, slot: null };
      expect(answer).toEqual({ isDone: true, signs: false, isUntouched: false, why: null });
      await isSilent();
      expect(slot).toBe((await validators.votes()).findLast(({ identity }) => identity === validators.staked.pubkey)?.slot);
      const { stdout } = await run(`sha256sum /var/lib/vexor-agent/failover/records/*`);
      expect(stdout.split(" ")[0]).toBe(digest);
      expect(await act("demote")).toEqual({ isDone: true, signs: false, isUntouched: true, why: null, digest: null, slot: null });
    });

    test("that was ended half-way takes nothing up again when it is undone", async () => {
      await say("standby");
      await validators.behaviour(AGAVE, { setIdentity: "hangs" });
      const half = act("demote");
      await until(async () => (await run("pgrep -f '[s]et-identity'")).code === 0, 10);
      await run("pkill -KILL -f '[v]exor failover act'; pkill -KILL -f '[s]et-identity'");
      expect(await half).toBeNull();
      await validators.behaviour(AGAVE, {});
      await run("vexor recover");
      expect((await act("demote"))?.signs).toBe(false);
      await isSilent();
    });
  });

  describe("on a standby", () => {
    beforeEach(() => beginAs("unstaked"));

    test.each<[string, () => Promise<void>]>([
      ["without a permit", async () => undefined],
      ["with one that has ended", () => permit({}, -1)],
      ["with one of another epoch", () => permit({ epoch: 1 })],
      ["with one of another group", () => permit({ group: "other" })],
      ["with one that is not whole", () => run(`echo '{"epoch":3' > ${PERMIT_PATH}`).then(() => undefined)],
    ])("takes nothing up %s", async (_, give) => {
      await say("active");
      await give();
      expect(await act("promote")).toMatchObject({ isDone: false, signs: false,
        why: expect.stringContaining(`only the keeper of ${GROUP}`) });
      await isSilent();
    });

    test("takes it up at once with one, for the register has proven that the other host is silent", async () => {
      await say("active");
      await permit();
      expect(await act("promote")).toMatchObject({ isDone: true, signs: true, why: null });
      await votesAgain();
      expect((await validators.votes()).at(-1)).toMatchObject({ tower: "file" });
    });

    test("takes it up without a tower where all that may have been voted for is final, and not otherwise", async () => {
      await say("active");
      await run(`mv ${LEDGER}/tower-1_9-${validators.staked.pubkey}.bin /root/`);
      await permit();
      expect(await act("promote")).toMatchObject({ isDone: false, signs: false, why: expect.stringContaining("tower") });
      await permit({ by: "bound" });
      expect(await act("promote")).toMatchObject({ isDone: true, signs: true });
      await votesAgain();
    });

    test("takes it up for no other plan: an operator's waits for the keeper", async () => {
      await say("active");
      const { identity: { pubkey, keypair, unstaked, voteAccount } } = settings();
      await declare(container, { identity: { pubkey, keypair, unstaked, voteAccount },
        failover: { group: GROUP, peer: { host: "other", url: "https://other:7443" },
          register: { endpoints: ["https://e1:2379", "https://e2:2379", "https://e3:2379"], certificate: "/c", key: "/k" } } });
      expect((await plan(container)).items.find(({ address }) => address === "identity/active"))
        .toMatchObject({ action: "blocked", reason: expect.stringContaining("only the keeper") });
    });
  });
});
