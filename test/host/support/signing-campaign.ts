/**
 * Many changes of who signs, each in a world of its own and with a fault of its own: an identity is
 * given up or taken up, or one client takes over from another, before Alpenglow's genesis, after it,
 * or while it comes. What a client remembers of its votes may be damaged, old or another's, its disk
 * full; it may fail half-way or lose what it was given; Vexor is killed, or the machine loses power,
 * and with it whatever was not synced. Each ends as before or as after; or no client signs, and Vexor
 * says so. The log of votes and blocks is the witness.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { saveTower, voted } from "../../stand-ins/agave/tower.ts";
import { saveHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";
import { patient, until } from "../../support/pace.ts";
import { random } from "../../support/random.ts";
import { offences } from "../../support/vote-witness.ts";
import type { Container } from "../lab/container.ts";
import { lifted, STAKED, UNSTAKED } from "./alpenglow.ts";
import { alarms, leftAlone, nowOn } from "./guardians.ts";
import { killedAtLine } from "./switch-kills.ts";
import { AGAVE, unit, type Validators } from "./validators.ts";
import { calm, declare, vexor, type Declared } from "./vexor.ts";

const JITO = "jito.service";
const LEDGERS = { [AGAVE]: "/mnt/agave/ledger", [JITO]: "/mnt/jito/ledger" } as const;
const LONG = { timeoutMs: 180_000 };
const SLOT_MS = 200;
const FINALIZED_LAG = 3;
const STEPS = 12;
const MIGRATES_AFTER = 25;
/** So often that each change meets leader slots: the guard against those is lifted. */
const LEADS_EVERY = 5;
/** More than a run takes. */
const LED_WINDOW = 5000;
const SLOTS_PER_EPOCH = 432_000;

const leaderSlots = (from: number): readonly number[] =>
  Array.from({ length: LED_WINDOW / LEADS_EVERY }, (_, at) => (from + at * LEADS_EVERY) % SLOTS_PER_EPOCH);

type Phase = "tower" | "alpenglow" | "migrates";
type Act = "demotion" | "promotion" | "switch";

interface Fault {
  readonly name: string;
  readonly acts: readonly Act[];
  readonly phases?: readonly Phase[];
  /** How the client behaves while Vexor works. */
  readonly behaviour?: object;
  /** What is done to the record of votes before, by a shell in its ledger; FILE is its name. */
  readonly harm?: string;
  readonly kill?: "once" | "twice" | "power";
}

const BOTH: readonly Act[] = ["demotion", "promotion"];
const ALL: readonly Act[] = [...BOTH, "switch"];

const FULL = "full disk";

const FAULTS: readonly Fault[] = [
  { name: "none", acts: ALL },
  { name: "killed", acts: ALL, kill: "once" },
  { name: "killed, and its recovery", acts: ALL, kill: "twice" },
  { name: "power cut", acts: ALL, kill: "power" },
  { name: "damaged record", acts: ["promotion"], harm: "truncate -s 100 $FILE" },
  { name: "old record", acts: ["promotion"], harm: "cp -p $FILE.old $FILE" },
  { name: "old record, killed", acts: ["promotion"], harm: "cp -p $FILE.old $FILE", kill: "once" },
  { name: "another's record", acts: ["promotion"], harm: "cat $OTHER > $FILE" },
  { name: "no record", acts: ["promotion"], harm: "rm -f $FILE" },
  { name: FULL, acts: ["switch"], harm: `dd if=/dev/zero of=${LEDGERS[JITO]}/full bs=1k 2>/dev/null; true` },
  { name: "half set-identity", acts: BOTH, behaviour: { setIdentity: "half" } },
  { name: "half set-identity once, killed", acts: BOTH, behaviour: { setIdentity: "half once" }, kill: "once" },
  { name: "refused", acts: BOTH, behaviour: { setIdentity: "refuses" } },
  { name: "dies of it", acts: BOTH, behaviour: { setIdentity: "dies" } },
  { name: "record lost at the reload", acts: ["promotion"], phases: ["alpenglow"], behaviour: { reload: "unreadable" } },
  { name: "late voter, killed", acts: BOTH, behaviour: { identityChangesMs: 1500 }, kill: "once" },
];

interface Scene {
  readonly act: Act;
  readonly phase: Phase;
  readonly fault: Fault;
}

const labelOf = ({ act, phase, fault }: Scene): string => `${act}, ${phase}, ${fault.name}`;

/** After a power cut nothing keeps Vexor from either end: the client's record is synced. */
const mayHold = ({ kill }: Fault): boolean => kill !== "power";

const SCENES: readonly Scene[] = FAULTS.flatMap((fault) => fault.acts.flatMap((act) =>
  (fault.phases ?? ["tower", "alpenglow", "migrates"] as const).map((phase) => ({ act, phase, fault }))))
  .filter((scene) => labelOf(scene).includes(process.env["VEXOR_FAULT"] ?? ""));

export interface Tally {
  runs: number;
  before: number;
  after: number;
  /** No client signs, and Vexor has said so. */
  held: string[];
  /** Anything else, and an end that no alarm goes with although a person is needed. */
  wrong: string[];
  offences: string[];
  votes: number;
  blocks: number;
}

const JITO_SCRIPT = `#!/bin/sh
exec /opt/jito/bin/agave-validator --identity /etc/solana/identity.json \\
  --vote-account /etc/solana/vote.json --authorized-voter /etc/solana/staked.json \\
  --ledger ${LEDGERS[JITO]} --rpc-port 8899 --block-engine-url https://example.org \\
  --dynamic-port-range 8100-8200 --log -
`;

export class SigningCampaign {
  readonly #container: Container;
  readonly #validators: Validators;
  readonly #tally: Tally =
    { runs: 0, before: 0, after: 0, held: [], wrong: [], offences: [], votes: 0, blocks: 0 };

  constructor(container: Container, validators: Validators) {
    this.#container = container;
    this.#validators = validators;
  }

  async #sh(script: string): Promise<string> {
    return (await this.#container.exec(["sh", "-c", script], LONG)).stdout;
  }

  /** Jito beside Agave, with a ledger of its own on a small disk. */
  async install(): Promise<void> {
    await this.#sh(`mkdir -p /opt/jito/bin ${LEDGERS[JITO]} && cd /opt/agave/bin
ln agave-validator /opt/jito/bin/agave-validator
echo '{"client": "JitoLabs"}' > /opt/jito/bin/agave-validator.stand-in.json`);
    await this.#container.writeFile("/home/sol/jito.sh", JITO_SCRIPT, "0755");
    await this.#container.writeFile(`/etc/systemd/system/${JITO}`, unit("/home/sol/jito.sh"));
    await this.#sh("chown -R 1000:1000 /home/sol /mnt/jito; systemctl daemon-reload");
    await this.#keepForeign();
  }

  /** Sound records of another identity, newer than any. */
  async #keepForeign(): Promise<void> {
    const key = parseKeypair(makeKey().text);
    const directory = join(this.#container.root, "root");
    const slot = 10_000_000;
    saveHistory(directory, { root: 1, votes: [{ slot, vote: "notarize" }] }, key);
    saveTower(directory, voted({ votes: [], root: 1, timestamp: { slot: 1, seconds: 1 } }, slot), key);
    await this.#sh(`cd /root; for kind in tower-1_9 vote_history; do mv $kind-*.bin other-$kind.bin; done`);
  }

  async #behaviour(more: object): Promise<void> {
    const text = JSON.stringify({ cluster: "/srv/cluster", host: "lab", startMs: 100, stopMs: 50, syncs: true, ...more });
    for (const ledger of Object.values(LEDGERS)) {
      await this.#container.writeFile(`${ledger}.behaviour.json`, text, "0644");
    }
  }

  #slot(): number {
    return Math.floor((Date.now() - this.#genesis) / SLOT_MS);
  }

  #genesis = 0;

  /** A new world, in which Agave votes as the staked identity for a while. */
  async #begin({ act, phase, fault }: Scene): Promise<void> {
    const { staked, vote } = this.#validators;
    await calm(this.#container);
    await this.#behaviour({});
    await this.#sh(`systemctl stop ${AGAVE} ${JITO}; systemctl disable -q ${JITO}
rm -rf /var/lib/vexor-agent/* /run/vexor-agent/root/identity /etc/systemd/system/*.service.d/90-vexor-agent*
umount -ql ${LEDGERS[JITO]}; rm -rf ${LEDGERS[JITO]}/* ${LEDGERS[AGAVE]}/* /srv/cluster/votes.jsonl /srv/cluster/gossip
ln -sfn staked.json /etc/solana/identity.json; systemctl daemon-reload; systemctl reset-failed`);
    if (fault.name === FULL) {
      await this.#sh(`mount -t tmpfs -o size=20m,mode=0755,uid=1000,gid=1000 none ${LEDGERS[JITO]}`);
    }
    this.#genesis = Date.now() - 400_000_000;
    const now = this.#slot();
    const alpenglowSlot = { tower: undefined, alpenglow: now, migrates: now + MIGRATES_AFTER }[phase];
    await this.#container.writeFile("/srv/cluster/cluster.json", JSON.stringify({
      genesisMs: this.#genesis, slotMs: SLOT_MS, finalizedLag: FINALIZED_LAG, alpenglowSlot,
      leaders: { [staked.pubkey]: leaderSlots(now) },
      voteAccounts: { [vote.pubkey]: { nodePubkey: staked.pubkey } } }), "0644");
    await this.#sh(`systemctl enable -q --now ${AGAVE}`);
    await this.#votesReach(3);
    await this.#sh(`cd ${LEDGERS[AGAVE]}; for f in *.bin; do cp -p $f $f.old; done`);
    await this.#votesReach(8);
    if (act === "promotion") await this.#giveUpByHand();
  }

  async #votesReach(count: number): Promise<void> {
    const isVote = ({ kind }: { readonly kind?: string }): boolean => kind === "vote";
    await until(async () => (await this.#validators.votes()).filter(isVote).length >= count, 20,
      () => this.#sh(`systemctl status ${AGAVE}; journalctl -q -n 20 -u ${AGAVE}`));
  }

  async #giveUpByHand(): Promise<void> {
    await this.#sh(`ln -sfn unstaked.json /etc/solana/identity.json
setpriv --reuid=1000 --regid=1000 --clear-groups /opt/agave/bin/agave-validator --ledger ${LEDGERS[AGAVE]} set-identity ${UNSTAKED}`);
    await sleep(1000);
  }

  #declared(act: Act): Declared {
    const { staked, unstaked, vote } = this.#validators;
    const quick = { stopWithin: patient(5), healthyWithin: patient(15) } as const;
    if (act === "switch") return { client: { active: "jito", adopt: { from: "agave" }, ...quick } };
    const guards = { fence: lifted, votingElsewhere: lifted, leaderSlot: lifted };
    return act === "demotion"
      ? { identity: { pubkey: unstaked.pubkey, keypair: UNSTAKED, voteAccount: vote.pubkey,
        adopt: { from: staked.pubkey }, guards: { leaderSlot: lifted } } }
      : { identity: { pubkey: staked.pubkey, keypair: STAKED, unstaked: UNSTAKED,
        voteAccount: vote.pubkey, adopt: { from: unstaked.pubkey }, guards } };
  }

  async #harm(script: string): Promise<void> {
    for (const kind of ["tower-1_9", "vote_history"]) {
      await this.#sh(`cd ${LEDGERS[AGAVE]}; FILE=${kind}-${this.#validators.staked.pubkey}.bin; OTHER=/root/other-${kind}.bin
test ! -e $FILE || { ${script}; }`);
    }
  }

  /** What Vexor says of it, and whether a person is called. */
  async #apply({ fault: { kill } }: Scene): Promise<{ readonly said: string; readonly isAlarmed: boolean }> {
    const since = await nowOn(this.#container);
    if (kill === undefined) {
      const { code, stderr, stdout } = await vexor(this.#container, ["apply", "--yes"], LONG);
      return { said: `${code}: ${stdout} ${stderr}`, isAlarmed: code !== 0 };
    }
    if (kill === "power") return this.#powerCut();
    await killedAtLine(this.#container, ["apply", "--yes"], 1 + random.below(STEPS));
    if (kill === "twice") await killedAtLine(this.#container, ["recover"], random.below(5));
    const { code, stderr } = random.chance(0.5) ? await leftAlone(this.#container, since)
      : await vexor(this.#container, ["recover"], LONG);
    return { said: `${code}: ${stderr}`, isAlarmed: code !== 0 || await alarms(this.#container, since) !== "" };
  }

  async #powerCut(): Promise<{ readonly said: string; readonly isAlarmed: boolean }> {
    const steps = "/srv/cluster/steps";
    await this.#sh(`: > ${steps}; sync -f /`); // What the run does is at stake, not what it found.
    let hasEnded = false;
    const applied = this.#sh(`vexor apply --yes 2> ${steps}`).catch(() => undefined)
      .finally(() => {
        hasEnded = true;
      });
    const lines = 1 + random.below(STEPS);
    await until(() => hasEnded || readFileSync(join(this.#container.root, steps), "utf8")
      .split("\n").length > lines, 120);
    await sleep(random.below(400));
    await this.#container.powerCut();
    await applied;
    await this.#container.boot();
    const { code, stderr } = await vexor(this.#container, ["recover"], LONG);
    return { said: `${code}: ${stderr}`, isAlarmed: code !== 0 };
  }

  /** Who signs, what boots, and which of the two runs. */
  async #state(act: Act): Promise<string> {
    const active = async (name: string) => (await this.#sh(`systemctl is-active ${name}`)).trim();
    if (act === "switch") return `${await active(AGAVE)} ${await active(JITO)}`.replaceAll("failed", "inactive");
    const who = /Identity: (\w+)/.exec(await this.#sh(
      `/opt/agave/bin/agave-validator --ledger ${LEDGERS[AGAVE]} contact-info`))?.[1] ?? "nobody";
    const names = { [this.#validators.staked.pubkey]: "staked", [this.#validators.unstaked.pubkey]: "unstaked" };
    const boots = (await this.#sh("readlink -f /etc/solana/identity.json")).trim();
    const networks = (await this.#validators.contacts()).map(({ network }) => network);
    const isWhole = networks.every((one) => one === who);
    return `${names[who] ?? who}${isWhole ? "" : " in part"}, boots ${boots === STAKED ? "staked" : "unstaked"}`;
  }

  readonly #ends: Readonly<Record<Act, readonly [before: string, after: string]>> = {
    demotion: ["staked, boots staked", "unstaked, boots unstaked"],
    promotion: ["unstaked, boots unstaked", "staked, boots unstaked"],
    switch: ["active inactive", "inactive active"],
  };

  async #once(scene: Scene): Promise<void> {
    const { act, fault } = scene;
    const tally = this.#tally;
    const label = labelOf(scene);
    await this.#begin(scene);
    if (fault.harm !== undefined) await this.#harm(fault.harm);
    await this.#behaviour(fault.behaviour ?? {});
    await declare(this.#container, this.#declared(act));
    const { said, isAlarmed } = await this.#apply(scene);
    await this.#behaviour({});
    const [before, after] = this.#ends[act];
    let state = "";
    const settled = async (): Promise<boolean> => {
      state = await this.#state(act);
      return state === before || state === after;
    };
    await until(settled, 8).catch(() => undefined);
    await sleep(600);
    if (await settled()) tally[state === before ? "before" : "after"] += 1;
    else if (isAlarmed && mayHold(fault) && !/^staked| active|^active/.test(state)) tally.held.push(`${label}: ${state}`);
    else tally.wrong.push(`${label}: ${state}: ${said}`);
    const votes = await this.#validators.votes();
    tally.votes += votes.length;
    tally.blocks += votes.filter(({ kind }) => kind === "block").length;
    tally.offences.push(...offences(votes).map((one) => `${label}: ${one}: ${said}`));
    tally.runs += 1;
  }

  /** So many runs, over every scene in turn, from one drawn at random. */
  async run(runs: number): Promise<Tally> {
    const from = random.below(SCENES.length);
    for (let at = 0; at < runs; at++) {
      const scene = SCENES[(from + at) % SCENES.length];
      if (scene) await this.#once(scene);
    }
    return this.#tally;
  }
}
