/** Requests and answers of etcd's gRPC services, by the numbers of the fields in its rpc.proto. */
import { FormatError } from "../../formats/format-error.ts";
import type { ServerStatus } from "./reply.ts";
import { TARGET, type EtcdCompare, type EtcdTxn, type TxnAnswer } from "./txn.ts";
import { bytesField, numberField, textField, WireMessage } from "./wire.ts";

const COMPARE = { result: 1, target: 2, key: 3, version: 4, create: 5, mod: 6, value: 7 } as const;
const OPERATION = { range: 1, put: 2 } as const;
const RANGE = { key: 1 } as const;
const PUT = { key: 1, value: 2, ignoreValue: 5 } as const;
const TXN = { compare: 1, then: 2, otherwise: 3 } as const;
const HEADER = { clusterId: 1, revision: 3 } as const;
const ANSWER = { header: 1, succeeded: 2, version: 2, answers: 3 } as const;
const RANGE_ANSWER = { pairs: 2 } as const;
const PAIR = { revision: 3, value: 5 } as const;

const compareOf = (key: string, { result, target, value }: EtcdCompare): Uint8Array =>
  bytesField(TXN.compare, numberField(COMPARE.result, BigInt(result)),
    numberField(COMPARE.target, BigInt(TARGET[target])), textField(COMPARE.key, key),
    target === "value" ? textField(COMPARE.value, value)
      : numberField(COMPARE[target], BigInt(value)));

const getOf = (key: string): Uint8Array => bytesField(OPERATION.range, textField(RANGE.key, key));

const operationOf = (key: string, then: EtcdTxn["then"]): Uint8Array => {
  if (then === "get") return getOf(key);
  return bytesField(OPERATION.put, textField(PUT.key, key),
    then === "put-again" ? numberField(PUT.ignoreValue, 1n) : textField(PUT.value, then.put));
};

export const txnRequest = ({ key, compares, then }: EtcdTxn): Buffer =>
  Buffer.concat([...compares.map((one) => compareOf(key, one)),
    bytesField(TXN.then, operationOf(key, then)), bytesField(TXN.otherwise, getOf(key))]);

const headerIn = (answer: WireMessage): Pick<TxnAnswer, "clusterId" | "revision"> => {
  const header = answer.message(ANSWER.header);
  const clusterId = header?.number(HEADER.clusterId) ?? 0n;
  if (!header || clusterId === 0n) throw new FormatError("an answer names no cluster");
  return { clusterId: String(clusterId), revision: String(header.number(HEADER.revision)) };
};

/** Throws FormatError, as the next one does. */
export const txnAnswer = (bytes: Buffer): TxnAnswer => {
  const answer = new WireMessage(bytes);
  const succeeded = answer.number(ANSWER.succeeded) === 1n;
  const range = answer.messages(ANSWER.answers)
    .map((one) => one.message(OPERATION.range)).find((one) => one !== null);
  if (!range && !succeeded) throw new FormatError("an answer does not say what stands");
  const pair = range?.message(RANGE_ANSWER.pairs);
  const stands = pair
    ? { text: pair.text(PAIR.value), revision: String(pair.number(PAIR.revision)) } : null;
  return { ...headerIn(answer), succeeded, stands };
};

export const statusAnswer = (bytes: Buffer): ServerStatus => {
  const answer = new WireMessage(bytes);
  return { version: answer.text(ANSWER.version), clusterId: headerIn(answer).clusterId };
};
