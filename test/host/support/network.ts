/**
 * Hosts on this machine with a network of their own: namespaces on one bridge, each with a cable to
 * pull. And a path that is slow.
 */
import { execFileSync } from "node:child_process";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: "pipe" });

/** Of this process alone: test files run side by side. */
const OWN = process.pid % 50_000;
const SUBNET = `10.${200 + OWN % 50}.${Math.floor(OWN / 50) % 250}`;
let networks = 0;

export interface HostNetwork {
  address(host: number): string;
  /** What runs a command on that host. */
  inside(host: number): readonly string[];
  /** Packets vanish from now on, in both directions. */
  cut(host: number): void;
  mend(host: number): void;
  remove(): void;
}

export const makeNetwork = (hosts: number): HostNetwork => {
  const name = `vx${OWN}n${networks++}`;
  const address = (host: number): string => `${SUBNET}.${host + 2}`;
  const all = Array.from({ length: hosts }, (_, host) => host);
  const [space, cable] = [(host: number) => `${name}h${host}`, (host: number) => `${name}c${host}`];
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
    address, inside: (host) => ["ip", "netns", "exec", space(host)],
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
