/**
 * /run/vexor-agent/kernel-defaults.json: what the sysctls were early in this boot, and who may have
 * set them already by then. Format 1 has no word of that, so that it proves nothing by itself. It
 * is made by defaults-recording.ts.
 */
import type { HostReader } from "../../ports/host.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { canonical } from "./sysctl-value.ts";

export const DEFAULTS_RECORD = "/run/vexor-agent/kernel-defaults.json";
export const DEFAULTS_FORMAT = "vexor.defaults/2";
const FORMAT_1 = "vexor.defaults/1";

/** Something that may have set keys before the record was made. */
export interface DefaultDoubt {
  /** A file, a unit or a word, and what it may have done. */
  readonly by: string;
  /** Paths below /proc/sys, `*` for any part; null: any key. */
  readonly keys: readonly string[] | null;
}

interface RecordDocument {
  readonly format?: unknown;
  readonly bootId?: unknown;
  readonly kernel?: unknown;
  /** Units that systemd had started when the recording ended. */
  readonly started?: unknown;
  readonly doubts?: unknown;
  readonly sysctl?: Readonly<Record<string, unknown>>;
}

export interface DefaultsRecord {
  /** Canonical; null for a key that it does not have. Keys are dotted. */
  valueOf(key: string): string | null;
  /** Why this value need not be the kernel's own; null when nothing can have set it before. */
  doubtOf(path: string): string | null;
}

/** Null unless it is of this boot and kernel. */
export function readRecord(host: HostReader, facts: KernelFacts): DefaultsRecord | null {
  const text = readIfAllowed(host, DEFAULTS_RECORD);
  const written = text === null || facts.bootId === null ? null : parse(text);
  const { format, bootId, kernel, sysctl = {} } = written ?? {};
  if (bootId !== facts.bootId || kernel !== facts.release) return null;
  if (format !== DEFAULTS_FORMAT && format !== FORMAT_1) return null;
  const doubts = format === DEFAULTS_FORMAT ? doubtsIn(written) : [UNTOLD];
  return {
    valueOf: (key) => {
      const value = Object.hasOwn(sysctl, key) ? sysctl[key] : null;
      return typeof value === "string" ? canonical(value) : null;
    },
    doubtOf: (path) => doubts.find((doubt) => isAbout(doubt, path))?.by ?? null,
  };
}

const UNTOLD: DefaultDoubt =
  { by: "the record does not say what ran before it was made", keys: null };

const parse = (text: string): RecordDocument | null => {
  try {
    return JSON.parse(text) as RecordDocument | null;
  } catch {
    return null;
  }
};

const isDoubt = (one: unknown): one is DefaultDoubt => {
  const { by, keys } = (one ?? {}) as Partial<Record<keyof DefaultDoubt, unknown>>;
  return typeof by === "string"
    && (keys === null || (Array.isArray(keys) && keys.every((key) => typeof key === "string")));
};

const doubtsIn = (written: RecordDocument | null): readonly DefaultDoubt[] => {
  const doubts: unknown = written?.doubts;
  return Array.isArray(doubts) && doubts.every(isDoubt) ? doubts : [UNTOLD];
};

const isAbout = (
  { keys }: DefaultDoubt, path: string,
): boolean => keys === null || keys.some((key) =>
  (key.includes("*") ? pattern(key).test(path) : key === path));

/** A `*` at the end is everything below, any other is one part. */
const pattern = (key: string): RegExp => new RegExp(`^${key.replaceAll(".", "\\.")
  .replace(/\*$/, ".+").replaceAll("*", "[^/]+")}$`);
