/** A branch as a source: fetched into the mirror, and from there made into a proof. */
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import { aboutCommit, type VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import { PROOF_LIMITS } from "../../engine/source/check-proof.ts";
import { readCommit } from "../../engine/source/git-objects.ts";
import type { Proof, FetchedRevision, RevisionSource } from "../../engine/source/types.ts";
import { Mirror } from "./mirror.ts";
import { DamagedRepository } from "./object-store.ts";
import { prove, type ProofPorts } from "./build-proof.ts";

export class GitSource implements RevisionSource {
  readonly #mirror: Mirror;
  readonly #settings: SourceSettings;
  readonly #ports: ProofPorts;
  #last: { readonly known: string | null; readonly proof: Proof } | null = null;

  constructor(
    directory: string, settings: SourceSettings & { readonly url: string }, ports: ProofPorts,
  ) {
    this.#mirror = new Mirror(directory, settings, settings.timeout * 1000);
    this.#settings = settings;
    this.#ports = ports;
  }

  async fetch(known: string | null): Promise<FetchedRevision> {
    const head = await this.#mirror.fetch();
    const at = this.#ports.now().toISOString();
    try {
      return { id: head, at, proof: await this.#prove(head, known) };
    } catch (error) {
      if (!(error instanceof DamagedRepository)) throw await this.#about(head, error);
    }
    const again = await this.#mirror.renew();
    return { id: again, at, proof: await this.#prove(again, known) };
  }

  /** Its error, with the commit that it is about. */
  async #about(head: string, error: unknown): Promise<VexorError> {
    const subject = await this.commit(head).then((raw) =>
      (raw === null ? null : quote(readCommit(raw, this.#ports.sha1).subject))).catch(() => null);
    return aboutCommit(error, { id: head, subject });
  }

  async seen(known: string | null): Promise<FetchedRevision | null> {
    const { head } = this.#mirror;
    if (head === null) return null;
    const { id, fetchedAt } = head;
    try {
      return { id, at: fetchedAt.toISOString(), proof: await this.#prove(id, known) };
    } catch (error) {
      throw await this.#about(id, error);
    }
  }

  /** After a fetch, which it never keeps waiting; why it has failed, if it has. */
  tidy(): Promise<string | null> {
    return this.#mirror.tidy(this.#ports.now().getTime());
  }

  /** Nothing reports a push: a branch is polled. */
  watch(): () => void {
    return () => undefined;
  }

  async find(prefix: string): Promise<string | null> {
    return this.#mirror.head === null ? null : this.#mirror.reading((store) => store.find(prefix));
  }

  /** The raw object in base64; null when the mirror does not hold it. */
  async commit(id: string): Promise<string | null> {
    return this.#mirror.head === null ? null : this.#mirror.reading(async (store) => {
      if (await store.find(id) === null) return null;
      const [raw] = await store.objects([id], () => PROOF_LIMITS.commitBytes,
        PROOF_LIMITS.commitBytes);
      return raw === undefined ? null : btoa(raw.body);
    });
  }

  async #prove(head: string, known: string | null): Promise<Proof> {
    const last = this.#last;
    if (last !== null && last.known === known && last.proof.commit === head) return last.proof;
    const { proof, counts } = await this.#mirror.reading((store) =>
      prove(store, this.#settings, head, known, this.#ports));
    if (counts) this.#last = { known, proof };
    return proof;
  }
}
