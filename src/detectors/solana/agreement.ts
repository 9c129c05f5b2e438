/**
 * What several nodes say of one cluster. Each may be behind, of another cluster, or lie: where two
 * of them contradict each other, nothing that they say counts.
 */

/**
 * What binds the next vote: towers up to the genesis of Alpenglow, vote histories from then on. A
 * node older than Agave 4.3 knows of no genesis, and that proves nothing.
 */
export type Phase = "tower" | "alpenglow" | "unknown";

/** What one node says; null where it does not tell. */
export interface Witness {
  /** As a sentence begins with it: `the client`, or the other node's host and port. */
  readonly name: string;
  readonly genesisHash: string | null;
  readonly phase: Phase;
  /** What it said in place of the phase. */
  readonly error: string;
  /** The identity that votes for the account. */
  readonly voter: string | null;
}

export interface Agreement {
  readonly phase: Phase;
  /** Why the phase is unknown; null where it is not. */
  readonly phaseUnknown: string | null;
  /** Which two nodes contradict each other, and how; null where all that tell agree. */
  readonly contradiction: string | null;
}

const NOT_MOVED = "says that the cluster has not moved to Alpenglow";
/** So many must tell the phase where so many other nodes are named. */
export const ENOUGH = 2;

/** The first two that tell, and say different things. */
const differing = (
  witnesses: readonly Witness[], told: (one: Witness) => string | null,
): readonly [Witness, Witness] | null => {
  const telling = witnesses.filter((one) => told(one) !== null);
  const [first] = telling;
  const other = first && telling.find((one) => told(one) !== told(first));
  return first && other ? [first, other] : null;
};

const phaseIn = ({ phase }: Witness): string | null => (phase === "unknown" ? null : phase);

const contradictionOf = (witnesses: readonly Witness[]): string | null => {
  const clusters = differing(witnesses, ({ genesisHash }) => genesisHash);
  if (clusters) {
    const [one, other] = clusters;
    return `${one.name} is on the cluster with the genesis ${one.genesisHash}, and ${other.name} `
      + `on the one with ${other.genesisHash}`;
  }
  const phases = differing(witnesses, phaseIn);
  if (phases) {
    const [before, after] = phases.toSorted((one) => (one.phase === "tower" ? -1 : 1));
    return `${before?.name} ${NOT_MOVED}, and ${after?.name} says that it has`;
  }
  const voters = differing(witnesses, ({ voter }) => voter);
  if (voters === null) return null;
  const [one, other] = voters;
  return `${one.name} says that the vote account belongs to ${one.voter}, and ${other.name} that `
    + `it belongs to ${other.voter}`;
};

/** `isMigrated`: this machine has seen the cluster on Alpenglow before. */
const phaseOf = (
  witnesses: readonly Witness[], isMigrated: boolean,
): Pick<Agreement, "phase" | "phaseUnknown"> => {
  const telling = witnesses.filter((one) => one.phase !== "unknown");
  const [first] = telling;
  if (isMigrated && first?.phase === "tower") {
    return { phase: "unknown", phaseUnknown: `${first.name} ${NOT_MOVED}, and this machine has `
      + "seen it move to Alpenglow before" };
  }
  if (isMigrated) return { phase: "alpenglow", phaseUnknown: null };
  if (first === undefined) {
    const [own] = witnesses;
    return { phase: "unknown", phaseUnknown: `${own?.name} does not tell (${own?.error})` };
  }
  return witnesses.length <= ENOUGH || telling.length >= ENOUGH
    ? { phase: first.phase, phaseUnknown: null }
    : { phase: "unknown", phaseUnknown: `of ${witnesses.length} nodes only ${first.name} tells` };
};

/** The client first. */
export const agreementOf = (
  witnesses: readonly Witness[], isMigrated: boolean,
): Agreement => {
  const contradiction = contradictionOf(witnesses);
  return contradiction === null ? { ...phaseOf(witnesses, isMigrated), contradiction }
    : { phase: "unknown", phaseUnknown: contradiction, contradiction };
};
