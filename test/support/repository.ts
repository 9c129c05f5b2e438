/** A repository in a temporary directory, and what reading a host file there gives. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { declarationFiles } from "../../src/edges/yaml/host-file-reader.ts";
import { readYaml } from "../../src/edges/yaml/yaml.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import { loadHostFile, type LoadedHostFile } from "../../src/engine/host-file/host-file.ts";
import { SECTIONS } from "../../src/resources/index.ts";

export let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "vexor-host-file-")));
  mkdirSync(join(root, ".git"));
});
afterEach(() => rmSync(root, { recursive: true }));

export const MAIN = "hosts/a.yaml";
export const HEAD = "apiVersion: vexor/v1\nhost: a\n";
export const ROLE = "apiVersion: vexor/v1\n";

export const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

export const load = (path = MAIN): LoadedHostFile =>
  loadHostFile(join(root, path), declarationFiles, readYaml, SECTIONS);

export const loadText = (text: string | Uint8Array): LoadedHostFile => {
  write(MAIN, text);
  return load();
};

export const caught = (work: () => unknown): VexorError => {
  try {
    work();
  } catch (error) {
    if (error instanceof VexorError) return error;
    throw error;
  }
  throw new Error("no error");
};

/** `CODE file:line:column message`, with paths relative to the repository. */
export const failure = (work: () => unknown): string => {
  const { code, place, message } = caught(work);
  const where = place === null ? "-" : `${place.file}:${place.line}:${place.column}`;
  return `${code} ${where} ${message}`.replaceAll(`${root}/`, "").replaceAll(root, "ROOT");
};
