/**
 * Many changes of identity, each with a fault of its own: SIGKILL at a moment that wanders over the
 * whole of it, in apply, rollback and recovery; a key that is another one; a tower of an earlier
 * day; a disk that is full when the tower is saved. Each ends in before or after, and the vote log
 * tells whether anybody voted out of turn. Half of them are left to the guardian alone.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../support/pace.ts";
import type { Container } from "../lab/container.ts";
import { killGuardians, leftAlone, nowOn } from "./guardians.ts";
import { AGAVE, type Validators } from "./validators.ts";
import { declare, vexor, type Declared } from "./vexor.ts";
import { random } from "../../support/random.ts";

export interface CampaignMachine {
  readonly container: Container;
  readonly validators: Validators;
  whoIsIt(): Promise<string>;
  bootsWith(): Promise<string>;
  demotion(): Declared;
  promotion(): Declared;
}

type End = "before" | "after" | "neither";

/** Its multiples spread evenly, however many there are. */
const GOLDEN = 0.618034;
const LEDGER = "/mnt/agave/ledger";
const STAKED = "/etc/solana/staked.json";
const UNSTAKED = "/etc/solana/unstaked.json";
const LIMIT = { timeoutMs: 120_000 };

interface Fault {
  readonly name: string;
  readonly promotes: boolean;
  /** The key that is replaced by another one, or what is done to the ledger. */
  readonly harm?: (machine: CampaignMachine) => Promise<void>;
  readonly mend?: string;
  readonly takesBack?: true;
  readonly kills: readonly ("swap" | "recover")[];
}

const sh = async ({ container }: CampaignMachine, script: string): Promise<string> =>
  (await container.exec(["sh", "-c", script], LIMIT)).stdout;

const FULL = "dd if=/dev/zero of=$PWD/full bs=1k 2>/dev/null; true";
const inLedger = (script: string) => async (machine: CampaignMachine): Promise<void> =>
  void await sh(machine, `cd ${LEDGER} && ${script}`);
/** The tower of the first run, when the chain has long gone on. */
const oldTower = inLedger("for f in tower-1_9-*.bin; do cp -p $f $f.now; cp -p $f.first $f; done");
const otherKey = async (machine: CampaignMachine): Promise<void> =>
  void await sh(machine, `cp -p ${UNSTAKED} /root/kept.json; cp /etc/solana/vote.json ${UNSTAKED}`);

const FAULTS: readonly Fault[] = [
  { name: "demotion killed", promotes: false, kills: ["swap"] },
  { name: "promotion killed", promotes: true, kills: ["swap"] },
  { name: "demotion and recovery killed", promotes: false, kills: ["swap", "recover"] },
  { name: "rollback killed", promotes: false, takesBack: true, kills: ["swap"] },
  { name: "promotion and recovery killed", promotes: true, kills: ["swap", "recover"] },
  { name: "wrong key", promotes: false, harm: otherKey, mend: `cp -p /root/kept.json ${UNSTAKED}`, kills: [] },
  { name: "old tower", promotes: true, harm: oldTower,
    mend: `cd ${LEDGER}; for f in tower-1_9-*.bin; do mv $f.now $f; done`, kills: [] },
  { name: "disk full, promotion killed", promotes: true, harm: inLedger(FULL), mend: `rm -f ${LEDGER}/full`, kills: ["swap"] },
  { name: "disk full", promotes: true, harm: inLedger(FULL), mend: `rm -f ${LEDGER}/full`, kills: [] },
];

/** The identity and its link as they are before a change of this kind; without what Vexor knows. */
const begin = async (machine: CampaignMachine, promotes: boolean): Promise<void> => {
  const { validators, whoIsIt } = machine;
  const link = promotes ? "unstaked.json" : "staked.json";
  await sh(machine, `rm -rf /var/lib/vexor-agent/*; ln -sfn ${link} /etc/solana/identity.json
systemctl reset-failed; systemctl restart ${AGAVE}`);
  const who = (promotes ? validators.unstaked : validators.staked).pubkey;
  await until(async () => await whoIsIt() === who, 15);
  if (promotes) return;
  const before = (await validators.votes()).length;
  await until(async () => (await validators.votes()).length > before, 10);
};

/** Everything of Vexor's, or the writer without the guardian. */
const killed = async (
  machine: CampaignMachine, args: readonly string[], ms: number, all = true,
): Promise<void> => {
  const begun = vexor(machine.container, args, LIMIT);
  await sleep(ms);
  await machine.container.exec(["pkill", "-KILL", ...all ? ["-x", "vexor"] : ["-f", "^vexor "]]);
  await begun;
};

/** Without anybody who asks for it; the guardian is killed on the way if there is to be a kill. */
const unattended = async (machine: CampaignMachine, since: string, kill: boolean) => {
  if (kill) {
    await sleep(random.below(2000));
    await killGuardians(machine.container);
  }
  return leftAlone(machine.container, since);
};

const attended = async (machine: CampaignMachine, kill: boolean) => {
  if (kill) await killed(machine, ["recover"], 40 + random.below(2000));
  return vexor(machine.container, ["recover"], LIMIT);
};

const endOf = async (machine: CampaignMachine, { promotes }: Fault): Promise<End> => {
  const { validators: { staked, unstaked }, whoIsIt, bootsWith } = machine;
  await until(async () => await whoIsIt() !== "nobody", 30);
  const end = `${await whoIsIt()} ${await bootsWith()}`;
  const [up, down] = [`${staked.pubkey} ${promotes ? UNSTAKED : STAKED}`, `${unstaked.pubkey} ${UNSTAKED}`];
  if (end !== up && end !== down) return "neither";
  return (end === up) === promotes ? "after" : "before";
};

/** How long one takes when nothing disturbs it, with the machine as busy as it is. */
const lengthOf = async (machine: CampaignMachine, args: readonly string[]): Promise<number> => {
  const begun = performance.now();
  const { code, stderr } = await vexor(machine.container, args, LIMIT);
  if (code !== 0) throw new Error(`vexor ${args.join(" ")} exited with ${code}: ${stderr}`);
  return performance.now() - begun;
};

const once = async (
  machine: CampaignMachine, fault: Fault, part: number, isAlone: boolean,
): Promise<string> => {
  const { container, demotion, promotion } = machine;
  await begin(machine, fault.promotes);
  await declare(container, fault.promotes ? promotion() : demotion());
  await fault.harm?.(machine);
  const verb = fault.takesBack ? "rollback" : "apply";
  if (fault.takesBack) await lengthOf(machine, ["apply", "--yes"]);
  const [swap, recover] = fault.kills;
  const since = await nowOn(container);
  const said = swap ? await killed(machine, [verb, "--yes"], 40 + part * 4500, !isAlone)
    : await vexor(container, [verb, "--yes"], LIMIT);
  const { code, stderr } = isAlone ? await unattended(machine, since, recover !== undefined)
    : await attended(machine, recover !== undefined);
  await sh(machine, fault.mend ?? "true");
  const end = await endOf(machine, fault);
  return end !== "neither" && code === 0 ? end
    : `neither: ${fault.name}, ${part}, recover ${code}: ${stderr} ${said?.stderr ?? ""}`;
};

/** A slot that was voted for twice or backwards, by whomever; and two clients within two slots. */
const outOfTurn = async ({ validators }: CampaignMachine): Promise<readonly unknown[]> => {
  const all = (await validators.votes()).toSorted((a, b) => a.wall - b.wall);
  return all.flatMap((now, at) => {
    const before = all[at - 1];
    if (now.identity !== validators.staked.pubkey) return [now];
    return before && now.slot <= before.slot ? [[before, now]] : [];
  });
};

export interface Tally {
  readonly runs: number;
  readonly ends: {
    readonly before: number; readonly after: number; readonly neither: readonly string[];
  };
  /** `demotion killed: after`, and how often. */
  readonly byFault: Readonly<Record<string, number>>;
  readonly wrong: readonly unknown[];
}

export const campaign = async (machine: CampaignMachine, runs: number): Promise<Tally> => {
  await sh(machine, `systemctl stop ${AGAVE}; rm -f /srv/cluster/votes.jsonl
mount -t tmpfs -o size=400k,mode=0755,uid=1000,gid=1000 none ${LEDGER}`);
  try {
    await begin(machine, false);
    await inLedger("for f in tower-1_9-*.bin; do cp -p $f $f.first; done")(machine);
    const ends: string[] = [];
    const byFault: Record<string, number> = {};
    for (let at = 0; at < runs; at++) {
      const fault = FAULTS[at % FAULTS.length];
      if (!fault) continue;
      const end = await once(machine, fault, (at * GOLDEN) % 1, at % 2 === 1);
      const line = `${fault.name}: ${end.replace(/:.*/s, "")}`;
      byFault[line] = (byFault[line] ?? 0) + 1;
      ends.push(end);
    }
    const count = (end: End): number => ends.filter((one) => one === end).length;
    return { runs, byFault, wrong: await outOfTurn(machine), ends: { before: count("before"), after: count("after"),
      neither: ends.filter((one) => one.startsWith("neither")) } };
  } finally {
    await sh(machine, `systemctl stop ${AGAVE}; umount ${LEDGER}; systemctl start ${AGAVE}`);
  }
};
