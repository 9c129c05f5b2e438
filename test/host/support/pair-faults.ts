/**
 * What can go wrong with a pair of hosts, as data, and many runs of it: each draws one or two faults
 * and the moments at which they come, lets them last, has an operator mend what an operator would,
 * and is judged by what was signed and written meanwhile.
 */
import type { Finding } from "../../support/pair-judge.ts";
import { elapse, until } from "../../support/pace.ts";
import { randomFrom, type Random } from "../../support/random.ts";
import { KEEPER, type PairHost } from "./pair-host.ts";
import { mono } from "./pair-watch.ts";
import { LONGEST_PAUSE_MS, MEMBERS, type Pair, type PairPlace } from "./pair.ts";
import { AGAVE } from "./validators.ts";

type Role = "signer" | "standby";
type Service = "keeper" | "validator" | "agent";
type Place = Role | "members" | "one member" | "witnesses";

export type Fault =
  /** `killed`: without a word. `stopped`: by systemctl. `paused`: it stands still. */
  | { readonly what: "killed" | "stopped" | "paused"; readonly part: Service; readonly on: Role }
  | { readonly what: "power cut" | "host paused" | "alone"; readonly on: Role }
  | { readonly what: "cut"; readonly from: Place; readonly to: Place }
  | { readonly what: "members paused" | "members killed"; readonly which: "leader" | "one" | "all" }
  /** The client takes no other identity; or all can read the key, and Vexor does not use it. */
  | { readonly what: "client refuses" | "key open"; readonly on: Role }
  /** Four fifths of the time the leader waits, as for its disk. */
  | { readonly what: "slow leader" }
  | { readonly what: "clock"; readonly on: Role; readonly seconds: number }
  /** etcd goes back to what it had when the run began, under both keepers; an operator then does what the page says. */
  | { readonly what: "restored" }
  /** The identity leads every other moment. */
  | { readonly what: "leads" }
  /** An operator asks for it; another fault may come at any moment of it. */
  | { readonly what: "handed over" };

export interface PlannedFault {
  readonly fault: Fault;
  /** Since the run began. */
  readonly afterMs: number;
  readonly lastsMs: number;
}

const SERVICES: Readonly<Record<Service, string>> = { keeper: KEEPER, validator: AGAVE, agent: "vexor-agent.service" };
const ROLES = ["signer", "standby"] as const;
const PARTS = ["keeper", "validator", "agent"] as const;
const PLACES = ["standby", "members", "one member", "witnesses"] as const;
const SLOW_MS = [80, 20] as const;
const TELLS = process.env["VEXOR_PAIR_TELL"] !== undefined;
const SETTLE_SECONDS = 30;
/** Longer than a handover takes. */
const HANDOVER_MS = 4_000;

const both = (from: Place, to: Place): readonly Fault[] => [{ what: "cut", from, to }, { what: "cut", from: to, to: from }];

/** Every single one that there is. */
const FAULTS: readonly Fault[] = [
  ...ROLES.flatMap((on) => [
    ...PARTS.flatMap((part) => (["killed", "stopped", "paused"] as const).map((what) => ({ what, part, on }))),
    ...(["power cut", "host paused", "alone", "client refuses", "key open"] as const).map((what) => ({ what, on })),
    ...[-3_600, 5, 86_400].map((seconds) => ({ what: "clock", on, seconds }) as const),
  ]),
  ...PLACES.flatMap((to) => both("signer", to)),
  ...PLACES.slice(1).flatMap((to) => both("standby", to)),
  ...(["leader", "one", "all"] as const).flatMap((which) =>
    [{ what: "members paused", which }, { what: "members killed", which }] as const),
  { what: "slow leader" }, { what: "handed over" }, { what: "leads" }, { what: "restored" },
];

const named = (fault: Fault): string => Object.values(fault).join(" ");

interface Scene {
  readonly pair: Pair;
  readonly signer: PairHost;
  readonly standby: PairHost;
  readonly random: Random;
  /** Of etcd, from when the run began. */
  readonly backup: string | null;
}

type Undo = () => Promise<void> | void;

const systemctl = (host: PairHost, ...args: readonly string[]): Promise<unknown> =>
  (host.container.isUp ? host.sh(`systemctl ${args.join(" ")}`) : Promise.resolve());

const onService = async (
  { what, part, on }: Extract<Fault, { readonly part: Service }>, scene: Scene,
): Promise<Undo> => {
  const [host, service] = [scene[on], SERVICES[part]];
  if (what === "stopped") await systemctl(host, "stop", service);
  else await systemctl(host, "kill", "-s", what === "killed" ? "KILL" : "STOP", service);
  return () => void (what === "paused" ? systemctl(host, "kill", "-s", "CONT", service) : systemctl(host, "start", service));
};

const everyEnd = (pair: Pair, host: PairHost): readonly PairPlace[] =>
  [pair.other(host), "witnesses", ...Array.from({ length: MEMBERS }, (_, at) => at)];

const isolate = (pair: Pair, host: PairHost): void => {
  for (const end of everyEnd(pair, host)) {
    pair.cut(host, end);
    pair.cut(end, host);
  }
};

const onHost = async ({ what, on }: Extract<Fault, { readonly what: "power cut" | "host paused" | "alone" }>, scene: Scene): Promise<Undo> => {
  const [host, { pair }] = [scene[on], scene];
  if (what === "alone") {
    isolate(pair, host);
    return () => pair.mend();
  }
  if (what === "host paused") {
    host.container.freeze(true);
    return () => host.container.freeze(false);
  }
  // Nothing leaves a host whose power is gone: not even the end of a connection.
  isolate(pair, host);
  await host.container.powerCut();
  return async () => {
    pair.mend();
    if (!host.container.isUp) await host.container.boot();
  };
};

const placesOf = (place: Place, scene: Scene): readonly PairPlace[] => {
  switch (place) {
    case "signer": case "standby": return [scene[place]];
    case "witnesses": return ["witnesses"];
    case "one member": return [scene.random.below(MEMBERS)];
    case "members": return Array.from({ length: MEMBERS }, (_, at) => at);
  }
};

const onCable = ({ from, to }: Extract<Fault, { readonly what: "cut" }>, scene: Scene): Undo => {
  for (const one of placesOf(from, scene)) for (const other of placesOf(to, scene)) scene.pair.cut(one, other);
  return () => scene.pair.mend();
};

const onMembers = async (
  { what, which }: Extract<Fault, { readonly which: string }>, { pair, random }: Scene,
): Promise<Undo> => {
  const { members } = pair.etcd;
  const leader = which === "leader" ? [await pair.etcd.leader()] : [random.pick(members)];
  const chosen = which === "all" ? members : leader;
  await Promise.all(chosen.map((one) => (what === "members paused" ? one.pause() : one.kill())));
  return () => chosen.forEach((one) => (one.isUp ? one.resume() : one.startAgain()));
};

const slowLeader = async ({ pair }: Scene): Promise<Undo> => {
  const leader = await pair.etcd.leader();
  let isOver = false;
  const wander = async (): Promise<void> => {
    while (!isOver) {
      await leader.pause();
      await elapse(SLOW_MS[0]);
      leader.resume();
      await elapse(SLOW_MS[1]);
    }
  };
  const over = wander();
  return async () => {
    isOver = true;
    await over;
  };
};

/** Begins it; what is returned ends it. */
const carryOut = async (fault: Fault, scene: Scene): Promise<Undo> => {
  switch (fault.what) {
    case "killed": case "stopped": case "paused": return onService(fault, scene);
    case "power cut": case "host paused": case "alone": return onHost(fault, scene);
    case "cut": return onCable(fault, scene);
    case "members paused": case "members killed": return onMembers(fault, scene);
    case "slow leader": return slowLeader(scene);
    case "client refuses":
      scene[fault.on].behave({ setIdentity: "refuses" });
      return () => scene[fault.on].behave({});
    case "key open":
      await scene[fault.on].keyMode("644");
      return () => scene[fault.on].keyMode("600");
    case "clock":
      scene[fault.on].jumpClock(fault.seconds);
      return () => undefined;
    case "leads":
      scene.pair.lead(true);
      return () => scene.pair.lead(false);
    case "restored":
      if (scene.backup !== null) await scene.pair.restore(scene.backup);
      return () => undefined;
    case "handed over":
      await scene.signer.ask("hand-over");
      return () => undefined;
  }
};

const LONGEST_MS = 25_000;

const lastsOf = ({ what }: Fault, random: Random): number =>
  500 + random.below(what === "host paused" ? LONGEST_PAUSE_MS - 500 : LONGEST_MS - 500);

const isRestore = ({ fault }: PlannedFault): boolean => fault.what === "restored";
/** What etcd has answered within a moment before a restore is not forgotten: that bound is stated. */
const FORGETS_AFTER_MS = 3_000;
/** Two members that are killed while all are made anew say nothing of the keepers. */
const ETCD_FAULTS = ["members paused", "members killed", "slow leader", "restored"];
const CALM = FAULTS.filter(({ what }) => !ETCD_FAULTS.includes(what));

/** What ends a handover half-way. */
const HARSH = FAULTS.filter(({ what }) => ["killed", "paused", "power cut", "host paused", "alone", "members killed"].includes(what));

/** One fault; or two, close to each other; or one at some moment of a handover. */
const drawFaults = (random: Random): readonly PlannedFault[] => {
  const isHandover = random.below(3) === 0;
  const first = isHandover ? { what: "handed over" } as const : random.pick(FAULTS);
  const isRestored = first.what === "restored";
  const wide = isRestored ? CALM : FAULTS;
  const others = isHandover ? HARSH : wide;
  const more = random.chance(isHandover ? 0.9 : 0.5)
    ? [{ fault: random.pick(others), afterMs: random.below(HANDOVER_MS) }] : [];
  const afterMs = isRestored ? FORGETS_AFTER_MS + random.below(LONGEST_MS) : 0;
  return [{ fault: first, afterMs }, ...more.filter((one) => isRestored || one.fault.what !== "restored")]
    .map((one) => ({ ...one, lastsMs: lastsOf(one.fault, random) }));
};

interface Told {
  readonly at: number;
  readonly says: string;
}

const hold = async (planned: PlannedFault, scene: Scene, told: Told[]): Promise<void> => {
  await elapse(planned.afterMs);
  told.push({ at: mono(), says: `FAULT ${named(planned.fault)} (${scene.signer.name} signs)` });
  const undo = await carryOut(planned.fault, scene);
  await elapse(planned.lastsMs);
  await undo();
  told.push({ at: mono(), says: `over: ${named(planned.fault)}` });
};

export interface Run {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly findings: readonly Finding[];
  /** Of a run with findings, or of each with VEXOR_PAIR_TELL. */
  readonly timeline: string;
  /** The host that signed before, and the one that signs after; null where none does. */
  readonly before: string;
  readonly after: string | null;
}

const looks = async (pair: Pair): Promise<string> =>
  JSON.stringify({ signers: pair.signers(), hosts: await Promise.all(pair.hosts.map((host) => host.ask())) });

/** Both hosts are well: one signs, and the other could take over. */
export const untilWell = async (pair: Pair): Promise<Omit<Scene, "random" | "backup">> => {
  await pair.heal();
  const isWell = async (): Promise<boolean> => {
    if (pair.signers().length !== 1) return false;
    const all = await Promise.all(pair.hosts.map((host) => host.ask()));
    return all.every((one) => one !== null && one.alarm === null)
      && all.some((one) => one?.phase === "standby" && one.hindrances.length === 0);
  };
  await until(isWell, SETTLE_SECONDS, () => looks(pair));
  const signer = pair.host(pair.signers()[0] ?? "");
  return { pair, signer, standby: pair.other(signer) };
};

/** A host that an operator has had forget may come to an epoch of its own again; to no other host's. */
const isOfForgetting = ({ verdict, says }: Finding): boolean =>
  verdict === "epoch shared" && /^epoch \d+ of (\S+) .* is written by \1 /.test(says);

/** Those that are given, or what the seed draws. */
export const runFaults = async (pair: Pair, seed: number, given?: readonly PlannedFault[]): Promise<Run> => {
  const random = randomFrom(seed);
  const plan = given ?? drawFaults(random);
  const [since, told]: readonly [number, Told[]] = [mono(), []];
  const faults = plan.map(({ fault }) => named(fault));
  try {
    const well = await untilWell(pair);
    const scene = { ...well, random, backup: plan.some(isRestore) ? pair.etcd.save(`seed-${seed}`) : null };
    await Promise.all(plan.map((one) => hold(one, scene, told)));
    await pair.heal();
    if (plan.some(isRestore)) await pair.forget();
    for (const host of pair.hosts) host.jumpClock(0);
    const { outcome, findings: found } = await pair.settled(plan.some(isRestore) ? 2 * SETTLE_SECONDS : SETTLE_SECONDS, since);
    const findings = plan.some(isRestore) ? found.filter((one) => !isOfForgetting(one)) : found;
    return { seed, faults, findings, before: scene.signer.name, after: outcome.signers[0] ?? null,
      timeline: findings.length > 0 || TELLS ? await pair.timeline(since, told) : "" };
  } catch (error) {
    const says = (error as Error).message;
    return { seed, faults, before: "", after: null, findings: [{ verdict: "stuck", at: mono(), says }, ...await pair.findings(since)],
      timeline: await pair.timeline(since, told) };
  }
};
