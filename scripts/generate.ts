/**
 * Writes what follows from schemas/, clients/ and checks/: the validator that Vexor ships
 * (compiling the schema at start would cost 60 ms), the known clients, the checks, and the
 * references in docs/. `--check` writes nothing and fails when a file is stale.
 * Run: `npm run generate`.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { load } from "js-yaml";
import { PROGRAM_QUESTIONS } from "../src/ports/programs.ts";
import { ENGINE_ERRORS } from "../src/engine/model/engine-errors-table.ts";
import type { ErrorKind } from "../src/engine/model/error-kind.ts";
import { GITHUB, GITHUB_POST, GITLAB, SHELL } from "../src/commands/verbs/init/pipelines.ts";
import { loadKinds } from "../src/resources/index.ts";
import type { CheckRule, CheckRules } from "../src/checks/check.ts";
import { FACT_SOURCES } from "../src/checks/facts.ts";
import { checksReference } from "./checks-reference.ts";
import { errorsReference } from "./errors-reference.ts";
import { agentReference } from "./agent-reference.ts";
import { policyReference } from "./policy-reference.ts";
import { logsReference } from "./logs-reference.ts";
import { lazily } from "./lazy-validator.ts";
import { mapPicture, mapReference } from "./map-reference.ts";
import { loopReference } from "./loop-reference.ts";
import { hostFileReference } from "./host-file-reference.ts";
import { SCHEMA_KEYWORDS } from "./schema-keywords.ts";
import type { SchemaNode } from "./schema-reference.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const header = (name: string): string =>
  `// Generated from schemas/${name}.schema.json by \`npm run generate\`; do not edit.\n`;

const types = (name: string): string =>
  `${header(name)}import type { SchemaProblem } from "../engine/host-file/schema-problems.ts";

declare const validate: {
  (data: unknown): boolean;
  errors?: readonly SchemaProblem[] | null;
};
export default validate;
`;

/** One ES module without imports, and with the schema's parts at hand in every error. */
const validator = (
  name: string, schema: SchemaNode, parts: readonly SchemaNode[] = [], isOfPeople = true,
): string => {
  const ajv = new Ajv2020({
    schemas: [...parts],
    // A person corrects all in one go; of a program's document the first is enough.
    allErrors: isOfPeople,
    verbose: isOfPeople,
    strictTypes: false,
    code: { source: true, esm: true, lines: true, optimize: 2 },
  });
  ajv.addVocabulary(SCHEMA_KEYWORDS);
  const code = standalone.default(ajv, ajv.compile(schema)).replace(/^"use strict";\n?/, "");
  if (/\b(require\(|import )/.test(code)) throw new Error("the validator must not import anything");
  return `${header(name)}${lazily(code)}`;
};

const read = (path: string): string => {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return "";
  }
};

const parsed = (path: string): SchemaNode => JSON.parse(read(path)) as SchemaNode;

/** Only what ships with Vexor may have its program asked, and only what is on the list. */
const shipped = (schema: SchemaNode): SchemaNode => {
  const { parts } = schema.properties ?? {};
  const question = { enum: PROGRAM_QUESTIONS };
  const properties = { ...parts?.items?.properties, version: question, help: question };
  const asked = { ...parts, items: { ...parts?.items, properties } };
  return { ...schema, properties: { ...schema.properties, parts: asked } };
};

/** Every descriptor in clients/, checked: a wrong one must not get as far as a build. */
const clientsModule = (schema: SchemaNode): string => {
  const ajv = new Ajv2020({ strictTypes: false, allErrors: true });
  ajv.addVocabulary(SCHEMA_KEYWORDS);
  const validate = ajv.compile(shipped(schema));
  const names = readdirSync(join(root, "clients")).filter((name) => name.endsWith(".yaml")).sort();
  const descriptors = Object.fromEntries(names.map((name) => {
    const value = load(read(`clients/${name}`));
    if (!validate(value)) throw new Error(`clients/${name}: ${JSON.stringify(validate.errors)}`);
    return [name.replace(/\.yaml$/, ""), value];
  }));
  return "// Generated from clients/*.yaml by `npm run generate`; do not edit.\n"
    + `export const DESCRIPTORS = ${JSON.stringify(descriptors, null, 1)} as const;\n`;
};

/** Every rule in checks/, checked against the schema, and each expression in it read. */
const shippedRules = (schema: SchemaNode): CheckRules => {
  const ajv = new Ajv2020({ strictTypes: false, allErrors: true });
  ajv.addVocabulary(SCHEMA_KEYWORDS);
  const validate = ajv.compile(schema);
  const names = readdirSync(join(root, "checks")).filter((name) => name.endsWith(".yaml")).sort();
  const rules: Record<string, CheckRule> = {};
  for (const name of names) {
    const value = load(read(`checks/${name}`)) as { readonly checks: CheckRules };
    if (!validate(value)) throw new Error(`checks/${name}: ${JSON.stringify(validate.errors)}`);
    for (const [id, rule] of Object.entries(value.checks)) {
      if (id in rules) throw new Error(`checks/${name}: ${id} stands in two files`);
      rules[id] = rule;
    }
  }
  return rules;
};

const checksModule = (rules: CheckRules): string =>
  "// Generated from checks/*.yaml by `npm run generate`; do not edit.\n"
    + `export const CHECKS = ${JSON.stringify(rules, null, 1)} as const;\n`;

type Errors = Readonly<Record<string, ErrorKind>>;

/** The engine's errors and those that the kinds of setting bring. */
const allErrors = async (): Promise<Errors> => {
  const tables: Errors[] = [ENGINE_ERRORS];
  for (const { errors } of await loadKinds()) tables.push(errors ?? {});
  const all = new Map<string, ErrorKind>();
  for (const [code, kind] of tables.flatMap((table) => Object.entries(table))) {
    if ((all.get(code) ?? kind) !== kind) throw new Error(`${code} stands in two tables`);
    all.set(code, kind);
  }
  return Object.fromEntries(all);
};

const errorsModule = (errors: Errors): string =>
  "// Generated from the tables of errors by `npm run generate`; do not edit.\n"
    + `export const ERRORS = ${JSON.stringify(errors, null, 1)} as const;\n`;

const outputs = async (): Promise<Readonly<Record<string, string>>> => {
  const errors = await allErrors();
  const schema = parsed("schemas/host.schema.json");
  const client = parsed("schemas/client.schema.json");
  const agent = parsed("schemas/agent.schema.json");
  const policy = parsed("schemas/policy.schema.json");
  const check = parsed("schemas/check.schema.json");
  const rules = shippedRules(check);
  return {
    "src/generated/validate-agent.js": validator("agent", agent),
    "src/generated/validate-agent.d.ts": types("agent"),
    "src/generated/validate-host.js": validator("host", schema, [client]),
    "src/generated/clients.ts": clientsModule(client),
    "src/generated/validate-host.d.ts": types("host"),
    "src/generated/validate-facts.js": validator("facts", parsed("schemas/facts.schema.json"), [],
      false),
    "src/generated/validate-facts.d.ts": types("facts"),
    "src/generated/validate-review.js": validator("review", parsed("schemas/review.schema.json"),
      [], false),
    "src/generated/validate-review.d.ts": types("review"),
    "src/generated/validate-policy.js": validator("policy", policy),
    "src/generated/validate-policy.d.ts": types("policy"),
    "src/generated/validate-check.js": validator("check", check),
    "src/generated/validate-check.d.ts": types("check"),
    "src/generated/checks.ts": checksModule(rules),
    "src/generated/errors.ts": errorsModule(errors),
    "examples/pipelines/vexor.yaml": GITHUB,
    "examples/pipelines/vexor-post.yaml": GITHUB_POST,
    "examples/pipelines/gitlab-ci.yml": GITLAB,
    "examples/pipelines/review.sh": SHELL,
    ...checksReference(rules, FACT_SOURCES, check),
    "docs/errors.md": errorsReference(errors),
    "docs/host-file.md": hostFileReference(schema, client),
    "docs/agent.md": agentReference(agent),
    "docs/policy.md": policyReference(policy),
    "docs/logs.md": logsReference(),
    "docs/agent-loop.md": loopReference(),
    "docs/map.md": mapReference(),
    "docs/map.svg": mapPicture(),
  };
};

const stale = Object.entries(await outputs()).filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is stale: npm run generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(path);
  }
}
