/** docs/host-file.md: the schema's page, and what a schema cannot say. */
import { schemaReference, type SchemaNode } from "./schema-reference.ts";

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

/** The whole page. */
export const hostFileReference = (schema: SchemaNode, client: SchemaNode): string =>
  schemaReference({ ...schema, documents: { "client.schema.json": client } },
    { name: "host", title: "The host file", intro: INTRO, outro: READING });
