/** Remarks on pins that are valid and yet may not do what their author hopes for. */
import {
  cpus as members, formatCpuList, intersect, isEmpty, minus, size, type CpuSet,
} from "../../formats/cpu-set.ts";
import type { Thread } from "../../detectors/processes/processes.ts";
import { isSubset, onlineOf, unitThreads, type Scene } from "./facts.ts";
import type { Pin } from "./wants.ts";

const NAMED = 3;

const say = (cpus: CpuSet): string => `CPU ${formatCpuList(cpus)}`;

const when = (cpus: CpuSet, text: (list: string) => string): readonly string[] =>
  (isEmpty(cpus) ? [] : [text(say(cpus))]);

const offline = ({ topology: { online } }: Scene, wanted: CpuSet): readonly string[] =>
  (isEmpty(online) ? [] : when(minus(wanted, online), (list) =>
    `${list} is offline: it counts once it is online`));

const isDedicated = (pin: Pin): boolean =>
  pin.thread !== null && pin.cpus !== null && size(pin.cpus) === 1;

const overlaps = (scene: Scene, pin: Pin, wanted: CpuSet): readonly string[] =>
  scene.pins.flatMap((other) => {
    // A thread's CPUs lie within its unit's: told once, at the dedicated thread.
    const kin = other.unit === pin.unit && (other.thread === null || pin.thread === null);
    if (other === pin || other.cpus === null || (kin && !isDedicated(pin))) return [];
    return when(intersect(wanted, other.cpus), (list) =>
      `${list} is also used by ${other.address}`);
  });

/** Two hardware threads of a core share its execution units: half a core is not dedicated. */
const siblings = (scene: Scene, pin: Pin, wanted: CpuSet): readonly string[] => {
  if (!isDedicated(pin)) return [];
  const [cpu = 0] = members(wanted);
  const others = minus(scene.topology.siblings(cpu), wanted);
  return scene.pins.flatMap((other) => (other === pin || other.cpus === null ? []
    : when(intersect(others, other.cpus), (list) =>
      `${list} is the SMT sibling of dedicated CPU ${cpu} and is used by ${other.address}`)));
};

const reserved = (scene: Scene, wanted: CpuSet): readonly string[] => {
  const { isolated, nohzFull } = scene.topology;
  if (size(wanted) === 1) return [];
  return [
    ...when(intersect(wanted, isolated), (list) =>
      `${list} is isolated (isolcpus): the scheduler does not spread a whole unit's threads there`),
    ...when(intersect(wanted, nohzFull), (list) =>
      `${list} is nohz_full: it gains only with one running thread each, not with a whole unit`),
  ];
};

const strangers = (scene: Scene, pin: Pin, wanted: CpuSet): readonly string[] => {
  if (scene.service(pin.unit).shared !== null) return [];
  const [main, ...rest] = unitThreads(scene, pin.unit);
  const out = rest.filter(({ cpus }) =>
    cpus !== main?.cpus && !isSubset(onlineOf(scene, cpus), wanted));
  if (out.length === 0) return [];
  const say = (thread: Thread): string => `${scene.nameOf(thread)} (${thread.tid}) on `
    + formatCpuList(onlineOf(scene, thread.cpus));
  const named = out.slice(0, NAMED).map(say).join(", ");
  const more = out.length > NAMED ? ` and ${out.length - NAMED} more` : "";
  return [`threads with an affinity of their own outside it are left alone: ${named}${more}`];
};

export const warningsOf = (scene: Scene, pin: Pin): readonly string[] => {
  const { cpus: wanted } = pin;
  if (wanted === null) return [];
  const isUnit = pin.thread === null;
  return [
    ...offline(scene, wanted), ...overlaps(scene, pin, wanted), ...siblings(scene, pin, wanted),
    ...(isUnit ? reserved(scene, wanted) : []),
    ...(isUnit && pin.enforce !== "cpuset" ? strangers(scene, pin, wanted) : []),
  ];
};
