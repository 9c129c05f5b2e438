/**
 * Power cuts at any moment of an apply or a rollback: QEMU is killed, the guest boots again with
 * nobody's help, and what is there then must be the whole of the state before or after.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEntry } from "../../src/engine/model.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY } from "./lab/machine.ts";
import { durable, look, strayTemps, type Sight } from "./support/observer.ts";
import {
  declare, expectExit, history, install, SERVICE, startServices,
} from "./support/vexor.ts";

const SYSCTLS = [
  ...["somaxconn", "rmem_max", "wmem_max", "rmem_default", "wmem_default", "netdev_max_backlog",
    "netdev_budget", "optmem_max"].map((key) => `net.core.${key}`),
  ...["tcp_fin_timeout", "tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes",
    "tcp_max_syn_backlog", "tcp_reordering", "tcp_retries1", "tcp_retries2", "tcp_syn_retries",
    "tcp_synack_retries", "tcp_limit_output_bytes", "ip_default_ttl", "ipfrag_time",
    "igmp_max_memberships", "igmp_max_msf", "tcp_min_tso_segs"].map((key) => `net.ipv4.${key}`),
  ...["swappiness", "max_map_count", "vfs_cache_pressure", "dirty_expire_centisecs",
    "dirty_writeback_centisecs", "page-cluster", "watermark_scale_factor", "extfrag_threshold",
    "watermark_boost_factor"].map((key) => `vm.${key}`),
  ...["hung_task_timeout_secs", "msgmax", "msgmnb", "shmmni", "perf_event_mlock_kb",
    "perf_event_max_stack", "msgmni"].map((key) => `kernel.${key}`),
];
const IRQS = [0, 1].flatMap((n) => [`virtio1-input.${n}`, `virtio1-output.${n}`]);
/** Before the first write, and after the last: a cut there is as good as any. */
const MARGIN_MS = 300;

export type Verb = "apply" | "rollback";

export interface Cut {
  readonly verb: Verb;
  /** Milliseconds after the verb was started. */
  readonly at: number;
  /** The last journal line of the verb's own run that had reached the disk. */
  readonly stage: string;
  readonly found: "before" | "after" | "neither";
  /** What `vexor history` says of the newest run. */
  readonly state: string;
  readonly problems: readonly string[];
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** A small generator with a seed: a campaign can be repeated. */
const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
  return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
};

const same = (a: Sight, b: Sight): boolean => differences(a, b).length === 0;

const differences = (a: Sight, b: Sight): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])
    .map((key) => `${key}: ${a[key]} / ${b[key]}`);

export class Campaign {
  readonly #guest: Guest;
  readonly #random: () => number;
  /** Without and with the declared state. */
  #bare: Sight = {};
  #tuned: Sight = {};

  private constructor(guest: Guest, seed: number) {
    this.#guest = guest;
    this.#random = randomFrom(seed);
  }

  static async start(seed: number): Promise<Campaign> {
    const guest = await bootGuest({ name: "cuts", binary: BINARY });
    const campaign = new Campaign(guest, seed);
    try {
      await campaign.#prepare();
    } catch (error) {
      await guest.destroy();
      throw error;
    }
    return campaign;
  }

  destroy(): Promise<void> {
    return this.#guest.destroy();
  }

  /** The first boot with the units in place tells the kernel's defaults. */
  async #prepare(): Promise<void> {
    await install(this.#guest);
    await startServices(this.#guest, SERVICE);
    await this.#guest.shutdown();
    await this.#guest.boot();
    const bare = await this.#look();
    const more = (key: string): number => Number(bare[`sysctl ${key}`]) + 1;
    await declare(this.#guest, {
      sysctl: Object.fromEntries(SYSCTLS.map((key) => [key, more(key)])),
      irqAffinity: IRQS.map((name) => ({ match: { name }, cpus: "2" })),
      cpuPinning: [{ unit: SERVICE, cpus: "1-2" }],
    });
    this.#bare = durable(await this.#look());
  }

  #look(): Promise<Sight> {
    return look(this.#guest, { sysctls: SYSCTLS, irqs: IRQS, units: [SERVICE] });
  }

  /** Runs `verb` to its end and tells when it writes, in milliseconds after its start. */
  async measure(verb: Verb): Promise<Window> {
    const begun = Number((await this.#guest.exec(["date", "+%s%3N"])).stdout);
    await expectExit(this.#guest, 0, [verb, "--yes"]);
    const [newest] = await history(this.#guest);
    const times = (await this.#journal(newest?.run ?? 0)).map(({ at }) => Date.parse(at) - begun);
    if (verb === "apply") this.#tuned = durable(await this.#look());
    return { from: (times[0] ?? 0) - MARGIN_MS, to: (times.at(-1) ?? 0) + MARGIN_MS };
  }

  /** Brings the guest to where `verb` has something to do. */
  async #ready(verb: Verb): Promise<void> {
    const tuned = same(durable(await this.#look()), this.#tuned);
    if (verb === "apply" && tuned) await expectExit(this.#guest, 0, ["rollback", "--yes"]);
    if (verb === "rollback" && !tuned) await expectExit(this.#guest, 0, ["apply", "--yes"]);
  }

  /** `count` cuts, spread over `window` with some chance in each. */
  async run(verb: Verb, count: number, { from, to }: Window): Promise<readonly Cut[]> {
    const cuts: Cut[] = [];
    for (let n = 0; n < count; n++) {
      const at = Math.round(from + ((n + this.#random()) / count) * (to - from));
      cuts.push(await this.#cut(verb, at));
    }
    return cuts;
  }

  async #cut(verb: Verb, at: number): Promise<Cut> {
    await this.#ready(verb);
    const runs = (await history(this.#guest)).length;
    const lost = this.#guest.exec(["vexor", verb, "--yes"]).catch(() => undefined);
    await sleep(at);
    await this.#guest.powerCut();
    await lost;
    await this.#guest.boot();
    return { verb, at, ...(await this.#judge(verb, runs)) };
  }

  async #judge(verb: Verb, runsBefore: number): Promise<Omit<Cut, "verb" | "at">> {
    const sight = durable(await this.#look());
    const [before, after] = verb === "apply" ? [this.#bare, this.#tuned] : [this.#tuned, this.#bare];
    const found = same(sight, before) ? "before" : same(sight, after) ? "after" : "neither";
    const [newest, ...older] = await history(this.#guest);
    const isNew = older.length + 1 > runsBefore;
    const state = isNew ? newest?.state ?? "" : "no run";
    const temps = await strayTemps(this.#guest);
    const problems = [
      ...(found === "neither" ? [`not before: ${differences(sight, before).join("; ")}`,
        `not after: ${differences(sight, after).join("; ")}`] : []),
      ...((state === "applied") === (found === "after") ? []
        : [`history says ${state}, but the state is the one ${found}`]),
      ...(["applied", "rolled-back", "nothing-done", "never started", "no run"].includes(state) ? []
        : [`the run is left ${state}`]),
      ...temps.map((path) => `left behind: ${path}`),
      ...await this.#failedUnits(),
    ];
    return { stage: isNew ? await this.#stage(newest?.run ?? 0) : "no run", found, state, problems };
  }

  async #failedUnits(): Promise<readonly string[]> {
    const { stdout } = await this.#guest.exec(
      ["systemctl", "list-units", "--failed", "--plain", "--no-legend", "vexor-*"]);
    return stdout.split("\n").filter((line) => line !== "");
  }

  async #journal(run: number): Promise<readonly JournalEntry[]> {
    const path = `/var/lib/vexor-agent/runs/${run}/journal.jsonl`;
    const { stdout } = await this.#guest.exec(["cat", path]);
    const whole = stdout.split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line.slice(9)) as JournalEntry);
  }

  /** What was written before this boot; recovery's own lines came after. */
  async #stage(run: number): Promise<string> {
    const { stdout } = await this.#guest.exec(["sed", "-n", "s/^btime //p", "/proc/stat"]);
    const own = (await this.#journal(run)).filter(({ at }) => Date.parse(at) / 1000 < Number(stdout));
    const last = own.at(-1);
    if (!last) return "no line";
    const batch = own.filter(({ type }) => type === "intent").length;
    return last.type === "intent" || last.type === "done" ? `${last.type} ${batch}` : last.type;
  }
}
