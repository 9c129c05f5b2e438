/**
 * Who listens on which port: /proc/net/{tcp,tcp6,udp,udp6} name sockets by inode, and a process's
 * open files show which of them are its own. Only root may look into other users' processes.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

export interface Listener {
  /** `udp/8001`, whichever the address family. */
  readonly port: string;
  readonly inode: string;
  readonly uid: number;
  /** Connections to 127.0.0.1 may end here. */
  readonly hearsLoopback: boolean;
}

const TABLES = [["tcp", "tcp"], ["tcp6", "tcp"], ["udp", "udp"], ["udp6", "udp"]] as const;
const LISTENING = "0A";
const UNCONNECTED = "07";

/** Every address, or 127.0.0.1, as the kernel writes them for either family. */
const HEARS_LOOPBACK = /^(?:0{24}|0{16}FFFF0{4})?(?:0{8}|0100007F)$/;

const parseTable = (text: string, protocol: "tcp" | "udp"): readonly Listener[] =>
  text.split("\n").slice(1).flatMap((line) => {
    const [, local = "", remote = "", state, , , , uid = "", , inode = ""] =
      line.trim().split(/\s+/);
    const waits = protocol === "tcp" ? state === LISTENING
      : state === UNCONNECTED && remote.endsWith(":0000");
    const colon = local.lastIndexOf(":");
    const port = parseInt(local.slice(colon + 1), 16);
    const hearsLoopback = HEARS_LOOPBACK.test(local.slice(0, colon));
    return waits && port > 0
      ? [{ port: `${protocol}/${port}`, inode, uid: Number(uid), hearsLoopback }] : [];
  });

const readTable = (
  host: HostReader, name: string, protocol: "tcp" | "udp",
): readonly Listener[] => parseTable(host.read(`/proc/net/${name}`) ?? "", protocol);

export const readListeners = (host: HostReader): readonly Listener[] =>
  TABLES.flatMap(([name, protocol]) => readTable(host, name, protocol));

const MOST_FILES = 20_000;

/** What a process has open; null when that is not ours to see. */
export const openFiles = (host: HostReader, pid: number): readonly string[] | null => {
  const directory = `/proc/${pid}/fd`;
  try {
    return host.list(directory).slice(0, MOST_FILES)
      .flatMap((fd) => host.link(`${directory}/${fd}`) ?? []);
  } catch (error) {
    if (error instanceof VexorError) return null;
    throw error;
  }
};

/** Ports of sockets among these open files, in order and once. */
export const portsAmong = (
  files: readonly string[], listeners: readonly Listener[],
): readonly string[] => {
  const own = new Set(files);
  return [...new Set(listeners.filter(({ inode }) => own.has(`socket:[${inode}]`))
    .map(({ port }) => port))].sort();
};

/**
 * The same, and no more of the tables than it takes to find `wanted` among them: the kernel goes
 * through all connections of the machine for each.
 */
export const portsUntil = (
  host: HostReader, files: readonly string[], wanted: string,
): readonly string[] => {
  const listeners: Listener[] = [];
  for (const [name, protocol] of TABLES) {
    listeners.push(...readTable(host, name, protocol));
    const ports = portsAmong(files, listeners);
    if (ports.includes(wanted)) return ports;
  }
  return portsAmong(files, listeners);
};
