/**
 * What Agave's command line decides about the host: ports, PoH's CPU and XDP. Since 4.2 Agave sends
 * by XDP unless a flag forbids it; before, only where one of these flags asks for it.
 */
import { isInRange } from "../../formats/version-range.ts";
import { cpusOfFlag, POH_FLAGS, XDP_CORE_FLAGS } from "./argv-cpus.ts";
import { valueOf } from "./descriptors.ts";

const XDP_INTERFACE = ["--xdp-interface", "--experimental-retransmit-xdp-interface"];
const ZERO_COPY = ["--xdp-zero-copy", "--experimental-retransmit-xdp-zero-copy"];
const ASKS_FOR_XDP = [...XDP_INTERFACE, ...ZERO_COPY, ...XDP_CORE_FLAGS];
/** A file that may say all of this, and more. */
const CONFIG_FILE = "--experimental-config-file";

const GENESIS: Readonly<Record<string, string>> = {
  "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d": "mainnet",
  "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY": "testnet",
  "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG": "devnet",
};

/** `copy` and `zero-copy` are its modes; `unknown` until its version or its file is read. */
export type XdpMode = "off" | "copy" | "zero-copy" | "unknown";

const isGiven = (argv: readonly string[], flag: string): boolean =>
  argv.some((word) => word === flag || word.startsWith(`${flag}=`));

const isAnyGiven = (argv: readonly string[], flags: readonly string[]): boolean =>
  flags.some((flag) => isGiven(argv, flag));

const xdpOf = (argv: readonly string[], version: string | null): XdpMode => {
  if (isGiven(argv, "--no-xdp")) return "off";
  if (isGiven(argv, CONFIG_FILE)) return "unknown";
  if (isAnyGiven(argv, ZERO_COPY)) return "zero-copy";
  if (isAnyGiven(argv, ASKS_FOR_XDP)) return "copy";
  if (version === null) return "unknown";
  return isInRange(version, ">=4.2") ? "copy" : "off";
};

/** By the genesis it expects, else by the names of those it asks first; or "". */
const clusterOf = (argv: readonly string[]): string => {
  const genesis = GENESIS[valueOf(argv, ["--expected-genesis-hash"]) ?? ""];
  const entry = valueOf(argv, ["--entrypoint", "-n"]) ?? "";
  return genesis ?? /\b(mainnet|testnet|devnet)\b/.exec(entry)?.[1] ?? "";
};

/** How many ports it may take; 0 where it is left to the release. */
const portsOf = (argv: readonly string[]): number => {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(valueOf(argv, ["--dynamic-port-range"]) ?? "") ?? [];
  return from === undefined ? 0 : Math.max(0, Number(to) - Number(from));
};

const flagsOf = (argv: readonly string[]): readonly string[] =>
  [...new Set(argv.filter((word) => /^--?[a-z]/i.test(word))
    .map((word) => word.replace(/=.*/s, "")))];

export interface AgaveOptions {
  /** Names alone, each once. */
  readonly flags: readonly string[];
  readonly xdp: XdpMode;
  readonly xdpInterface: string;
  readonly xdpCores: readonly number[];
  /** Where PoH runs: CPU 0, where no flag says another. */
  readonly pohCore: number;
  readonly isPohCoreGiven: boolean;
  readonly ports: number;
  readonly cluster: string;
  readonly log: string;
  readonly binds: number;
}

export const agaveOptions = (argv: readonly string[], version: string | null): AgaveOptions => {
  const [poh] = cpusOfFlag(argv, POH_FLAGS);
  return { flags: flagsOf(argv), xdp: xdpOf(argv, version),
    xdpInterface: valueOf(argv, XDP_INTERFACE) ?? "", xdpCores: cpusOfFlag(argv, XDP_CORE_FLAGS),
    pohCore: poh ?? 0, isPohCoreGiven: poh !== undefined, ports: portsOf(argv),
    cluster: clusterOf(argv), log: valueOf(argv, ["--log", "-o"]) ?? "",
    binds: argv.filter((word) => /^--bind-address(=|$)/.test(word)).length };
};
