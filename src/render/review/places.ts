/** Where each host of a group asks for a change: hosts that share a role ask in one line. */
import type { SourceLocation } from "../../engine/model/errors.ts";
import { effectId } from "../../review/groups.ts";
import type { PlacedChange, Review, ReviewGroup } from "../../review/model.ts";

export interface Asking {
  readonly place: SourceLocation | null;
  readonly hosts: readonly string[];
}

export const formatPlace = ({ file, line }: SourceLocation): string => `${file}:${line}`;

type Places = ReadonlyMap<string, SourceLocation | null>;

const placesOf = (changes: readonly PlacedChange[]): Places =>
  new Map(changes.map((change) => [effectId(change), change.place]));

/** In the order of the hosts. */
export const askingIn = (
  { hosts }: Review,
): ((group: ReviewGroup, change: PlacedChange) => readonly Asking[]) => {
  const known = new Map(hosts.map(({ host, changes }) => [host, placesOf(changes)]));
  return (group, change) => {
    const id = effectId(change);
    const found = new Map<string, { place: SourceLocation | null; hosts: string[] }>();
    for (const host of group.hosts) {
      const place = known.get(host)?.get(id) ?? null;
      const key = JSON.stringify(place);
      const asking = found.get(key) ?? { place, hosts: [] };
      asking.hosts.push(host);
      found.set(key, asking);
    }
    return [...found.values()];
  };
};
