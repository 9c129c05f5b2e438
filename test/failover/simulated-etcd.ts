/** etcd of a simulated run: one key, which a write replaces only where it names what stands. */
import type { KeeperEvent } from "../../src/failover/keeper-state.ts";
import type { Register, StandingRegister } from "../../src/failover/register.ts";

type Answer = Extract<KeeperEvent, { type: "done" | "differs" }>;

/** The register as its group was made: `a` has offered it to `b`, and has signed nothing. */
const FIRST: Register = {
  format: "vexor.register/1", group: "g", lineage: "c", identity: "i", epoch: 1, seq: 0,
  holder: "a", writer: "", state: "offered", handover: { to: "b", digest: "d", slot: 0 },
};

export class SimulatedEtcd {
  #stands: StandingRegister = { register: FIRST, revision: "1", cluster: "c" };
  #backup = this.#stands;
  readonly #takers = new Map<number, string>();
  readonly #signedIn = new Set<number>();

  keepBackup(): void {
    this.#backup = this.#stands;
  }

  restore(): void {
    this.#stands = this.#backup;
  }

  apply(expected: StandingRegister | null, put: Register | null): Pick<Answer, "type" | "stands"> {
    const { register, revision } = this.#stands;
    if (put === null) return { type: "done", stands: this.#stands };
    const isExpected = expected?.revision === revision
      && JSON.stringify(expected.register) === JSON.stringify(register);
    if (!isExpected) return { type: "differs", stands: this.#stands };
    this.#stands = { register: put, revision: String(Number(revision) + 1), cluster: "c" };
    return { type: "done", stands: this.#stands };
  }

  noteSigning(epoch: number): void {
    this.#signedIn.add(epoch);
  }

  /**
   * The take of an epoch that another host has taken, or in which one has signed, whatever etcd has
   * forgotten since; null for any other write. Where etcd forgets a take, and its host crashes
   * before it remembers that, the host may take the epoch once more: it has not signed in it.
   */
  takenTwice({ epoch, seq, holder }: Register): string | null {
    if (seq !== 0) return null;
    const before = this.#takers.get(epoch) ?? holder;
    this.#takers.set(epoch, holder);
    const isFresh = before === holder && !this.#signedIn.has(epoch);
    return isFresh ? null : `${holder} takes epoch ${epoch}, which ${before} has had`;
  }
}
