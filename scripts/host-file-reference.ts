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

## Sysctls that belong together

Some sysctls are one variable of the kernel under several names (\`fs.inotify.max_user_watches\` and
\`user.max_inotify_watches\`). Of others, a write changes more: \`net.ipv4.ip_forward\` sets
\`forwarding\` of every interface, \`net.ipv4.conf.default.*\` is copied to each interface whose key
no process has written, \`kernel.watchdog\` turns \`kernel.soft_watchdog\` off.

- A file or tool that sets one of the names owns all of them.
- The plan lists what else a write changes. If any of that is custom, the item is blocked. It then
  takes an entry with \`adopt\` for that key as well.
- An interface that has an entry of its own keeps its own value.
- A rollback restores all of them.
- Two entries that cannot both hold are an error: two names with two values, or \`vm.dirty_bytes\`
  with a \`vm.dirty_ratio\` other than 0.
- The plan refuses a write that takes away what no write brings back: \`disable_ipv6\` where an
  interface has addresses or routes that the kernel would not make again, \`forwarding\` of IPv6 where
  a router has advertised routes, \`kernel.shm_rmid_forced\` where shared memory would be lost,
  \`addr_gen_mode\` where it would make an address that stays.

## Merging

\`extends\` names files to build on. They are merged first to last, each after the files that it
extends itself, and the file that names them comes last. A file reached twice counts once, where it
is reached first. In one file, two entries for the same thing are an error.

MERGING

Paths are relative to the file that names them and stay inside the repository: the nearest
directory above the host file that holds \`.git\`; without one, the directory above the host file's
own. Absolute paths, links that lead out, and circles are errors. \`extends\` goes 8 levels deep,
over 32 files.
`;

/** A row for each way of merging, with the parts of the file that merge so. */
const mergeTable = ({ properties = {} }: SchemaNode): string => {
  const ways = new Map<string, string[]>();
  for (const [key, { "x-merge": way }] of Object.entries(properties)) {
    if (way !== undefined) ways.set(way, [...ways.get(way) ?? [], `\`${key}\``]);
  }
  return ["| part | how it merges |", "|---|---|",
    ...[...ways].map(([way, keys]) => `| ${keys.join(", ")} | ${way} |`)].join("\n");
};

/** The whole page. */
export const hostFileReference = (schema: SchemaNode, client: SchemaNode): string =>
  schemaReference({ ...schema, documents: { "client.schema.json": client } },
    { name: "host", title: "The host file", intro: INTRO,
      outro: READING.replace("MERGING", mergeTable(schema)) });
