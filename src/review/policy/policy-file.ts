/** `policy/*.yaml` of one side: rules as data, each with the line that says it. */
import { refusalOf } from "../../engine/host-file/schema-problems.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import type { Pointer } from "../../engine/host-file/host-file-source.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { VexorError, type SourceLocation } from "../../engine/model/errors.ts";
import { quote, quoteKey } from "../../formats/quote.ts";
import validate from "../../generated/validate-policy.js";
import { BESIDE_SECTIONS } from "../declared.ts";
import type { StandingRule } from "../model.ts";
import type { BlobTree } from "../ports.ts";
import type { SourceFiles } from "../source-files.ts";

export interface PathApprovals {
  readonly paths: readonly string[];
  readonly than: number;
}

/** By the words of schemas/policy.schema.json. */
export interface PolicyRules {
  readonly adoptWithoutWhy?: true;
  readonly besideOthers?: readonly string[];
  readonly moreHostsThan?: number;
  readonly morePercentThan?: number;
  readonly fewerApprovals?: readonly PathApprovals[];
  readonly factsOlderThan?: string;
}

export const POLICY_EFFECTS = ["deny", "warn"] as const;
export type PolicyEffect = (typeof POLICY_EFFECTS)[number];

export interface PolicyFile {
  readonly rules: Readonly<Partial<Record<PolicyEffect, PolicyRules>>>;
  /** Standing rules that do not apply here. */
  readonly off: readonly StandingRule[];
  placeOf(pointer: Pointer): SourceLocation;
}

const NEEDED = { key: "apiVersion", means: "a policy" };
const POLICY = /^policy\/[^/]+\.yaml$/;
/** Files beside rules that hold none. */
const BESIDE = /^policy\/(?:README\.md|\.git[a-z]+)$/;

const policyPaths = (tree: BlobTree, prefix: string): readonly string[] =>
  [...tree.keys()].filter((path) => path.startsWith(`${prefix}policy/`)
    && !BESIDE.test(path.slice(prefix.length))).sort();

/** Rules that no review reads would be believed to hold. */
const refuseMisnamed = (path: string, prefix: string): void => {
  if (POLICY.test(path.slice(prefix.length))) return;
  const [, name = ""] = /([^/]+?)(?:\.[^./]*)?$/.exec(path) ?? [];
  throw new VexorError("POLICY_INVALID", `${quote(path)} is not read; rules stand in files `
    + `${prefix}policy/NAME.yaml`, { place: { file: path, line: 1, column: 1 },
    hint: `Name it ${quote(`${prefix}policy/${name}.yaml`)}, or move it out of policy/.` });
};

export const isPolicyAltered = (one: BlobTree, other: BlobTree, prefix: string): boolean => {
  const sumOf = (tree: BlobTree): string => JSON.stringify(policyPaths(tree, prefix).map((path) =>
    [path, tree.get(path)]));
  return sumOf(one) !== sumOf(other);
};

/** A rule about a section that there is not would never apply. */
const refuseUnknown = ({ rules, placeOf }: PolicyFile, sections: Sections): void => {
  const known = [...sections.map(({ key }) => key), ...BESIDE_SECTIONS];
  for (const effect of POLICY_EFFECTS) {
    for (const [at, name] of (rules[effect]?.besideOthers ?? []).entries()) {
      if (known.includes(name)) continue;
      const meant = suggest(name, known);
      throw new VexorError("POLICY_INVALID", `a host file has no section ${quoteKey(name)}`, {
        place: placeOf([effect, "besideOthers", at]),
        hint: meant === null ? `Sections are ${known.join(", ")}.` : `Did you mean ${meant}?` });
    }
  }
};

const policyIn = (
  files: SourceFiles, tree: BlobTree, path: string, sections: Sections,
): PolicyFile => {
  const document = files.document(tree, path);
  const { value } = document;
  if (!validate(value)) {
    throw refusalOf("POLICY_INVALID", validate.errors ?? [], document, NEEDED);
  }
  const { off = [], ...rules } = value as PolicyFile["rules"] & Partial<Pick<PolicyFile, "off">>;
  const file = { rules, off,
    placeOf: (pointer: Pointer) => document.placeOf(pointer, "key") };
  refuseUnknown(file, sections);
  return file;
};

/** Throws POLICY_INVALID, and what reading a file of a repository throws. */
export const readPolicy = async (
  files: SourceFiles, tree: BlobTree, prefix: string, sections: Sections,
): Promise<readonly PolicyFile[]> => {
  const paths = policyPaths(tree, prefix);
  for (const path of paths) refuseMisnamed(path, prefix);
  await files.load(tree, paths);
  return paths.map((path) => policyIn(files, tree, path, sections));
};
