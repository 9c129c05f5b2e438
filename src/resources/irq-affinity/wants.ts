/** From the entries of the host file to one want for each IRQ that they match on this machine. */
import type { Irq, Irqs } from "../../detectors/irq/irqs.ts";
import type { Topology } from "../../detectors/kernel/topology.ts";
import { parseCpuList } from "../../detectors/cpu-lists.ts";
import {
  cpus, formatCpuList, intersect, isEmpty, minus, type CpuSet,
} from "../../formats/cpu-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { matchesGlob } from "../../formats/glob.ts";
import type { HostFile, Want } from "../../engine/model/model.ts";
import type { IrqAffinitySpec } from "./section.ts";
import { quote, shorten } from "../../formats/quote.ts";

const KEYS = ["device", "driver", "name"] as const;
type MatchKey = (typeof KEYS)[number];

const SHOWN = 12;

export const addressOf = (irq: Irq): string => `irq-affinity/${irq.name}`;

/** Throws NO_MATCH, CPU_SET_INVALID, and HOST_FILE_INVALID when two entries contradict. */
export function resolveWants(
  declaration: HostFile, irqs: Irqs, topology: Topology,
): ReadonlyMap<string, Want> {
  const wants = new Map<string, LabelledWant>();
  const index = indexOf(irqs);
  for (const [at, entry] of (declaration.irqAffinity ?? []).entries()) {
    const label = `irqAffinity[${at}] (${describe(entry)})`;
    withErrorLocation(at, () => {
      const matched = matchedBy(entry, irqs, index, label);
      const sets = spread(entry, matched.length, topology, label);
      for (const [place, irq] of matched.entries()) {
        const want = { ...wantOf(irq, entry, sets[place] ?? 0n, declaration, label),
          at: ["irqAffinity", at] };
        const before = wants.get(irq.name);
        const merged = before ? merge(before, want, label) : want;
        wants.set(irq.name, { want: merged, entry: before?.entry ?? label });
      }
    });
  }
  return new Map([...wants.values()].map(({ want }) => [want.address, want]));
}

interface LabelledWant {
  readonly want: Want;
  /** How messages name the entry that asked first. */
  readonly entry: string;
}

/** Gives every error of one entry its place in the declaration. */
function withErrorLocation(at: number, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError(error.code, error.message, { hint: error.hint, at: ["irqAffinity", at] });
  }
}

const describe = ({ match }: IrqAffinitySpec): string => KEYS.flatMap((key) =>
  (match[key] === undefined ? [] : [`${key}: ${shorten(match[key])}`])).join(", ");

const NAMES: Readonly<Record<MatchKey, (irq: Irq, irqs: Irqs) => readonly string[]>> = {
  device: (irq, irqs) => irqs.owner(irq).devices,
  driver: (irq, irqs) => irqs.owner(irq).drivers,
  // `#1` is how to say "only the first" where several IRQs share a name.
  name: (irq) => [irq.name, ...irq.actions, `${irq.actions.join(",")}#${irq.rank}`],
};

/** Interrupts are many and share the names of a few devices: each name is compared once. */
const byName = (key: MatchKey, irqs: Irqs): ReadonlyMap<string, readonly Irq[]> => {
  const found = new Map<string, Irq[]>();
  for (const irq of irqs.all) {
    for (const name of NAMES[key](irq, irqs)) {
      const same = found.get(name);
      if (same) same.push(irq);
      else found.set(name, [irq]);
    }
  }
  return found;
};

type IrqIndex = (key: MatchKey) => ReadonlyMap<string, readonly Irq[]>;

const indexOf = (irqs: Irqs): IrqIndex => {
  const kept = new Map<MatchKey, ReadonlyMap<string, readonly Irq[]>>();
  return (key) => {
    const index = kept.get(key) ?? byName(key, irqs);
    kept.set(key, index);
    return index;
  };
};

/** In the order of their numbers. */
function matchedBy(
  entry: IrqAffinitySpec, irqs: Irqs, index: IrqIndex, label: string,
): readonly Irq[] {
  const tests = KEYS.flatMap((key) => {
    const pattern = entry.match[key];
    if (pattern === undefined) return [];
    const named = [...index(key)].filter(([name]) => matchesGlob(pattern, name));
    return [{ key, fitting: new Set(named.flatMap(([, those]) => those)) }];
  });
  const [first, ...others] = tests;
  const matched = [...first?.fitting ?? irqs.all]
    .filter((irq) => others.every(({ fitting }) => fitting.has(irq)))
    .sort((a, b) => a.number - b.number);
  if (matched.length > 0) return matched;
  const lost = tests.find(({ fitting }) => fitting.size === 0);
  throw new VexorError("NO_MATCH", lost
    ? `${label}: no interrupt here has such a ${lost.key}; there are ${candidates(lost.key, irqs)}.`
    : `${label}: no interrupt here fits all of it; there are ${candidates("name", irqs)}.`);
}

function candidates(key: MatchKey, irqs: Irqs): string {
  const pick = key === "name" ? (irq: Irq) => [irq.name] : NAMES[key];
  const names = [...new Set(irqs.all.flatMap((irq) => pick(irq, irqs)))];
  if (names.length === 0) return "none at all";
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return names.slice(0, SHOWN).join(", ") + more;
}

/** One set for each matched IRQ. */
function spread(
  entry: IrqAffinitySpec, count: number, topology: Topology, label: string,
): readonly CpuSet[] {
  const whole = parsed(entry.cpus, label);
  const asked = quote(String(entry.cpus));
  const refuse = (says: string): never => {
    throw new VexorError("CPU_SET_INVALID", `${label}: cpus ${asked} ${says}.`);
  };
  if (isEmpty(whole)) refuse("names no CPU");
  const { possible, online } = topology;
  const absent = minus(whole, possible);
  if (!isEmpty(possible) && !isEmpty(absent)) {
    refuse(`names CPU ${shorten(formatCpuList(absent))}; this machine has `
      + formatCpuList(possible));
  }
  const offline = isEmpty(online) ? 0n : minus(whole, online);
  const each = entry.spread === "each";
  if (!isEmpty(offline) && (each || isEmpty(intersect(whole, online)))) {
    refuse(`names CPU ${shorten(formatCpuList(offline))}, which is offline; online are `
      + formatCpuList(online));
  }
  const turns = each ? cpus(whole).map((cpu) => parseCpuList(cpu)) : [whole];
  return Array.from({ length: count }, (_, place) => turns[place % turns.length] ?? whole);
}

function parsed(text: string | number, label: string): CpuSet {
  try {
    return parseCpuList(text);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError(error.code, `${label}: ${error.message}`);
  }
}

function wantOf(
  irq: Irq, entry: IrqAffinitySpec, set: CpuSet, declaration: HostFile, label: string,
): Want {
  const from = entry.adopt?.from;
  return {
    address: addressOf(irq),
    rule: { value: formatCpuList(set) },
    adopt: from === undefined ? null : formatCpuList(parsed(from, `${label} adopt.from`)),
    why: entry.why ?? null,
    onDrift: entry.onDrift ?? declaration.onDrift ?? "correct",
    attributes: entry.irqbalance === "ban" ? { irqbalance: "ban" } : {},
  };
}

/** Two entries may name one IRQ when they agree: so a permission can stand on its own line. */
function merge(before: LabelledWant, want: Want, label: string): Want {
  const [had, asks] = [before.want.rule, want.rule].map((rule) => "value" in rule && rule.value);
  if (had !== asks) {
    throw new VexorError("HOST_FILE_INVALID",
      `${want.address}: ${before.entry} asks for ${had}, but ${label} asks for ${asks}.`,
      { hint: "Narrow one of the two with a second match: key." });
  }
  return {
    ...before.want,
    adopt: before.want.adopt ?? want.adopt,
    why: before.want.why ?? want.why,
    attributes: { ...before.want.attributes, ...want.attributes },
  };
}
