/** What checks know of a host: each fact is read once, and says where, or what it would take. */
import { VexorError } from "../engine/model/errors.ts";
import type { Evidence } from "../engine/model/evidence.ts";
import type { HostReader } from "../ports/host.ts";

export type FactValue =
  | null | boolean | number | string | readonly FactValue[] | { readonly [key: string]: FactValue };

export interface KnownFact {
  readonly value: FactValue;
  readonly evidence: readonly Evidence[];
  /** There may be more of them: what it takes to see that. */
  readonly partial?: string;
}

/** It could not be looked at: `root`, a package, time. */
export interface UnknownFact {
  readonly needs: string;
}

export type HostFact = KnownFact | UnknownFact;

export interface FactSource {
  /** Its shape, with units, for those who write checks. */
  readonly says: string;
  read(host: HostReader, book: FactBook): HostFact;
}

export interface FactBook {
  fact(name: string): HostFact;
}

export type FactSources = Readonly<Record<string, FactSource>>;

export const isKnown = (fact: HostFact): fact is KnownFact => "value" in fact;

/** What stands in a file, or is made of files. */
export const known = (value: FactValue, ...paths: readonly string[]): KnownFact =>
  ({ value, evidence: paths.map((path) => ({ kind: "file", path, says: path })) });

export const unknown = (needs: string): UnknownFact => ({ needs });

/** What a directory holds; a machine that does not show it is not one without such things. */
export const knownIn = (
  host: HostReader, directory: string, value: () => FactValue,
): HostFact => (host.stat(directory)?.kind === "dir" ? known(value(), directory)
  : unknown(`${directory}, which this machine does not show`));

const FORBIDDEN: ReadonlySet<string> = new Set(["EACCES", "EPERM"]);

const readOne = (source: FactSource, host: HostReader, book: FactBook): HostFact => {
  try {
    return source.read(host, book);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return unknown(FORBIDDEN.has(error.errno ?? "") ? `root: ${error.message}` : error.message);
  }
};

export const openBook = (sources: FactSources, host: HostReader): FactBook => {
  const read = new Map<string, HostFact>();
  const book: FactBook = {
    fact: (name) => {
      const source = sources[name];
      if (source === undefined) return unknown(`a Vexor that knows the fact ${name}`);
      const fact = read.get(name) ?? readOne(source, host, book);
      read.set(name, fact);
      return fact;
    },
  };
  return book;
};
