/**
 * The keeper of this host, wired: its loop, what it sees, its client, its peer, and those who ask.
 */
import { KeeperLoop } from "../../../failover/keeper-loop.ts";
import { StandingAlarms, type KeeperWarning } from "../../../failover/alarms.ts";
import type { KeeperEdges, KeeperRequest } from "../../../failover/keeper-edges.ts";
import { EVIDENCE_EVERY_MS, type EvidenceCopies } from "../../../failover/evidence.ts";
import { givesWord, maySign, startKeeper } from "../../../failover/keeper-state.ts";
import { mayGoOn, policyFor, type Policy, type PolicyFacts } from "../../../failover/policy.ts";
import type {
  EventPeer, KeeperNews, NodeWatch, PeerPort, RecordPort, RegisterPort,
} from "../../../failover/ports.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import { statusOf, type FailoverStatus } from "../../../failover/status.ts";
import type { KeeperHappening } from "../../../failover/event.ts";
import type { FoundChecks } from "../../../failover/handover-plan.ts";
import type { FailoverPermit } from "../../../failover/permit.ts";
import { isVacant } from "../../../failover/vacancy.ts";
import type { KeeperQuestion, PeerWord } from "../../../failover/word.ts";
import { VERSION } from "../../../version.ts";
import type { Terminal } from "../../shared/context.ts";
import type { KeeperClient } from "./keeper-client.ts";
import { HandoverWish } from "./handover-wish.ts";
import { openDoor, type ManagedKeeper } from "./manager-answers.ts";
import { IdentityWatch } from "./identity-watch.ts";
import { IncidentKeeping } from "./incident-keeping.ts";
import { OwnHold } from "./own-hold.ts";
import { PeerMemory } from "./peer-memory.ts";
import { StatusPublisher, type StatusNews } from "./status-publisher.ts";

const PEER_LOOK_MS = 5_000;

export interface KeeperParts {
  readonly edges: KeeperEdges;
  readonly settings: FailoverSettings;
  readonly terminal: Terminal;
  readonly register: RegisterPort;
  readonly peer: PeerPort & EventPeer;
  readonly client: KeeperClient;
  readonly watch: NodeWatch;
  readonly records: RecordPort;
  readonly evidence: EvidenceCopies;
  /** Whether the slot bound of a take is final. */
  readonly isBoundFinal: (keeper: KeeperLoop["keeper"]) => boolean;
  /** Why the version of etcd is not a safe one; null where it is. */
  readonly unsafe: string | null;
}

export class KeeperProcess {
  readonly #parts: KeeperParts;
  readonly #memory: PeerMemory;
  readonly #incidents: IncidentKeeping;
  readonly #wish = new HandoverWish();
  readonly #loop: KeeperLoop;
  readonly #publisher: StatusPublisher;
  readonly #identity: IdentityWatch;
  readonly #alarms = new StandingAlarms();
  readonly #ownHold: OwnHold;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    const { edges, settings, register, client, peer } = parts;
    const { group, host, timing, failsafe, identity: { pubkey }, validator } = settings;
    this.#memory = new PeerMemory(edges.clock.now);
    this.#identity = new IdentityWatch({ settings, now: edges.clock.now, client,
      watch: parts.watch });
    this.#incidents = new IncidentKeeping({ edges, peer, options: { timing, failsafe },
      keeper: () => this.#loop.keeper });
    this.#ownHold = new OwnHold(() => (validator && edges.records.signedEpoch(pubkey)) ?? null);
    const keeper = startKeeper({ host, peer: settings.peer.host, writer: edges.writer,
      now: edges.clock.now(), remembered: edges.remembered(group) });
    this.#loop = new KeeperLoop(keeper, {
      clock: edges.clock, register, peer, pet: edges.pet,
      record: (before, event) => this.#incidents.heard(before, event),
      client: client.portFor(() => this.#permit(), () => this.#epochToGoOn(), (acted) => {
        this.#identity.acted(acted);
        this.#ownHold.lookAgain();
        this.#note(acted);
        if (acted.act === "demote" && acted.end === "signs") this.#wish.withdraw();
      }),
      policy: (now) => this.#policy(now),
      remember: async (mark) => edges.remember(group, mark),
      tell: (news) => this.#tell(news),
    }, { timing, failsafe });
    this.#publisher = new StatusPublisher({ news: () => this.#news(), status: () => this.status(),
      publish: edges.publish, now: edges.clock.now });
    parts.records.onArrival(() => this.#loop.nudge());
  }

  async run(): Promise<void> {
    const { edges, settings, client } = this.#parts;
    const ends = [
      await edges.answerPeer(settings, { answer: (asked) => this.#answerPeer(asked),
        give: (digest) => this.#parts.records.give(digest), check: () => client.check(),
        events: (mark) => this.#incidents.around(mark) }),
      await edges.answerVerbs((asked) => this.#answerVerb(asked)),
    ];
    const door = await openDoor(this.#parts, () => this.#managed());
    this.#note({ what: "started", version: VERSION });
    await client.settle(edges.remembered(settings.group).epoch === 0
      || (settings.validator !== undefined && client.isAsFound()));
    this.#loop.start();
    this.#incidents.takeUp();
    const look = setInterval(() => void this.#lookAtPeer(), PEER_LOOK_MS);
    void this.#lookAtPeer();
    const copies = setInterval(() => this.#copyEvidence(), EVIDENCE_EVERY_MS);
    edges.ready(`${settings.group}: ${settings.dryRun ? "watching" : "keeping"}`);
    await edges.untilStopped();
    for (const timer of [look, copies]) clearInterval(timer);
    this.#loop.stop();
    for (const end of [...ends, door]) end?.();
  }

  status(): FailoverStatus {
    const { settings: { group, dryRun, timing }, edges, unsafe } = this.#parts;
    const { keeper } = this.#loop;
    return { ...statusOf(keeper, { group, isDryRun: dryRun, now: edges.clock.now(), timing,
      hindrances: policyFor(keeper, this.#facts(keeper)).hindrances, peer: this.#memory.status(),
      alarms: this.#alarms.standing(edges.clock.now()), unanswered: this.#loop.silence,
      unsafeEtcd: unsafe }),
      isHandoverAsked: this.#wish.stands(keeper, edges.clock.now()),
      ...maySign(keeper) ? { evidence: this.#parts.evidence.status() } : {} };
  }

  #news(): StatusNews {
    const { phase, seen } = this.#loop.keeper;
    const alarms = this.#alarms.standing(this.#parts.edges.clock.now());
    return { phase, register: seen?.register ?? null, alarm: alarms[0] ?? null, alarms };
  }

  #copyEvidence(): void {
    const { keeper } = this.#loop;
    if (maySign(keeper) && keeper.seen !== null) {
      void this.#parts.evidence.copy(keeper.seen.register.epoch);
    }
  }

  #managed(): ManagedKeeper {
    const { edges: { clock }, watch } = this.#parts;
    const { keeper } = this.#loop;
    return {
      status: () => this.status(),
      node: () => ({ ...watch.facts(keeper), views: watch.views(), now: clock.now() }),
      isHolding: () => HandoverWish.isPossible(keeper),
      isPeerReady: () => this.#memory.canTake(2 * PEER_LOOK_MS),
      handOver: () => void this.#answerVerb({ ask: "hand-over" }),
      wall: clock.wall,
    };
  }

  /** Asked for with each look of the loop. */
  #policy(keeper: KeeperLoop["keeper"]): Policy {
    this.#publisher.soon();
    const alarm = this.#identity.heed(this.#loop);
    if (alarm !== null) this.#raise(alarm);
    for (const code of this.#alarms.ended(this.#parts.edges.clock.now())) {
      this.#note({ what: "cleared", code });
    }
    return policyFor(keeper, this.#facts(keeper));
  }

  /** As long as the hold of the register is certain. */
  #permit(): FailoverPermit | null {
    const { settings: { group, timing }, records } = this.#parts;
    const { heldFrom, seen, phase } = this.#loop.keeper;
    if (heldFrom === null || seen === null || phase !== "signing") return null;
    const { epoch, handover } = seen.register;
    const isHere = (handover?.digest != null && handover.digest === records.digest())
      || this.#ownHold.hasResumed(this.#loop.keeper);
    return { group, epoch, by: isHere ? "record" : "bound", until: heldFrom + timing.demoteAfter };
  }

  /** As long as the hold is certain, and nothing but an operator's wish was in its way. */
  #epochToGoOn(): number | null {
    const { keeper } = this.#loop;
    return mayGoOn(keeper, this.#facts(keeper)) ? keeper.seen?.register.epoch ?? null : null;
  }

  async #lookAtPeer(): Promise<void> {
    const { edges, peer, watch, client } = this.#parts;
    const askedAt = edges.clock.now();
    const word = this.#memory.heard(await peer.word());
    const isQuiet = word?.isYes === true && client.signing === "no";
    void this.#incidents.look(word !== null);
    if (word !== null) watch.heard(this.#loop.keeper, { ...word, isYes: isQuiet }, askedAt);
    const alarm = watch.alarm() ?? this.#vacancy();
    if (alarm !== null) this.#raise(alarm);
  }

  /** Any other alarm says more. */
  #vacancy(): "vacant" | null {
    const { edges, settings: { timing, dryRun }, client } = this.#parts;
    const isKnown = this.#alarms.standing(edges.clock.now()).some((one) => one !== "vacant");
    const isIdle = !dryRun && client.signing === "no" && !isKnown;
    return isIdle && isVacant(this.#loop.keeper, edges.clock.now(), timing) ? "vacant" : null;
  }

  #facts(keeper: KeeperLoop["keeper"]): PolicyFacts {
    const { settings, watch, records, edges, client } = this.#parts;
    const { dryRun, unplanned, validator } = settings;
    // A client that is only just started is not stopped for a wish: that would be a failure.
    const isStarting = validator && keeper.phase === "signing" && this.#loop.isChanging;
    if (!dryRun) this.#followOffer(keeper);
    const { seen } = keeper;
    this.#ownHold.saw(keeper);
    if (seen !== null) client.seen(seen.register, keeper.host);
    const facts = watch.facts(keeper);
    const misfit = this.#identity.misfit(this.#loop);
    return { ...facts, unfit: misfit === "unstaked" ? misfit : facts.unfit,
      isDryRun: dryRun, isUnplannedAllowed: unplanned,
      isStillSigning: client.signing === "still", hasFailed: this.#identity.hasFailed(),
      isTakeStuck: this.#identity.isStuck(this.#loop),
      isHandoverAsked: this.#wish.stands(keeper, edges.clock.now()) && !isStarting,
      isPeerReady: this.#memory.canTake(2 * PEER_LOOK_MS), stateDigest: records.digest(),
      isOwnToResume: this.#ownHold.canResume(keeper),
      isBoundFinal: this.#parts.isBoundFinal(keeper) || this.#ownHold.hasResumed(keeper) };
  }

  /** What was not here yet when the offer was taken is asked for until it is. */
  #followOffer({ seen, host, phase }: KeeperLoop["keeper"]): void {
    const { handover, holder, state } = seen?.register ?? {};
    const digest = handover?.digest ?? null;
    if (digest === null) return;
    const isTaken = holder === host && phase === "taking";
    const isHere = handover?.to === host && (state === "offered" || isTaken);
    if (isHere) this.#parts.records.carry(digest);
    else if (holder === host && state === "offered") this.#parts.records.offered(digest);
  }

  /** A dry run gives no word: it does not know whether a client of this host signs. */
  #answerPeer({ ask, epoch }: KeeperQuestion): PeerWord {
    const { keeper } = this.#loop;
    const { dryRun, validator } = this.#parts.settings;
    const { mayTake, mayTakeOffer } = policyFor(keeper, this.#facts(keeper));
    const isActing = !dryRun;
    const canTake = isActing && (validator === undefined ? mayTake : mayTakeOffer);
    const isStandby = isActing && givesWord(keeper) && this.#parts.client.signing === "no";
    const word = { mark: keeper.highest, canTake, phase: isActing ? keeper.phase : null };
    if (ask === "word") return { isYes: isStandby, ...word };
    if (ask === "vouch") return { isYes: isStandby && this.#loop.vouch(epoch), ...word };
    if (ask === "nudge") this.#loop.nudge();
    return { isYes: true, ...word };
  }

  #answerVerb({ ask }: KeeperRequest): unknown {
    const { settings: { dryRun }, edges } = this.#parts;
    if (ask === "check") return this.#check();
    if (ask === "peer-events") return this.#parts.peer.events(this.#loop.keeper.highest);
    if (ask === "hand-over" && !dryRun && HandoverWish.isPossible(this.#loop.keeper)) {
      this.#note({ what: "asked", ask });
      this.#wish.ask(edges.clock.now());
      this.#loop.nudge();
    }
    if (ask === "stay") {
      this.#note({ what: "asked", ask });
      this.#wish.withdraw();
    }
    return this.status();
  }

  async #check(): Promise<FoundChecks> {
    const { client, peer, edges } = this.#parts;
    const asked = edges.clock.now();
    const theirs = peer.checks().then((found) =>
      ({ found, roundTripMs: Math.round(edges.clock.now() - asked) }));
    const own = await client.check();
    const { found, roundTripMs } = await theirs;
    return { status: this.status(), own, peer: found, roundTripMs };
  }

  #note(happening: KeeperHappening): void {
    const { edges } = this.#parts;
    const { host, highest } = this.#loop.keeper;
    edges.note({ format: "vexor.failover-event/1", at: new Date(edges.clock.wall()).toISOString(),
      uptime: Math.round(edges.clock.now()), host, epoch: highest.epoch,
      seq: highest.seq, ...happening });
  }

  #tell(news: KeeperNews): void {
    const { terminal } = this.#parts;
    if (news.what !== "alarm") this.#note(news);
    if (news.what === "unanswered") terminal.note(`etcd does not answer: ${news.why}`);
    else if (news.what === "phase") this.#changed(news);
    else this.#raise(news.code);
  }

  #changed({ from, to }: Extract<KeeperNews, { readonly what: "phase" }>): void {
    this.#parts.terminal.note(`${from} before, ${to} now`);
    this.#parts.client.changed(from, to);
    this.#incidents.changed(from, to);
  }

  /** To the journal when it begins, not at every look. */
  #raise(code: KeeperWarning): void {
    if (!this.#alarms.raise(code, this.#parts.edges.clock.now())) return;
    this.#parts.terminal.alarm(`ALARM ${code}`);
    this.#note({ what: "alarm", code });
  }
}
