/** The client of this host, as a look at its services has found it. */
export interface OwnNode {
  readonly pid: number;
  /** Null where it has none, or another program listens there. */
  readonly rpcPort: number | null;
  /** Its own word that the vote account has paid for this epoch; null where it tells none. */
  readonly hasTicket: boolean | null;
}

const LARGEST_PORT = 65_535;

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

const nodeIn = (value: unknown): OwnNode | null => {
  const { pid, rpcPort, hasTicket } = (value ?? {}) as Partial<OwnNode>;
  const isPort = rpcPort === null || (isCount(rpcPort) && rpcPort <= LARGEST_PORT);
  const isSound = isCount(pid) && isPort && (hasTicket === null || typeof hasTicket === "boolean");
  return isSound ? { pid, rpcPort, hasTicket } : null;
};

/** Null where none runs; undefined for what is not an answer. */
export const ownNodeIn = (text: string): OwnNode | null | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return value === null ? null : nodeIn(value) ?? undefined;
  } catch {
    return undefined;
  }
};
