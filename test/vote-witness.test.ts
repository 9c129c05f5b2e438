/** The witness of votes sees each offence, and nothing else. */
import { expect, test } from "vitest";
import { offences, type Cast } from "./support/vote-witness.ts";

let wall = 0;
const cast = (more: Partial<Cast> & Pick<Cast, "slot">): Cast =>
  ({ identity: "Staked", host: "a", pid: 1, previous: null, wall: wall += 1, ...more });
const notarize = (slot: number, more: Partial<Cast> = {}): Cast => cast({ slot, choice: "notarize", ...more });
const skip = (slot: number, more: Partial<Cast> = {}): Cast => cast({ slot, choice: "skip", ...more });
const vote = (slot: number, previous: number | null, more: Partial<Cast> = {}): Cast => cast({ slot, previous, ...more });
const block = (slot: number, root: string, more: Partial<Cast> = {}): Cast => cast({ slot, kind: "block", root, ...more });

test.each<[string, readonly Cast[], RegExp]>([
  ["a slot that is notarized by one host and skipped by another", [notarize(5), skip(5, { host: "b" })],
    /^slot 5: a:1 says notarize, and b:1 skip$/],
  ["a slot that is notarized twice", [notarize(5), notarize(6), notarize(5, { pid: 2 })],
    /^slot 5 is signed twice: by a:1 and a:2$/],
  ["a vote that is sent again with another word", [notarize(5), skip(5, { again: true })], /says notarize, and a:1 skip/],
  ["a vote that is sent again and never was", [notarize(5, { again: true })], /never sent: slot 5/],
  ["two blocks for one slot", [block(7, "x"), block(7, "y", { host: "b" })], /^two blocks for slot 7: by a:1 and b:1$/],
  ["a vote with a tower for an earlier slot", [vote(9, 8), vote(8, null)], /votes for slot 8 after slot 9/],
  ["a vote in ignorance of one that binds", [vote(8, null), vote(10, 5, { pid: 2 })], /a:2 votes for slot 10 in ignorance of slot 8/],
  ["a vote in ignorance of one that is bound deep",
    [vote(1, null), vote(2, 1), vote(3, 2), vote(4, 3), vote(10, 0, { pid: 2 })], /slot 10 in ignorance of slot 1/],
])("%s is an offence", (_, log, what) => {
  expect(offences(log)).toEqual([expect.stringMatching(what)]);
});

test.each<[string, readonly Cast[]]>([
  ["one vote for each slot, of either host", [notarize(5), skip(6), notarize(7, { host: "b" })]],
  ["a vote that is sent again", [notarize(5), notarize(5, { again: true, pid: 2 })]],
  ["one slot of two identities", [notarize(5), skip(5, { identity: "Other" })]],
  ["one block that is cast twice", [block(7, "x"), block(7, "x")]],
  ["votes with a tower that know each other", [vote(8, null), vote(9, 8), vote(10, 9, { host: "b" })]],
  ["a vote in ignorance of one that binds no more", [vote(8, null), vote(11, null, { pid: 2 })]],
  ["a tower's votes and then Alpenglow's", [vote(8, null), notarize(9), skip(10)]],
])("%s is none", (_, log) => expect(offences(log)).toEqual([]));
