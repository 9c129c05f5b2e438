/** docs/agent.md: the schema's page, and what a schema cannot say. */
import { schemaReference, type SchemaNode } from "./schema-reference.ts";

const INTRO = `\`/etc/vexor-agent/agent.yaml\` is YAML under the same limits as a host file. A small one:

\`\`\`yaml
source:
  url: git@github.com:example/fleet.git
  signers: /etc/vexor-agent/allowed_signers
  pin: 2a75d028b6c3b7a2f0a9a0f6c1a2b3c4d5e6f708
\`\`\`

An unknown key is an error, and errors name file, line and column. Times are \`30s\`, \`5m\`, \`4h\` or
\`7d\`. Editors check as you type with \`schemas/agent.schema.json\`.
`;

const TRUST = `## What counts

A commit is taken when all of this holds; else nothing changes, the last accepted commit stays in
force, and \`vexor source show\` says why.

- It is the last accepted commit or descends from it. A branch that was rewritten or set back is
  refused (SOURCE_REWRITTEN) until a person runs \`vexor source accept COMMIT --why REASON\`. The first
  commit is the \`pin\`, or is accepted by hand.
- It is signed as \`signatures\` asks. What a person accepted by hand, or pinned, counts as it is.
- The host file and all it extends are plain files (mode 100644) of at most 256 KiB, valid, and for
  this machine.

SSH keys are listed in \`signers\`, one a line: \`you@example.org namespaces="git" ssh-ed25519 AAAA…\`,
optionally with \`valid-after\` and \`valid-before\`. As in git, a key must have been valid at the
commit's date; that date counts as no earlier than the last accepted commit's, so that an expired
key cannot be used by setting a clock back. An OpenPGP key must be valid now.

The program that fetches has no privileges and is not believed: whatever it brings is checked again
from the objects' bytes, by their hashes. Repositories must use SHA-1 object ids, which git checks
for known collision attacks on every fetch.
`;

/** The whole page. */
export const agentReference = (schema: SchemaNode): string =>
  schemaReference(schema, { name: "agent", title: "The agent's settings", intro: INTRO, outro: TRUST });
