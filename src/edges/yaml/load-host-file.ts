/**
 * The host file by the shortest way that is right: most files are plain YAML and have no mistakes.
 * Whatever else there is, js-yaml reads again and says where.
 */
import { loadHostFile, type LoadedHostFile } from "../../engine/host-file/host-file.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { declarationFiles } from "./host-file-reader.ts";
import { readPlainYaml } from "./yaml-plain.ts";

const loadPlain = (path: string, sections: Sections): LoadedHostFile | null => {
  try {
    return loadHostFile(path, declarationFiles, readPlainYaml, sections);
  } catch {
    return null; // the other reader will find the same mistake, with its place
  }
};

/** `withPlaces`: the answer will be asked where something stands. */
export const loadDeclaration = async (
  path: string, withPlaces: boolean, sections: Sections,
): Promise<LoadedHostFile> => {
  const plain = withPlaces ? null : loadPlain(path, sections);
  if (plain) return plain;
  const { readYaml } = await import("./yaml.ts");
  return loadHostFile(path, declarationFiles, readYaml, sections);
};
