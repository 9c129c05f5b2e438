/**
 * `terraform plan` of the same values: its own resource that holds any value, so that no provider
 * is asked, with a state as an apply of `main` would leave it, which is not asked for either.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostName, modelOf, siteOf, SITES, MODELS, type FleetValues } from "./fleet.ts";
import { otherValue, type Key } from "./keys.ts";
import type { Entry } from "./measure.ts";

type Values = Readonly<Record<string, string>>;

const live = (keys: readonly Key[]): Values =>
  Object.fromEntries(keys.map(({ name, value }) => [name, value]));
const others = (keys: readonly Key[]): Values =>
  Object.fromEntries(keys.map(({ name, value }) => [name, otherValue(value)]));

const shared = (count: number, nameOf: (at: number) => string, keys: readonly Key[]): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [nameOf(at), live(keys)]));

const namesOf = (hosts: number): readonly string[] =>
  Array.from({ length: hosts }, (_, at) => hostName(at));

const MERGED = "merge(local.base, local.sites[each.value.site], local.models[each.value.model], "
  + "each.value.own)";

/** A resource for each host, as a review makes a plan for each. */
const configuration = (hosts: number, values: FleetValues): object => ({
  locals: {
    base: { ...others(values.changed), ...live(values.base) },
    sites: shared(SITES, siteOf, values.site), models: shared(MODELS, modelOf, values.model),
    hosts: Object.fromEntries(namesOf(hosts).map((name, at) =>
      [name, { site: siteOf(at), model: modelOf(at), own: live(values.own) }])),
  },
  resource: { terraform_data: { host: { for_each: "${local.hosts}", input: `\${${MERGED}}` } } },
});

const typed = (value: Values): object => ({ value,
  type: ["object", Object.fromEntries(Object.keys(value).map((key) => [key, "string"]))] });

const stateOf = (hosts: number, values: FleetValues): object => {
  const held = typed(live(Object.values(values).flat() as readonly Key[]));
  const instances = namesOf(hosts).map((name) => ({ index_key: name, schema_version: 0,
    attributes: { id: randomUUID(), input: held, output: held, triggers_replace: null },
    sensitive_attributes: [] }));
  return { version: 4, serial: 1, lineage: randomUUID(), outputs: {}, check_results: null,
    terraform_version: "1.0.0", resources: [{ mode: "managed", type: "terraform_data", name: "host",
      provider: 'provider["terraform.io/builtin/terraform"]', instances }] };
};

/** Below `dir`, for so many hosts. */
export const terraformPlan = (dir: string, hosts: number, values: FleetValues): Entry => {
  const work = `${dir}/terraform-${hosts}`;
  mkdirSync(work);
  writeFileSync(`${work}/main.tf.json`, JSON.stringify(configuration(hosts, values)));
  writeFileSync(`${work}/terraform.tfstate`, JSON.stringify(stateOf(hosts, values)));
  const env = { CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "/dev/null" };
  execFileSync("terraform", [`-chdir=${work}`, "init", "-input=false"],
    { stdio: "ignore", env: { ...process.env, ...env } });
  return { name: "terraform plan -refresh=false", env, argv: ["terraform", `-chdir=${work}`, "plan",
    "-refresh=false", "-lock=false", "-input=false", "-no-color"] };
};
