/** The keeper's side of the process without privileges that asks nodes of the cluster. */
import type { NodeAsker } from "../../failover/keeper-edges.ts";
import { LONGEST_LINE, nodeAnswersIn, nodeQuestionLine } from "../../failover/node-lines.ts";
import { withoutPrivileges } from "../linux/rights.ts";
import { SELF } from "../linux/self-command.ts";
import { LineProcess } from "./line-process.ts";

/** Longer than that process takes for any answer. */
const ANSWER_MS = 4_500;

export const startNodeAsker = (
  argv: readonly string[] = [...withoutPrivileges(), ...SELF, "ask-nodes"],
): NodeAsker => {
  const asker = new LineProcess({ argv, withinMs: ANSWER_MS, longest: LONGEST_LINE });
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
