/** Puts a record of votes where a client finds it, for a switch and for a handover alike. */
import { soundTower, type TowerFact } from "../../detectors/solana/tower.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { MOST_IMPORTED } from "./import-record.ts";
import type { TowerLocation, VoteRecord } from "./tower-location.ts";

export const wrongRecord = ({ code }: VoteRecord, what: string): VexorError =>
  new VexorError(code, what);

export const lastVoteIn = (tower: Pick<TowerFact, "content"> | null): number =>
  tower?.content?.lastVote ?? -1;

/** Its client can read and replace it, even where an operator has copied one there before. */
export const recordMode = (host: HostReader, path: string): number =>
  ((host.stat(path)?.mode ?? 0) & 0o777) | 0o600;

/** Firedancer would refuse it, once its client has stopped that had it. */
export const assertTaken = (
  kind: VoteRecord, { exports, unit }: Pick<TowerLocation, "exports" | "unit">, what: string,
  { length }: Uint8Array,
): void => {
  if (exports === null || length <= MOST_IMPORTED) return;
  throw wrongRecord(kind, `${what} has ${length} bytes; ${unit} takes ${MOST_IMPORTED} at most`);
};

/** Sound bytes, as the file of that identity in that directory; read back. */
export const placeRecord = (
  host: Host, kind: VoteRecord, identity: string, bytes: Uint8Array,
  { directory, uid, mode }: {
    readonly directory: string; readonly uid: number; readonly mode: number;
  },
): void => {
  const path = `${directory.replace(/\/+$/, "")}/${kind.file(identity)}`;
  host.writer("userFiles").placeFor(uid, path, bytes, mode);
  const fact = { path, form: kind.form, identity, isUnfinished: false, content: null,
    problems: [] };
  if (Buffer.compare(soundTower(host, fact, uid).bytes, bytes) === 0) return;
  throw wrongRecord(kind, `${path} is not the ${kind.name} that was put there`);
};
