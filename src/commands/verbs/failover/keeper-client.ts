/**
 * The client of this host under its keeper. Before the keeper looks at the register it makes sure
 * that the client does not sign. One exception: a validator that signed before its group was made
 * goes on until the register says to whom the identity belongs.
 */
import type { HostChecks } from "../../../failover/checks.ts";
import type { KeeperHappening } from "../../../failover/event.ts";
import type { ClientActs } from "../../../failover/keeper-edges.ts";
import type { KeeperPhase } from "../../../failover/keeper-state.ts";
import type { FailoverPermit } from "../../../failover/permit.ts";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientPort } from "../../../failover/ports.ts";
import { isFirstOfEpoch, type Register, type StopProof } from "../../../failover/register.ts";
import type { Terminal } from "../../shared/context.ts";

/** A dry run has none: what would act on one is never asked for. */
const NONE: ClientPort = {
  promote: async () => "unknown", demote: async () => null, kill: async () => null,
};

type Acted = Extract<KeeperHappening, { readonly what: "acted" }>;

const endOf = (
  outcome: StopProof | "signs" | "kept" | "unknown" | null,
): Pick<Acted, "end" | "slot"> => {
  if (outcome === null || outcome === "unknown") return { end: "unknown", slot: null };
  return outcome === "signs" || outcome === "kept" ? { end: "signs", slot: null }
    : { end: "stopped", slot: outcome.slot };
};

/** As an operator makes it, for this host to take first. */
const isMadeFor = (host: string, register: Register): boolean =>
  register.state === "offered" && register.holder === host && register.writer === ""
    && register.handover?.to === host && isFirstOfEpoch(register);

/** `still`: it may sign although this host holds nothing, and is made to stop. */
type Signing = "no" | "adopted" | "still";

const AGAIN_MS = 200;

export class KeeperClient {
  readonly #acts: ClientActs;
  readonly #isDry: boolean;
  readonly #terminal: Terminal;
  readonly #killAfterMs: number;
  #signing: Signing = "no";
  #note: (acted: Acted) => void = () => undefined;
  #checking: Promise<HostChecks | null> | null = null;

  constructor(acts: ClientActs, isDry: boolean, terminal: Terminal, killAfterMs: number) {
    [this.#acts, this.#isDry, this.#terminal] = [acts, isDry, terminal];
    this.#killAfterMs = killAfterMs;
  }

  get signing(): Signing {
    return this.#signing;
  }

  portFor(
    permit: () => FailoverPermit | null, held: () => number | null,
    note: (acted: Acted) => void,
  ): ClientPort {
    const acts = this.#acts;
    if (this.#isDry) return NONE;
    this.#note = note;
    const noted = async <T extends StopProof | "signs" | "kept" | "unknown" | null>(
      act: Acted["act"], done: Promise<T>,
    ): Promise<T> => {
      const begun = performance.now();
      const outcome = await done;
      note({ what: "acted", act, ms: Math.round(performance.now() - begun), ...endOf(outcome) });
      return outcome;
    };
    return {
      promote: (by, stop) => noted("promote", acts.promote(permit, by, stop)),
      demote: () => noted("demote", acts.demote(held)),
      kill: () => noted("kill", acts.kill()),
    };
  }

  /** Of a client that signs where it must not. */
  stop(): void {
    if (this.#signing === "no") void this.#giveUp();
  }

  /** One look at a time, for as many as ask. */
  check(): Promise<HostChecks | null> {
    this.#checking ??= this.#acts.check().finally(() => { this.#checking = null; });
    return this.#checking;
  }

  /** Puts the record that the peer has given in its place. */
  async receive(): Promise<boolean> {
    const begun = performance.now();
    const isDone = (await this.#acts.receive())?.isDone === true;
    this.#note({ what: "acted", act: "receive", ms: Math.round(performance.now() - begun),
      end: isDone ? "placed" : "unknown", slot: null });
    return isDone;
  }

  /** The client is as it was before its group was made, whatever a dry run has seen of that. */
  isAsFound(): boolean {
    return !this.#acts.hasActed();
  }

  /** Ends once no client of this host signs, or one is adopted. */
  async settle(isFirst: boolean): Promise<void> {
    if (this.#isDry) return;
    await this.#acts.lookUp();
    const { signs = null } = await this.#acts.look() ?? {};
    if (signs === false && this.#acts.standBy()) return;
    // Later it would have ended with the keeper before this one.
    if (!isFirst) return this.#giveUp();
    this.#signing = "adopted";
    this.#terminal.note("the validator may sign already, and goes on");
  }

  /** The register as it stands: is what is being adopted this host's? */
  seen(register: Register, host: string): void {
    const isOurs = register.writer === "" ? isMadeFor(host, register) : register.holder === host;
    if (this.#signing === "adopted" && !isOurs) void this.#giveUp();
  }

  changed(from: KeeperPhase, to: KeeperPhase): void {
    if (this.#signing !== "adopted") return;
    if (to === "signing") this.#signing = "no";
    else if (from === "taking") void this.#giveUp();
  }

  async #giveUp(): Promise<void> {
    this.#signing = "still";
    this.#terminal.alarm("the validator may sign, and this host does not hold the register");
    // The other host may take over: a demotion that does not end is not waited for.
    const stop = async (): Promise<StopProof | "kept" | null> =>
      await Promise.race([this.#acts.demote(() => null),
        sleep(this.#killAfterMs, null, { ref: false })]) ?? await this.#acts.kill();
    while (await stop() === null) await sleep(AGAIN_MS);
    this.#signing = "no";
  }
}
