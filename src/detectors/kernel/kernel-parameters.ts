/**
 * Words of the kernel's command line that move sysctls. They act before any file is read, so what
 * they bring looks like a default of the kernel, and is the tuning of an administrator.
 */
import type { HostReader } from "../../ports/host.ts";
import { plainParameter, type KernelFacts } from "./kernel-facts.ts";
import { PARAMETERS, type Parameter } from "./kernel-parameters-table.ts";
import { lazy } from "../lazy.ts";
import { canonical } from "./sysctl-value.ts";

/** A parameter that was given, and moves a key. */
interface GivenParameter {
  /** As it was written: `panic=7`. */
  readonly text: string;
  readonly source: string;
  /** The key's value by it, canonical; null where that is unknown. */
  readonly brings: string | null;
}

const NONE: readonly never[] = [];

const pathsOf = ({ moves }: Parameter): readonly string[] =>
  moves.replaceAll(".", "/").split(" ");

const namesOf = ({ names }: Parameter): readonly string[] =>
  (names.includes(" ") ? names.split(" ") : [names]);

interface MovingParameter extends GivenParameter {
  readonly paths: readonly string[];
}

const brings = ({ gives }: Parameter, value: string): string | null => {
  if (gives !== "number") return gives;
  return /^-?\d+$/.test(value) ? canonical(value) : null;
};

const isAbout = (pattern: string, path: string): boolean => {
  if (pattern === path) return true;
  const star = pattern.indexOf("*");
  if (star < 0 || !path.startsWith(pattern.slice(0, star))) return false;
  const after = pattern.slice(star + 1);
  return path.endsWith(after) && !path.slice(star, path.length - after.length).includes("/");
};

type ParameterFacts = Pick<KernelFacts, "parameter">;

const movingOf = (facts: ParameterFacts, parameter: Parameter): readonly MovingParameter[] =>
  namesOf(parameter).flatMap((name): readonly MovingParameter[] => {
    const value = facts.parameter(name);
    if (value === null) return NONE;
    const text = value === "" ? name : `${name}=${value}`;
    return [{ text, source: parameter.source, brings: brings(parameter, value),
      paths: pathsOf(parameter) }];
  });

const movingOne = (moving: readonly MovingParameter[], path: string): readonly MovingParameter[] =>
  moving.filter(({ paths }) => paths.some((pattern) => isAbout(pattern, path)));

interface GivenParameters {
  /** Those that move this path below /proc/sys. */
  for(path: string): readonly GivenParameter[];
  /** Every path below /proc/sys that one of them moves. */
  paths(host: HostReader): readonly string[];
}

/** Hardly any is given: each key is held against those alone. */
export const givenParameters = (facts: ParameterFacts): GivenParameters => {
  const moving = lazy(() => PARAMETERS.flatMap((one) => movingOf(facts, one)));
  const named = lazy(() => new Set(moving().flatMap(({ paths }) => paths)));
  const isPlain = lazy(() => ![...named()].some((pattern) => pattern.includes("*")));
  return {
    for: (path) => (isPlain() && !named().has(path) ? NONE : movingOne(moving(), path)),
    paths: (host) => moving().flatMap(({ paths }) => paths).flatMap((path) => expand(host, path)),
  };
};

/** Where `*` stands for one part: each that is there. */
const expand = (host: HostReader, path: string): readonly string[] => {
  const [before = "", after] = path.split("*");
  if (after === undefined) return [path];
  return host.list(`/proc/sys/${before}`).map((part) => `${before}${part}${after}`);
};

/** The paths, or patterns of them, that an option of a module moves. */
export const movedByOption = (module: string, option: string): readonly string[] =>
  PARAMETERS.filter((one) => namesOf(one).some((name) =>
    plainParameter(name) === plainParameter(`${module}.${option}`))).flatMap(pathsOf);
