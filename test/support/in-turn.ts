/**
 * The order of test files: those that take long first, so that no worker is left alone with one;
 * and of those that boot machines, one with a virtual machine, which computes, for two with
 * containers, which mostly wait.
 */
import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Measured; what is not here follows, the largest file first. */
const LONG = ["agent-guest", "owners-guest", "package-guest", "power-cut", "guest", "slashing",
  "clients", "agent-faults", "identity", "guardian", "vote-account", "faults", "package",
  "container", "repository", "orphans", "handover", "mirror", "keys", "programs", "operate",
  "towers"];
const CONTAINERS_BESIDE_A_GUEST = 2;

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.indexOf(basename(moduleId, ".test.ts"));
  return at < 0 ? LONG.length : at;
};

export class InTurn extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
    const of = (name: string): TestSpecification[] =>
      sorted.filter(({ project }) => project.name === name);
    const [guests, containers] = [of("guest"), of("host")];
    const rest = sorted.filter(({ project }) => project.name !== "guest" && project.name !== "host");
    const mixed = guests.flatMap((guest) =>
      [guest, ...containers.splice(0, CONTAINERS_BESIDE_A_GUEST)]);
    return [...rest, ...mixed, ...containers];
  }
}
