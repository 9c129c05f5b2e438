/**
 * What may not be read is unknown, and never the end of a plan. A plan is made through a reader
 * that goes on where something cannot be read, and remembers what that was: a crontab that is
 * root's alone, a file on a failing disk. For root, each such place is one that may set anything of
 * the kinds that looked there. A plan of another user is a preview of root's, and names the places
 * that only root may read.
 */
import { VexorError } from "../model/errors.ts";
import type { Evidence, UnreadPath } from "../model/evidence.ts";
import type { PlanItem, Reading } from "../model/model.ts";
import type { HostReader } from "../../ports/host.ts";

export interface MissedPath extends UnreadPath {
  /** Root may read it. */
  readonly isForbidden: boolean;
}

/** Nothing is to be read there by anybody: a directory, a socket, a file to write to. */
const NOTHING: ReadonlySet<string> = new Set([
  "EISDIR", "ENXIO", "EINVAL", "ENODEV", "ENODATA", "ENOTTY", "ENAMETOOLONG",
]);
/** What its reader asks to be told of: a cgroup whose processes are listed elsewhere. */
const TOLD = "EOPNOTSUPP";
const FORBIDDEN: ReadonlySet<string> = new Set(["EACCES", "EPERM"]);

const missedAt = (path: string, error: VexorError): MissedPath => {
  const isForbidden = FORBIDDEN.has(error.errno ?? "");
  return { path, isForbidden,
    needs: isForbidden ? "root" : error.errno ?? "a file that is not as large" };
};

/** Of a file that the user `uid` has named. */
const isFailing = ({ errno }: VexorError, uid: number | null): boolean =>
  errno !== null && !NOTHING.has(errno) && errno !== "ENOSYS"
  && (uid === 0 || !FORBIDDEN.has(errno));

export interface LenientReader extends HostReader {
  /** By path, what could not be read until now. */
  missed(): readonly MissedPath[];
}

const PLAIN = new WeakMap<HostReader, HostReader>();

/** The reader that throws, for what is read to be told why it cannot be. */
export const strictly = (host: HostReader): HostReader => PLAIN.get(host) ?? host;

export const leniently = (host: HostReader): LenientReader => {
  const missed = new Map<string, MissedPath>();
  const tolerant = <A>(read: (path: string) => A, nothing: A) => (path: string): A => {
    try {
      return read(path);
    } catch (error) {
      if (!(error instanceof VexorError) || error.code !== "HOST_READ") throw error;
      if (error.errno === TOLD) throw error;
      if (!NOTHING.has(error.errno ?? "")) missed.set(path, missedAt(path, error));
      return nothing;
    }
  };
  /** What a user may not read, that user's program does not read either; root reads all. */
  const noting = <A>(uid: number | null, path: string, read: () => A): A => {
    try {
      return read();
    } catch (error) {
      if (error instanceof VexorError && isFailing(error, uid)) {
        missed.set(path, missedAt(path, error));
      }
      throw error;
    }
  };
  const reader: LenientReader = {
    ...host,
    bytesFor: (uid, path, limit) => noting(uid, path, () => host.bytesFor(uid, path, limit)),
    listFor: (uid, path) => noting(uid, path, () => host.listFor(uid, path)),
    read: tolerant(host.read, null),
    list: tolerant(host.list, []),
    stat: tolerant(host.stat, null),
    link: tolerant(host.link, null),
    resolve: tolerant(host.resolve, null),
    missed: () => [...missed.values()],
  };
  PLAIN.set(reader, host);
  return reader;
};

const evidenceOf = ({ path, needs }: MissedPath): Evidence => ({ kind: "file", path, restores: null,
  isUnread: true, says: `cannot be read (that needs ${needs}), and may set this` });

/** Of what was missed, that which counts as one that may set anything. */
export const hiddenFrom = (
  reader: LenientReader, isPreview: boolean,
): readonly Evidence[] =>
  reader.missed().filter(({ isForbidden }) => !(isPreview && isForbidden)).map(evidenceOf);

/** The same reading, where a file that could not be read may hold the value. */
export const besideHidden = (reading: Reading, hidden: readonly Evidence[]): Reading => {
  const { address, live, immutable, boot, ephemeral, overriddenBy, otherManagers, blocker,
    warnings } = reading;
  return { address, live, immutable, boot, ephemeral, overriddenBy, blocker, warnings,
    isUnreadable: reading.isUnreadable ?? false, default: reading.default,
    doubts: reading.doubts ?? [], otherManagers: [...otherManagers, ...hidden],
    ...(reading.takesEffect === undefined ? {} : { takesEffect: reading.takesEffect }) };
};

/** Whether what was asked for may be there, in a place that could not be read. */
export const mayBeUnseen = (error: unknown, missed: readonly MissedPath[]): error is VexorError =>
  error instanceof VexorError && error.code !== "HOST_FILE_INVALID" && missed.length > 0;

/** Stands for all that the host file asks of a kind, and does nothing. */
export const unseenItem = (
  kind: string, error: VexorError, missed: readonly MissedPath[],
): PlanItem => ({
  address: `${kind}/*`, action: "impossible", origin: "unknown", live: null, wanted: null,
  afterReboot: null, to: null, adopts: null, runs: null, onDrift: "report", attributes: {},
  reason: `${error.message} (not all could be read that may tell)`,
  evidence: missed.map(evidenceOf), waysOut: [], warnings: [],
});

/** For the plan, in the order of their paths; nothing where all could be read. */
export const unreadIn = (
  missed: readonly UnreadPath[],
): { readonly unread?: readonly UnreadPath[] } => {
  const found = new Map(missed.map(({ path, needs }) => [path, { path, needs }] as const));
  return found.size === 0 ? {}
    : { unread: [...found.keys()].sort().flatMap((path) => found.get(path) ?? []) };
};
