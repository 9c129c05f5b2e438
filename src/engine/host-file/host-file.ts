/**
 * The host file: read, checked against the schema, merged with what it extends. Everything wrong
 * with it is an error with file, line and column, before anything else happens.
 */
import validate from "../../generated/validate-host.js";
import { VexorError, type ErrorExtras, type SourceLocation } from "../model/errors.ts";
import { findLayers, type LoadedFile } from "./extends.ts";
import type { FileSource, Pointer, YamlReader } from "./host-file-source.ts";
import { mergeLayers, winningPlaceOf, partOf, refuseRepeats, type Layer } from "./merge.ts";
import type { HostFile } from "../model/model.ts";
import { refusalOf } from "./schema-problems.ts";
import type { SectionRemark, Sections } from "./section.ts";

export interface LoadedHostFile {
  readonly declaration: HostFile;
  /** Every file read, in the order of merging; the host file itself is the last. */
  readonly sources: readonly HostFileSource[];
  /** What each of these files says by itself. */
  readonly layers: readonly HostFileLayer[];
  /** What holds and a person should know, with pointers from the root. */
  remarks(): readonly SectionRemark[];
  /** Where a part of the merged declaration is written; null when no file has it. */
  placeOf(pointer: Pointer): SourceLocation | null;
}

export interface HostFileLayer extends Pick<Layer, "file" | "declaration"> {
  /** The files that it extends. */
  readonly buildsOn: readonly string[];
  placeOf(pointer: Pointer): SourceLocation;
}

interface HostFileSource {
  readonly file: string;
  /** SHA-256 of the text, in hex. */
  readonly hash: string;
  readonly text: string;
}

type RawHostFile = Layer["declaration"] & { readonly extends?: readonly string[] };

const NEEDED = { key: "apiVersion", means: "a host file" } as const;

const check = (found: LoadedFile, sections: Sections): RawHostFile => {
  const { value } = found.document;
  if (!validate(value)) {
    throw refusalOf("HOST_FILE_INVALID", validate.errors ?? [], found.document, NEEDED, sections);
  }
  const written = value as RawHostFile;
  const normal = sections.flatMap((section) => {
    const part = partOf(written, section);
    const form = part === undefined ? part : section.normalise?.(part, found.text) ?? part;
    return form === part ? [] : [[section.key, form] as const];
  });
  return normal.length === 0 ? written : { ...written, ...Object.fromEntries(normal) };
};

/** For a declaration that comes from a saved plan instead of a file. */
export const isDeclaration = (value: unknown): value is HostFile =>
  validate(value) && Object.hasOwn(value as object, "host");

const refuseWrong = ({ declaration, document }: Layer, sections: Sections): void => {
  for (const section of sections) {
    const part = partOf(declaration, section);
    const found = part === undefined ? null : section.problemIn?.(part) ?? null;
    if (found === null) continue;
    const { at, error } = found;
    throw new VexorError(error.code, error.message,
      { hint: error.hint, place: document.placeOf([section.key, ...at]) });
  }
};

/** What no file shows by itself. */
const refuseContrary = (
  declaration: HostFile, sections: Sections, placeOf: LoadedHostFile["placeOf"],
): void => {
  for (const section of sections) {
    const part = partOf(declaration, section);
    const found = part === undefined ? null : section.problemBeside?.(part, declaration) ?? null;
    if (found === null) continue;
    const { at, error } = found;
    const place = placeOf(at) ?? placeOf([section.key]);
    throw new VexorError(error.code, error.message,
      { hint: error.hint, ...(place === null ? {} : { place }) });
  }
};

const remarksIn = (declaration: HostFile, sections: Sections): readonly SectionRemark[] =>
  sections.flatMap((section) => {
    const part = partOf(declaration, section);
    const found = part === undefined ? [] : section.remarksOn?.(part) ?? [];
    return found.map(({ at, message }) => ({ at: [section.key, ...at], message }));
  });

const layerIn = (sections: Sections) =>
  (found: LoadedFile): { layer: Layer; extends: readonly string[] } => {
    const { extends: names = [], ...declaration } = check(found, sections);
    const layer = { file: found.file, declaration, document: found.document };
    refuseRepeats(layer, sections);
    refuseWrong(layer, sections);
    return { layer, extends: names };
  };

/**
 * Reads a host file and all it extends. Throws HOST_FILE_MISSING, HOST_FILE_LIMIT, YAML_SYNTAX,
 * HOST_FILE_INVALID and EXTENDS_INVALID; all but the first have a place.
 */
export const loadHostFile = (
  path: string, files: FileSource, readYaml: YamlReader, sections: Sections,
): LoadedHostFile => {
  const found = findLayers(path, files, readYaml, layerIn(sections));
  const layers = found.map(({ layer }) => layer);
  const own = layers.at(-1);
  const host = own?.declaration.host;
  if (own === undefined || host === undefined) {
    throw new VexorError("HOST_FILE_INVALID", "a host file needs the key \"host\"", {
      hint: "Add host: with this machine's name; only files that others extend go without.",
      place: own?.document.placeOf([]) ?? { file: path, line: 1, column: 1 },
    });
  }
  const declaration = mergeLayers(host, layers, sections);
  const placeOf = (pointer: Pointer): SourceLocation | null => {
    const origin = winningPlaceOf(declaration, layers, pointer, sections);
    return origin === null ? null : origin.layer.document.placeOf(origin.pointer);
  };
  refuseContrary(declaration, sections, placeOf);
  return {
    declaration,
    layers: found.map(({ layer, buildsOn }) =>
      ({ file: layer.file, declaration: layer.declaration, buildsOn,
        placeOf: (pointer) => layer.document.placeOf(pointer) })),
    sources: found.map(({ file, text }) => ({ file, text, hash: files.digest(text) })),
    remarks: () => remarksIn(declaration, sections),
    placeOf,
  };
};

const mismatch = (message: string, hint?: string): VexorError =>
  new VexorError("HOST_MISMATCH", message, { at: ["host"], ...(hint ? { hint } : {}) });

/** Throws HOST_MISMATCH unless the file is for this machine, or is for `any` and named by -f. */
export const assertHost = (
  { host }: HostFile, machineName: string, namedByFlag: boolean,
): void => {
  if (host === machineName || (host === "any" && namedByFlag)) return;
  throw mismatch(host === "any"
    ? `host: any is taken only with -f; this machine is ${machineName}`
    : `the host file is for ${host}; this machine is ${machineName}`);
};

/** The same of the machine that facts are of. */
export const assertHostOfFacts = (
  { host }: HostFile, factsHost: string, namedByFlag: boolean,
): void => {
  if (host === factsHost || (host === "any" && namedByFlag)) return;
  throw mismatch(host === "any"
    ? `host: any is taken only with -f; the facts are of ${factsHost}`
    : `the host file is for ${host}; the facts are of ${factsHost}`,
  `Name the facts of the machine that the file is for, or the host file of ${factsHost} with -f.`);
};

/** The error with its place in the files, where it says what part of the declaration it means. */
export const withLocation = (error: VexorError, loaded: LoadedHostFile): VexorError => {
  if (error.place !== null || error.at === null) return error;
  const place = loaded.placeOf(error.at);
  if (place === null) return error;
  const extras: ErrorExtras = {
    hint: error.hint, at: error.at, place, ...(error.errno !== null && { errno: error.errno }),
  };
  return new VexorError(error.code, error.message, extras);
};
