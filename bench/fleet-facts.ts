/** Facts of many hosts: those of this machine, with what differs from host to host, and signed. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { digest } from "../src/edges/linux/hash.ts";
import { documentOf, factsText } from "../src/facts/document.ts";
import { parseFacts } from "../src/facts/parse.ts";
import { nodeIn } from "../src/facts/tree-json.ts";
import { directory, type DirectoryNode } from "../src/facts/tree.ts";
import { FACTS_NAMESPACE, keyBlobOf, signedMessage } from "../src/formats/ssh-signature.ts";

/** As `vexor facts` gives them, of any host. */
export type FactsMaker = (host: string, at: number) => string;

const directoryAt = (root: DirectoryNode, names: readonly string[]): DirectoryNode =>
  names.reduce((above, name) => {
    const found = above.entries.get(name);
    const own = found?.kind === "dir" ? found : directory(true);
    above.entries.set(name, own);
    return own;
  }, root);

const put = (root: DirectoryNode, path: string, text: string | null): void => {
  const names = path.split("/").slice(1);
  const { entries } = directoryAt(root, names.slice(0, -1));
  const name = names.at(-1) ?? "";
  if (text === null) entries.delete(name);
  else entries.set(name, { kind: "file", text, size: text.length, mode: 0o644, uid: 0, gid: 0 });
};

/** One host of so many has a file of its administrator's, and what it sets stays. */
const WITH_OWN_FILE = 50;
const MEMORY_KB = 1024 * 1024;

/** `owned`: a sysctl that some administrators set. */
export const factsMaker = (recorded: string, owned: string): FactsMaker => {
  const { document, facts: { isTree, answers } } = parseFacts(recorded, "facts.json", digest);
  const { vexor, asRoot } = document;
  const root = nodeIn(document.files) as DirectoryNode;
  return (host, at) => {
    put(root, "/etc/hostname", `${host}\n`);
    put(root, "/proc/sys/kernel/hostname", `${host}\n`);
    put(root, "/proc/sys/vm/swappiness", `${at % 2 === 0 ? 60 : 30}\n`);
    put(root, "/proc/sys/vm/min_free_kbytes", `${MEMORY_KB + at}\n`);
    put(root, "/etc/sysctl.d/70-site.conf", at % WITH_OWN_FILE === 0
      ? `# set for ${host}\n${owned} = 212992\n` : null);
    return factsText(documentOf({ facts: { isTree, root, answers }, host, vexor, asRoot,
      at: new Date(document.at) }, digest));
  };
};

const part = (bytes: Uint8Array | string): Buffer => {
  const own = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(own.length);
  return Buffer.concat([length, own]);
};

const armoured = (bytes: Buffer): string => [
  "-----BEGIN SSH SIGNATURE-----", ...bytes.toString("base64").match(/.{1,70}/g) ?? [],
  "-----END SSH SIGNATURE-----", ""].join("\n");

const RAW_KEY_BYTES = 32;

export interface Signer {
  /** A line of `keys/hosts/HOST.pub`. */
  readonly key: string;
  /** As `ssh-keygen -Y sign` writes it, which would have to be started for each host. */
  sign(text: string): string;
}

export const makeSigner = (): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const der = publicKey.export({ format: "der", type: "spki" });
  const blob = keyBlobOf(der.subarray(-RAW_KEY_BYTES));
  return {
    key: `ssh-ed25519 ${Buffer.from(blob).toString("base64")} bench\n`,
    sign: (text) => {
      const sum = createHash("sha512").update(text).digest();
      const signature = sign(null, signedMessage(FACTS_NAMESPACE, sum), privateKey);
      return armoured(Buffer.concat([Buffer.from("SSHSIG\0\0\0\x01"), part(blob),
        part(FACTS_NAMESPACE), part(""), part("sha512"),
        part(Buffer.concat([part("ssh-ed25519"), part(signature)]))]));
    },
  };
};
