/**
 * Power cuts at any moment of an apply or a rollback: QEMU is killed, the guest boots again without
 * help, and what is there then must be the whole of the state before or after.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { deadline } from "../support/pace.ts";
import type { JournalEntry } from "../../src/engine/model/model.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY } from "./lab/machine.ts";
import { durable, look, strayTemps, type Sight } from "./support/observer.ts";
import {
  declare, expectExit, history, install, SERVICE, startServices,
} from "./support/vexor.ts";
import { randomFrom, type Random } from "../support/random.ts";

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
/** After the last step: a cut there must find the state after. */
const AFTERMATH_MS = 400;
const POLL_MS = 5;
const STEP_LIMIT_MS = 120_000;
const ENDED = "ended";

export type Verb = "apply" | "rollback";

export interface Cut {
  readonly verb: Verb;
  /** The step of the run that was under way, and how many milliseconds it had been. */
  readonly step: string;
  readonly after: number;
  /** The last journal line of the verb's own run that had reached the disk. */
  readonly stage: string;
  readonly found: "before" | "after" | "neither";
  /** What `vexor history` says of the newest run. */
  readonly state: string;
  readonly problems: readonly string[];
}

interface Step {
  readonly name: string;
  /** When it began; milliseconds on some clock. */
  readonly at: number;
}

const same = (a: Sight, b: Sight): boolean => differences(a, b).length === 0;

const differences = (a: Sight, b: Sight): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])
    .map((key) => `${key}: ${a[key]} / ${b[key]}`);

export class Campaign {
  readonly #guest: Guest;
  readonly #random: Random;
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

  /** Runs `verb` to its end and tells how long each of its steps takes. */
  async measure(verb: Verb): Promise<readonly Step[]> {
    const steps: Step[] = [];
    await this.#follow(verb, async (name) => {
      steps.push({ name, at: performance.now() });
      return name !== ENDED;
    });
    if (verb === "apply") this.#tuned = durable(await this.#look());
    return steps;
  }

  /**
   * Starts `verb`, which reports its steps on the console, where they are seen at once: a run's
   * pace depends on what else this machine does. Ends when `onStep` returns false.
   */
  async #follow(verb: Verb, onStep: (name: string) => Promise<boolean>): Promise<void> {
    const log = `/proc/${this.#guest.pid}/cwd/console.log`;
    let seen = (await readFile(log, "utf8")).length;
    const script = `vexor ${verb} --yes 2>/dev/console >/dev/null; echo '  ${ENDED}' >/dev/console`;
    const run = this.#guest.exec(["sh", "-c", script]).catch(() => undefined);
    for (const limit = deadline(STEP_LIMIT_MS); !limit.isOver();) {
      const text = await readFile(log, "utf8");
      const fresh = text.slice(seen, text.lastIndexOf("\n") + 1);
      seen += fresh.length;
      for (const [, name = ""] of fresh.matchAll(/^ {2}(\S.*?)\r?$/gm)) {
        if (await onStep(name)) continue;
        await run;
        return;
      }
      await sleep(POLL_MS);
    }
    const last = (await readFile(log, "utf8")).slice(-2000);
    throw new Error(`vexor ${verb} did not end:\n${last}`);
  }

  /** Brings the guest to where `verb` has something to do. */
  async #ready(verb: Verb): Promise<void> {
    const tuned = same(durable(await this.#look()), this.#tuned);
    if (verb === "apply" && tuned) await expectExit(this.#guest, 0, ["rollback", "--yes"]);
    if (verb === "rollback" && !tuned) await expectExit(this.#guest, 0, ["apply", "--yes"]);
  }

  /** `count` cuts, spread evenly over the steps of `verb` with some chance in each. */
  async run(verb: Verb, count: number, steps: readonly Step[]): Promise<readonly Cut[]> {
    const cuts: Cut[] = [];
    for (let n = 0; n < count; n++) {
      const place = ((n + this.#random.next()) / count) * steps.length;
      const at = Math.floor(place);
      const begun = steps[at]?.at ?? 0;
      const length = (steps[at + 1]?.at ?? begun + AFTERMATH_MS) - begun;
      cuts.push(await this.#cut(verb, at, Math.round((place - at) * length)));
    }
    return cuts;
  }

  async #cut(verb: Verb, at: number, after: number): Promise<Cut> {
    await this.#ready(verb);
    const runs = (await history(this.#guest)).length;
    let passed = 0;
    let step = "";
    await this.#follow(verb, async (name) => {
      step = name;
      if (passed++ < at && name !== ENDED) return true;
      await sleep(after);
      await this.#guest.powerCut();
      return false;
    });
    await this.#guest.boot();
    const cut = { verb, step, after, ...(await this.#judge(verb, runs)) };
    console.log(`${verb} cut ${after} ms into ${step}, journal at ${cut.stage}: `
      + `${cut.found}, ${cut.state}`);
    return cut;
  }

  async #judge(verb: Verb, runsBefore: number): Promise<Omit<Cut, "verb" | "step" | "after">> {
    const sight = durable(await this.#look());
    const both = [this.#bare, this.#tuned] as const;
    const [before, after] = verb === "apply" ? both : [both[1], both[0]];
    const otherwise = same(sight, after) ? "after" : "neither";
    const found = same(sight, before) ? "before" : otherwise;
    const [newest, ...older] = await history(this.#guest);
    const isNew = older.length + 1 > runsBefore;
    const state = isNew ? newest?.state ?? "" : "no run";
    const temps = await strayTemps(this.#guest);
    const problems = [
      ...(found === "neither" ? [`not before: ${differences(sight, before).join("; ")}`,
        `not after: ${differences(sight, after).join("; ")}`] : []),
      ...((state === "applied") === (found === "after") ? []
        : [`history says ${state}, but the state is the one ${found}`]),
      ...(["applied", "rolled-back", "no-op", "never started", "no run"].includes(state) ? []
        : [`the run is left ${state}`]),
      ...temps.map((path) => `left behind: ${path}`),
      ...await this.#failedUnits(),
    ];
    const stage = isNew ? await this.#stage(newest?.run ?? 0) : "no run";
    return { stage, found, state, problems };
  }

  async #failedUnits(): Promise<readonly string[]> {
    const { stdout } = await this.#guest.exec(
      ["systemctl", "list-units", "--failed", "--plain", "--no-legend", "vexor-*"]);
    const failed = stdout.split("\n").filter((line) => line !== "");
    if (failed.length === 0) return [];
    const { stdout: log } = await this.#guest.exec(["journalctl", "--boot", "--no-pager",
      "--output=cat", "--unit=vexor-recover.service", "--unit=vexor-recover-late.service", "--unit=vexor-apply.service"]);
    return [...failed, ...log.split("\n")];
  }

  async #journal(run: number): Promise<readonly JournalEntry[]> {
    const path = `/var/lib/vexor-agent/runs/${run}/journal.jsonl`;
    const { stdout } = await this.#guest.exec(["cat", path]);
    const whole = stdout.split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line.slice(9)) as JournalEntry);
  }

  /** Recovery's own lines begin with `undoing`, or are a lone `end`. */
  async #stage(run: number): Promise<string> {
    const journal = await this.#journal(run);
    const undoing = journal.findIndex(({ type }) => type === "undoing");
    const own = undoing < 0 ? journal : journal.slice(0, undoing);
    const last = own.at(-1);
    if (!last) return "no line";
    const batch = own.filter(({ type }) => type === "intent").length;
    return last.type === "intent" || last.type === "done" ? `${last.type} ${batch}` : last.type;
  }
}
