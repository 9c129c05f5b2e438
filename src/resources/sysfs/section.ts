/** `sysfs:` of the host file: files below /sys by their paths, as sysfs.conf(5) writes them. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Permission, Scalar } from "../../engine/model/model.ts";
import type { Section, SectionProblem } from "../../engine/host-file/section.ts";
import { ruleFor, RULES, type SysfsRule } from "./files.ts";
import { parseValue } from "./values.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly sysfs?: Readonly<Record<string, SysfsSpec>>;
  }
}

type SysfsSpec = Scalar | (Permission & { readonly value: Scalar });

type SysfsPart = Readonly<Record<string, SysfsSpec>>;

const WANTED: Readonly<Record<SysfsRule["form"], string>> = {
  choice: "one word", number: "a whole number", mask: "a mask of CPUs in hexadecimal",
};

const problem = (
  at: SectionProblem["at"], message: string, hint: string | null = null,
): SectionProblem => ({ at, error: new VexorError("HOST_FILE_INVALID", message,
  hint === null ? {} : { hint }) });

const OF_A_CPU = /^devices\/system\/cpu\/cpu[^/]*\/cpufreq\/(.+)$/;

const hintFor = (path: string): string => {
  const ofCpu = OF_A_CPU.exec(path)?.[1];
  if (ofCpu !== undefined) {
    return "The kernel drives clocks by policy, and a policy is not a CPU: "
      + `write devices/system/cpu/cpufreq/policy*/${ofCpu}.`;
  }
  const leaf = path.slice(path.lastIndexOf("/") + 1);
  const near = RULES.filter(({ pattern }) => pattern.endsWith(`/${leaf}`));
  return `Vexor sets ${(near.length > 0 ? near : RULES).map((one) => one.pattern).join(", ")}.`;
};

/** A mask that YAML reads as a number is not the text that stands there: 1e3, 0x10, 010. */
const isUnquotedMask = (form: SysfsRule["form"], value: Scalar): boolean =>
  form === "mask" && typeof value === "number" && !(value >= 0 && value <= 9);

const problemOf = (path: string, spec: SysfsSpec): SectionProblem | null => {
  const rule = ruleFor(path);
  if (rule === null) return problem([path], `sysfs: ${path} is not a file that Vexor sets`,
    hintFor(path));
  const values: readonly (readonly [SectionProblem["at"], Scalar])[] = typeof spec === "object"
    ? [[[path, "value"], spec.value],
      ...(spec.adopt === undefined ? [] : [[[path, "adopt", "from"], spec.adopt.from] as const])]
    : [[[path], spec]];
  for (const [at, value] of values) {
    if (isUnquotedMask(rule.form, value)) {
      return problem(at, `${path} is a mask of CPUs, and ${value} is a number here`,
        "Write it in quotes, in hexadecimal, as the kernel does.");
    }
    if (at.at(-1) !== "from" && parseValue(rule.form, String(value)) === null) {
      return problem(at, `${path} takes ${WANTED[rule.form]}; found ${JSON.stringify(value)}`);
    }
  }
  return null;
};

export const sysfsSection: Section = {
  key: "sysfs",
  isAddressed: true,
  idOf: (_, key) => String(key),
  mayRepeat: () => false,
  settingAt: (part: SysfsPart, name) => (Object.hasOwn(part, name) ? { at: [name] } : null),
  problemIn: (part: SysfsPart) => {
    for (const [path, spec] of Object.entries(part)) {
      const found = problemOf(path, spec);
      if (found) return found;
    }
    return null;
  },
};
