/** What was found for one key. What takes a further look is only found out where somebody asks. */
import type { Address, BootSource, Claim, Evidence, Reading, Want } from "../../engine/model.ts";

export interface Seen {
  readonly live: string | null;
  readonly unreadable: string | null;
}

/** One key with everything this run asks of it. */
export interface Key {
  readonly path: string;
  /** Dotted. */
  readonly name: string;
  readonly want: Want | null;
  readonly claim: Claim | undefined;
  readonly seen: Seen;
}

export interface Looks {
  fixed(key: Key): string | null;
  holders(key: Key): readonly Evidence[];
}

const NONE: readonly string[] = [];

/** A class, as there are many: an object literal has its getters made anew each time. */
export class SysctlReading implements Reading {
  readonly address: Address;
  readonly live: string | null;
  readonly boot: readonly BootSource[];
  readonly liveOnly: null;
  readonly outranked: string | null;
  readonly default: Reading["default"];
  readonly contested: null;
  readonly warnings: readonly string[];
  readonly #key: Key;
  readonly #looks: Looks;
  #holders: readonly Evidence[] | null = null;

  constructor(
    address: Address, key: Key, boot: readonly BootSource[], outranked: string | null,
    fallback: Reading["default"], looks: Looks,
  ) {
    this.address = address;
    this.live = key.seen.live;
    this.boot = boot;
    this.liveOnly = null;
    this.outranked = outranked;
    this.default = fallback;
    this.contested = null;
    this.warnings = NONE;
    this.#key = key;
    this.#looks = looks;
  }

  get fixed(): string | null {
    return this.#looks.fixed(this.#key);
  }

  get holders(): readonly Evidence[] {
    return (this.#holders ??= this.#looks.holders(this.#key));
  }
}
