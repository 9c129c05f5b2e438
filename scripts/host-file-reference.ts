/** docs/host-file.md from the schema: every key with its meaning, in the schema's own words. */
import { dump } from "js-yaml";

/** The part of JSON Schema that the host file's schema uses. */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  /** Other schemas that this one refers to, by file name; put in here for the reference. */
  readonly documents?: Readonly<Record<string, SchemaNode>>;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  integer: "number", string: "text", object: "map", array: "list",
};

const INTRO = `A host file is YAML, kept in git. This is a small one:

\`\`\`yaml
apiVersion: vexor/v1
host: val-ams-1
sysctl:
  vm.swappiness: 10
  net.core.rmem_max: {atLeast: 134217728}
\`\`\`

\`vexor validate -f FILE\` checks one. An unknown key is an error, and errors name file, line and
column. Editors check as you type with \`schemas/host.schema.json\`.
`;

const READING = `## Reading

- One YAML 1.2 document in UTF-8, at most 256 KiB, 32 levels of lists and maps, with at most 16
  aliases. A key that stands twice in one map is an error. There are no merge keys (\`<<\`): use
  \`extends\`.
- A number is decimal digits (\`134217728\`). In \`sysctl\`, \`0x8000000\` is that number too.
  Everything else is text: \`yes\`, \`on\` and \`off\` are words, and no digit is ever lost.
- What looks like a number to people but not to the kernel is refused where a sysctl is wanted:
  \`1_000\`, \`128M\`, \`1e6\`, \`0644\`, \`1.5\`; so are \`true\`, \`false\` and an empty value.
- Several values of one key are text: \`"4096 131072 134217728"\`.

## Merging

\`extends\` names files to build on. They are merged first to last, each after the files that it
extends itself, and the file that names them comes last. A file reached twice counts once, where it
is reached first. In one file, two entries for the same thing are an error.

| part | how it merges |
|---|---|
| \`mode\`, \`onDrift\` | the later file wins |
| \`sysctl\` | by key: the later entry replaces the earlier one whole, permission included |
| \`irqAffinity\` | both lists: a later rule with the same \`match\` replaces the earlier one |
| \`cpuPinning\` | both lists: a later rule with the same \`unit\` and \`thread\` replaces it |
| \`clients\` | by name: the later descriptor replaces the earlier one whole |
| \`client\`, \`identity\`, \`maintenance\`, \`health\` | the later file's section replaces the earlier one whole |

Paths are relative to the file that names them and stay inside the repository: the nearest
directory above the host file that holds \`.git\`; without one, the directory above the host file's
own. Absolute paths, links that lead out, and circles are errors. \`extends\` goes 8 levels deep,
over 32 files.
`;

const resolve = (root: SchemaNode, node: SchemaNode): SchemaNode => {
  const name = node.$ref?.split("/").at(-1);
  const target = name === undefined ? undefined : root.$defs?.[name] ?? root.documents?.[name];
  return target === undefined ? node : { ...resolve(root, target), ...node };
};

const code = (text: string): string => `\`${text}\``;

const typeWords = (node: SchemaNode): string => {
  if (node.const !== undefined) return code(String(node.const));
  if (node.enum !== undefined) return node.enum.map(code).join(" or ");
  const types = typeof node.type === "string" ? [node.type] : (node.type ?? []);
  return types.map((type) => TYPE_WORDS[type] ?? type).join(" or ");
};

const inline = (value: unknown): string =>
  dump(value, { flowLevel: 0, lineWidth: -1, quoteStyle: "double" }).trim();

const example = (node: SchemaNode): string =>
  (node.examples ?? []).map(inline).map(code).join(", ");

const meaning = (node: SchemaNode): string => {
  const preset = node.default === undefined ? "" : ` Default: ${code(inline(node.default))}.`;
  return `${node.description ?? node.title ?? ""}${preset}`;
};

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

const table = (root: SchemaNode, node: SchemaNode): string => {
  const rows = Object.entries(node.properties ?? {}).map(([key, raw]) => {
    const value = resolve(root, raw);
    const name = node.required?.includes(key) === true ? `${code(key)} (required)` : code(key);
    return [name, typeWords(value), meaning(value), example(value)].map(cell);
  });
  const lines = rows.map((row) => `| ${row.join(" | ")} |`);
  return ["| key | holds | meaning | examples |", "|---|---|---|---|", ...lines].join("\n");
};

/** `match` and `adopt` have keys of their own; what several sections share is said once. */
const nested = (root: SchemaNode, node: SchemaNode, said: Set<string>): string[] =>
  Object.entries(node.properties ?? {}).flatMap(([key, raw]) => {
    const value = resolve(root, raw);
    const entry = value.properties ? value : resolve(root, value.items ?? {});
    const isList = entry !== value && entry.title !== undefined;
    const name = isList ? entry.title ?? "" : code(key);
    if (entry.properties === undefined || (entry !== value && !isList) || said.has(name)) return [];
    said.add(name);
    return [`### ${name}`, ...[entry.description ?? []].flat(), table(root, entry),
      ...(isList ? nested(root, entry, said) : [])];
  });

const yamlBlock = (key: string, value: unknown): string => {
  const text = dump({ [key]: value }, { flowLevel: 3, lineWidth: -1, quoteStyle: "double" });
  return `\`\`\`yaml\n${text}\`\`\``;
};

/** What one entry of a section looks like; a section of fixed keys is its own entry. */
const entryOf = (root: SchemaNode, node: SchemaNode): SchemaNode => {
  if (node.properties !== undefined) return node;
  const more = node.additionalProperties;
  return resolve(root, (typeof more === "object" ? more : node.items) ?? {});
};

const section = (
  root: SchemaNode, key: string, node: SchemaNode, said: Set<string>,
): string[] => {
  const entry = entryOf(root, node);
  return [
    `## ${node.title ?? ""}: ${code(key)}`,
    node.description ?? "",
    ...(node.examples ?? []).map((value) => yamlBlock(key, value)),
    ...(entry.description === undefined || entry === node ? [] : [entry.description]),
    table(root, entry),
    ...nested(root, entry, said),
  ];
};

const isSection = (root: SchemaNode, node: SchemaNode): boolean =>
  entryOf(root, node).properties !== undefined;

/** The whole page. */
export const hostFileReference = (schema: SchemaNode, client: SchemaNode): string => {
  const root = { ...schema, documents: { "client.schema.json": client } };
  const properties = Object.entries(root.properties ?? {});
  const sections = properties.filter(([, node]) => isSection(root, node));
  const said = new Set<string>();
  const links = Object.fromEntries(properties.map(([key, node]) => {
    const { examples: _, ...rest } = node;
    return [key, isSection(root, node) ? rest : node];
  }));
  return [
    "<!-- Generated from schemas/host.schema.json by `npm run generate`; do not edit. -->",
    "# The host file",
    `${root.description ?? ""}\n\n${INTRO}`.trim(),
    "## The file",
    table(root, { ...root, properties: links }),
    ...sections.flatMap(([key, node]) => section(root, key, node, said)),
    READING.trim(),
  ].join("\n\n") + "\n";
};
