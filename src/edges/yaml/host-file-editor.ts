/** A host file that is edited: opened once, judged, changed in place, and put back whole. */
import { lstatSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { VexorError } from "../../engine/model/errors.ts";
import { loadHostFile } from "../../engine/host-file/host-file.ts";
import type { EditableHostFile } from "../../engine/host-file/editable-host-file.ts";
import type { FileSource } from "../../engine/host-file/host-file-source.ts";
import type { Document } from "../../engine/host-file/setting-edits.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { replaceFile, rewriteFile } from "../linux/durable-file.ts";
import { asText, declarationFiles, isTrusted, rawHostFile } from "./host-file-reader.ts";
import { editYaml } from "./yaml-edit.ts";
import { readYaml } from "./yaml.ts";

const untrusted = (message: string, hint: string): VexorError =>
  new VexorError("HOST_FILE_UNTRUSTED", message, { hint });

/** A file is replaced whole: where a link leads, that would be another file. */
const refuseLink = (path: string, real: string): void => {
  if (!lstatSync(resolve(path)).isSymbolicLink()) return;
  throw untrusted(`${path} is a link to ${real}`, `Name the file itself: -f ${shellWord(real)}`);
};

/** It stays its owner's: only root can give a file to another user, and root edits its own. */
const refuseStrangers = (path: string, { uid }: Stats): void => {
  const own = process.geteuid?.();
  if (own === 0 ? isTrusted(uid) : uid === own) return;
  throw untrusted(`${path} belongs to user ${uid}`,
    "Its owner edits it: with this verb, or with the patch that it prints.");
};

const writing = (path: string, act: () => void): void => {
  try {
    act();
  } catch (error) {
    if (error instanceof VexorError) throw error;
    const errno = (error as NodeJS.ErrnoException).code ?? "EIO";
    throw new VexorError("HOST_WRITE", `cannot write ${path}: ${errno}`, { errno });
  }
};

const save = (path: string, real: string, before: Buffer, text: string): void => {
  refuseLink(path, real);
  const stats = lstatSync(real);
  refuseStrangers(path, stats);
  const assertUnchanged = (): void => {
    if (rawHostFile(real, path)?.equals(before)) return;
    throw new VexorError("HOST_FILE_EDIT", `${path} was changed while it was edited`,
      { hint: "Look at it, and edit it again." });
  };
  writing(path, () => {
    if (process.geteuid?.() === 0) rewriteFile(real, text, stats.uid, assertUnchanged);
    else replaceFile(real, text, stats.mode, assertUnchanged);
  });
};

const missing = (path: string): VexorError =>
  new VexorError("HOST_FILE_MISSING", `${path} does not exist`);

/** Throws what reading a host file throws. */
export const openHostFile = (path: string, sections: Sections): EditableHostFile => {
  const real = declarationFiles.realpath(path);
  const before = real === null ? null : rawHostFile(real, path);
  if (real === null || before === null) throw missing(path);
  const text = asText(before, path, true);
  const filesWith = (other: string): FileSource => ({ ...declarationFiles,
    read: (file, name) => (file === real ? asText(Buffer.from(other), name)
      : declarationFiles.read(file, name)) });
  return {
    path,
    text,
    written: (other) => readYaml(other.replace(/^\uFEFF/, ""), path).value as Document,
    edited: (other, wanted) => editYaml(other, path, wanted),
    load: (other) => loadHostFile(path, filesWith(other), readYaml, sections),
    save: (other) => save(path, real, before, other),
  };
};
