/** A client in a version that is not here yet: what would its checks say of this host? */
import type { ClientDescriptors } from "../detectors/clients/descriptors.ts";
import { isKnown, type FactSources, type FactValue } from "./fact.ts";

export interface TargetClient {
  readonly id: string;
  readonly version: string;
}

const TARGET = /^([a-z][a-z0-9-]*)@v?(\d+(?:\.\d+){1,3})$/;

/** `agave@4.4`; null for anything else. */
export const parseTarget = (text: string): TargetClient | null => {
  const [, id, version] = TARGET.exec(text) ?? [];
  return id === undefined || version === undefined ? null : { id, version };
};

type Entry = Readonly<Record<string, FactValue>>;

/** As if nothing of it were known but that it comes. */
const newcomer = ({ id, version }: TargetClient, known: ClientDescriptors): readonly Entry[] => {
  const descriptor = known[id];
  const [part] = descriptor?.parts ?? [];
  return descriptor === undefined || part === undefined ? [] : [{ id, name: descriptor.name,
    family: descriptor.family, role: part.role, state: "stopped", version, unit: null, pid: null,
    pids: [], uid: null, argv: [], exe: null, ports: [], places: {} }];
};

/** The same facts, but for that client: in place of itself, or of one that does the same. */
export const inVersion = (
  sources: FactSources, target: TargetClient, known: ClientDescriptors,
): FactSources => {
  const clients = sources["clients"];
  if (clients === undefined) return sources;
  return { ...sources, clients: { ...clients, read: (host, book) => {
    const fact = clients.read(host, book);
    if (!isKnown(fact)) return fact;
    const here = fact.value as readonly Entry[];
    const [coming] = newcomer(target, known);
    const replaced = here.find(({ id }) => id === target.id) ?? here.find((one) =>
      one["role"] === coming?.["role"] && one["family"] === coming?.["family"]);
    const comes = replaced === undefined ? coming
      : { ...replaced, ...coming && { name: coming["name"] ?? target.id },
        id: target.id, version: target.version };
    return { ...fact, value: [...here.filter((one) => one !== replaced),
      ...comes === undefined ? [] : [comes]] };
  } } };
};
