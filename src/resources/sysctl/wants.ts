/** What the host file asks of sysctls, in the form the kernel prints values in. */
import { checkKey } from "../../detectors/kernel/sysctl-keys.ts";
import { canonicalOf } from "../../detectors/kernel/sysctl-set.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Address, HostFile, Rule, Scalar, Want } from "../../engine/model/model.ts";
import type { SysctlSpec } from "./section.ts";

const textOf = (path: string, value: Scalar): string => {
  const text = String(value);
  if (/[\n\r\u0000]/.test(text)) {
    throw new VexorError("SYSCTL_REFUSED", `${JSON.stringify(text)} holds a line break`);
  }
  return canonicalOf(path, text);
};

const ruleOf = (path: string, want: SysctlSpec): Rule => {
  if (typeof want !== "object") return { value: textOf(path, want) };
  if (want.atLeast !== undefined) return { atLeast: textOf(path, want.atLeast) };
  if (want.atMost !== undefined) return { atMost: textOf(path, want.atMost) };
  return { value: textOf(path, want.value ?? "") };
};

const nameOf = (address: Address): string => address.slice(address.indexOf("/") + 1);

export const wantOf = (
  address: Address, path: string, want: SysctlSpec, declaration: HostFile,
): Want => {
  const more = typeof want === "object" ? want : {};
  try {
    checkKey(path);
    return {
      address, rule: ruleOf(path, want), attributes: {},
      adopt: more.adopt ? textOf(path, more.adopt.from) : null,
      why: more.why ?? null,
      onDrift: more.onDrift ?? declaration.onDrift ?? "correct",
      at: ["sysctl", nameOf(address)],
    };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new VexorError(error.code, error.message,
      { hint: error.hint, at: ["sysctl", nameOf(address)] });
  }
};

const countOf = (text: string): number =>
  (/^-?\d+( -?\d+)*$/.test(text) ? text.split(" ").length : 0);

/** A bound can only be compared with as many numbers as the kernel has there. */
export const refuseShape = ({ address, rule }: Want, live: string | null): void => {
  if ("value" in rule || live === null) return;
  const [bound = "", wanted = ""] = Object.entries(rule)[0] ?? [];
  if (countOf(wanted) > 0 && countOf(wanted) === countOf(live)) return;
  throw new VexorError("HOST_FILE_INVALID", `${nameOf(address)} holds ${live}; `
    + `${bound}: ${wanted} cannot be compared with that`,
    { hint: "Name one number for each that it holds.",
      at: ["sysctl", nameOf(address)] });
};
