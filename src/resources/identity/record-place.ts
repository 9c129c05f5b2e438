/**
 * What another host has signed, put where the client of this one finds it. What is newer stays,
 * and a vote history must go on from the older one: so this can be repeated, and an older record
 * never takes the place of a newer one.
 */
import {
  readTowers, soundBytes, soundTower, type SoundTower, type TowerFact,
} from "../../detectors/solana/tower.ts";
import { whyNotContinued } from "../../detectors/solana/vote-history.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import type { SignedFile, SignedForm, SignedSlots } from "../../failover/signing-record.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import {
  assertTaken, lastVoteIn, placeRecord, recordMode, wrongRecord,
} from "../shared/place-record.ts";
import { storedRecord } from "../shared/stored-record.ts";
import { VOTE_RECORDS, type TowerLocation, type VoteRecord } from "../shared/tower-location.ts";
import { liveIdentity, UNKNOWN } from "./running-client.ts";

export interface RecordGoal {
  readonly identity: string;
  readonly digest: string;
  readonly at: TowerLocation;
}

const wrong = (why: string): VexorError => new VexorError("SIGNING_RECORD", why);

/** Each kind of record is of one form, and the other way round. Throws SIGNING_RECORD. */
export const kindOf = (form: SignedForm): VoteRecord => {
  if (form === "slashing-protection") throw wrong(`a client of Solana takes no ${form}`);
  return VOTE_RECORDS[form === "tower" ? 0 : 1];
};

const placesOfKind = (kind: VoteRecord, at: TowerLocation): readonly string[] =>
  [...new Set([kind.foundAt(at), kind.leftAt(at)])].flatMap((one) => one ?? []);

/** The newest sound one of this identity, where its client finds it or has left it. */
const newestHere = (
  host: HostReader, kind: VoteRecord, at: TowerLocation, identity: string,
): TowerFact | null => {
  const sound = placesOfKind(kind, at)
    .flatMap((directory) => readTowers(host, directory, at.uid, identity))
    .filter((one) => one.form === kind.form && one.identity === identity && !one.isUnfinished
      && one.content !== null);
  return sound.toSorted((one, other) => lastVoteIn(other) - lastVoteIn(one))[0] ?? null;
};

/** Whether what is here is as new as that, each form for itself. */
export const isHeld = (
  host: HostReader, at: TowerLocation, identity: string, slots: SignedSlots,
): boolean => slots.every(({ form, slot }) => {
  const here = newestHere(host, kindOf(form), at, identity);
  return here !== null && lastVoteIn(here) >= (slot ?? -1);
});

interface JudgedFile {
  readonly kind: VoteRecord;
  readonly directory: string;
  readonly sound: SoundTower;
  readonly isNewer: boolean;
}

const assertContinues = (
  host: HostReader, kind: VoteRecord, at: TowerLocation, sound: SoundTower,
  { here, isNewer }: { readonly here: TowerFact; readonly isNewer: boolean },
): void => {
  if (kind.form !== "vote-history") return;
  const found = soundTower(host, here, at.uid);
  const why = isNewer ? whyNotContinued(sound, found) : whyNotContinued(found, sound);
  if (why === null) return;
  const [received, own] = ["the one that was received", here.path];
  throw wrongRecord(kind, `${isNewer ? received : own} does not go on from `
    + `${isNewer ? own : received}: ${why}`);
};

/** All that could keep it from being put there. */
const judge = (
  host: HostReader, { identity, at }: RecordGoal, { form, slot, bytes }: SignedFile,
): JudgedFile => {
  const kind = kindOf(form);
  const directory = kind.foundAt(at);
  if (directory === null) throw wrongRecord(kind, `${at.unit} takes no ${kind.name}`);
  const sound = soundBytes(host, bytes, { form: kind.form, identity });
  if (sound.lastVote !== slot) {
    throw wrongRecord(kind, `its last vote is slot ${sound.lastVote ?? "none"}; the record says `
      + String(slot ?? "none"));
  }
  assertTaken(kind, at, `the ${kind.name} that was received`, bytes);
  const here = newestHere(host, kind, at, identity);
  const isNewer = here === null || (slot ?? -1) > lastVoteIn(here);
  if (here !== null) assertContinues(host, kind, at, sound, { here, isNewer });
  return { kind, directory, sound, isNewer };
};

/** A client that signs has its own record in memory, and writes that next. */
export const whySigning = (
  host: HostReader, { unit }: TowerLocation, identity: string,
): string | null => {
  const live = liveIdentity(host, unit);
  if (live === null) return null;
  if (live === identity) return `${unit} signs as ${identity}: its own record counts`;
  return live === UNKNOWN ? `${unit} does not say who it is` : null;
};

/** All of it is judged before the first file is written. */
export const placeReceived = (host: Host, goal: RecordGoal, report: ReportProgress): void => {
  const { identity, digest, at } = goal;
  const { files } = storedRecord(host, digest, identity);
  const signing = whySigning(host, at, identity);
  if (signing !== null) throw wrong(signing);
  const judged = files.map((file) => judge(host, goal, file));
  for (const { kind, directory, sound } of judged.filter(({ isNewer }) => isNewer)) {
    report(`${at.unit} receives the ${kind.name} of ${identity}: its last vote is slot `
      + String(sound.lastVote ?? "none"));
    const path = `${directory.replace(/\/+$/, "")}/${kind.file(identity)}`;
    placeRecord(host, kind, identity, sound.bytes,
      { directory, uid: at.uid, mode: recordMode(host, path) });
  }
};
