/**
 * Hosts on this machine with a network of their own: namespaces on one bridge, each with a cable to
 * pull. And a path that is slow.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: "pipe" });

/** Of this process alone: test files run side by side. */
const OWN = process.pid;
const SUBNET = `10.${200 + OWN % 50}.${Math.floor(OWN / 50) % 250}`;
let networks = 0;

/** A host by its number, or this machine itself, which has addresses of its own there. */
export type NetworkEnd = number | "here";

export interface HostNetwork {
  address(host: number): string;
  /** One more address of this machine in that network. */
  addressHere(): string;
  /** The name of the host's namespace. */
  space(host: number): string;
  /** What runs a command on that host. */
  inside(host: number): readonly string[];
  /** Packets vanish from now on, in both directions. */
  cut(host: number): void;
  mend(host: number): void;
  /** What `from` sends to `to` vanishes from now on, and nothing else. */
  block(from: NetworkEnd, to: NetworkEnd): void;
  unblock(from: NetworkEnd, to: NetworkEnd): void;
  remove(): void;
}

/** What test processes have left that were killed. Another one may remove it at the same time. */
const removeLeftOvers = (): void => {
  const isLeft = (name: string): boolean => !existsSync(`/proc/${/^vx(\d+)n/.exec(name)?.[1] ?? "self"}`);
  const named = (path: string): readonly string[] => (existsSync(path) ? readdirSync(path).filter(isLeft) : []);
  for (const space of named("/run/netns")) spawnSync("ip", ["netns", "delete", space]);
  for (const bridge of named("/sys/class/net").filter((name) => /n\d+$/.test(name))) {
    spawnSync("ip", ["link", "delete", bridge]);
  }
};

export const makeNetwork = (hosts: number): HostNetwork => {
  removeLeftOvers();
  const name = `vx${OWN}n${networks++}`;
  const address = (host: number): string => `${SUBNET}.${host + 2}`;
  const all = Array.from({ length: hosts }, (_, host) => host);
  const [space, cable] = [(host: number) => `${name}h${host}`, (host: number) => `${name}c${host}`];
  const here: string[] = [];
  const addressesOf = (end: NetworkEnd): readonly string[] => (end === "here" ? here : [address(end)]);
  /** A network card that does not exist: the bridge gives it to all, and none takes it. */
  const silence = (from: NetworkEnd, to: NetworkEnd, act: "replace" | "delete"): void => {
    const [inside, device] = from === "here" ? [[], name] : [["-n", space(from)], "eth0"];
    for (const one of addressesOf(to)) {
      spawnSync("ip", [...inside, "neigh", act, one, "dev", device,
        ...act === "replace" ? ["lladdr", "02:00:00:00:00:01", "nud", "permanent"] : []]);
    }
  };
  ip("link", "add", name, "type", "bridge");
  ip("address", "add", `${SUBNET}.1/24`, "dev", name);
  ip("link", "set", name, "up");
  for (const host of all) {
    ip("netns", "add", space(host));
    ip("link", "add", cable(host), "type", "veth", "peer", "name", "eth0", "netns", space(host));
    ip("link", "set", cable(host), "master", name, "up");
    ip("-n", space(host), "address", "add", `${address(host)}/24`, "dev", "eth0");
    for (const link of ["lo", "eth0"]) ip("-n", space(host), "link", "set", link, "up");
  }
  return {
    address, space,
    addressHere: () => {
      const added = `${SUBNET}.${254 - here.length}`;
      ip("address", "add", `${added}/24`, "dev", name);
      here.push(added);
      return added;
    },
    block: (from, to) => silence(from, to, "replace"),
    unblock: (from, to) => silence(from, to, "delete"),
    inside: (host) => ["ip", "netns", "exec", space(host)],
    cut: (host) => ip("link", "set", cable(host), "down"),
    mend: (host) => ip("link", "set", cable(host), "up"),
    remove: () => {
      for (const host of all) ip("netns", "delete", space(host));
      ip("link", "delete", name);
    },
  };
};

export interface SlowPath {
  readonly port: number;
  close(): void;
}

/** To a port of this machine, over a network that keeps all bytes for a while, both ways. */
export const startSlowPath = async (port: string, delayMs: number): Promise<SlowPath> => {
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (bytes) => setTimeout(() => to.destroyed || to.write(bytes), delayMs));
    from.on("error", () => to.destroy()).on("close", () => setTimeout(() => to.destroy(), delayMs));
  };
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1");
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  } };
};
