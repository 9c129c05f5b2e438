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
  schemaReference(schema, { name: "policy", title: "Policy", intro: INTRO, outro: OUTRO });
