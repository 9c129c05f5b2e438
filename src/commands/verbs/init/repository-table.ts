/** What a new repository of host files holds beside them: pages, pipelines, and the schema. */
import { GITHUB, GITHUB_POST, GITLAB } from "./pipelines.ts";

/** Editors check as you type. */
export const SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/host.schema.json\n";

const LISTED = 8;

export const roleHead = (isBase: boolean, hosts: readonly string[]): string => {
  if (isBase) return "# What every host has. A host file that names the same entry wins.\n";
  const more = hosts.length > LISTED ? `, and ${hosts.length - LISTED} more` : "";
  return `# What these hosts share: ${hosts.slice(0, LISTED).join(", ")}${more}.\n`;
};

const README = `# Host files

How each host is tuned, for Vexor: one file for each host in \`hosts/\`, what several
share in \`roles/\`. The agent on a host applies what the branch \`main\` says of that host.

| directory | holds |
|---|---|
| \`hosts/NAME.yaml\` | one host, by its own name; \`extends\` names its roles |
| \`roles/\` | entries that several hosts share; an entry of the host file wins |
| \`policy/*.yaml\` | rules for changes |
| \`facts/NAME.json\` | what each host has recorded, and its signature \`NAME.json.sig\` |
| \`keys/hosts/NAME.pub\` | the public keys with which a host signs its recorded facts |
| \`schemas/\` | the schema of these files, for editors |

## The first commit

Vexor found these values on the hosts, so a plan of each file is empty. Sign your commits: hosts
accept signed ones only.

    git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub
    git add -A && git commit -S -m "The hosts as they are" && git push origin HEAD:main

Then have each host follow this repository: \`sudo vexor enrol URL\` on that host.

## A change

1. Change a file, and check it: \`vexor validate hosts/NAME.yaml\`.
2. Look at the plan: on the host \`vexor plan -f hosts/NAME.yaml\`, or anywhere with
   \`vexor plan --facts NAME.json -f hosts/NAME.yaml\`. On the host,
   \`sudo vexor facts --out NAME.json\` records the facts.
3. A value that another owner has set is blocked. To permit its replacement:
   \`vexor adopt ADDRESS --why REASON -f hosts/NAME.yaml\`. To leave it alone:
   \`vexor disown ADDRESS -f hosts/NAME.yaml\`.
4. Commit, and open a pull request or merge request. The pipeline reviews the change: what it does
   to each host, on the facts that the host has recorded, as \`facts/NAME.json\` on \`main\`.
   The comment names what is blocked, what restarts, and what the policy denies. Before the first
   one, fill in the address of Vexor's package in \`.github/workflows/\` or \`.gitlab-ci.yml\`.
5. Merge. The agent applies it, verifies it, and rolls back what does not hold.
`;

const POLICY = `# yaml-language-server: $schema=../schemas/policy.schema.json
# Rules for changes of host files. vexor review reads all of policy/*.yaml, from the branch
# that a change is merged into. What deny finds ends the review with exit code 6.
apiVersion: vexor/v1
deny:
  adoptWithoutWhy: true
  besideOthers: [identity, client]
warn:
  moreHostsThan: 10
  factsOlderThan: 7d
`;

const KEYS = `# Keys of hosts

\`NAME.pub\` holds the public keys with which the host NAME signs its recorded facts, one key a
line, as \`ssh-keygen\` writes them. A change of a key is a change that people review.
`;

export const FIXED_FILES = [
  { path: "README.md", text: README },
  { path: "policy/main.yaml", text: POLICY },
  { path: "keys/hosts/README.md", text: KEYS },
  { path: ".github/workflows/vexor.yaml", text: GITHUB },
  { path: ".github/workflows/vexor-post.yaml", text: GITHUB_POST },
  { path: ".gitlab-ci.yml", text: GITLAB },
] as const;

/** As this version reads host files. */
export const schemaFiles = async (): Promise<readonly { path: string; text: string }[]> => {
  const [host, client, policy] = await Promise.all([
    import("../../../../schemas/host.schema.json", { with: { type: "json" } }),
    import("../../../../schemas/client.schema.json", { with: { type: "json" } }),
    import("../../../../schemas/policy.schema.json", { with: { type: "json" } }),
  ]);
  return [
    { path: "schemas/host.schema.json", text: `${JSON.stringify(host.default, null, 2)}\n` },
    { path: "schemas/client.schema.json", text: `${JSON.stringify(client.default, null, 2)}\n` },
    { path: "schemas/policy.schema.json", text: `${JSON.stringify(policy.default, null, 2)}\n` },
  ];
};
