/** The checks of an audit: those that Vexor brings, and those of an operator's repository. */
import { areaOf, type CheckRules } from "../../checks/check.ts";
import { FACT_SOURCES } from "../../checks/facts.ts";
import { rulesIn } from "../../checks/rule-file.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { CHECKS } from "../../generated/checks.ts";
import { text, type BaseContext, type Invocation } from "./context.ts";

const LARGEST = 1024 * 1024;
const IN_HOSTS = /(^|\/)hosts\/[^/]+$/;

/** Beside the directory of the host file; null where that has another place. */
const besideHosts = (hostFile: string | null): string | null =>
  (hostFile !== null && IN_HOSTS.test(hostFile) ? hostFile.replace(IN_HOSTS, "$1checks") : null);

const fileIn = async (
  context: BaseContext, path: string, taken: Readonly<Record<string, string>>,
): Promise<CheckRules> => {
  const written = context.readLimited(path, LARGEST);
  if (written === null) throw new VexorError("CHECK_INVALID", `${path} cannot be read`);
  return rulesIn(await context.parseYaml(written, path),
    { facts: Object.keys(FACT_SOURCES), taken });
};

const rulesBelow = async (context: BaseContext, directory: string): Promise<CheckRules> => {
  const rules: Record<string, CheckRules[string]> = { ...CHECKS };
  const taken: Record<string, string> =
    Object.fromEntries(Object.keys(CHECKS).map((id) => [id, "Vexor's own"]));
  for (const name of context.listNamed(directory).filter((one) => one.endsWith(".yaml"))) {
    const path = `${directory}/${name}`;
    for (const [id, rule] of Object.entries(await fileIn(context, path, taken))) {
      rules[id] = rule;
      taken[id] = path;
    }
  }
  return rules;
};

const inArea = (rules: CheckRules, area: string | null): CheckRules => {
  if (area === null) return rules;
  const areas = [...new Set(Object.keys(rules).map(areaOf))].sort();
  if (!areas.includes(area)) {
    throw new VexorError("USAGE", `${JSON.stringify(area)} is not an area of checks`,
      { hint: `Areas: ${areas.join(", ")}` });
  }
  return Object.fromEntries(Object.entries(rules).filter(([id]) => areaOf(id) === area));
};

/** Throws USAGE and CHECK_INVALID. */
export const rulesFor = async (
  context: BaseContext, call: Invocation, hostFile: string | null,
): Promise<CheckRules> => {
  const named = text(call, "rules");
  if (named !== null && !context.isDirectory(named)) {
    throw new VexorError("USAGE", `${named} is not a directory`,
      { hint: "--rules names the directory that holds checks, NAME.yaml each." });
  }
  const directory = named ?? besideHosts(hostFile);
  const rules = directory === null ? CHECKS : await rulesBelow(context, directory);
  return inArea(rules, text(call, "area"));
};
