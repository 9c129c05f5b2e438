/** What became of the last change of identity, and whether the client has the right one. */
import type { KeeperHappening } from "../../../failover/event.ts";
import { identityMisfit, type IdentityMisfit } from "../../../failover/identity-misfit.ts";
import type { KeeperLoop } from "../../../failover/keeper-loop.ts";
import { NEVER } from "../../../failover/keeper-state.ts";
import type { NodeWatch } from "../../../failover/ports.ts";
import type { WatchAlarm } from "../../../failover/watch-alarm.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { KeeperClient } from "./keeper-client.ts";

const STUCK_MS = 90_000;

export interface WatchedClient {
  readonly settings: Pick<FailoverSettings, "identity" | "timing" | "dryRun" | "validator">;
  readonly now: () => number;
  readonly watch: Pick<NodeWatch, "identity">;
  readonly client: Pick<KeeperClient, "signing" | "stop">;
}

export class IdentityWatch {
  readonly #of: WatchedClient;
  /** When the last change of identity ended, and when one to the staked key last failed. */
  #changedAt = NEVER;
  #failedAt = NEVER;
  readonly #begunAt: number;

  constructor(of: WatchedClient) {
    [this.#of, this.#begunAt] = [of, of.now()];
  }

  acted({ act, end }: Extract<KeeperHappening, { readonly what: "acted" }>): void {
    this.#changedAt = this.#of.now();
    if (act === "promote") this.#failedAt = end === "signs" ? NEVER : this.#changedAt;
  }

  /** For so long its own offer is left to the peer: what has failed fails again. */
  hasFailed(): boolean {
    return this.#of.now() - this.#failedAt < this.#of.settings.timing.takeAfter;
  }

  /** A bound is final within half a minute, where nodes tell. */
  isStuck({ keeper: { phase, since } }: KeeperLoop): boolean {
    const { validator, timing: { killAfter } } = this.#of.settings;
    // An import takes as long as an export, and a client that imports exports as well.
    const most = validator === undefined ? STUCK_MS : Math.max(STUCK_MS, 2 * killAfter);
    return phase === "taking" && this.#of.now() - since > most;
  }

  /** A client is adopted at the start alone. */
  #isLeft(): boolean {
    return this.#of.client.signing === "adopted" && this.#of.now() - this.#begunAt > STUCK_MS;
  }

  misfit({ keeper, isChanging }: KeeperLoop): IdentityMisfit | null {
    const { settings: { identity, dryRun }, watch, client } = this.#of;
    if (dryRun || client.signing !== "no") return null;
    return identityMisfit(keeper, watch.identity(),
      { isChanging, changedAt: this.#changedAt }, identity.pubkey);
  }

  /** A client that signs where this host is a standby is made to stop. */
  heed(loop: KeeperLoop): WatchAlarm | null {
    const misfit = this.misfit(loop);
    if (misfit === "signs") this.#of.client.stop();
    if (misfit !== null) return misfit;
    if (this.#isLeft()) return "adopted";
    if (this.isStuck(loop)) {
      // Once it is handed back, the peer's turn comes first.
      this.#failedAt = this.#of.now();
      return "not-ready";
    }
    return this.hasFailed() ? "promotion-failed" : null;
  }
}
