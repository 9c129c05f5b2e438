/**
 * The keeper, as vexor-failover.service runs it. It watches the register and answers its peer; with
 * `dryRun` it takes nothing, gives nothing up and kills nothing.
 */
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import { judgeStart } from "../../failover/etcd-start.ts";
import type { KeeperEdges } from "../../failover/keeper-edges.ts";
import { KeeperLoop } from "../../failover/keeper-loop.ts";
import { givesWord, startKeeper } from "../../failover/keeper-state.ts";
import { policyFor, type PolicyFacts } from "../../failover/policy.ts";
import type { ClientPort, KeeperNews, PeerPort, PeerWord } from "../../failover/ports.ts";
import { registerIn } from "../../failover/register-port.ts";
import type { FailoverSettings } from "../../failover/settings.ts";
import { statusOf, type FailoverStatus, type PeerStatus } from "../../failover/status.ts";
import type { KeeperQuestion } from "../../failover/word.ts";
import type { RegisterStore } from "../../ports/register.ts";
import type { BaseCommand, Terminal } from "../shared/context.ts";

const PEER_LOOK_MS = 5_000;
const ALARM_MS = 10_000;

/** A dry run has no client: what would act on one is never asked for. */
const NO_CLIENT: ClientPort = {
  promote: async () => "unknown", demote: async () => null, kill: async () => null,
};

/** Nothing was looked at yet: what is not known keeps this host from taking. */
const UNKNOWN: Omit<PolicyFacts, "isDryRun" | "isUnplannedAllowed"> = {
  unfit: null, isCaughtUp: false, isClusterStalled: true, isAdmitted: null, isHandoverAsked: false,
  isPeerReady: null, stateDigest: null, isBoundFinal: false,
};

/** Throws for an etcd that is not to be used; what a setting lets pass is returned. */
const unsafeEtcd = async (
  store: RegisterStore, { register: { olderEtcd } }: FailoverSettings,
): Promise<string | null> => {
  const { problem, unsafe } = judgeStart(await store.facts(), { lowest: olderEtcd, lineage: null });
  if (problem) throw errorOf(problem);
  return unsafe[0] ?? null;
};

/** What the peer has said last, and when. */
class PeerMemory {
  #said: { readonly word: PeerWord; readonly at: number } | null = null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  heard(word: PeerWord | null): PeerWord | null {
    if (word !== null) this.#said = { word, at: this.#now() };
    return word;
  }

  status(): Omit<PeerStatus, "host"> {
    return { isStandby: this.#said?.word.isYes ?? null, mark: this.#said?.word.mark ?? null,
      answeredMs: this.#said && Math.round(this.#now() - this.#said.at) };
  }
}

type Alarm = NonNullable<FailoverStatus["alarm"]>;

interface KeeperParts {
  readonly edges: KeeperEdges;
  readonly settings: FailoverSettings;
  readonly terminal: Terminal;
  readonly store: RegisterStore;
  readonly peer: PeerPort;
  /** Why the version of etcd is not a safe one; null where it is. */
  readonly unsafe: string | null;
}

class KeeperProcess {
  readonly #edges: KeeperEdges;
  readonly #settings: FailoverSettings;
  readonly #terminal: Terminal;
  readonly #unsafe: string | null;
  readonly #memory: PeerMemory;
  readonly #peer: PeerPort;
  readonly #loop: KeeperLoop;
  #alarm: { readonly code: Alarm; readonly at: number } | null = null;

  constructor({ edges, settings, terminal, store, peer, unsafe }: KeeperParts) {
    [this.#edges, this.#settings, this.#terminal] = [edges, settings, terminal];
    [this.#peer, this.#unsafe] = [peer, unsafe];
    this.#memory = new PeerMemory(edges.clock.now);
    const { group, host, timing, failsafe } = settings;
    const keeper = startKeeper({ host, peer: settings.peer.host, writer: edges.writer,
      now: edges.clock.now(), remembered: edges.remembered(group) });
    this.#loop = new KeeperLoop(keeper, {
      clock: edges.clock, register: registerIn(store), client: NO_CLIENT, peer,
      policy: (now) => policyFor(now, this.#facts()), pet: edges.pet,
      remember: async (mark) => edges.remember(group, mark),
      tell: (news) => this.#tell(news),
    }, { timing, failsafe });
  }

  async run(): Promise<void> {
    const ends = [
      await this.#edges.answerPeer(this.#settings, (asked) => this.#answerPeer(asked)),
      await this.#edges.answerVerbs(() => this.status()),
    ];
    this.#loop.start();
    const look = setInterval(() => void this.#lookAtPeer(), PEER_LOOK_MS);
    void this.#lookAtPeer();
    this.#edges.ready(`${this.#settings.group}: watching`);
    await this.#edges.untilStopped();
    clearInterval(look);
    this.#loop.stop();
    for (const end of ends) end();
  }

  status(): FailoverStatus {
    const { group, dryRun, timing } = this.#settings;
    const { keeper } = this.#loop;
    return statusOf(keeper, { group, isDryRun: dryRun, now: this.#edges.clock.now(), timing,
      hindrances: policyFor(keeper, this.#facts()).hindrances, peer: this.#memory.status(),
      alarm: this.#currentAlarm(), unanswered: this.#loop.silence, unsafeEtcd: this.#unsafe });
  }

  async #lookAtPeer(): Promise<void> {
    this.#memory.heard(await this.#peer.word());
  }

  #facts(): PolicyFacts {
    const { dryRun, unplanned } = this.#settings;
    return { ...UNKNOWN, isDryRun: dryRun, isUnplannedAllowed: unplanned };
  }

  /** A dry run gives no word: it does not know whether a client of this host signs. */
  #answerPeer({ ask, epoch }: KeeperQuestion): PeerWord {
    const { keeper } = this.#loop;
    const mark = keeper.highest;
    const isActing = !this.#settings.dryRun;
    if (ask === "word") return { isYes: isActing && givesWord(keeper), mark };
    if (ask === "vouch") return { isYes: isActing && this.#loop.vouch(epoch), mark };
    this.#loop.nudge();
    return { isYes: true, mark };
  }

  /** What is wrong with the register is said again with each look at it. */
  #currentAlarm(): FailoverStatus["alarm"] {
    const { code = null, at = 0 } = this.#alarm ?? {};
    return this.#edges.clock.now() - at < ALARM_MS ? code : null;
  }

  #tell(news: KeeperNews): void {
    if (news.what === "unanswered") this.#terminal.note(`etcd does not answer: ${news.why}`);
    else if (news.what === "phase") this.#terminal.note(`${news.from} before, ${news.to} now`);
    else this.#raise(news.code);
  }

  /** To the journal when it begins, not at every look. */
  #raise(code: Alarm): void {
    if (this.#currentAlarm() !== code) this.#terminal.alarm(`ALARM ${code}`);
    this.#alarm = { code, at: this.#edges.clock.now() };
  }
}

export const run: BaseCommand = async (context) => {
  const edges = await context.keeperEdges();
  const settings = edges.settings();
  if (!settings.dryRun) {
    throw new VexorError("FAILOVER_SETTINGS", "failover.dryRun is false, and this version of "
      + "Vexor watches only", { hint: "Leave failover.dryRun out." });
  }
  const peer = edges.openPeer(settings);
  const store = await edges.openRegister(settings);
  const unsafe = await unsafeEtcd(store, settings);
  const { terminal } = context;
  await new KeeperProcess({ edges, settings, terminal, store, peer, unsafe }).run();
  store.close();
  return 0;
};
