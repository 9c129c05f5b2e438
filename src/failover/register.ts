/**
 * The register says which host may sign with an identity. It is one key in etcd for each group of
 * two hosts. Unlike a lease, it never ends by itself: a host takes it by a write that names the
 * very text it replaces.
 */

/** What a host has proven when it offers the register, for the host that takes it. */
export interface Handover {
  readonly to: string;
  /** SHA-256 of the signing state that the taker needs; null where it could not be carried. */
  readonly digest: string | null;
  /** The newest slot that it holds a vote for; null where that is unknown. */
  readonly slot: number | null;
}

/** No process of this host signs, and this is what it has signed. */
export type StopProof = Omit<Handover, "to">;

export interface Register {
  readonly format: "vexor.register/1";
  readonly group: string;
  /** The etcd cluster in which the group was made. */
  readonly lineage: string;
  readonly identity: string;
  /**
   * Higher each time that a host takes it: the fencing token. Odd for the host whose name comes
   * first, even for the other. So no two hosts have held one epoch, whatever etcd forgets.
   */
  readonly epoch: number;
  /** One more with each write of the epoch. */
  readonly seq: number;
  readonly holder: string;
  /** A random name of the keeper's process: two hosts of one name are two writers. */
  readonly writer: string;
  /** `offered`: the holder has proven that it does not sign, and `handover.to` may take it. */
  readonly state: "held" | "offered";
  readonly handover: Handover | null;
}

/** A register as it stands in etcd, with the revision of its last write and etcd's own cluster. */
export interface StandingRegister {
  readonly register: Register;
  readonly revision: string;
  readonly cluster: string;
}

/** How new a register is. */
export type Mark = Pick<Register, "epoch" | "seq">;

export const isOlder = (one: Mark, than: Mark): boolean =>
  one.epoch < than.epoch || (one.epoch === than.epoch && one.seq < than.seq);

export const isSame = (one: Mark, other: Mark): boolean =>
  one.epoch === other.epoch && one.seq === other.seq;

export const renewed = (register: Register): Register =>
  ({ ...register, seq: register.seq + 1 });

export const offered = (register: Register, handover: Handover): Register =>
  ({ ...renewed(register), state: "offered", handover });

/** The lowest epoch above `epoch` that is this host's. */
const nextEpoch = (epoch: number, isFirst: boolean): number => {
  const next = epoch + 1;
  return next % 2 === (isFirst ? 1 : 0) ? next : next + 1;
};

export interface Taker {
  readonly host: string;
  readonly peer: string;
  readonly writer: string;
}

/** `handover` is that of the offer which is taken; null where the register is taken by time. */
export const taken = (
  register: Register, { host, peer, writer }: Taker, handover: Handover | null,
): Register => ({ ...register, holder: host, writer, epoch: nextEpoch(register.epoch, host < peer),
  seq: 0, state: "held", handover });

/** As an operator makes it: this host alone may take it, with the slot bound. */
export const firstRegister = (
  { host, peer, ...group }: Pick<Taker, "host" | "peer">
    & Pick<Register, "group" | "identity" | "lineage">,
): Register => ({ format: "vexor.register/1", ...group, epoch: nextEpoch(0, host < peer), seq: 0,
  holder: host, writer: "", state: "offered", handover: { to: host, digest: null, slot: null } });

/**
 * Made for the other host, and never taken: a validator there may sign without a keeper yet, and
 * no time proves that it has stopped.
 */
export const isMadeForAnother = ({ writer, holder, handover }: Register, host: string): boolean =>
  writer === "" && holder !== host && handover?.to !== host;

/** Only a take begins an epoch. */
export const isFirstOfEpoch = ({ seq }: Register): boolean => seq === 0;
