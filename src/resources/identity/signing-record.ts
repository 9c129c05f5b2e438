/**
 * What a client that has stopped signing as an identity has signed: read whole, with the rights of
 * the client's user, and only once it has settled. A client may finish one more vote after it
 * reports its new identity.
 */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { soundBytes } from "../../detectors/solana/tower.ts";
import { VexorError } from "../../engine/model/errors.ts";
import {
  LONGEST_RECORD, newestSlot, renderSigningRecord, VOTE_FORMS, type SignedFile,
  type SigningRecordFound, type VoteForm,
} from "../../failover/signing-record.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { exportOf } from "../shared/import-record.ts";
import { placesOf } from "../shared/tower-location.ts";
import { kindOf } from "./record-place.ts";
import type { IdentitySpec } from "./section.ts";

/** Two slots. */
const SETTLE_MS = 800;
const POLL_MS = 100;
const GIVE_UP_MS = 10_000;

interface FoundFile {
  readonly form: VoteForm;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const none = (why: string): SigningRecordFound => ({ record: null, why });

/** A client that receives its record has two places: where it was given one is the older. */
const pathsOf = (
  client: FoundClient, identity: IdentitySpec, form: VoteForm,
): readonly string[] => {
  const at = { unit: client.unit ?? "", uid: client.uid ?? 0, ...placesOf(client, identity) };
  const kind = kindOf(form);
  const directories = [kind.leftAt(at), ...exportOf(client) === null || form === "tower" ? []
    : [kind.foundAt(at)]];
  return [...new Set(directories)].flatMap((one) =>
    (one === null ? [] : [`${one.replace(/\/+$/, "")}/${kind.file(identity.pubkey)}`]));
};

const filesOf = (
  host: HostReader, client: FoundClient, identity: IdentitySpec,
): readonly FoundFile[] => VOTE_FORMS.flatMap((form) =>
  pathsOf(client, identity, form).flatMap((path): readonly FoundFile[] => {
    if (form === "vote-history" && host.link(path) !== null) {
      // The client's next save would replace the link, and leave the file behind.
      throw new VexorError("VOTE_HISTORY_INVALID",
        `${path}: it is a link; wanted is the file itself`);
    }
    const bytes = host.bytesFor(client.uid, path, LONGEST_RECORD);
    return bytes === null ? [] : [{ form, path, bytes }];
  }));

/** Every one must be sound: one that is not may be the newest. */
const signedIn = (
  host: HostReader, { form, path, bytes }: FoundFile, identity: string,
): SignedFile => {
  try {
    return { form, bytes, slot: soundBytes(host, bytes, { form, identity }).lastVote };
  } catch (error) {
    throw error instanceof VexorError
      ? new VexorError(error.code, `${path}: ${error.message}`) : error;
  }
};

const newestOf = (files: readonly SignedFile[], form: VoteForm): readonly SignedFile[] =>
  files.filter((one) => one.form === form)
    .toSorted((one, other) => (other.slot ?? -1) - (one.slot ?? -1)).slice(0, 1);

const sealed = (
  host: HostReader, found: readonly FoundFile[], identity: string,
): SigningRecordFound => {
  const sound = found.map((one) => signedIn(host, one, identity));
  const files = VOTE_FORMS.flatMap((form) => newestOf(sound, form));
  if (files.length === 0) return none(`there is no record of votes of ${identity}`);
  const text = renderSigningRecord({ identity, files });
  if (text.length > LONGEST_RECORD) return none(`it has ${text.length} characters`);
  return { why: null,
    record: { text, digest: host.digest(text), slot: newestSlot(files) } };
};

const orWhy = async (
  read: () => SigningRecordFound | Promise<SigningRecordFound>,
): Promise<SigningRecordFound> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VexorError) return none(error.message);
    throw error;
  }
};

const isSame = (one: readonly FoundFile[], other: readonly FoundFile[]): boolean =>
  one.length === other.length && one.every(({ path, bytes }, at) =>
    other[at]?.path === path && Buffer.compare(other[at].bytes, bytes) === 0);

/**
 * The record, once it has stood unchanged for `settleMs`. Of a client that is gone, `client` is
 * what was last known of it: only its places and its user count.
 */
export const awaitSettledRecord = (
  host: Host, client: FoundClient, identity: IdentitySpec, settleMs = SETTLE_MS,
): Promise<SigningRecordFound> => orWhy(async () => {
  const looks = Math.ceil(settleMs / POLL_MS);
  let last = filesOf(host, client, identity);
  let unchanged = 0;
  for (let left = GIVE_UP_MS / POLL_MS + looks; left > 0 && unchanged < looks; left--) {
    await host.sleep(POLL_MS);
    const now = filesOf(host, client, identity);
    unchanged = isSame(last, now) ? unchanged + 1 : 0;
    last = now;
  }
  return unchanged < looks ? none("what the client has signed still changes")
    : sealed(host, last, identity.pubkey);
});
