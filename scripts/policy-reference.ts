/** docs/policy.md: the schema's page, and what a schema cannot say. */
import { schemaReference, type SchemaNode } from "./schema-reference.ts";

const INTRO = `Every file \`policy/*.yaml\` beside \`hosts/\` is read. A small one:

\`\`\`yaml
apiVersion: vexor/v1
deny:
  adoptWithoutWhy: true
  besideOthers: [identity, client]
  morePercentThan: 20
  fewerApprovals: [{paths: ["keys/**", "policy/**"], than: 2}]
warn:
  moreHostsThan: 10
  factsOlderThan: 7d
\`\`\`

An unknown key is an error, and errors name file, line and column. Editors check as you type with
\`schemas/policy.schema.json\`. A rule may stand in several files: each applies. Any other file in \`policy/\`, such as
\`policy/main.yml\`, is an error: no review would read its rules. \`policy/README.md\` and files of git may stand there.
`;

/** What the numbers of a rule count. */
const UNITS: Readonly<Record<string, string>> = {
  moreHostsThan: " hosts", morePercentThan: " per cent of all hosts", than: " approvals",
};

interface RuleNode extends SchemaNode {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly "x-wanted"?: string;
  readonly items?: RuleNode;
}

const valueOf = (key: string, node: RuleNode): string => {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.type === "integer") return `${node.minimum} to ${node.maximum}${UNITS[key] ?? ""}`;
  if (node.type !== "array") return node["x-wanted"] ?? String(node.type);
  return `list, each ${node.items?.["x-wanted"] ?? `a map of ${
    Object.keys(node.items?.properties ?? {}).map((name) => `\`${name}\``).join(" and ")}`}`;
};

const exampleOf = ({ const: only, examples = [] }: RuleNode): string => {
  const [example = only] = examples;
  return `\`${typeof example === "string" ? example : JSON.stringify(example)}\``;
};

/** A rule that holds maps is followed by their keys. */
const rowsOf = (node: SchemaNode, above: string): readonly string[] =>
  Object.entries(node.properties ?? {}).flatMap(([key, rule]) => [
    `| \`${above}${key}\` | ${valueOf(key, rule)} | ${rule.description ?? ""} | ${exampleOf(rule)} |`,
    ...rowsOf(rule.items ?? {}, `${above}${key}: `),
  ]);

const rulesOf = ({ $defs }: SchemaNode): string => ["## The rules", "",
  "`deny` and `warn` take the same rules. A rule that is left out does not apply.", "",
  "| rule | value | applies where | example |", "|---|---|---|---|",
  ...rowsOf($defs?.["rules"] ?? {}, "")].join("\n");

const STANDING = `## Standing rules

These deny a change without any file of \`policy/\`. \`off\` names those that do not apply in a repository. They look at all
hosts of HEAD, and find what is wrong with a pair of which the change touches one host.

| rule | applies where |
|---|---|
| \`sharedIdentity\` | Two hosts declare one \`identity.pubkey\`, and no failover group that both are in. |
| \`failoverPairs\` | A failover group has one host or three; its hosts do not name each other, or a host is named in another group; their identities, vote accounts or members of etcd are unequal; one takes over sooner than the times of the other allow; the names in their two files are swapped. |
`;

const OUTRO = `## How it is judged

- **The policy is that of BASE**, and so is all that it is judged on: a change cannot lift the rules for itself.
  A change of \`policy/\`, \`keys/\`, \`facts/\` or a pipeline's files is named in the review, and takes effect for the
  next one.
- Each hit names the rule with its line in the policy, what was found, and the hosts with their lines.
- One rule of \`deny\` that applies ends \`vexor review\` with exit code 6, with or without
  \`--detailed-exitcode\`. A host that cannot be planned ends it with 1 before that. \`warn\` changes no exit code.
- A policy of BASE that breaks its schema ends the review with 1 (POLICY_INVALID): no rule is skipped. A change
  that would bring such a policy is denied.
- \`--approvals N\` says how many people beside the author have approved. Vexor cannot know that: the pipeline asks
  the forge. Without it there are none.
- **A pipeline that the change itself may alter proves nothing.** Have the forge require the job from a
  protected place, and list \`/.github/**\` or \`/.gitlab-ci.yml\` under \`fewerApprovals\`.
`;

/** The whole page. */
export const policyReference = (schema: SchemaNode): string =>
  schemaReference(schema, { name: "policy", title: "Policy", intro: INTRO, outro: `${rulesOf(schema)}\n\n${STANDING}\n${OUTRO}` });
