/** What was found for one key. */
import type {
  Address, BootSource, Claim, Evidence, Reading, Want,
} from "../../engine/model/model.ts";

export interface LiveSysctl {
  readonly live: string | null;
  readonly unreadable: string | null;
}

/** One key with everything this run asks of it. */
export interface SysctlKey {
  readonly path: string;
  /** Dotted. */
  readonly name: string;
  readonly want: Want | null;
  readonly claim: Claim | undefined;
  readonly seen: LiveSysctl;
  /** Whether it is as wanted. */
  readonly isMet: boolean;
}

export interface LazyLookups {
  /** As nearly every key is: no file, no tool and no other key of ours has to do with it. */
  isUntouchedByOthers(key: SysctlKey): boolean;
  sources(key: SysctlKey): readonly BootSource[];
  overriddenBy(key: SysctlKey): string | null;
  immutable(key: SysctlKey): string | null;
  otherManagers(key: SysctlKey): readonly Evidence[];
  /** What speaks of a default that is not proven. */
  doubts(key: SysctlKey): readonly Evidence[];
  blocker(key: SysctlKey): Reading["blocker"];
  warnings(key: SysctlKey): readonly string[];
}

const NONE: readonly never[] = [];

/**
 * The owner of a value is only looked up where it is asked for: a value of ours needs no search.
 */
class LazyReading implements Reading {
  readonly address: Address;
  readonly live: string | null;
  readonly boot: readonly BootSource[];
  readonly ephemeral: null;
  readonly overriddenBy: string | null;
  readonly default: Reading["default"];
  readonly #key: SysctlKey;
  readonly #looks: LazyLookups;
  #otherManagers: readonly Evidence[] | null = null;

  constructor(address: Address, key: SysctlKey, fallback: Reading["default"], looks: LazyLookups) {
    this.address = address;
    this.live = key.seen.live;
    this.boot = looks.sources(key);
    this.ephemeral = null;
    this.overriddenBy = looks.overriddenBy(key);
    this.default = fallback;
    this.#key = key;
    this.#looks = looks;
  }

  get immutable(): string | null {
    return this.#looks.immutable(this.#key);
  }

  get isUnreadable(): boolean {
    return this.#key.seen.unreadable !== null;
  }

  get doubts(): readonly Evidence[] {
    return this.default === null ? this.#looks.doubts(this.#key) : NONE;
  }

  get blocker(): Reading["blocker"] {
    return this.#looks.blocker(this.#key);
  }

  get warnings(): readonly string[] {
    return this.#looks.warnings(this.#key);
  }

  get otherManagers(): readonly Evidence[] {
    return (this.#otherManagers ??= this.#looks.otherManagers(this.#key));
  }

  /** JSON asks only for what an object has itself, and getters are its class's. */
  toJSON(): Reading {
    const { address, live, boot, ephemeral, overriddenBy, immutable, isUnreadable, doubts, blocker,
      warnings, otherManagers } = this;
    return { address, live, boot, ephemeral, overriddenBy, default: this.default, blocker, warnings,
      immutable, otherManagers, isUnreadable, doubts };
  }
}

export const readingOf = (
  address: Address, key: SysctlKey, fallback: Reading["default"], looks: LazyLookups,
): Reading => {
  if (!looks.isUntouchedByOthers(key)) return new LazyReading(address, key, fallback, looks);
  return {
    address, live: key.seen.live, boot: NONE, ephemeral: null, overriddenBy: null,
      default: fallback,
    blocker: null, warnings: NONE, immutable: looks.immutable(key), otherManagers: NONE,
    isUnreadable: key.seen.unreadable !== null,
    doubts: fallback === null ? looks.doubts(key) : NONE,
  };
};
