/**
 * The clients that the reader reports to. What a listener has not taken yet waits in its socket,
 * which the kernel bounds. One whose socket is full misses lines, and receives a notice of it as
 * soon as there is room. So a listener that has stopped can neither hold up the reader nor make it
 * grow.
 */
import { LOST_LINE } from "./lines.ts";

export const POLL = { IN: 1, OUT: 4, ERR: 8, HUP: 16, INVALID: 32 } as const;

export interface AudienceRequest {
  readonly fd: number;
  /** Besides the ends of a connection, which are always reported. */
  readonly events: number;
}

export interface AudienceSockets {
  /** `full`: nothing of it was sent. `gone`: nothing ever will be. */
  send(fd: number, line: string): "sent" | "full" | "gone";
  close(fd: number): void;
}

/** The agent, one that takes its place, and people who look. */
const MOST = 4;

export const createAudience = (sockets: AudienceSockets, hello: string) => {
  /** By descriptor, whether it has missed lines. */
  const listeners = new Map<number, boolean>();

  const drop = (fd: number): void => {
    listeners.delete(fd);
    sockets.close(fd);
  };

  const give = (fd: number, line: string): void => {
    const sent = sockets.send(fd, line);
    if (sent === "gone") drop(fd);
    else listeners.set(fd, sent === "full");
  };

  return {
    get size() { return listeners.size; },
    asked: (): readonly AudienceRequest[] => [...listeners].map(([fd, isBehind]) =>
      ({ fd, events: isBehind ? POLL.OUT : 0 })),
    join: (fd: number): void => {
      if (listeners.size < MOST) give(fd, hello);
      else sockets.close(fd);
    },
    tell: (line: string): void => {
      for (const [fd, isBehind] of [...listeners]) if (!isBehind) give(fd, line);
    },
    /** What poll(2) has found out about one. */
    handleReadable: (fd: number, found: number): void => {
      if (found & (POLL.ERR | POLL.HUP | POLL.INVALID)) drop(fd);
      else if (found & POLL.OUT) give(fd, LOST_LINE);
    },
  };
};
