/** Drop-ins of ours beside units, one for each unit, rendered from the claims and nothing else. */
import type { Claim } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootFile } from "../../engine/resource.ts";

interface DropIns {
  unitOf(claim: Claim): string;
  pathOf(unit: string): string;
  /** What the drop-in of a unit should hold under these claims; null for none. */
  textFor(unit: string, claims: readonly Claim[]): string | null;
}

/**
 * A file under our name with another owner's text stays as it is, unless the wanted text for its
 * unit has changed: a claim made by this very plan has no run yet.
 */
export const unitDropIns = (
  host: HostReader, before: readonly Claim[], after: readonly Claim[],
  { unitOf, pathOf, textFor }: DropIns,
): readonly BootFile[] =>
  [...new Set([...before, ...after].map(unitOf))].flatMap((unit) => {
    const path = pathOf(unit);
    const [had, text] = [textFor(unit, before), textFor(unit, after)];
    const present = host.read(path);
    const foreign = present !== null && present !== had;
    const fresh = after.some((claim) => unitOf(claim) === unit && claim.run === 0);
    if (foreign && present !== text && (text === null || (text === had && !fresh))) return [];
    return text === null && present === null ? []
      : [{ path, text, found: present, ownDirectory: true }];
  });
