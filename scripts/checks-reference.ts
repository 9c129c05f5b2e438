/** docs/checks/: a page for each check, the list of them, and how to write one. */
import { dump } from "js-yaml";
import {
  areaOf, type AdviceSource, type Applicability, type CheckRule, type CheckRules,
} from "../src/checks/check.ts";
import type { FactSources } from "../src/checks/fact.ts";
import { schemaReference, type SchemaNode } from "./schema-reference.ts";

const HEAD = "<!-- Generated from checks/*.yaml by `npm run generate`; do not edit. -->\n\n";

const yaml = (value: unknown): string =>
  `\`\`\`yaml\n${dump(value, { lineWidth: 100 }).trim()}\n\`\`\``;

const applies = (about: Applicability | undefined): string =>
  (about === undefined ? "Every host." : yaml(about));

const sourceLine = ({ by, says, url, date }: AdviceSource): string =>
  `- ${url === undefined ? by : `[${by}](${url})`}${says === undefined ? "" : `: ${says}`} (read ${date})`;

const remedyOf = ({ remedy }: CheckRule): readonly string[] => {
  if (remedy === undefined) return ["Nothing that Vexor can do; see why it matters."];
  const { hostFile, steps = [], risk, reversible } = remedy;
  return [...hostFile === undefined ? [] : ["In the host file:", "", yaml(hostFile), ""],
    ...steps.map((step, at) => `${at + 1}. ${step}`), ...steps.length > 0 ? [""] : [],
    ...risk === undefined ? [] : [`Risk: ${risk}`, ""],
    ...reversible === undefined ? [] : [`Can be undone: ${reversible ? "yes" : "no"}.`]];
};

const contradictionsOf = ({ contradicts }: CheckRule): readonly string[] =>
  (contradicts === undefined ? [] : ["", "## Advice that says something else", "",
    ...Object.entries(contradicts).map(([id, when]) => `- [${id}](${id}.md): ${when}`)]);

const pageOf = (id: string, rule: CheckRule): string => `${HEAD}${[
  `# ${id}`, "", `${rule.title}.`, "",
  `Severity: ${rule.severity}. Area: ${areaOf(id)}. Since ${rule.since}`
    + `${rule.until === undefined ? "" : `, until ${rule.until}`}.`, "",
  "## Why it matters", "", rule.why.trim(), "",
  "## Which hosts it is about", "", applies(rule.applies), "",
  "## When something is wrong", "",
  `Read: ${rule.reads.map((name) => `\`${name}\``).join(", ")}`
    + `${rule.each === undefined ? "" : `; asked of each of \`${rule.each}\`, as \`it\``}.`, "",
  `\`\`\`\n${rule.finding.trim()}\n\`\`\``, "", `Found: ${rule.found.trim()}  `,
  `Wanted: ${rule.wanted.trim()}`, "", "## What helps", "", ...remedyOf(rule), "",
  "## Whose advice it is", "", ...rule.sources.map(sourceLine), ...contradictionsOf(rule),
].join("\n").replace(/\n{3,}/g, "\n\n").trim()}\n`;

const INTRO = `What \`vexor audit\` asks of a host. Each has a page; \`vexor explain CHECK\` prints it. Ids stay the same.

A check ends in one of four outcomes: *fine*; *finding*; *not applicable*, with the reason; *unknown*, with what it
needs to look, such as root. Only findings that are warnings or worse count in the exit code.

A host file silences a finding, with a why and until a day:

\`\`\`yaml
checks:
  silence:
    cpu.governor: {why: the supplier holds the clocks, until: "2027-06-30"}
\`\`\`
`;

const OWN = `A repository brings checks of its own in \`checks/*.yaml\` beside \`hosts/\`, which \`vexor audit -f
hosts/HOST.yaml\` asks as well; \`--rules DIR\` names another directory. A condition is [CEL](https://cel.dev): it calls
nothing, and has no loops but over lists. Beside CEL's own functions there are \`finds(pattern)\` (RE2's patterns, in place
of \`matches\`), \`inRange(">=5.15 <6.8")\`, \`least(list)\` and \`most(list)\`. Numbers without a point are 64-bit integers.
Texts between \`{\` and \`}\` are CEL too.
`;

const rowsOf = (rules: CheckRules): readonly string[] =>
  Object.entries(rules).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([id, rule]) =>
    `| [${id}](${id}.md) | ${rule.severity} | ${rule.title} |`);

const factRows = (facts: FactSources): readonly string[] =>
  Object.entries(facts).toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { says }]) => `| \`${name}\` | ${says.replaceAll("|", "\\|")} |`);

const factTable = (facts: FactSources): string =>
  ["## Facts that there are", "", "| fact | what it is |", "|---|---|", ...factRows(facts)]
    .join("\n");

/** By path. */
export const checksReference = (
  rules: CheckRules, facts: FactSources, schema: SchemaNode,
): Readonly<Record<string, string>> => ({
  "docs/check-file.md": schemaReference(schema,
    { name: "check", title: "Checks of your own", intro: OWN, outro: factTable(facts) }),
  "docs/checks/README.md": `${HEAD}${["# Checks", "", INTRO,
    "[docs/check-file.md](../check-file.md) says how a repository brings its own.", "",
    "| check | severity | what is so where nothing is wrong |", "|---|---|---|", ...rowsOf(rules)]
    .join("\n")}\n`,
  ...Object.fromEntries(Object.entries(rules).map(([id, rule]) =>
    [`docs/checks/${id}.md`, pageOf(id, rule)])),
});
