/** Interrupts of a machine, and ways in which an administrator moves them. */
import type { Random } from "../../support/random.ts";
import type { Machine } from "../lab/machine.ts";
import { CARRIERS, carried, type Placed } from "./ways.ts";

export interface Irq {
  readonly number: number;
  /** As a host file names it: its handlers, and which of those of one name it is. */
  readonly name: string;
  readonly address: string;
  /** Where nothing moves it. */
  readonly usual: string;
}

interface Moved {
  readonly irq: Irq;
  /** A CPU, or several from one to another. */
  readonly cpus: string;
}

/** By number, the CPUs that it may interrupt. */
export type Masks = ReadonlyMap<number, string>;

/** In a guest each program that starts takes its time: one for all of them. */
const LIST = `cd /proc/irq && printf '%s\\n' [0-9]*/*/ && grep -H '' [0-9]*/smp_affinity_list`;
/** Those that take another mask, which is then restored: the kernel manages some itself. */
const TRY = `cd /proc/irq && for n in [0-9]*; do
  read -r was < $n/smp_affinity_list; other=1; [ "$was" = 1 ] && other=2
  { echo $other > $n/smp_affinity_list; } 2>/dev/null || continue
  read -r is < $n/smp_affinity_list; [ "$is" = $other ] && echo $n
  echo $was > $n/smp_affinity_list
done; true`;

/** Number, handler and mask, of each handler. */
const rowsOf = async (machine: Machine): Promise<readonly (readonly [string, string, string])[]> => {
  const lines = (await machine.exec(["sh", "-c", LIST])).stdout.trimEnd().split("\n");
  const masks = new Map(lines.flatMap((line) => {
    const [, number = "", mask = ""] = /^(\d+)\/smp_affinity_list:(.*)$/.exec(line) ?? [];
    return number === "" ? [] : [[number, mask] as const];
  }));
  return lines.filter((line) => line.endsWith("/")).map((line) => {
    const [number = "", handler = ""] = line.split("/");
    return [number, handler, masks.get(number) ?? ""];
  });
};

export const readMasks = async (machine: Machine): Promise<Masks> =>
  new Map((await rowsOf(machine)).map(([number, , mask]) => [Number(number), mask]));

export const findIrqs = async (machine: Machine): Promise<readonly Irq[]> => {
  const actions = new Map<number, string[]>();
  const masks = await readMasks(machine);
  for (const [number, action] of await rowsOf(machine)) {
    actions.set(Number(number), [...actions.get(Number(number)) ?? [], action]);
  }
  const taking = (await machine.exec(["sh", "-c", TRY])).stdout.trim().split("\n").map(Number);
  const ranks = new Map<string, number>();
  return [...actions].toSorted(([a], [b]) => a - b).flatMap(([number, names]): readonly Irq[] => {
    const base = names.sort().join(",");
    const rank = (ranks.get(base) ?? 0) + 1;
    ranks.set(base, rank);
    if (!taking.includes(number)) return [];
    return [{ number, usual: masks.get(number) ?? "", name: `${base}#${rank}`,
      address: `irq-affinity/${rank === 1 ? base : `${base}#${rank}`}` }];
  });
};

export interface IrqWay {
  readonly name: string;
  readonly moved: readonly Moved[];
  readonly files: readonly Placed[];
  /** It finds out by itself which it moves, so that it may be any. */
  readonly isComputed: boolean;
}

const each = (line: (n: number, cpus: string) => string) => (moved: readonly Moved[]): string =>
  moved.map(({ irq, cpus }) => line(irq.number, cpus)).join("\n");
const maskOf = (n: number): string => `/proc/irq/${n}/smp_affinity_list`;
/** As smp_affinity has it. */
const bitsOf = (cpus: string): string => {
  const [from = 0, to = from] = cpus.split("-").map(Number);
  return (2 ** (to + 1) - 2 ** from).toString(16);
};

const SPELLINGS: readonly (readonly [name: string, text: (moved: readonly Moved[]) => string])[] = [
  ["a list", each((n, cpus) => `echo ${cpus} > ${maskOf(n)}`)],
  ["a mask", each((n, cpus) => `echo ${bitsOf(cpus)} > /proc/irq/${n}/smp_affinity`)],
  ["printf", each((n, cpus) => `printf '%s\\n' ${cpus} > "${maskOf(n)}"`)],
  ["tee", each((n, cpus) => `echo ${cpus} | tee ${maskOf(n)} >/dev/null`)],
  ["dd", each((n, cpus) => `echo ${cpus} | dd of=${maskOf(n)} status=none`)],
  ["cd", each((n, cpus) => `cd /proc/irq/${n} && echo ${cpus} > smp_affinity_list; cd /`)],
  ["a variable", each((n, cpus) => `N=${n}; echo ${cpus} > /proc/irq/$N/smp_affinity_list`)],
  ["a function", (moved) => `pin() { echo "$2" > "/proc/irq/$1/smp_affinity_list"; }\n${
    each((n, cpus) => `pin ${n} ${cpus}`)(moved)}`],
  ["a loop", each((n, cpus) =>
    `for n in ${n}; do echo ${cpus} > /proc/irq/$n/smp_affinity_list; done`)],
  ["lines of numbers", (moved) => `while read -r n cpus; do\n`
    + `  echo $cpus > /proc/irq/$n/smp_affinity_list\ndone <<'END'\n${
      each((n, cpus) => `${n} ${cpus}`)(moved)}\nEND`],
  ["if it is there", each((n, cpus) =>
    `[ -w ${maskOf(n)} ] && echo ${cpus} > ${maskOf(n)}`)],
  ["a shell in a shell", each((n, cpus) => `sh -c 'echo ${cpus} > ${maskOf(n)}'`)],
  ["perl", each((n, cpus) =>
    `perl -e 'open(F, ">", "${maskOf(n)}"); print F "${cpus}"; close F'`)],
  ["awk", each((n, cpus) => `awk 'BEGIN { print "${cpus}" > "${maskOf(n)}" }'`)],
];

const COMPUTED: typeof SPELLINGS = [
  ["by their names", (moved) => moved.map(({ irq: { number }, cpus }) =>
    `for n in $(sed -n 's/^ *\\(${number}\\):.*/\\1/p' /proc/interrupts); do\n`
    + `  echo ${cpus} > /proc/irq/$n/smp_affinity_list\ndone`).join("\n")],
  ["a glob", each((n, cpus) => `for f in /proc/irq/${n}/smp_*_list; do echo ${cpus} > $f; done`)],
];

const lines = (path: string, line: (n: number, cpus: string) => string) =>
  (moved: readonly Moved[]): readonly Placed[] => [{ path, text: `${each(line)(moved)}\n` }];

/** Those that are no scripts. */
const FILES: readonly (readonly [string, (id: string) => ReturnType<typeof lines>])[] = [
  ["tmpfiles.d", (id) => lines(`/etc/tmpfiles.d/${id}.conf`, (n, cpus) =>
    `w ${maskOf(n)} - - - - ${cpus}`)],
  ["a udev rule", (id) => lines(`/etc/udev/rules.d/90-${id}.rules`, (n, cpus) =>
    'ACTION=="add", SUBSYSTEM=="net", KERNEL=="eth0", '
    + `RUN+="/bin/sh -c 'echo ${cpus} > ${maskOf(n)}'"`)],
];

const BESIDE_SYSTEMD = CARRIERS.filter(({ needs }) => needs === undefined);

const CPUS = ["0", "1", "2", "0-1", "2-3", "1-3"];

/** A few ways, each for interrupts of its own. */
export const drawIrqWays = (irqs: readonly Irq[], random: Random): readonly IrqWay[] => {
  const left = [...random.shuffled(irqs)];
  const isComputed = random.chance(0.2);
  const used = new Set<string>();
  const count = 9 + random.below(5);
  return Array.from({ length: count }, (_, at): IrqWay => {
    const size = 2 + random.below(Math.floor(1.6 * irqs.length / count));
    const cpus = random.pick(CPUS);
    const moved = left.splice(0, size).map((irq) =>
      ({ irq, cpus: random.chance(0.5) ? cpus : random.pick(CPUS) }));
    const id = `irq${at}x${random.below(90) + 10}`;
    if (random.chance(0.15)) {
      // By hand, what a driver has chosen itself cannot be distinguished from its choice.
      const others = moved.filter(({ irq, cpus: some }) => some !== irq.usual);
      return { name: "by hand", moved: others, files: [], isComputed: false };
    }
    if (random.chance(0.15)) {
      const [name, files] = random.pick(FILES);
      return { name, moved, files: files(id)(moved), isComputed: false };
    }
    const free = BESIDE_SYSTEMD.filter(({ name, single }) => !single || !used.has(name));
    const carrier = random.pick(free);
    used.add(carrier.name);
    const isOdd = isComputed && random.chance(0.3);
    const [name, text] = random.pick(isOdd ? COMPUTED : SPELLINGS);
    return { name: `${carrier.name}: ${name}`, moved, isComputed: isOdd,
      files: carried(carrier, text(moved), id) };
  });
};

export const byHand = (ways: readonly IrqWay[]): string => ways
  .filter(({ files }) => files.length === 0)
  .flatMap(({ moved }) => moved.map(({ irq, cpus }) => `echo ${cpus} > ${maskOf(irq.number)}`))
  .join("\n");

/** One that is not this. */
export const otherThan = (cpus: string, random: Random): string =>
  random.pick(CPUS.filter((one) => one !== cpus));
