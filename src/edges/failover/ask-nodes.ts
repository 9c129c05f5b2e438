/** The keeper's side of the process without privileges that asks nodes of the chain. */
import { beaconAnswersIn, beaconQuestionLine } from "../../failover/beacon-lines.ts";
import type { BeaconAsker, NodeAsker } from "../../failover/keeper-edges.ts";
import { LONGEST_LINE, nodeAnswersIn, nodeQuestionLine } from "../../failover/node-lines.ts";
import { withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";
import { LineProcess } from "./line-process.ts";

/** Longer than that process takes for any answer. */
const ANSWER_MS = 4_500;

const ASKER = (): readonly string[] => [...withoutPrivileges(), ...SELF, "ask-nodes"];

const start = (argv: readonly string[]): LineProcess =>
  new LineProcess({ argv, withinMs: ANSWER_MS, longest: LONGEST_LINE });

export const startNodeAsker = (argv: readonly string[] = ASKER()): NodeAsker => {
  const asker = start(argv);
  let count = 0;
  return {
    ask: (asked) => {
      const question = { id: ++count, ...asked };
      return asker.ask({ line: nodeQuestionLine(question),
        read: (line) => nodeAnswersIn(line, question) });
    },
    close: () => asker.close(),
  };
};

export const startBeaconAsker = (): BeaconAsker => {
  const asker = start(ASKER());
  let count = 0;
  return {
    ask: (asked) => {
      const question = { id: ++count, ...asked };
      return asker.ask({ line: beaconQuestionLine(question),
        read: (line) => beaconAnswersIn(line, question) });
    },
    close: () => asker.close(),
  };
};
