/**
 * The house rules, each with its why; an author who breaks one sees the rule, not a review comment.
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { ERRORS } from "../src/engine/model/errors-table.ts";
import { loadKinds } from "../src/resources/index.ts";
import { ROOT } from "./support/paths.ts";

const below = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name}`).sort();

const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const SOURCES = below("src");
const OURS = [...SOURCES, ...below("test"), ...below("scripts"), ...below("bench")];

const layerOf = (file: string): string => {
  const [, layer = ""] = file.split("/");
  return layer.endsWith(".ts") ? "main" : layer;
};

const importsOf = (file: string): readonly string[] =>
  [...text(file).matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, path = ""]) => path);

const targetOf = (file: string, path: string): string =>
  relative(ROOT, join(ROOT, dirname(file), path));

/** Which layer may import which, besides itself, and why nothing more. */
const ARROWS: Readonly<Record<string, { readonly may: readonly string[]; readonly why: string }>> = {
  agent: { may: ["engine", "formats", "ports"],
    why: "the agent's loop is data: it knows ports, not what is behind" },
  engine: { may: ["generated", "formats", "ports"],
    why: "the engine is pure: it knows ports, not what stands behind" },
  ports: { may: [], why: "a port says what a driver needs of the machine, and does nothing" },
  facts: { may: ["engine", "formats", "generated", "ports"],
    why: "facts are data, and what replays them is a reader that touches no machine" },
  review: { may: ["engine", "facts", "failover", "formats", "generated", "map", "ports"],
    why: "a review compares plans: repositories and facts are handed to it" },
  checks: { may: ["engine", "detectors", "formats", "generated", "ports"],
    why: "a check judges what a reader sees: it changes nothing" },
  map: { may: ["engine", "detectors", "formats", "ports"],
    why: "a map says where things are on the CPUs that a reader sees: it changes nothing" },
  failover: { may: ["engine", "formats", "ports"],
    why: "who may sign is decided on data: clocks and answers are handed to it" },
  formats: { may: [], why: "a codec turns text into data and back, and knows nothing else" },
  detectors: { may: ["engine", "formats", "generated", "ports"],
    why: "a detector reads through HostReader, and cannot write" },
  resources: { may: ["engine", "detectors", "failover", "formats", "ports"],
    why: "a resource is handed the host it works on" },
  render: { may: ["engine", "agent", "checks", "failover", "review", "map", "detectors", "formats"],
    why: "rendering turns data into text" },
  edges: { may: ["engine", "agent", "failover", "review", "commands", "render", "generated", "main", "formats", "ports"],
    why: "edges implement ports" },
  commands: { may: ["engine", "agent", "checks", "facts", "failover", "generated", "review", "map", "render",
    "detectors", "main", "formats", "ports"],
    why: "a verb is given its edges" },
  generated: { may: [], why: "generated code stands alone" },
  main: { may: ["engine", "commands", "edges", "resources", "render", "formats"], why: "main wires the edges" },
};

describe("imports go one way", () => {
  test.each(SOURCES)("%s", (file) => {
    const layer = layerOf(file);
    const rule = ARROWS[layer];
    expect(rule, `${layer} is no layer`).toBeDefined();
    for (const path of importsOf(file).filter((one) => /^\..*[jt]s$/.test(one))) {
      const target = layerOf(targetOf(file, path));
      if (target === layer) continue;
      expect(rule?.may, `${file} imports ${path}: ${rule?.why}`).toContain(target);
    }
  });

  test("resources do not import each other, but for what they share, which imports no kind", () => {
    const kinds = readdirSync(join(ROOT, "src/resources")).filter((one) => one !== "index.ts");
    for (const file of SOURCES.filter((one) => layerOf(one) === "resources")) {
      if (file.endsWith("/index.ts")) continue;
      const own = kinds.find((kind) => file.startsWith(`src/resources/${kind.replace(".ts", "")}`));
      for (const path of importsOf(file).filter((one) => one.startsWith("."))) {
        const target = targetOf(file, path);
        if (!target.startsWith("src/resources/")) continue;
        if (target.startsWith("src/resources/shared/")) continue;
        expect(target).toContain(`src/resources/${own?.replace(".ts", "")}`);
      }
    }
  });

  const OUTSIDE =
    /^(node:(fs|child_process|net|http|dgram|worker_threads)|bun|execa|simple-git|chokidar)/;

  test("only edges touch files, processes and sockets", () => {
    for (const file of SOURCES.filter((one) => layerOf(one) !== "edges")) {
      const outside = importsOf(file).filter((path) => OUTSIDE.test(path));
      expect(outside, file).toEqual([]);
    }
  });

  test("the engine and the formats import no package", () => {
    for (const file of SOURCES.filter((one) => ["engine", "formats"].includes(layerOf(one)))) {
      expect(importsOf(file).filter((path) => !path.startsWith(".")), file).toEqual([]);
    }
  });
});

const LONGEST_FILE = 300;
const LONGEST_DECLARATION = 70;
const FUNCTIONS = { median: 6, ninetieth: 16, longest: 50 };
const WIDEST_LINE = 100;

/** Top-level functions and values, and the methods of classes: from first line to closing line. */
const declarations = (lines: readonly string[]): readonly { name: string; length: number }[] => {
  const found: { name: string; length: number }[] = [];
  for (const [opens, closes] of [
    [/^(export )?(default )?(async )?(const|function|interface) (\w+)/, /^[\])}]/],
    [/^  (async |get |set |static |readonly )*[#\w]+(\(.*| = .*)[{([]$/, /^  [\])}]/],
  ] as const) {
    let start = -1;
    lines.forEach((line, at) => {
      if (opens.test(line)) start = at;
      else if (/^(export )?class /.test(line)) start = -1;
      if (start < 0 || !closes.test(line)) return;
      found.push({ name: lines[start] ?? "", length: at - start + 1 });
      start = -1;
    });
  }
  return found;
};

interface Node { readonly type: string; readonly start: number; readonly end: number }

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value;

const HOLDERS = /^(?:VariableDeclarator|MethodDefinition|Property|PropertyDefinition)$/;

/** Functions that a declaration, a method or a property names: its first line, and their lines. */
const functionsOf = (file: string): readonly { at: string; length: number }[] => {
  const code = text(file);
  const found: { at: string; length: number }[] = [];
  const add = (from: Node, to: Node): void => {
    const lines = code.slice(from.start, to.end).split("\n");
    found.push({ at: `${file}: ${lines[0]}`, length: lines.length });
  };
  const visit = (node: Node, holder: Node): void => {
    if (node.type === "FunctionDeclaration") add(node, node);
    if (/^(?:Arrow)?FunctionExpression$/.test(node.type) && HOLDERS.test(holder.type)) {
      add(holder, node);
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, node);
  };
  const program = parseAst(code, { lang: "ts" });
  visit(program, program);
  return found;
};

describe("size", () => {
  test("functions are short", () => {
    const functions = SOURCES.filter((one) => !one.includes("/generated/")).flatMap(functionsOf)
      .sort((a, b) => a.length - b.length);
    const share = (part: number): number =>
      functions[Math.floor((functions.length - 1) * part)]?.length ?? 0;
    console.log(`${functions.length} functions in src: median ${share(0.5)} lines, nine of ten at `
      + `most ${share(0.9)}, the longest ${share(1)} (${functions.at(-1)?.at})`);
    expect(functions.length).toBeGreaterThan(4000);
    expect(share(0.5), "median").toBeLessThanOrEqual(FUNCTIONS.median);
    expect(share(0.9), "nine of ten").toBeLessThanOrEqual(FUNCTIONS.ninetieth);
    expect(functions.filter(({ length }) => length > FUNCTIONS.longest)).toEqual([]);
  });

  const data = (file: string): boolean => /-table\.ts$|verbs\.ts$|samples\.ts$|\/generated\//.test(file);

  test.each(SOURCES)("%s", (file) => {
    const lines = text(file).split("\n");
    if (!data(file)) expect(lines.length, "lines in the file").toBeLessThanOrEqual(LONGEST_FILE);
    for (const { name, length } of data(file) ? [] : declarations(lines)) {
      expect(length, name).toBeLessThanOrEqual(LONGEST_DECLARATION);
    }
  });

  const PAGE = /`(?:\\[\s\S]|[^`\\])*`/g;
  const TEXT = /"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};+]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/g;
  const withoutTexts = (code: string, texts: RegExp): string =>
    code.replace(texts, (one) => one.replace(/[^\n]/g, ""));

  /** A page's text is as wide as the page has it; so are the texts of a test. */
  const codeOf = (file: string): string => {
    if (file.startsWith("test/")) return withoutTexts(text(file), TEXT);
    return file.endsWith("-reference.ts") ? withoutTexts(text(file), PAGE) : text(file);
  };

  /** Tests are not broken yet: without its first part, the rule holds for them as well. */
  const ANY_WIDTH = /^test\/|\/generated\//;

  test.each(OURS.filter((file) => !ANY_WIDTH.test(file)))("%s is 100 columns wide", (file) => {
    const wide = codeOf(file).split("\n").findIndex((line) =>
      line.length > WIDEST_LINE && !/https?:/.test(line));
    expect(wide + 1, "a line wider than 100 columns").toBe(0);
  });
});

/** What the linter cannot say: `.oxlintrc.json` has the rest. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/shell:\s*true|\bexecSync\(/, "no shell: argv only"],
];

test("every source ends its lines and its last line as .editorconfig says", () => {
  const untidy = OURS.filter((file) => /[ \t]+$|\r/m.test(text(file))
    || !/[^\n]\n$/.test(text(file)));
  expect(untidy, "a blank at the end of a line, or not one newline at the end of the file").toEqual([]);
});

test("no test on a real system sleeps until something may have come true", () => {
  const sleeping = OURS.filter((file) => /^test\/host\/.*\.test\.ts$/.test(file))
    .filter((file) => /"node:timers\/promises"|setTimeout\(/.test(text(file)));
  expect(sleeping, "test/support/pace.ts: until, untilFound, holdsFor, elapse").toEqual([]);
});

test("no source has a banned construct", () => {
  for (const file of OURS.filter((one) => !one.endsWith("tidy.test.ts"))) {
    const code = text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
      .replace(/"[^"\n]*"|`[^`]*`/g, '""');
    for (const [pattern, why] of BANNED) {
      expect(pattern.exec(code)?.[0] ?? null, `${file}: ${why}`).toBeNull();
    }
  }
});

/** A stand-in is a program, which runs beside the test and not in it. */
test("tests draw from test/support/random.ts and property.ts, so that a printed seed repeats a failure", () => {
  const drawn = OURS.filter((one) => one.startsWith("test/") && !one.startsWith("test/stand-ins/"))
    .filter((one) => !/^test\/(?:support\/(?:random|property)|tidy\.test)\.ts$/.test(one))
    .flatMap((file) => [/Math\.random|random(?:Bytes|UUID|Int|Fill)|getRandomValues|"fast-check"|\bseed: \d/
      .exec(text(file))?.[0] ?? []].flat().map((source) => `${file}: ${source}`));
  expect(drawn).toEqual([]);
});

test("the registry is the directory, and each kind is what it says there", async () => {
  const files = readdirSync(join(ROOT, "src/resources"))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts").map((name) => name.replace(".ts", ""));
  const said: object[] = [];
  const resources = await loadKinds(({ kind, section }) => said.push({ kind, section }) > 0);
  expect(resources.map(({ kind, section }) => ({ kind, section }))).toEqual(said);
  expect(resources.map((one) => one.kind).sort()).toEqual(files.sort());
});

/** Of the kinds that there are; a package of Debian is called openssh-client. */
const WORDS_OF_KINDS = [/sysctl/i, /\birqs?\b|irq[A-Z]/i, /cpu-?(?:set|pin)/i, /keypair/i, /slashing/i,
  /\btowers?\b/i, /\bvotes?\b|voteAccount/i, /(?<!openssh-)\bclients?\b/i, /\bidentit(?:y|ies)\b/i];

test("the engine knows no kind: no name of one stands in it", async () => {
  const names = (await loadKinds()).flatMap(({ kind, section }) => [kind, section.key]);
  for (const file of SOURCES.filter((one) => layerOf(one) === "engine")) {
    for (const word of WORDS_OF_KINDS) expect(word.exec(text(file))?.[0] ?? null, file).toBeNull();
    // A kind may be called by an ordinary word, which stands in a comment or a sentence as well.
    const code = text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
      .replace(/"[^"\n]* [^"\n]*"|`[^`]* [^`]*`/g, '""');
    for (const name of names) expect(code.match(new RegExp(`\\b${name}\\b`)), file).toBeNull();
  }
});

test("the engine asks a kind for nothing that no code reads", () => {
  const [, body = ""] = /^export interface Resource [^{]*\{\n([\s\S]*?)\n\}/m
    .exec(text("src/engine/resource.ts")) ?? [];
  const asked = [...body.matchAll(/^  (?:readonly )?(\w+)\??[:(]/gm)].map(([, name = ""]) => name);
  expect(asked).toContain("settleMs");
  const readers = OURS.filter((one) => layerOf(one) !== "resources" && !one.startsWith("test/"))
    .map(text).join("\n");
  const isRead = (name: string): boolean => new RegExp(
    `\\b(?:resource|one)\\??\\.${name}\\b|\\{ ${name} \\} of await loadKinds|\\b${name}\\?\\.\\(|\\{ kind, ${name} \\}`).test(readers);
  expect(asked.filter((name) => !isRead(name))).toEqual([]);
});

test("every detector and resource opens with a comment on its corner of Linux", () => {
  for (const file of SOURCES.filter((one) => ["resources", "detectors"].includes(layerOf(one)))) {
    expect(text(file).startsWith("/**"), file).toBe(true);
  }
});

test("every error code is thrown somewhere and explained in docs/errors.md, and the reverse", () => {
  const all = SOURCES.filter((one) => layerOf(one) !== "generated").map(text).join("\n");
  const documented = [...text("docs/errors.md").matchAll(/^### (\w+)/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual(Object.keys(ERRORS).sort());
  for (const code of Object.keys(ERRORS)) expect(all, `${code} is never thrown`).toContain(`"${code}"`);
});
