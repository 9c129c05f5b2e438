/** Sockets and locks, as tables of the kernel name them: by inodes and processes. */
import { textAt } from "./look.ts";
import type { DirectoryNode } from "./tree.ts";

/** Sockets that wait, by their place in the tables and not by their inodes. */
export const inodesIn = (root: DirectoryNode): ReadonlyMap<string, number> => {
  const rows = ["tcp", "tcp6", "udp", "udp6"].flatMap((name) =>
    textAt(root, `/proc/net/${name}`).split("\n").slice(1).flatMap((line) => {
      const [, local = "", , state = "", , , , , , inode = ""] = line.trim().split(/\s+/);
      return state === "0A" || state === "07" ? [[`${name} ${local}`, inode] as const] : [];
    })).sort(([one], [other]) => Number(one > other) - Number(one < other));
  return new Map(rows.map(([, inode], place) => [inode, place + 1]));
};

export const tableOf = (text: string, inodes: ReadonlyMap<string, number>): string => {
  const [header = "", ...rows] = text.split("\n");
  const kept = rows.map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = ""]) => state === "0A" || state === "07")
    .map((words) => words.map((word, at) => (at === 9 ? String(inodes.get(word) ?? 0) : word))
      .slice(1, 10).join(" ")).sort();
  return `${[header, ...kept.map((row, place) => `${place}: ${row}`)].join("\n")}\n`;
};

export const locksOf = (processes: ReadonlyMap<number, number>, text: string): string =>
  [...new Set(text.split("\n").flatMap((line) => {
    const [, head = "", pid = ""] =
      /^\d+:\s+((?:FLOCK|POSIX|OFDLCK)\s+\S+\s+\S+)\s+(\d+)\s/.exec(line) ?? [];
    const id = processes.get(Number(pid));
    return id === undefined ? [] : [`1: ${head} ${id} 00:00:0 0 EOF\n`];
  }))].sort().join("");
