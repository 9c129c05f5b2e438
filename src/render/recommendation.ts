/** What is recommended, for people: each proposal with its reason, the patch, and what is left. */
import type { Proposal } from "../checks/recommend.ts";
import type { CheckVerdict } from "../checks/check.ts";
import type { Action, Address } from "../engine/model/model.ts";
import { shownPatch } from "./file-diff.ts";
import { plural, printableLine, type Style } from "./style.ts";
import { wrapped } from "./wrap.ts";

export interface NotProposed {
  readonly address: Address;
  readonly action: Action;
  readonly reason: string;
  readonly waysOut: readonly string[];
}

interface Recommendation {
  readonly file: string;
  readonly proposals: readonly Proposal[];
  readonly kept: readonly string[];
  readonly contradictions: readonly string[];
  readonly leftOut: readonly NotProposed[];
  readonly forPeople: readonly CheckVerdict[];
  readonly patch: string;
}

interface RecommendationLook {
  readonly style: Style;
  readonly columns: number;
}

const listed = (text: string, columns: number): string =>
  wrapped(printableLine(text), Math.min(columns, 110) - 4).map((line) => `    ${line}`).join("\n");

const group = (title: string, lines: readonly string[]): readonly string[] =>
  (lines.length === 0 ? [] : [title, ...lines, ""]);

export const renderRecommendation = (
  { file, proposals, kept, contradictions, leftOut, forPeople, patch }: Recommendation,
  { style, columns }: RecommendationLook,
): string => {
  const named = (id: string, text: string): string =>
    `  ${style.bold(printableLine(id))}\n${listed(text, columns)}`;
  const isNothing = patch === "";
  return [
    ...group("Against these findings:", proposals.map(({ id, found }) => named(id, found))),
    ...isNothing ? [] : [shownPatch(patch, style).trimEnd(), ""],
    ...group("Not proposed, for another owner has set it or it cannot be:",
      leftOut.map(({ address, reason, waysOut }) =>
        named(address, [reason, ...waysOut.slice(0, 1)].join("; ")))),
    ...group("Not proposed, for two checks want different values:",
      contradictions.map((one) => `  ${printableLine(one)}`)),
    ...group(`${file} says something of these already, and stays as it is:`,
      kept.map((one) => `  ${printableLine(one)}`)),
    ...group("For a person (vexor explain CHECK):",
      forPeople.map(({ id, found }) => named(id, found ?? ""))),
    isNothing ? "Nothing to write." : `${plural(proposals.length, "finding")}. To write the patch: `
      + "vexor recommend --write", "",
  ].join("\n");
};
