/** All that may happen next in a world. */
import { longestGap } from "../../src/failover/timing.ts";
import {
  advance, BOTH, hostAt, isAwaited, loseKeeper, NAMES, obey, react, setHost, start,
  type HostState, type Law, type Reply, type Request, type World,
} from "./world.ts";

interface Move {
  readonly name: string;
  readonly world: World;
}

const without = (world: World, request: Request): World => ({ ...world,
  requests: world.requests.filter((one) => one !== request),
  late: world.late.filter((one) => one !== request) });

interface Applied {
  readonly world: World;
  readonly reply: Reply;
}

const apply = (world: World, request: Request): Applied => {
  const { expected, put, host, writer, sentAt } = request;
  const { stands } = world;
  const isSame = put === null || (expected !== null && expected.revision === stands.revision
    && JSON.stringify(expected.register) === JSON.stringify(stands.register));
  const next = put === null || !isSame ? stands
    : { register: put, revision: String(Number(stands.revision) + 1), cluster: "c" };
  return { world: { ...without(world, request), stands: next },
    reply: { host, writer, sentAt, type: isSame ? "done" : "differs", stands: next } };
};

const deliver = (before: World, reply: Reply, law: Law): World => {
  const world = { ...before, replies: before.replies.filter((one) => one !== reply) };
  const { host, type, stands } = reply;
  return isAwaited(world, reply)
    ? react(world, host, { type, now: world.now, stands }, law) : world;
};

const lessOne = (world: World): World => ({ ...world, faults: world.faults - 1 });

/** etcd carries it out, and the answer is heard at once. */
const answered = (world: World, one: Request, law: Law): World => {
  const { world: next, reply } = apply(world, one);
  return deliver(next, reply, law);
};

/** The worst moment to stand still: the proof is fresh, and the sign of life comes late. */
const stopped = (world: World, one: Request, law: Law): World =>
  setHost(answered(lessOne(world), one, law), one.host,
    { pettedAt: hostAt(world, one.host).pettedAt, isPaused: true, owesPet: true });

/** A request that was just sent: without a fault or a cut it is answered at once. */
const requestMoves = (world: World, one: Request, law: Law): readonly Move[] => {
  const name = NAMES[one.host] ?? "";
  const { isCut, keeper } = hostAt(world, one.host);
  const lost = without(world, one);
  const late = { ...lost, late: [...lost.late, one] };
  const isWrite = one.put !== null;
  const delayed = { name: `${name}'s write will be late`, world: lessOne(late) };
  const isDelayable = isWrite && world.faults > 0;
  if (isCut) {
    return [{ name: `${name}'s request is lost`, world: lost }, ...(isDelayable ? [delayed] : [])];
  }
  const found = [{ name: `${name} is answered`, world: answered(world, one, law) }];
  if (!isDelayable) return found;
  const { world: applied, reply } = apply(world, one);
  found.push(delayed,
    { name: `${name} is not answered`, world: lessOne(applied) },
    { name: `${name}'s answer will be late`,
      world: lessOne({ ...applied, replies: [...applied.replies, reply] }) });
  if (law.hasWatchdog && keeper?.phase === "signing") {
    found.push({ name: `${name} is answered and stopped`, world: stopped(world, one, law) });
  }
  return found;
};

const lateMoves = (world: World, law: Law): readonly Move[] => [
  ...world.late.map((one) => ({ name: `etcd carries out a late write of ${NAMES[one.host]}`,
    world: apply(world, one).world })),
  ...world.replies.map((one) =>
    ({ name: `${NAMES[one.host]} is answered late`, world: deliver(world, one, law) })),
];

const faultMoves = (world: World, at: number, law: Law): readonly Move[] => {
  const { keeper, isPaused, isCut } = hostAt(world, at);
  const name = NAMES[at] ?? "";
  if (isCut) {
    return [{ name: `${name} reaches etcd again`, world: setHost(world, at, { isCut: false }) }];
  }
  if (world.faults === 0) return [];
  const less = lessOne(world);
  const cut = { name: `${name} is cut off from etcd`, world: setHost(less, at, { isCut: true }) };
  if (!keeper || isPaused) return [cut];
  const crash = { name: `${name}'s keeper crashes`, world: loseKeeper(less, at) };
  if (!law.hasWatchdog) return [cut, crash];
  return [cut, crash,
    { name: `${name}'s keeper is stopped`, world: setHost(less, at, { isPaused: true }) }];
};

/** What ends by itself: an order, a pause, a restart, a handover. */
const recoveryMoves = (world: World, at: number, law: Law): readonly Move[] => {
  const host = hostAt(world, at);
  const { keeper, order, client, isPaused, starts, wantsHandover } = host;
  const name = NAMES[at] ?? "";
  const found: Move[] = [];
  const push = (what: string, change: Partial<HostState>): void => {
    found.push({ name: `${name}${what}`, world: setHost(world, at, change) });
  };
  if (order !== null) {
    found.push({ name: `${name} has done: ${order.to}`, world: obey(world, at, law) });
  }
  const isKept = order?.to === "demote" && client === "staked" && keeper !== null && !isPaused;
  if (isKept && world.faults > 0) {
    const kept = setHost(lessOne(world), at, { order: null, wantsHandover: false });
    found.push({ name: `${name}'s client was not made to stop`,
      world: react(kept, at, { type: "kept", now: world.now }, law) });
  }
  if (isPaused) {
    push("'s keeper goes on", { isPaused: false, owesPet: false,
      pettedAt: host.owesPet ? world.now : host.pettedAt });
  }
  if (!keeper && order === null && client === "dead") {
    push(" starts again", { client: "unstaked", starts: starts + 1,
      keeper: start(at, starts + 1, world.now, host.durable, law), pettedAt: world.now,
      isProven: false, wantsHandover: false });
  }
  if (keeper?.phase === "standby" && client === "dead" && order === null) {
    push("'s client starts", { client: "unstaked" });
  }
  if (keeper?.phase === "standby" && wantsHandover) {
    push("'s handover is over", { wantsHandover: false });
  }
  return found;
};

/** What the operator and the peer may ask of a host. */
const askMoves = (world: World, at: number, law: Law): readonly Move[] => {
  const { keeper, isPaused, wantsHandover } = hostAt(world, at);
  const peer = hostAt(world, 1 - at).keeper;
  const name = NAMES[at] ?? "";
  const found: Move[] = [];
  if (keeper?.phase === "signing" && world.handovers > 0 && !wantsHandover) {
    const asked = setHost(world, at, { wantsHandover: true });
    found.push({ name: `${name} is to hand over`,
      world: { ...asked, handovers: world.handovers - 1 } });
  }
  if (law.options.failsafe && keeper && !isPaused && peer?.phase === "signing") {
    const epoch = peer.seen?.register.epoch ?? 0;
    found.push({ name: `${name} is asked to vouch`,
      world: react(world, at, { type: "asked-to-vouch", now: world.now, epoch }, law) });
  }
  return found;
};

/** A stated bound: no backup is restored so soon after a take that a standby has missed both. */
const isRestorable = ({ hosts, now }: World, law: Law): boolean =>
  hosts.every(({ takenAt }) => now - takenAt > longestGap(law.options.timing));

const restoreMoves = (world: World, law: Law): readonly Move[] => {
  if (world.faults === 0 || world.backup === null || !isRestorable(world, law)) return [];
  return [{ name: "etcd is restored from a backup",
    world: { ...lessOne(world), stands: world.backup, backup: null } }];
};

/** What was sent is decided first; then time goes on, or something happens. */
export const moves = (world: World, law: Law): readonly Move[] =>
  (world.requests.length > 0 ? world.requests.flatMap((one) => requestMoves(world, one, law)) : [
    { name: "time", world: advance(world, law) },
    ...lateMoves(world, law),
    ...BOTH.flatMap((at) => [...faultMoves(world, at, law), ...recoveryMoves(world, at, law),
      ...askMoves(world, at, law)]),
    ...restoreMoves(world, law),
  ]);
