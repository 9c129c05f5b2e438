/**
 * What the keeper and its process without privileges say to each other about beacon nodes: a line
 * with what to ask, and a line of numbers.
 */

export interface BeaconQuestion {
  readonly id: number;
  /** The addresses of their APIs. */
  readonly beacons: readonly string[];
}

/** What a beacon node says of itself. */
export interface BeaconState {
  readonly head: number;
  /** Slots that it is behind, by its own clock. */
  readonly distance: number;
  /** It follows the chain, its execution node answers, and it has checked what it follows. */
  readonly isSynced: boolean;
}

/** Of each that was asked; null for one without an answer that counts. */
export type BeaconAnswers = readonly (BeaconState | null)[];

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  (typeof value === "object" && value !== null ? value as Fields : {});

const isSlot = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const DIGITS = /^\d{1,15}$/;

const slotIn = (value: unknown): number | null =>
  (typeof value === "string" && DIGITS.test(value) ? Number(value) : null);

/** The answer to `/eth/v1/node/syncing`; null for what is none. Before Capella two words lack. */
export const beaconStateIn = (body: unknown): BeaconState | null => {
  const { head_slot: head, sync_distance: distance, is_syncing: isSyncing,
    is_optimistic: isOptimistic = false, el_offline: isAlone = false } =
    fieldsOf(fieldsOf(body)["data"]);
  const [at, behind] = [slotIn(head), slotIn(distance)];
  const words = [isSyncing, isOptimistic, isAlone];
  if (at === null || behind === null || words.some((one) => typeof one !== "boolean")) return null;
  return { head: at, distance: behind, isSynced: words.every((one) => one === false) };
};

export const beaconQuestionLine = (question: BeaconQuestion): string => JSON.stringify(question);

/** The other side: what the keeper asks is taken as it is. Null for another question. */
export const beaconQuestionIn = (line: string): BeaconQuestion | null => {
  const question = JSON.parse(line) as BeaconQuestion;
  return Array.isArray(question.beacons) ? question : null;
};

export const beaconAnswerLine = (id: number, states: BeaconAnswers): string =>
  JSON.stringify({ id, states });

const stateOf = (value: unknown): BeaconState | null | undefined => {
  if (value === null) return null;
  const { head, distance, isSynced } = fieldsOf(value);
  return isSlot(head) && isSlot(distance) && typeof isSynced === "boolean"
    ? { head, distance, isSynced } : undefined;
};

const parsed = (line: string): Fields => {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
};

/** Null unless it answers this very question, for each node that was asked. */
export const beaconAnswersIn = (
  line: string, { id, beacons }: BeaconQuestion,
): BeaconAnswers | null => {
  const said = parsed(line);
  const { states } = said;
  if (said["id"] !== id || !Array.isArray(states) || states.length !== beacons.length) return null;
  const read = states.map(stateOf);
  return read.includes(undefined) ? null : read as BeaconAnswers;
};
