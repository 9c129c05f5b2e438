/**
 * The order of test files: those that take long first, so that no worker is left alone with one;
 * and of those that boot machines, two with virtual machines, which compute, for three with
 * containers, which mostly wait.
 */
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Measured; what is not here follows, the largest file first. */
const LONG = ["conformance", "facts/same-plan", "agent/agent", "tunings", "unread", "what-may-run",
  "scenarios",
  ...["failover", "failover-ethereum", "package-guest", "agent-guest", "guest", "clients", "slashing",
    "power-cut", "faults",
    "identity", "guardian", "firedancer", "handover", "alpenglow-holes", "package", "publish",
    "attacks/mirror", "vote-account", "owners-guest", "container", "alpenglow", "agent-faults",
    "attacks/keys", "lodestar", "stalled-guest", "attacks/programs", "couples-guest", "towers",
    "attacks/operate", "netns-defaults", "other-nodes", "orphans", "release",
    "attacks/repository", "watch-guest", "failover-act", "first-hour-agent", "keepers",
    "failover-unit", "lab", "owners",
    "attacks/read-only", "sysctl-bounds", "attacks/swapped", "attacks/git-server", "mirror",
    "attacks/strangers", "attacks/health", "identity-watch", "source", "facts"]
    .map((name) => `host/${name}`)]
  .map((name) => `test/${name}.test.ts`);

/** Of five files in turn, as long as there are both. */
const TURN = ["guest", "host", "guest", "host", "host"];

const rank = ({ moduleId, project }: TestSpecification): number => {
  const at = LONG.indexOf(relative(project.config.root, moduleId));
  return at < 0 ? LONG.length : at;
};

const mixed = (files: readonly TestSpecification[]): readonly TestSpecification[] => {
  const [left, taken]: [TestSpecification[], TestSpecification[]] = [[...files], []];
  for (let turn = 0; left.length > 0; turn++) {
    const at = left.findIndex(({ project }) => project.name === TURN[turn % TURN.length]);
    taken.push(...left.splice(Math.max(at, 0), 1));
  }
  return taken;
};

export class InTurn extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
    const isMachine = ({ project }: TestSpecification): boolean => TURN.includes(project.name);
    return [...sorted.filter((one) => !isMachine(one)), ...mixed(sorted.filter(isMachine))];
  }
}
