/** Which ways of setting a value one round has, and which keys each of them sets to what. */
import type { Random } from "../../support/random.ts";
import type { Key } from "./keys.ts";
import type { Setting } from "./spellings.ts";
import { FILE_WAYS, WAYS, type Placed, type Way } from "./ways.ts";

export type When = "before the boot" | "since the boot" | "by hand";

export interface Owned {
  readonly way: string;
  readonly when: When;
  readonly settings: readonly Setting[];
  readonly files: readonly Placed[];
}

/** It acts whenever systemd reads its units again, over what another way has set since the boot. */
const RUNS_AT_A_RELOAD = /^a generator:/;
const ACTS_EARLY = /^(a generator|an early unit):/;

/** It runs before the kernel's values can be recorded, so that no default is proven by a record. */
export const runsEarly = ({ way, when }: Owned): boolean =>
  when === "before the boot" && ACTS_EARLY.test(way);

const SHARES = { owned: 0.8, early: 0.25, byHand: 0.1, usual: 0.2, pair: 0.4, later: 0.2 } as const;
const MOST_SHARED = 8;

/** Each way has keys of its own, and some of them a few of another way's as well. */
export const draw = (
  keys: readonly Key[], own: readonly Way[], random: Random,
): readonly Owned[] => {
  const left = [...random.shuffled(keys)];
  const taken: Key[] = [];
  const free = freeWays(own, random);
  const count = 12 + random.below(9);
  const most = Math.floor(2 * SHARES.owned * keys.length / count);
  return Array.from({ length: count }, (_, at): Owned => {
    const mine = left.splice(0, 2 + random.below(most));
    const shared = random.chance(SHARES.pair)
      ? random.shuffled(taken).slice(0, 1 + random.below(MOST_SHARED)) : [];
    if (random.chance(SHARES.byHand)) {
      taken.push(...mine);
      return { way: "sysctl -w", when: "by hand", files: [],
        settings: mine.map(({ name, others }) => ({ key: name, value: others[0] })) };
    }
    const way = free();
    const isAlone = RUNS_AT_A_RELOAD.test(way.name);
    if (!isAlone) taken.push(...mine);
    const settings = [...mine, ...isAlone ? [] : shared].map(({ name, usual, others }) =>
      ({ key: name, value: random.chance(SHARES.usual) ? usual : others[0] }));
    const isLater = random.chance(SHARES.later) && !isAlone;
    return { way: way.name, when: isLater ? "since the boot" : "before the boot",
      settings, files: way.files(settings, `tune${at}x${random.below(90) + 10}`) };
  });
};

/** Ways that fit beside those drawn before. */
const freeWays = (own: readonly Way[], random: Random): (() => Way) => {
  const used = new Set<string>();
  const mayBeEarly = random.chance(SHARES.early);
  return () => {
    for (;;) {
      const others = random.chance(0.3) ? FILE_WAYS : WAYS;
      const way = random.pick(own.length > 0 && random.chance(0.3) ? own : others);
      const place = way.single ? way.name.replace(/:.*/, "") : way.name;
      if (used.has(place) || (!mayBeEarly && ACTS_EARLY.test(way.name))) continue;
      used.add(place);
      return way;
    }
  };
};
