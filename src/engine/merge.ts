/** Layers of host files become one: what counts as the same entry, and which one wins. */
import { VexorError } from "./errors.ts";
import type { Pointer, YamlDocument } from "./host-file-source.ts";
import type { CpuPinningWant, HostFile, IrqAffinityWant, SysctlWant } from "./model.ts";

/** One file, valid by itself. `host` may be missing from role files. */
export interface Layer {
  readonly file: string;
  readonly declaration: Omit<HostFile, "host"> & { readonly host?: string };
  readonly document: YamlDocument;
}

/** `net/ipv4/conf/eth0.100/rp_filter` is `net.ipv4.conf.eth0/100.rp_filter`. */
const sysctlIdentity = (key: string): string =>
  (key.includes("/") && /^[^.]*\//.test(key)
    ? key.replace(/[./]/g, (char) => (char === "." ? "/" : ".")) : key);

const pinningIdentity = ({ unit, thread }: CpuPinningWant): string =>
  JSON.stringify([unit, thread ?? null]);

const irqIdentity = ({ match }: IrqAffinityWant): string =>
  JSON.stringify([match.device ?? null, match.driver ?? null, match.name ?? null]);

type Declaration = Layer["declaration"];

/** Entries of a section with their identity and their place in the file. */
const ENTRIES = {
  sysctl: ({ sysctl }: Declaration) =>
    Object.keys(sysctl ?? {}).map((key) => ({ id: sysctlIdentity(key), step: key })),
  irqAffinity: ({ irqAffinity }: Declaration) =>
    (irqAffinity ?? []).map((want, step) => ({ id: irqIdentity(want), step })),
  cpuPinning: ({ cpuPinning }: Declaration) =>
    (cpuPinning ?? []).map((want, step) => ({ id: pinningIdentity(want), step })),
} as const;

type Section = keyof typeof ENTRIES;
const SECTIONS = Object.keys(ENTRIES) as Section[];
const isSection = (name: unknown): name is Section => SECTIONS.includes(name as Section);

/** All names at once: there may be hundreds. */
const anyHasSlash = (names: object): boolean => Object.keys(names).join(" ").includes("/");

/**
 * Two entries of one file for the same thing: one of them is a mistake. YAML refuses the same
 * spelling twice, and without a slash a sysctl has no other.
 */
export const refuseRepeats = ({ declaration, document }: Layer): void => {
  for (const section of SECTIONS) {
    if (section === "sysctl" && !anyHasSlash(declaration.sysctl ?? {})) continue;
    const seen = new Map<string, string | number>();
    for (const { id, step } of ENTRIES[section](declaration)) {
      const first = seen.get(id);
      seen.set(id, step);
      if (first === undefined) continue;
      const { line } = document.placeOf([section, first]);
      throw new VexorError("HOST_FILE_INVALID",
        `${section} has two entries for the same thing; the other is in line ${line}`,
        { hint: "Keep one of them.", place: document.placeOf([section, step]) });
    }
  }
};

/** Later entries replace earlier ones of the same identity, and stand where the later one does. */
const latest = <T>(entries: readonly (readonly [string, T])[]): T[] => {
  const found = new Map<string, T>();
  for (const [id, entry] of entries) {
    found.delete(id);
    found.set(id, entry);
  }
  return [...found.values()];
};

const mergeSysctl = (layers: readonly Layer[]): Readonly<Record<string, SysctlWant>> => {
  const having = layers.filter(({ declaration }) => declaration.sysctl !== undefined);
  const [only] = having;
  if (having.length === 1 && only?.declaration.sysctl) return only.declaration.sysctl;
  return Object.fromEntries(latest(having.flatMap(({ declaration }) =>
    Object.entries(declaration.sysctl ?? {}).map((entry) =>
      [sysctlIdentity(entry[0]), entry] as const))));
};

const mergeList = <T>(
  layers: readonly Layer[], pick: (layer: Declaration) => readonly T[] | undefined,
  identity: (entry: T) => string,
): T[] => latest(layers.flatMap(({ declaration }) =>
  (pick(declaration) ?? []).map((entry) => [identity(entry), entry] as const)));

/** First to last; sections that no layer has stay absent. */
export const mergeLayers = (host: string, layers: readonly Layer[]): HostFile => {
  const has = (key: keyof HostFile): boolean =>
    layers.some(({ declaration }) => declaration[key] !== undefined);
  const last = (key: keyof Declaration): object => {
    const found = layers.findLast(({ declaration }) => declaration[key] !== undefined);
    return found ? { [key]: found.declaration[key] } : {};
  };
  return {
    apiVersion: "vexor/v1",
    host,
    ...last("mode"),
    ...last("onDrift"),
    ...(has("sysctl") && { sysctl: mergeSysctl(layers) }),
    ...(has("irqAffinity") && {
      irqAffinity: mergeList(layers, (layer) => layer.irqAffinity, irqIdentity),
    }),
    ...(has("cpuPinning") && {
      cpuPinning: mergeList(layers, (layer) => layer.cpuPinning, pinningIdentity),
    }),
    ...last("client"),
    ...(has("clients") && {
      clients: Object.assign({}, ...layers.map(({ declaration }) => declaration.clients)),
    }),
    ...last("identity"),
    ...last("maintenance"),
    ...last("health"),
  };
};

/** Where the entry that won stands: its layer, and the pointer there. */
export const originOf = (
  merged: HostFile, layers: readonly Layer[], pointer: Pointer,
): { readonly layer: Layer; readonly pointer: Pointer } | null => {
  const [section, step, ...rest] = pointer;
  if (isSection(section) && step !== undefined) {
    const id = section === "sysctl" ? sysctlIdentity(String(step))
      : ENTRIES[section](merged).find((entry) => entry.step === step)?.id;
    for (const layer of layers.toReversed()) {
      const own = ENTRIES[section](layer.declaration).find((entry) => entry.id === id);
      if (own !== undefined) return { layer, pointer: [section, own.step, ...rest] };
    }
  }
  const key = section as keyof HostFile;
  const layer = layers.findLast(({ declaration }) => declaration[key] !== undefined);
  return layer === undefined ? null : { layer, pointer };
};
