/**
 * The witness of votes: it goes by the log of all that was ever cast, by whatever client on whatever
 * host, and knows nothing else. Under Alpenglow a slot has one vote, notarize or skip, for ever, and
 * a vote that is sent again is the same vote; with towers a lockout of an earlier vote may bind. A
 * leader makes one block for a slot.
 */
export interface Cast {
  readonly kind?: string;
  readonly identity: string;
  readonly host: string;
  readonly pid: number;
  readonly slot: number;
  readonly wall: number;
  /** The slot voted before this one, as far as its caster knows. */
  readonly previous: number | null;
  /** Under Alpenglow. */
  readonly choice?: string;
  /** Out of a history, sent once more. */
  readonly again?: boolean;
  /** Which block it is. */
  readonly root?: string;
}

const by = ({ host, pid }: Cast): string => `${host}:${pid}`;

interface Bound {
  readonly slot: number;
  confirmations: number;
}

/** Deeper votes are bound for longer; what a later vote lies beyond binds no more. */
const bind = (tower: readonly Bound[], slot: number): readonly Bound[] => {
  const kept = [...tower];
  while ((kept.at(-1)?.slot ?? Infinity) + 2 ** (kept.at(-1)?.confirmations ?? 0) < slot) kept.pop();
  kept.push({ slot, confirmations: 1 });
  const deepest = kept.slice(-31);
  return deepest.map((one, at) => ({ slot: one.slot,
    confirmations: one.confirmations + Number(deepest.length > at + one.confirmations) }));
};

const lockoutsOf = (votes: readonly Cast[]): readonly string[] => {
  let tower: readonly Bound[] = [];
  return votes.flatMap((vote) => {
    const newest = tower.at(-1)?.slot ?? -1;
    const broken = tower.find((one) => one.slot > (vote.previous ?? -1)
      && one.slot + 2 ** one.confirmations >= vote.slot);
    const wrong = [
      ...vote.slot <= newest ? [`${by(vote)} votes for slot ${vote.slot} after slot ${newest}`] : [],
      ...broken && vote.slot > newest
        ? [`${by(vote)} votes for slot ${vote.slot} in ignorance of slot ${broken.slot}`] : [],
    ];
    tower = bind(tower, vote.slot);
    return wrong;
  });
};

const slotsOf = (votes: readonly Cast[]): readonly string[] => {
  const first = new Map<number, Cast>();
  return votes.flatMap((vote) => {
    const before = first.get(vote.slot);
    if (!before) first.set(vote.slot, vote);
    if (!before) return vote.again ? [`${by(vote)} sends again what was never sent: slot ${vote.slot}`] : [];
    if (before.choice !== vote.choice) {
      return [`slot ${vote.slot}: ${by(before)} says ${before.choice}, and ${by(vote)} ${vote.choice}`];
    }
    return vote.again ? [] : [`slot ${vote.slot} is signed twice: by ${by(before)} and ${by(vote)}`];
  });
};

const blocksOf = (blocks: readonly Cast[]): readonly string[] => {
  const first = new Map<number, Cast>();
  return blocks.flatMap((block) => {
    const before = first.get(block.slot);
    if (!before) first.set(block.slot, block);
    return before && before.root !== block.root
      ? [`two blocks for slot ${block.slot}: by ${by(before)} and ${by(block)}`] : [];
  });
};

/** All that was signed and must not have been, in words. */
export const offences = (log: readonly Cast[]): readonly string[] => {
  const inTime = log.toSorted((a, b) => a.wall - b.wall);
  const identities = [...new Set(inTime.map(({ identity }) => identity))];
  return identities.flatMap((identity) => {
    const own = inTime.filter((one) => one.identity === identity);
    const votes = own.filter(({ kind }) => kind !== "block");
    return [
      ...lockoutsOf(votes.filter(({ choice }) => choice === undefined)),
      ...slotsOf(votes.filter(({ choice }) => choice !== undefined)),
      ...blocksOf(own.filter(({ kind }) => kind === "block")),
    ];
  });
};
