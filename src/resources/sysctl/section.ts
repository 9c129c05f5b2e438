/** `sysctl:` of the host file: names of kernel parameters in either spelling, and their numbers. */
import type { Permission, Scalar } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly sysctl?: Readonly<Record<string, SysctlSpec>>;
  }
}

export type SysctlSpec =
  | Scalar
  | (Permission & { readonly value?: Scalar; readonly atLeast?: Scalar; readonly atMost?: Scalar });

type SysctlPart = Readonly<Record<string, SysctlSpec>>;

const HEXADECIMAL = /^0[xX][0-9a-fA-F]+$/;
/** Of a whole file's text: a quoted value may be spelled with escapes. */
const MAY_BE_HEXADECIMAL = /0x|\\/i;

/** Hexadecimal becomes the number it is; beyond 2^53 its decimal digits. */
const decimal = (value: Scalar): Scalar => {
  if (typeof value === "number" || !HEXADECIMAL.test(value)) return value;
  const number = BigInt(value);
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number.toString();
};

const decimalWant = (want: SysctlSpec): SysctlSpec => {
  if (typeof want !== "object") return decimal(want);
  const { value, atLeast, atMost, adopt } = want;
  return {
    ...want,
    ...(value !== undefined && { value: decimal(value) }),
    ...(atLeast !== undefined && { atLeast: decimal(atLeast) }),
    ...(atMost !== undefined && { atMost: decimal(atMost) }),
    ...(adopt !== undefined && { adopt: { from: decimal(adopt.from) } }),
  };
};

/** `net/ipv4/conf/eth0.100/rp_filter` is `net.ipv4.conf.eth0/100.rp_filter`. */
const dotted = (key: string): string =>
  (key.includes("/") && /^[^.]*\//.test(key)
    ? key.replace(/[./]/g, (char) => (char === "." ? "/" : ".")) : key);

export const sysctlSection: Section = {
  key: "sysctl",
  isAddressed: true,
  idOf: (_, key) => dotted(String(key)),
  /** YAML refuses the same spelling twice, and without a slash there is no other. */
  mayRepeat: (part: SysctlPart) => Object.keys(part).join(" ").includes("/"),
  normalise: (part: SysctlPart, text) => (MAY_BE_HEXADECIMAL.test(text)
    ? Object.fromEntries(Object.entries(part).map(([key, want]) => [key, decimalWant(want)]))
    : part),
  settingAt: (part: SysctlPart, name) => {
    const key = Object.keys(part).find((one) => dotted(one) === name);
    return key === undefined ? null : { at: [key] };
  },
  hintFor: (key) => (key.includes(".") ? "Kernel parameters go under sysctl:." : null),
};
