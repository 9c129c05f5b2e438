/** Where the data of a client lies: on which mount, on which disks, with how much room. */
import { VexorError } from "../../engine/model/errors.ts";
import { readBlockDevice } from "../hardware/disks.ts";
import { mountOf, type MountPoint } from "../kernel/mounts.ts";
import type { HostReader } from "../../ports/host.ts";
import { valueOf } from "./descriptors.ts";

export interface ClientPlace {
  readonly place: string;
  readonly directory: string;
  readonly mount: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly device: string;
  /** "" for none. */
  readonly block: string;
  readonly disks: readonly string[];
  /** Of the device; 0 where unknown. */
  readonly bytes: number;
  /** Left for programs of other users than root; -1 where unknown. */
  readonly free: number;
}

/** A directory that only its user may enter is looked at by its name. */
const realPath = (host: HostReader, path: string): string => {
  try {
    return host.resolve(path) ?? path;
  } catch (error) {
    if (error instanceof VexorError) return path;
    throw error;
  }
};

/** Of Agave's, whose accounts and snapshots are in the ledger where no flag says otherwise. */
const MORE_PLACES: readonly (readonly [place: string, flag: string])[] =
  [["snapshots", "--snapshots"], ["snapshots", "--full-snapshot-archive-path"]];

const DATA = ["ledger", "accounts", "datadir"];

const directoriesOf = (
  places: Readonly<Record<string, string>>, argv: readonly string[],
): readonly (readonly [place: string, directory: string])[] => [
  ...DATA.flatMap((place) => {
    const directory = places[place];
    return directory === undefined ? [] : [[place, directory] as const];
  }),
  ...MORE_PLACES.flatMap(([place, flag]) => {
    const directory = valueOf(argv, [flag]);
    return directory === null ? [] : [[place, directory] as const];
  }),
].filter(([, directory]) => directory.startsWith("/"));

export const readClientPlaces = (
  host: HostReader, mounts: readonly MountPoint[], places: Readonly<Record<string, string>>,
  argv: readonly string[],
): readonly ClientPlace[] =>
  directoriesOf(places, argv).flatMap(([place, directory]) => {
    const mount = mountOf(mounts, realPath(host, directory));
    if (mount === undefined) return [];
    const block = readBlockDevice(host, mount.device);
    return [{ place, directory, mount: mount.path, type: mount.type, options: mount.options,
      device: mount.device, block: block?.name ?? "", disks: block?.disks ?? [],
      bytes: block?.bytes ?? 0, free: host.freeBytes(directory) ?? -1 }];
  });
