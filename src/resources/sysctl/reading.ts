/** What was found for one key. What takes a further look is only found out where somebody asks. */
import type { Address, BootSource, Evidence, Reading } from "../../engine/model.ts";

interface Found {
  readonly address: Address;
  readonly live: string | null;
  readonly boot: readonly BootSource[];
  readonly outranked: string | null;
  readonly default: Reading["default"];
}

interface Looks {
  fixed(): string | null;
  holders(): readonly Evidence[];
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
  readonly #looks: Looks;
  #holders: readonly Evidence[] | null = null;

  constructor(found: Found, looks: Looks) {
    this.address = found.address;
    this.live = found.live;
    this.boot = found.boot;
    this.liveOnly = null;
    this.outranked = found.outranked;
    this.default = found.default;
    this.contested = null;
    this.warnings = NONE;
    this.#looks = looks;
  }

  get fixed(): string | null {
    return this.#looks.fixed();
  }

  get holders(): readonly Evidence[] {
    return (this.#holders ??= this.#looks.holders());
  }
}
