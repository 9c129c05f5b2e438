/**
 * Limits of processes as text. systemd writes `soft:hard`, or one number for both; the kernel shows
 * both in /proc/PID/limits. Here it is one number where the two are equal, `infinity` for none.
 */

export const LIMIT_NAMES = ["nofile", "memlock"] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

interface LimitForm {
  /** The key in a unit file; `Default` comes before it in system.conf. */
  readonly directive: string;
  /** The first words of its line in /proc/PID/limits. */
  readonly label: string;
  /** Whether systemd reads K, M, G and so on behind the number. */
  readonly hasUnits: boolean;
}

export const FORMS: Readonly<Record<LimitName, LimitForm>> = {
  nofile: { directive: "LimitNOFILE", label: "Max open files", hasUnits: false },
  memlock: { directive: "LimitMEMLOCK", label: "Max locked memory", hasUnits: true },
};

const INFINITY = "infinity";
const LARGEST = 2n ** 64n - 1n;
const UNITS = "BKMGTPE";
const NUMBER = /^(0x[0-9a-f]+|[1-9]\d*|0)$/i;
const SIZE = /^([1-9]\d*|0)([BKMGTPE])?$/;

/** Null for what is not plainly one number: how systemd takes it is not known then. */
const amountOf = (text: string, hasUnits: boolean): string | null => {
  if (text === INFINITY) return INFINITY;
  const [, digits, unit = "B"] = hasUnits ? SIZE.exec(text) ?? [] : NUMBER.exec(text) ?? [];
  if (digits === undefined) return null;
  const amount = BigInt(digits) << BigInt(hasUnits ? 10 * UNITS.indexOf(unit) : 0);
  return amount <= LARGEST ? String(amount) : null;
};

const isBeyond = (soft: string, hard: string): boolean => hard !== INFINITY
  && (soft === INFINITY || BigInt(soft) > BigInt(hard));

/** systemd passes over a line whose soft limit is the higher one. */
const bothOf = (soft: string | null, hard: string | null): string | null => {
  if (soft === null || hard === null || isBeyond(soft, hard)) return null;
  return soft === hard ? soft : `${soft}:${hard}`;
};

/** The canonical text of what a unit file or a host file says; null when it is unknown. */
export const parseLimit = (name: LimitName, text: string): string | null => {
  const { hasUnits } = FORMS[name];
  const [soft = "", hard = soft, more] = text.split(":").map((part) => part.trim());
  return more === undefined ? bothOf(amountOf(soft, hasUnits), amountOf(hard, hasUnits)) : null;
};

/** Of one process, from its file in /proc; null when that does not say. */
export const limitIn = (text: string, name: LimitName): string | null => {
  const line = text.split("\n").find((one) => one.startsWith(FORMS[name].label));
  const [soft, hard] = line?.slice(FORMS[name].label.length).trim().split(/\s+/) ?? [];
  if (soft === undefined || hard === undefined) return null;
  const [one, other] = [soft, hard].map((part) => (part === "unlimited" ? INFINITY : part));
  return bothOf(amountOf(one ?? "", false), amountOf(other ?? "", false));
};
