/** An archive of the form that a kernel unpacks into its initramfs (cpio, newc). */

const MAGIC = "070701";
const BLOCK = 4;
const [FILE, DIRECTORY] = [0o100755, 0o040755];

const hex = (value: number): string => value.toString(16).padStart(8, "0");

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - bytes.length % BLOCK) % BLOCK)]);

const entry = (name: string, inode: number, mode: number, text: string): Buffer => {
  const data = Buffer.from(text);
  const numbers = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = Buffer.from(`${MAGIC}${numbers.map(hex).join("")}${name}\0`);
  return Buffer.concat([padded(head), padded(data)]);
};

const parents = (path: string): readonly string[] => path.split("/").slice(0, -1)
  .map((_, at, all) => all.slice(0, at + 1).join("/"));

/** Files of root's, all executable, by their paths from the top without the slash. */
export const cpioOf = (files: Readonly<Record<string, string>>): Buffer => {
  const directories = [...new Set(Object.keys(files).flatMap(parents))];
  const all = [...directories.map((path) => [path, DIRECTORY, ""] as const),
    ...Object.entries(files).map(([path, text]) => [path, FILE, text] as const)];
  return Buffer.concat([...all.map(([path, mode, text], at) => entry(path, at + 1, mode, text)),
    entry("TRAILER!!!", 0, 0, "")]);
};
