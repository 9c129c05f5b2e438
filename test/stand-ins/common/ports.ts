/** Ports as a validator takes them: gossip on both protocols, the rest one after another. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

export const takeUdp = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind({ port, address: host, exclusive: true }, () => resolve());
  });

export const takeTcp = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on("error", () => socket.destroy()));
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });

/** The first free UDP ports of a range; the real ones look for theirs like that, too. */
export const takeSome = async (
  host: string, [from, to]: readonly [number, number], count: number,
): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let port = from; port < to && taken.length < count; port += 1) {
    const free = await takeUdp(host, port).then(() => true, () => false);
    if (free) taken.push(port);
  }
  return taken;
};
