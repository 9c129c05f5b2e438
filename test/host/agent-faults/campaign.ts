/** Commit after commit, each with one fault at a random moment, and what came of every one. */
import { setTimeout as sleep } from "node:timers/promises";
import { deadline } from "../../support/pace.ts";
import { median } from "../../../bench/measure.ts";
import { SERVICE } from "../support/vexor.ts";
import type { AgentFaultHarness } from "./machine.ts";
import { exhaust } from "./memory.ts";
import { alarmOf, isHalted, KEYS, see, stateOf, type Declared, type Seen } from "./oracle.ts";
import { randomFrom, type Random } from "../../support/random.ts";

/** Each with the longest time from when its aim is there, and for how long it lasts, in ms. */
const FAULTS = {
  "kill agent": [1500, 0], "kill operate": [500, 0], "kill apply": [350, 0],
  "kill both": [350, 0], "kill all": [1500, 0], "stop agent": [1200, 0],
  "stop operate": [500, 2000], "oom agent": [1000, 0], "oom operate": [400, 0],
  "disk full": [1200, 3000], "source gone": [600, 3000], "source corrupt": [300, 3000],
} as const;

export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[];

type Health = "none" | "good" | "bad";

export interface Round {
  readonly fault: Fault | "none";
  readonly health: Health;
  /** Whether the fault met anything: what it is aimed at may have ended by then. */
  readonly hit: boolean;
  readonly found: "after" | "before" | "neither";
  /** From the commit until it was decided. */
  readonly ms: number;
  readonly problems: readonly string[];
  /** What the agent said of going back; null where it did not. */
  readonly why: string | null;
}

const LIMIT_MS = 90_000;
const HEALTH: Readonly<Record<Health, object>> = {
  none: {},
  good: { health: { holdFor: "1s", within: "5s", checks: [{ command: ["/bin/true"] }] } },
  bad: { health: { holdFor: "1s", within: "20s", checks: [{ command: ["/bin/false"] }] } },
};
const PINS = [null, "0", "1"] as const;

export class Campaign {
  readonly #harness: AgentFaultHarness;
  readonly #random: Random;
  readonly #free: string;
  readonly rounds: Round[] = [];
  #n = 0;
  /** Rounds in a row that a person had to end. */
  halts = 0;

  private constructor(harness: AgentFaultHarness, seed: number, free: string) {
    this.#harness = harness;
    this.#random = randomFrom(seed);
    this.#free = free;
  }

  static async start(harness: AgentFaultHarness, seed: number): Promise<Campaign> {
    const { state } = await see(harness);
    if (!/^6 \S+$/m.test(state)) throw new Error(`${SERVICE} does not run:\n${state}`);
    // Of init, which nothing pins: an earlier campaign may have left the service pinned.
    const free = await harness.sh("sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/1/status");
    const campaign = new Campaign(harness, seed, free);
    await campaign.converge();
    return campaign;
  }

  /** A commit that nothing disturbs is taken. */
  async converge(): Promise<void> {
    const round = await this.#round("none", "none");
    if (round.found !== "after" || round.problems.length > 0) {
      throw new Error(`an undisturbed commit: ${round.found}: ${round.why}: `
        + round.problems.join("; "));
    }
  }

  async inject(fault: Fault): Promise<Round> {
    const dice = this.#random.next();
    const pushed = dice < 0.93 ? "good" : "bad";
    const round = await this.#round(fault, dice < 0.5 ? "none" : pushed);
    this.rounds.push(round);
    if (round.found !== "after") await this.converge();
    return round;
  }

  #next(): Declared {
    const n = ++this.#n;
    return { cpus: this.#random.pick(PINS),
      sysctl: Object.fromEntries(KEYS.map((key, at) => [key, 1000 * (at + 2) + n])) };
  }

  async #round(fault: Fault | "none", health: Health): Promise<Round> {
    const harness = this.#harness;
    const before = await see(harness);
    const declared = this.#next();
    const { cpus, sysctl } = declared;
    const since = await harness.sh("date +%s.%N");
    const commit = await harness.commit({ sysctl, ...HEALTH[health],
      cpuPinning: cpus === null ? [] : [{ unit: SERVICE, cpus }] });
    const begun = Date.now();
    const striking = this.#inject(fault);
    const ask = this.#random.next() < 0.8;
    const isAgentHit = /agent|both|all/.test(fault);
    const decided = await this.#decide({ before, after: stateOf(declared, this.#free), since,
      commit, nudge: ask ? begun + 1200 : Infinity, striking, isAgentHit });
    const hit = await striking;
    const problems = [...decided.problems];
    if (health === "bad" && decided.found === "after") problems.push("what is not healthy was kept");
    return { fault, health, hit, found: decided.found, ms: Date.now() - begun, problems,
      why: decided.why };
  }

  async #inject(fault: Fault | "none"): Promise<boolean> {
    const [latest, longest] = fault === "none" ? [0, 0] : FAULTS[fault];
    const delay = Math.round(this.#random.next() * latest);
    if (fault === "oom agent" || fault === "oom operate") {
      await this.#harness.sh("/root/inject-fault.pl none 0 0");
      return exhaust(this.#harness, fault === "oom agent" ? "agent" : "operate", delay);
    }
    const length = Math.round(200 + this.#random.next() * longest);
    const said = await this.#harness.sh(`/root/inject-fault.pl '${fault}' ${delay} ${length}`);
    return (JSON.parse(said) as { hit: number }).hit > 0;
  }

  async #decide({ before, after, since, commit, nudge, striking, isAgentHit }: {
    before: Seen; after: string; since: string; commit: string; nudge: number;
    striking: Promise<boolean>; isAgentHit: boolean;
  }): Promise<Seen & Pick<Round, "found" | "problems" | "why">> {
    const mustRestart = await striking && isAgentHit;
    const harness = this.#harness;
    let seen = before;
    let asked = 0;
    for (const limit = deadline(LIMIT_MS); !limit.isOver(); await sleep(150)) {
      seen = await see(harness);
      const isRest = seen.open.length === 0 && seen.pid !== 0
        && !(mustRestart && seen.pid === before.pid);
      if (isRest && seen.state === after && seen.accepted === commit) {
        return { ...seen, found: "after", problems: [], why: null };
      }
      if (isRest && seen.state === before.state) {
        const log = await harness.log(since);
        const why = alarmOf(log, commit);
        if (why !== null) {
          return { ...seen, found: "before", why,
            problems: seen.accepted === commit ? ["what was taken back is accepted"] : [] };
        }
        if (isHalted(log)) {
          this.halts++;
          await harness.sh("vexor sync --retry");
        }
      }
      // As a webhook of the forge's would, for most of the rounds; the others come to it by polling.
      if (Date.now() > nudge + asked * 1000) {
        asked++;
        await harness.sh("systemctl kill -s HUP --kill-whom=main vexor-agent || true");
      }
    }
    return { ...seen, found: "neither", why: null, problems: [`open: ${seen.open.join(", ")}`,
      `found:\n${seen.state}wanted:\n${after}or:\n${before.state}`, await harness.log(since),
      await harness.sh("journalctl -q -o short-precise --no-pager | grep -i vexor | tail -60")] };
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** A line for each fault: how often, how often it met what it was aimed at, and what came of it. */
export const renderTally = (rounds: readonly Round[]): string => {
  const line = (name: string, some: readonly Round[]): string => {
    const count = (of: (round: Round) => boolean): string => String(some.filter(of).length)
      .padStart(7);
    const times = some.map(({ ms }) => ms).toSorted((a, b) => a - b);
    return name.padEnd(16) + count(() => true) + count(({ hit }) => hit)
      + count(({ health }) => health === "good") + count(({ health }) => health === "bad")
      + count(({ found }) => found === "after") + count(({ found }) => found === "before")
      + count(({ found }) => found === "neither") + seconds(median(times)).padStart(9)
      + seconds(times.at(-1) ?? NaN).padStart(7);
  };
  const names = [...new Set(rounds.map(({ fault }) => fault))];
  return ["fault            rounds    hit healthy   sick  after before neither median s  max s",
    ...names.map((name) => line(name, rounds.filter(({ fault }) => fault === name))),
    line("all", rounds)].join("\n");
};
