/** Looks into a recorded tree, where what is not there counts as empty. */
import { findNode, type DirectoryNode, type Node } from "./tree.ts";

export const nodeAt = (root: DirectoryNode, path: string): Node => findNode(root, path, true).node;

export const textAt = (root: DirectoryNode, path: string): string => {
  const node = nodeAt(root, path);
  return node.kind === "file" ? node.text ?? "" : "";
};

export const entriesAt = (root: DirectoryNode, path: string): ReadonlyMap<string, Node> => {
  const node = nodeAt(root, path);
  return node.kind === "dir" ? node.entries : new Map();
};
