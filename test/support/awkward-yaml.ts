/** Host files in every style that YAML has, as pieces: which bytes belong to which entry is known. */
import type { Random } from "./random.ts";

export interface Piece {
  readonly text: string;
  /** The entry that it belongs to, by address; null for all others. */
  readonly of: string | null;
}

export interface AwkwardFile {
  readonly pieces: readonly Piece[];
  readonly text: string;
  /** Settings that it declares. */
  readonly addresses: readonly string[];
  /** With anchors, tags or explicit keys somewhere: an edit may be refused. */
  readonly isHard: boolean;
}

export const SYSCTLS = {
  "vm.swappiness": 60, "vm.dirty_ratio": 20, "net.core.rmem_max": 212992, "kernel.panic": 10,
  "vm.stat_interval": 1, "net.ipv4.tcp_rmem": "4096 131072 6291456",
} as const;
type Sysctl = keyof typeof SYSCTLS;
const UNITS = ["agave.service", "node-exporter.service", "x.service"] as const;

const COMMENTS = ["# tuned by hand", "# größer: 128 MiB — «mehr»", "#", "# adopt: {from: 1}", "# a: b # c",
  "# 🦀 \"quotes' {[", "# why: |"] as const;

interface Style {
  readonly indent: string;
  readonly hard: boolean;
}

/** Ways to write a value that the planner takes as 30, or as three numbers. */
const valueOf = (random: Random, key: Sysctl, style: Style): string => {
  if (typeof SYSCTLS[key] === "string") {
    return random.pick(["8192 262144 134217728", "\"8192 262144 134217728\"", "'8192 262144  134217728'"]);
  }
  return random.pick(["30", "\"30\"", "'30'", "0x1e", "\"\\u0033\\u0030\"",
    ...style.hard ? ["&n 30", "!!int 30", "!!str 30"] : []]);
};

const WHYS = ["why: Agave refuses to start below it", "why: \"größer # kein: Kommentar\"",
  "why: 'it''s {needed}'"] as const;
const BLOCK_WHYS = [["why: |", "  several lines", "", "  # no comment", "  adopt: {from: 1}"],
  ["why: >-", "  folded", "  text: here"], ["why: |+", "  kept", "", ""],
  ["why: a plain text", "  over two lines"]] as const;

const remark = (random: Random): string =>
  (random.chance(0.25) ? `${random.pick([" ", "   ", "\t"])}${random.pick(COMMENTS)}` : random.pick(["", "", "  "]));

const bound = (random: Random, key: Sysctl): string =>
  (typeof SYSCTLS[key] === "string" ? "value" : random.pick(["value", "atLeast", "atMost"]));

const flowEntry = (random: Random, key: Sysctl, style: Style): string => {
  const parts = [`${bound(random, key)}: ${valueOf(random, key, style)}`,
    ...random.chance(0.3) ? [random.pick(WHYS)] : [],
    ...random.chance(0.3) ? ["adopt: {from: 1}"] : [], ...random.chance(0.2) ? ["onDrift: report"] : []];
  const inside = random.shuffled(parts).join(random.pick([", ", ",", " , "]));
  return random.pick([`{${inside}}`, `{ ${inside} }`, `{${inside},}`]);
};

/** The lines of an entry, without its own indentation. */
const sysctlLines = (random: Random, key: Sysctl, style: Style): readonly string[] => {
  const name = random.pick([key, key, `"${key}"`, key.replaceAll(".", "/")]);
  const head = style.hard && random.chance(0.2) ? `? ${name}\n: ` : `${name}:`;
  if (random.chance(0.45)) return [`${head} ${valueOf(random, key, style)}${remark(random)}`];
  if (random.chance(0.4)) return [`${head} ${flowEntry(random, key, style)}${remark(random)}`];
  const deeper = style.indent === "" ? "  " : style.indent;
  const parts = random.shuffled([[`${bound(random, key)}: ${valueOf(random, key, style)}${remark(random)}`],
    ...random.chance(0.4) ? [random.chance(0.5) ? [random.pick(WHYS)] : random.pick(BLOCK_WHYS)] : [],
    ...random.chance(0.3) ? [random.pick([["adopt: {from: 7}"], ["adopt:", "  from: \"7\""]])] : []]);
  return [`${head}${remark(random)}`, ...parts.flat().map((line) => (line === "" ? "" : deeper + line))];
};

const comments = (random: Random, indent: string): readonly string[] =>
  Array.from({ length: random.chance(0.3) ? 1 + random.below(2) : 0 }, () => indent + random.pick(COMMENTS));

/** Blank lines and remarks at another column: never the entry's own. */
const gap = (random: Random, indent: string): readonly Piece[] => {
  if (random.chance(0.7)) return [];
  return [{ of: null, text: random.pick(["\n", `${indent} # elsewhere\n`, `\n${indent}# apart\n\n`, "  \n"]) }];
};

const entry = (
  random: Random, of: string, lines: readonly string[], indent: string,
): readonly Piece[] => [
  ...gap(random, indent),
  { of, text: [...comments(random, indent), ...lines.map((line) => (line === "" ? "" : indent + line))]
    .map((line) => `${line}\n`).join("") },
];

const sysctlSection = (random: Random, keys: readonly Sysctl[], style: Style): readonly Piece[] => {
  if (random.chance(0.15)) {
    const inside = keys.map((key) => `${key}: ${random.chance(0.5) ? valueOf(random, key, style)
      : flowEntry(random, key, style)}`);
    const text = random.pick([`{${inside.join(", ")}}`, `{${inside.join(",\n    ")}}`, `{ ${inside.join(" , ")} , }`]);
    return [{ of: null, text: `sysctl: ${text}${remark(random)}\n` }];
  }
  const anchor = style.hard && random.chance(0.1) ? " &section" : "";
  return [{ of: null, text: `sysctl:${anchor}${remark(random)}\n` }, ...keys.flatMap((key) =>
    entry(random, `sysctl/${key}`, sysctlLines(random, key, style), style.indent))];
};

const pinLines = (random: Random, unit: string): readonly string[] => {
  const keys = random.shuffled([`unit: ${unit}`, `cpus: ${random.pick(["0-1", "\"1\"", "1"])}${remark(random)}`,
    ...random.chance(0.3) ? [random.pick(WHYS)] : [], ...random.chance(0.2) ? ["adopt: {from: 0-3}"] : []]);
  if (random.chance(0.3)) return [`- {unit: ${unit}, cpus: "0-1"}${remark(random)}`];
  return keys.map((key, at) => (at === 0 ? `- ${key}` : `  ${key}`));
};

const limitLines = (random: Random, unit: string): readonly string[] => {
  const nofile = random.pick(["nofile: 1000000", "nofile: {value: 65536}", "nofile: {value: 65536, adopt: {from: 1024:524288}}"]);
  return random.shuffled([`unit: ${unit}`, nofile, ...random.chance(0.5) ? ["memlock: infinity"] : []])
    .map((key, at) => (at === 0 ? `- ${key}` : `  ${key}`));
};

const listSection = (
  random: Random, key: "cpuPinning" | "limits", units: readonly string[], indent: string,
): readonly Piece[] => {
  const kind = key === "cpuPinning" ? "cpu-pinning" : "limits";
  return [{ of: null, text: `${key}:${remark(random)}\n` }, ...units.flatMap((unit) => entry(random,
    kind === "limits" ? `limits/${unit}/*` : `${kind}/${unit}`,
    key === "limits" ? limitLines(random, unit) : pinLines(random, unit), indent))];
};

const some = <T>(random: Random, from: readonly T[]): readonly T[] =>
  random.shuffled(from).slice(0, 1 + random.below(from.length));

const addressesIn = (pieces: readonly Piece[], keys: readonly Sysctl[]): readonly string[] =>
  [...new Set([...keys.map((key) => `sysctl/${key}`),
    ...pieces.flatMap(({ of, text }) => (of === null ? []
      : ["nofile", "memlock"].filter((limit) => of.endsWith("/*") && text.includes(`${limit}:`))
        .map((limit) => of.replace("*", limit)))),
    ...pieces.flatMap(({ of }) => (of?.startsWith("cpu-pinning/") ? [of] : []))])];

/** `hard`: with what an edit may refuse. */
export const awkwardFile = (random: Random, hard = random.chance(0.2)): AwkwardFile => {
  const style: Style = { indent: random.pick(["  ", "  ", "    ", " "]), hard };
  const keys = some(random, Object.keys(SYSCTLS) as Sysctl[]);
  const sections = random.shuffled([sysctlSection(random, keys, style),
    ...random.chance(0.5) ? [listSection(random, "cpuPinning", some(random, UNITS), random.pick(["", "  "]))] : [],
    ...random.chance(0.5) ? [listSection(random, "limits", some(random, UNITS), random.pick(["", "  "]))] : [],
    [{ of: null, text: `mode: ${random.pick(["enforce", "observe"])}${remark(random)}\n` }]]);
  const head = ["apiVersion: vexor/v1\n", `host: test-host${remark(random)}\n`,
    ...random.chance(0.2) ? ["extends: [../roles/a.yaml]\n"] : []];
  const opening = random.pick(["", "", "---\n", "# yaml-language-server: $schema=x\n", "%YAML 1.2\n---\n"]);
  const ending = random.pick(["", "", "...\n", "# the end\n", "\n\n", "  # indented, the end\n"]);
  const plain: readonly Piece[] = [{ of: null, text: opening + head.join("") },
    ...sections.flatMap((section) => [...random.chance(0.3) ? [{ of: null, text: "\n" }] : [], ...section]),
    { of: null, text: ending }];
  const cut = random.chance(0.2) && ending === "";
  const lineBreak = random.pick(["\n", "\n", "\r\n"]);
  const mark = random.chance(0.1) ? "\uFEFF" : "";
  const last = plain.findLastIndex(({ text }) => text !== "");
  const pieces = plain.map(({ text, of }, at) => ({ of,
    text: ((at === 0 ? mark : "") + text.replaceAll("\n", lineBreak))
      .slice(0, cut && at === last ? -lineBreak.length : undefined) }));
  return { pieces, isHard: hard, addresses: addressesIn(pieces, keys),
    text: pieces.map((piece) => piece.text).join("") };
};
