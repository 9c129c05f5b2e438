/** The same effect on many hosts is one thing to look at. */
import type { HostReview, PlacedChange, ReviewGroup } from "./model.ts";

interface SharedEffect {
  readonly change: PlacedChange;
  readonly hosts: string[];
}

/** Where two hosts' files say the same, it is still the same effect: the first place is named. */
export const effectId = ({ place, ...effect }: PlacedChange): string => JSON.stringify(effect);

const effectsIn = (
  hosts: readonly Pick<HostReview, "host" | "changes">[],
): readonly SharedEffect[] => {
  const effects = new Map<string, SharedEffect>();
  for (const { host, changes } of hosts) {
    for (const change of changes) {
      const id = effectId(change);
      const known = effects.get(id);
      if (known === undefined) effects.set(id, { change, hosts: [host] });
      else if (known.hosts.at(-1) !== host) known.hosts.push(host);
    }
  }
  return [...effects.values()];
};

/**
 * Each change of each host stands in one group. Effects on the same hosts are together; what the
 * most hosts have comes first.
 */
export const groupEffects = (
  hosts: readonly Pick<HostReview, "host" | "changes">[],
): readonly ReviewGroup[] => {
  const groups = new Map<string, { hosts: readonly string[]; changes: PlacedChange[] }>();
  for (const { change, hosts: names } of effectsIn(hosts)) {
    const id = names.join("\n");
    const known = groups.get(id);
    if (known === undefined) groups.set(id, { hosts: names, changes: [change] });
    else known.changes.push(change);
  }
  return [...groups.values()].sort((one, other) => other.hosts.length - one.hosts.length);
};
