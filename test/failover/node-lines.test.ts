/** What the process without privileges says to the keeper: numbers, and nothing else. */
import { expect, test } from "vitest";
import {
  LONGEST_LINE, nodeAnswerLine, nodeAnswersIn, SILENT_NODE, type NodeAnswers, type NodeQuestion,
} from "../../src/failover/node-lines.ts";
import { ownNodeIn } from "../../src/failover/own-node.ts";
import fc from "../support/property.ts";

const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const ASKED: NodeQuestion = { id: 7, own: 8899, witnesses: ["https://a"], voteAccount: KEY };
const SAID: NodeAnswers = [{ isHealthy: true, identity: null, processed: 9, finalized: 7, votes: { node: KEY, lastVote: 8 } },
  { isHealthy: null, identity: null, processed: 9, finalized: null, votes: "absent" }];

test("is read as it was written", () => {
  expect(nodeAnswersIn(nodeAnswerLine(7, SAID), ASKED)).toEqual(SAID);
  expect(nodeAnswersIn(nodeAnswerLine(7, [null, SILENT_NODE]), { ...ASKED, own: null })).toEqual([null, SILENT_NODE]);
});

const altered = (change: object): string => JSON.stringify({ id: 7, nodes: [{ ...SAID[0], ...change }, SAID[1]] });

test.each<[string, string]>([
  ["of another question", nodeAnswerLine(6, SAID)],
  ["of fewer nodes", JSON.stringify({ id: 7, nodes: [SAID[0]] })],
  ["of more nodes", JSON.stringify({ id: 7, nodes: [...SAID, SILENT_NODE] })],
  ["of no own node, where one was asked", JSON.stringify({ id: 7, nodes: [null, SILENT_NODE] })],
  ["with a witness that is none", JSON.stringify({ id: 7, nodes: [SAID[0], null] })],
  ["with a slot below none", altered({ processed: -1 })],
  ["with a slot that is not whole", altered({ finalized: 1.5 })],
  ["with a slot in words", altered({ processed: "9" })],
  ["with a slot beyond all counting", altered({ processed: 2 ** 60 })],
  ["with a health in words", altered({ isHealthy: "ok" })],
  ["with an owner that is not a key", altered({ votes: { node: "../../etc", lastVote: 8 } })],
  ["with a vote without a slot", altered({ votes: { node: KEY } })],
  ["without end", `${nodeAnswerLine(7, SAID)}${" ".repeat(LONGEST_LINE)}`],
  ["that is not JSON", "ok"],
])("a line %s is refused", (_, line) => {
  expect(nodeAnswersIn(line, ASKED)).toBeNull();
});

test("whatever it is made of, a line is read as these fields, or refused", () => {
  fc.assert(fc.property(fc.json(), fc.json(), (first, second) => {
    const read = nodeAnswersIn(`{"id":7,"nodes":[${first},${second}]}`, ASKED);
    if (read !== null) expect(nodeAnswersIn(nodeAnswerLine(7, read), ASKED)).toEqual(read);
  }));
});

test.each<[string, unknown]>([
  ["null\n", null],
  ['{"pid":4,"rpcPort":8899,"hasTicket":null}', { pid: 4, rpcPort: 8899, hasTicket: null }],
  ['{"pid":4,"rpcPort":null,"hasTicket":true,"more":1}', { pid: 4, rpcPort: null, hasTicket: true }],
  ['{"pid":0,"rpcPort":8899,"hasTicket":null}', undefined],
  ['{"pid":4,"rpcPort":70000,"hasTicket":null}', undefined],
  ['{"pid":4,"rpcPort":8899}', undefined],
  ["7", undefined],
  ["", undefined],
])("a look at the services that says %j", (text, expected) => {
  expect(ownNodeIn(text)).toEqual(expected);
});
