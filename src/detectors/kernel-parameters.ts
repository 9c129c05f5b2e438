/**
 * Words of the kernel's command line that move sysctls. They act before any file is read, so what
 * they bring looks like a default of the kernel, and is the tuning of whoever wrote them.
 */
import type { HostReader } from "../engine/ports.ts";
import { plainParameter, type KernelFacts } from "./kernel-facts.ts";
import { PARAMETERS, type Parameter } from "./kernel-parameters-table.ts";
import { lazy } from "./lazy.ts";
import { canonical } from "./sysctl-keys.ts";

/** A parameter that was given, and moves a key. */
interface GivenParameter {
  /** As it was written: `panic=7`. */
  readonly text: string;
  readonly source: string;
  /** The key's value by it, canonical; null where that cannot be told. */
  readonly brings: string | null;
}

type Entry = readonly [pattern: RegExp, parameter: Parameter];

const NONE: readonly never[] = [];

const pathsOf = ({ moves }: Parameter): readonly string[] =>
  moves.map((key) => key.replaceAll(".", "/"));

const index = lazy(() => {
  const exact = new Map<string, Parameter[]>();
  const patterns: Entry[] = [];
  for (const parameter of PARAMETERS) {
    for (const path of pathsOf(parameter)) {
      if (path.includes("*")) {
        patterns.push([new RegExp(`^${path.replaceAll("*", "[^/]+")}$`), parameter]);
        continue;
      }
      const others = exact.get(path);
      if (others) others.push(parameter);
      else exact.set(path, [parameter]);
    }
  }
  return { exact, patterns };
});

/** Every parameter that may move a path below /proc/sys, given or not. */
const parametersOf = (path: string): readonly Parameter[] => {
  const { exact, patterns } = index();
  const found = patterns.filter(([pattern]) => pattern.test(path)).map(([, one]) => one);
  return [...exact.get(path) ?? NONE, ...found];
};

const brings = ({ gives }: Parameter, value: string): string | null => {
  if (gives !== "number") return gives;
  return /^-?\d+$/.test(value) ? canonical(value) : null;
};

/** Those that were given and move this path below /proc/sys. */
export const givenFor = (facts: KernelFacts, path: string): readonly GivenParameter[] =>
  parametersOf(path).flatMap((one) => one.names.flatMap((name) => given(facts, one, name)));

const given = (
  facts: KernelFacts, parameter: Parameter, name: string,
): readonly GivenParameter[] => {
  const value = facts.parameter(name);
  if (value === null) return NONE;
  const text = value === "" ? name : `${name}=${value}`;
  return [{ text, source: parameter.source, brings: brings(parameter, value) }];
};

/** Where `*` stands for one part: each that is there. */
const expand = (host: HostReader, path: string): readonly string[] => {
  const [before = "", after] = path.split("*");
  if (after === undefined) return [path];
  return host.list(`/proc/sys/${before}`).map((part) => `${before}${part}${after}`);
};

/** Every path below /proc/sys that a given parameter moves. */
export const pathsMoved = (host: HostReader, facts: KernelFacts): readonly string[] =>
  PARAMETERS.filter(({ names }) => names.some((name) => facts.parameter(name) !== null))
    .flatMap(pathsOf).flatMap((path) => expand(host, path));

/** The paths, or patterns of them, that an option of a module moves. */
export const movedByOption = (module: string, option: string): readonly string[] =>
  PARAMETERS.filter(({ names }) => names.some((name) =>
    plainParameter(name) === plainParameter(`${module}.${option}`))).flatMap(pathsOf);
