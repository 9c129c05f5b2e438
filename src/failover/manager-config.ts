/** A manager's settings: keys and defaults of older failover tooling, and how it signs in. */
import { VexorError } from "../engine/model/errors.ts";
import { suggest } from "../engine/host-file/suggest.ts";

export interface ManagerConfig {
  /** Base URLs of the two keepers' doors. */
  readonly active: string;
  readonly passive: string;
  readonly intervalMs: number;
  /** In a row. */
  readonly misses: number;
  readonly slotThreshold: number;
  readonly timeoutMs: number;
  readonly isDryRun: boolean;
  /** Paths of files of this machine; null where it is not named. */
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly token: string | null;
}

/** `flag`: how a command line names it. */
const KEYS = {
  active_validator: { flag: "active", value: null },
  passive_validator: { flag: "passive", value: null },
  heartbeat_interval: { flag: "interval", value: "2s" },
  misses_before_failover: { flag: "misses", value: 5 },
  slot_diff_threshold: { flag: "slot-threshold", value: 100 },
  request_timeout: { flag: "timeout", value: "5s" },
  dry_run: { flag: "dry-run", value: true },
  ca: { flag: "ca", value: null },
  certificate: { flag: "certificate", value: null },
  key: { flag: "key", value: null },
  token: { flag: "token", value: null },
} as const;
type ConfigKey = keyof typeof KEYS;

const NAMES = Object.keys(KEYS) as readonly ConfigKey[];

/** Of the older tooling, and not taken: each with what stands in its place. */
const REFUSED: readonly (readonly [key: RegExp, why: string])[] = [
  [/_command$/, "is a shell command; Vexor runs none: the keeper changes the identity by a plan"],
  [/^(?:tower|manager)_/, "belongs to the agent, whose place the keeper has"],
  [/^(?:listen_addr|local_rpc|process_name|peer_endpoint|is_active_on_start)$/,
    "belongs to the agent, whose place the keeper has"],
  [/^(?:secure_identity_mode|identity_|ssh_|staked_)/,
    "takes keys to a third machine: they stay on the two hosts"],
];

const wrong = (message: string, hint: string): VexorError =>
  new VexorError("USAGE", message, { hint });

const PAGE = "docs/migrating-failover.md has each key and flag.";

const unknownKey = (key: string): VexorError => {
  const [, why] = REFUSED.find(([pattern]) => pattern.test(key)) ?? [];
  if (why !== undefined) return wrong(`${key} ${why}`, PAGE);
  const near = suggest(key, NAMES);
  return wrong(`a manager's settings have no key ${JSON.stringify(key)}`,
    near === null ? PAGE : `Did you mean ${near}?`);
};

/** Settings that a file or a command line has given, by the names of the file. */
export type GivenSettings = Readonly<Partial<Record<ConfigKey, unknown>>>;

/** Throws USAGE for anything else than known keys. */
export const settingsIn = (document: unknown): GivenSettings => {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw wrong("a manager's settings are keys with their values", PAGE);
  }
  const odd = Object.keys(document).find((key) => !(NAMES as readonly string[]).includes(key));
  if (odd !== undefined) throw unknownKey(odd);
  return document;
};

export const settingsOfFlags = (
  options: Readonly<Record<string, string | boolean | undefined>>,
): GivenSettings => Object.fromEntries(NAMES.flatMap((key) => {
  const value = options[KEYS[key].flag];
  return value === undefined ? [] : [[key, value]];
}));

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^(?:\d{1,7}(?:\.\d{1,3})?(?:ms|s|m|h))+$/;
const LONGEST_MS = 3_600_000;

/** As Go writes them: `2s`, `500ms`, `1m30s`. */
const durationMs = (text: unknown): number | null => {
  if (typeof text !== "string" || !DURATION.test(text)) return null;
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  const ms = parts.map(([, count, unit = ""]) => Number(count) * (UNITS[unit] ?? 0))
    .reduce((sum, one) => sum + one, 0);
  return ms > 0 && ms <= LONGEST_MS ? ms : null;
};

const countOf = (value: unknown): number | null => {
  const count = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(count) && Number(count) >= 0 ? Number(count) : null;
};

const FLAGS: Readonly<Record<string, boolean>> =
  { true: true, t: true, 1: true, false: false, f: false, 0: false };

const flagOf = (value: unknown): boolean | null => {
  if (typeof value === "boolean") return value;
  return typeof value === "string" && Object.hasOwn(FLAGS, value) ? FLAGS[value] ?? null : null;
};

const pathOf = (value: unknown): string | null =>
  (typeof value === "string" && value !== "" && !/[\u0000-\u001f]/.test(value) ? value : null);

const URL_FORM = /^https:\/\/[A-Za-z0-9._:[\]-]{1,260}\/?$/;

const urlOf = (value: unknown): string | null =>
  (typeof value === "string" && URL_FORM.test(value) && URL.canParse(value)
    ? value.replace(/\/$/, "") : null);

const TIME = "a time from 1ms to 1h, such as 2s or 1m30s";

const READERS: Readonly<Record<ConfigKey, readonly [
  read: (value: unknown) => string | number | boolean | null, wanted: string]>> = {
  active_validator: [urlOf, "https:// with a name and a port"],
  passive_validator: [urlOf, "https:// with a name and a port"],
  heartbeat_interval: [durationMs, TIME],
  misses_before_failover: [(value) => countOf(value) || null, "a number from 1 on"],
  slot_diff_threshold: [countOf, "a number"],
  request_timeout: [durationMs, TIME],
  dry_run: [flagOf, "true or false"],
  ca: [pathOf, "the path of a file"], certificate: [pathOf, "the path of a file"],
  key: [pathOf, "the path of a file"], token: [pathOf, "the path of a file"],
};

const PLAIN = "Plain HTTP is not taken: what is asked there, anybody on the way could ask as well.";

const valueOf = (given: GivenSettings, key: ConfigKey): string | number | boolean | null => {
  const value = given[key] ?? KEYS[key].value;
  if (value === null) return null;
  const [read, wanted] = READERS[key];
  const found = read(value);
  if (found !== null) return found;
  const isPlain = typeof value === "string" && value.startsWith("http:");
  throw wrong(`${key} is ${JSON.stringify(value)?.slice(0, 100)}; wanted is ${wanted}`,
    isPlain ? PLAIN : PAGE);
};

const urlsIn = (given: GivenSettings): Pick<ManagerConfig, "active" | "passive"> => {
  const active = valueOf(given, "active_validator");
  const passive = valueOf(given, "passive_validator");
  if (active === null || passive === null) {
    throw wrong(`${active === null ? "active" : "passive"}_validator is missing; wanted are the `
      + "two keepers' addresses",
    "vexor manager --active https://val-a:8080 --passive https://val-b:8080");
  }
  if (active === passive) throw wrong("active_validator and passive_validator are the same", PAGE);
  return { active: String(active), passive: String(passive) };
};

const signsIn = ({ certificate, key, token }: ManagerConfig): void => {
  if ((certificate === null) !== (key === null)) {
    throw wrong("of certificate and key one is missing; wanted are both", PAGE);
  }
  if (certificate === null && token === null) {
    throw wrong("nothing to sign in with: wanted is a certificate with its key, or a token",
      "A keeper answers no one else: --certificate FILE --key FILE, or --token FILE.");
  }
};

/** The later ones count. Throws USAGE. */
export const configOf = (...givens: readonly GivenSettings[]): ManagerConfig => {
  const given: GivenSettings = Object.assign({}, ...givens);
  const path = (key: "ca" | "certificate" | "key" | "token"): string | null => {
    const value = valueOf(given, key);
    return value === null ? null : String(value);
  };
  const config: ManagerConfig = {
    ...urlsIn(given),
    intervalMs: Number(valueOf(given, "heartbeat_interval")),
    misses: Number(valueOf(given, "misses_before_failover")),
    slotThreshold: Number(valueOf(given, "slot_diff_threshold")),
    timeoutMs: Number(valueOf(given, "request_timeout")),
    isDryRun: valueOf(given, "dry_run") === true,
    ca: path("ca"), certificate: path("certificate"), key: path("key"), token: path("token"),
  };
  signsIn(config);
  return config;
};

/** What `--generate-config` prints: the defaults, and examples of what has none. */
export const EXAMPLE: Readonly<Record<ConfigKey, string | number | boolean>> = {
  active_validator: "https://val-ams-1.example.org:8080",
  passive_validator: "https://val-fra-1.example.org:8080",
  heartbeat_interval: KEYS.heartbeat_interval.value,
  misses_before_failover: KEYS.misses_before_failover.value,
  slot_diff_threshold: KEYS.slot_diff_threshold.value,
  request_timeout: KEYS.request_timeout.value,
  dry_run: KEYS.dry_run.value,
  ca: "/etc/vexor-manager/ca.pem",
  certificate: "/etc/vexor-manager/manager.pem",
  key: "/etc/vexor-manager/manager.key",
  token: "/etc/vexor-manager/token",
};
