/** Entries of which two files say different things, and neither file builds on the other. */
import type { HostFileLayer, LoadedHostFile } from "../engine/host-file/host-file.ts";
import type { Sections } from "../engine/host-file/section.ts";
import type { HostFile } from "../engine/model/model.ts";
import { entriesIn, type DeclaredEntry } from "./declared.ts";
import type { Fight } from "./model.ts";

interface Saying {
  readonly layer: HostFileLayer;
  readonly entry: DeclaredEntry;
}

const sayingsIn = (
  layers: readonly HostFileLayer[], sections: Sections,
): ReadonlyMap<string, readonly Saying[]> => {
  const found = new Map<string, Saying[]>();
  for (const layer of layers) {
    for (const [id, entry] of entriesIn(layer.declaration as HostFile, sections)) {
      found.set(id, [...found.get(id) ?? [], { layer, entry }]);
    }
  }
  return found;
};

const buildsOn = (
  layers: readonly HostFileLayer[], one: HostFileLayer, other: HostFileLayer,
): boolean => {
  const seen = new Set([one.file]);
  for (const file of seen) {
    if (file === other.file) return true;
    for (const next of layers.find((layer) => layer.file === file)?.buildsOn ?? []) seen.add(next);
  }
  return false;
};

const saidBy = ({ layer, entry }: Saying): Fight["counts"] =>
  ({ place: layer.placeOf(entry.pointer), value: JSON.stringify(entry.value) });

/** What the host file says itself settles it. */
export const fightsIn = (
  { layers }: Pick<LoadedHostFile, "layers">, sections: Sections,
): readonly Fight[] => {
  const own = layers.at(-1);
  return [...sayingsIn(layers, sections).values()].flatMap((sayings) => {
    const last = sayings.at(-1);
    if (last === undefined || sayings.length < 2 || last.layer === own) return [];
    const losers = sayings.slice(0, -1).filter(({ layer, entry }) =>
      JSON.stringify(entry.value) !== JSON.stringify(last.entry.value)
        && !buildsOn(layers, last.layer, layer));
    return losers.map((one) =>
      ({ entry: last.entry.label, counts: saidBy(last), loses: saidBy(one) }));
  });
};

const sideOf = ({ place, value }: Fight["counts"]): readonly string[] => [place.file, value];

/** Those that were not there before, wherever they stood. */
export const newFights = (before: readonly Fight[], after: readonly Fight[]): readonly Fight[] => {
  const idOf = ({ entry, counts, loses }: Fight): string =>
    JSON.stringify([entry, sideOf(counts), sideOf(loses)]);
  const known = new Set(before.map(idOf));
  return after.filter((one) => !known.has(idOf(one)));
};
