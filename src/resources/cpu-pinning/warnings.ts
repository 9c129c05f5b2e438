/** Remarks on pins that are valid and yet may not do what their author hopes for. */
import {
  cpus as members, formatCpuList, intersect, isEmpty, minus, size, type CpuSet,
} from "../../formats/cpu-set.ts";
import type { Thread } from "../../detectors/processes/processes.ts";
import { isSubset, onlineOf, unitThreads, type PinningFacts } from "./facts.ts";
import type { Pin } from "./wants.ts";

const NAMED = 3;

const formatCpuNames = (cpus: CpuSet): string => `CPU ${formatCpuList(cpus)}`;

const when = (cpus: CpuSet, text: (list: string) => string): readonly string[] =>
  (isEmpty(cpus) ? [] : [text(formatCpuNames(cpus))]);

const offline = ({ topology: { online } }: PinningFacts, wanted: CpuSet): readonly string[] =>
  (isEmpty(online) ? [] : when(minus(wanted, online), (list) =>
    `${list} is offline: it counts once it is online`));

const isDedicated = (pin: Pin): boolean =>
  pin.thread !== null && pin.cpus !== null && size(pin.cpus) === 1;

const overlaps = (facts: PinningFacts, pin: Pin, wanted: CpuSet): readonly string[] =>
  facts.pins.flatMap((other) => {
    // A thread's CPUs lie within its unit's: told once, at the dedicated thread.
    const kin = other.unit === pin.unit && (other.thread === null || pin.thread === null);
    if (other === pin || other.cpus === null || (kin && !isDedicated(pin))) return [];
    return when(intersect(wanted, other.cpus), (list) =>
      `${list} is also used by ${other.address}`);
  });

/** Two hardware threads of a core share its execution units: half a core is not dedicated. */
const siblings = (facts: PinningFacts, pin: Pin, wanted: CpuSet): readonly string[] => {
  if (!isDedicated(pin)) return [];
  const [cpu = 0] = members(wanted);
  const others = minus(facts.topology.siblings(cpu), wanted);
  return facts.pins.flatMap((other) => (other === pin || other.cpus === null ? []
    : when(intersect(others, other.cpus), (list) =>
      `${list} is the SMT sibling of dedicated CPU ${cpu} and is used by ${other.address}`)));
};

const reserved = (facts: PinningFacts, wanted: CpuSet): readonly string[] => {
  const { isolated, nohzFull } = facts.topology;
  if (size(wanted) === 1) return [];
  return [
    ...when(intersect(wanted, isolated), (list) =>
      `${list} is isolated (isolcpus): the scheduler does not spread a whole unit's threads there`),
    ...when(intersect(wanted, nohzFull), (list) =>
      `${list} is nohz_full: it gains only with one running thread each, not with a whole unit`),
  ];
};

const independentThreads = (facts: PinningFacts, pin: Pin, wanted: CpuSet): readonly string[] => {
  if (facts.service(pin.unit).shared !== null) return [];
  const [main, ...rest] = unitThreads(facts, pin.unit);
  const out = rest.filter(({ cpus }) =>
    cpus !== main?.cpus && !isSubset(onlineOf(facts, cpus), wanted));
  if (out.length === 0) return [];
  const say = (thread: Thread): string => `${facts.nameOf(thread)} (${thread.tid}) on `
    + formatCpuList(onlineOf(facts, thread.cpus));
  const named = out.slice(0, NAMED).map(say).join(", ");
  const more = out.length > NAMED ? ` and ${out.length - NAMED} more` : "";
  return [`threads with an affinity of their own outside it are left alone: ${named}${more}`];
};

export const warningsOf = (facts: PinningFacts, pin: Pin): readonly string[] => {
  const { cpus: wanted } = pin;
  if (wanted === null) return [];
  const isUnit = pin.thread === null;
  return [
    ...offline(facts, wanted), ...overlaps(facts, pin, wanted), ...siblings(facts, pin, wanted),
    ...(isUnit ? reserved(facts, wanted) : []),
    ...(isUnit && pin.enforce !== "cpuset" ? independentThreads(facts, pin, wanted) : []),
  ];
};
