/**
 * The judge of two hosts that share an identity. It goes by what was signed, as a witness wrote it
 * down, and by every write that etcd knows of; it reads no word of Vexor's, and uses none of its code.
 */

/** A vote, a vote to skip, or a leader's block. All times are of the one clock of this machine, in ms. */
export interface Signed {
  readonly host: string;
  readonly identity: string;
  readonly slot: number;
  readonly kind: string;
  readonly choice?: string | undefined;
  readonly root?: string | undefined;
  readonly previous: number | null;
  /** Sent once more, as it was. */
  readonly again?: boolean | undefined;
  readonly mono: number;
}

export interface RegisterWrite {
  readonly revision: number;
  /** The revision of what it replaced; 0 where nothing stood there. */
  readonly replaced: number;
  readonly text: string;
  /** When the witness heard of it: never before it was written. */
  readonly heard: number;
  /** How often etcd had been restored by then: its revisions begin again. */
  readonly life: number;
  /** A restored etcd shows what was written before. */
  readonly isShownAgain?: boolean;
}

export interface PairRecord {
  readonly identity: string;
  readonly signed: readonly Signed[];
  readonly writes: readonly RegisterWrite[];
}

export type Verdict = "signed twice" | "overlap" | "signed after its loss" | "signed before its take"
  | "forgets" | "a stranger" | "epoch shared" | "epoch fell" | "not compared" | "not a successor" | "churn" | "stuck";

export interface Finding {
  readonly verdict: Verdict;
  readonly says: string;
  readonly at: number;
}

interface Entry {
  readonly epoch: number;
  readonly seq: number;
  readonly holder: string;
  readonly writer: string;
  readonly state: string;
}

interface Written extends RegisterWrite {
  readonly entry: Entry;
}

/** etcd tells its watcher of a write within this time, or else the judge would accuse the innocent. */
const HEARD_WITHIN_MS = 1_500;

const read = (writes: readonly RegisterWrite[]): readonly Written[] => {
  const known = new Map<string, number>();
  return writes.map((write) => {
    const name = `${write.revision} ${write.text}`;
    const first = known.get(name) ?? write.life;
    known.set(name, first);
    return { ...write, isShownAgain: write.isShownAgain === true || first < write.life, entry: JSON.parse(write.text) as Entry };
  });
};

/** What would make one signature contradict another for the same slot. */
const contentOf = ({ kind, choice, root, previous }: Signed): string => JSON.stringify([kind, choice, root, previous]);

const ofIdentity = ({ identity, signed }: PairRecord): readonly Signed[] => signed
  .filter((one) => one.identity === identity && one.again !== true)
  .toSorted((one, other) => one.mono - other.mono);

const signedTwice = (signed: readonly Signed[]): readonly Finding[] => {
  const first = new Map<string, Signed>();
  return signed.flatMap((one) => {
    const place = `${one.kind === "block" ? "block" : "vote"} ${one.slot}`;
    const before = first.get(place);
    if (before === undefined) first.set(place, one);
    if (before === undefined || before.host === one.host || contentOf(before) === contentOf(one)) return [];
    return [{ verdict: "signed twice" as const, at: one.mono,
      says: `${place} by ${before.host} (${contentOf(before)}) and by ${one.host} (${contentOf(one)})` }];
  });
};

/** Spans in which one host signs and the other does not. */
const tenures = (signed: readonly Signed[]): readonly Signed[] =>
  signed.filter(({ host }, at) => signed[at - 1]?.host !== host);

/** Votes reach so far beyond the newest that is known, or else the cluster drops them. */
const BEYOND_SLOTS = 48;

/**
 * A host that signs after another one knows what that has signed last, or begins so far behind it
 * that no vote of it can bind any more.
 */
const forgets = (signed: readonly Signed[]): readonly Finding[] => signed.flatMap((first, at) => {
  const before = signed[at - 1];
  if (before === undefined || before.host === first.host || first.kind === "block") return [];
  const last = Math.max(...signed.slice(0, at).filter(({ host }) => host !== first.host).map(({ slot }) => slot));
  const knows = first.slot > last && (first.previous !== null && first.previous >= last);
  return knows || first.slot - last >= BEYOND_SLOTS ? [] : [{ verdict: "forgets" as const, at: first.mono,
    says: `${first.host} signs slot ${first.slot}, and knows of slot ${first.previous ?? "none"} at most; ${before.host} has signed ${last}` }];
});

/** The first write of each epoch, a take. */
const takesOf = (written: readonly Written[]): readonly Written[] => {
  const seen = new Set<number>();
  return written.filter(({ entry, isShownAgain }) => isShownAgain !== true && entry.writer !== "" && !seen.has(entry.epoch) && seen.add(entry.epoch));
};

/** Spans of signing come one for each take at most, in the order of the takes: no clock is asked. */
const overlaps = (signed: readonly Signed[], takes: readonly Written[]): readonly Finding[] => {
  let next = 0;
  for (const { host, mono, slot } of tenures(signed)) {
    while (next < takes.length && takes[next]?.entry.holder !== host) next += 1;
    if (next === takes.length) {
      return [{ verdict: "overlap", at: mono, says: `${host} begins to sign at slot ${slot}, and no take of its own is left `
        + `for that among ${takes.map(({ entry }) => `${entry.holder}:${entry.epoch}`).join(" ")}` }];
    }
    next += 1;
  }
  return [];
};

const afterLoss = (signed: readonly Signed[], takes: readonly Written[]): readonly Finding[] => takes.flatMap((take, at) => {
  const until = (takes[at + 1]?.heard ?? Number.POSITIVE_INFINITY) - HEARD_WITHIN_MS;
  const late = signed.find(({ host, mono }) => host !== take.entry.holder && mono > take.heard && mono < until);
  return late === undefined ? [] : [{ verdict: "signed after its loss" as const, at: late.mono,
    says: `${late.host} signs slot ${late.slot} ${(late.mono - take.heard).toFixed()} ms after ${take.entry.holder} has taken epoch ${
      take.entry.epoch}` }];
});

const beforeTake = (signed: readonly Signed[], takes: readonly Written[]): readonly Finding[] => tenures(signed).flatMap((first) => {
  const own = takes.filter(({ entry, heard }) => entry.holder === first.host && heard - HEARD_WITHIN_MS <= first.mono);
  return own.length > 0 ? [] : [{ verdict: "signed before its take" as const, at: first.mono,
    says: `${first.host} signs slot ${first.slot} and has taken nothing by then` }];
});

const CHURN = { takes: 10, withinMs: 10_000 } as const;

/** Hosts that take what no host then signs with, over and over. */
const churn = (takes: readonly Written[]): readonly Finding[] => {
  const at = takes.findIndex(({ heard }, index) =>
    heard - (takes[index - CHURN.takes]?.heard ?? Number.NEGATIVE_INFINITY) < CHURN.withinMs);
  const take = takes[at];
  return take === undefined ? [] : [{ verdict: "churn", at: take.heard,
    says: `epoch ${take.entry.epoch} of ${take.entry.holder} is the ${CHURN.takes}th take within ${CHURN.withinMs} ms` }];
};

const epochShared = (written: readonly Written[]): readonly Finding[] => {
  const owner = new Map<number, Entry>();
  return written.flatMap(({ entry, heard, revision }) => {
    if (entry.writer === "") return [];
    const before = owner.get(entry.epoch);
    if (before === undefined) owner.set(entry.epoch, entry);
    return before === undefined || (before.holder === entry.holder && before.writer === entry.writer) ? []
      : [{ verdict: "epoch shared" as const, at: heard, says: `epoch ${entry.epoch} of ${before.holder} (${before.writer}) is written by ${
        entry.holder} (${entry.writer}) in revision ${revision}` }];
  });
};

/** What a host may put in the place of another text. */
const isSuccessor = (before: Entry, after: Entry): boolean => {
  const isSame = after.epoch === before.epoch && after.holder === before.holder && after.writer === before.writer;
  if (isSame) return after.seq === before.seq + 1 && before.state === "held";
  return after.epoch > before.epoch && after.epoch <= before.epoch + 2 && after.seq === 0 && after.state === "held";
};

const chain = (written: readonly Written[]): readonly Finding[] => written.flatMap((write, at): readonly Finding[] => {
  const before = written[at - 1];
  if (before === undefined || before.life !== write.life || write.isShownAgain === true) return [];
  const { entry, heard, revision, replaced } = write;
  const named = `revision ${revision} (${entry.holder}, epoch ${entry.epoch}, seq ${entry.seq})`;
  const stood = `${before.entry.holder}, epoch ${before.entry.epoch}, seq ${before.entry.seq}`;
  return [
    ...replaced === before.revision ? [] : [{ verdict: "not compared" as const, at: heard,
      says: `${named} replaced revision ${replaced}; what stood was ${before.revision}` }],
    ...entry.epoch >= before.entry.epoch ? [] : [{ verdict: "epoch fell" as const, at: heard,
      says: `${named} stands in the place of ${stood}` }],
    ...isSuccessor(before.entry, entry) ? [] : [{ verdict: "not a successor" as const, at: heard,
      says: `${named} stands in the place of ${stood}` }],
  ];
});

const strangers = (signed: readonly Signed[], written: readonly Written[]): readonly Finding[] => {
  const known = new Set(written.map(({ entry }) => entry.holder));
  const other = signed.find(({ host }) => !known.has(host));
  return other === undefined ? [] : [{ verdict: "a stranger", at: other.mono,
    says: `${other.host} signs slot ${other.slot} and has never held the register` }];
};

/** All that is wrong with a record; none is the only verdict that acquits. */
export const judge = (record: PairRecord): readonly Finding[] => {
  const signed = ofIdentity(record);
  const written = read(record.writes);
  const takes = takesOf(written);
  return [
    ...signedTwice(signed), ...overlaps(signed, takes), ...afterLoss(signed, takes), ...beforeTake(signed, takes),
    ...forgets(signed), ...strangers(signed, written), ...churn(takes), ...epochShared(written), ...chain(written),
  ].toSorted((one, other) => one.at - other.at);
};

/** What has happened from a moment on, with the take that was in force by then. */
export const recordSince = ({ identity, signed, writes }: PairRecord, at: number): PairRecord => {
  const written = read(writes);
  const last = written.filter(({ heard }) => heard < at).at(-1);
  const from = last === undefined ? 0
    : written.findIndex(({ life, entry }) => life === last.life && entry.epoch === last.entry.epoch);
  return { identity, writes: written.slice(from), signed: signed.filter(({ mono }) => mono >= at) };
};

export interface Outcome {
  /** Hosts that have signed in the last moment. */
  readonly signers: readonly string[];
  /** What `vexor failover status` says on each host that is up: its exit code. */
  readonly codes: Readonly<Record<string, number>>;
}

/** After the faults, when the time for it is up: one host signs, or status says that something is wrong. */
export const judgeEnd = ({ signers, codes }: Outcome, at: number): readonly Finding[] => {
  if (signers.length === 1) return [];
  const isTold = Object.values(codes).some((code) => code !== 0);
  return isTold && signers.length === 0 ? [] : [{ verdict: "stuck", at,
    says: `${signers.length === 0 ? "neither host signs" : `${signers.join(" and ")} sign`}, and status ends with ${JSON.stringify(codes)}` }];
};
