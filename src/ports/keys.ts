/** Keypair files and signatures. No port hands a secret on. */
import type { FileStat, LastLook, Problem } from "./host.ts";

declare module "./host.ts" {
  interface ReaderPorts {
    readonly keys: KeyReader;
  }
  interface WriterPorts {
    readonly keys: KeyWriter;
  }
}

/** What may be known of a keypair file: nothing of its secret half is ever in here. */
export interface KeypairFact {
  readonly path: string;
  /** The file that links on the way lead to; null when there are none, or they lead nowhere. */
  readonly leadsTo: string | null;
  /** Of the file itself; null when there is none. */
  readonly stat: FileStat | null;
  /** In base58; null unless the file is a sound keypair. */
  readonly pubkey: string | null;
  readonly problems: readonly Problem[];
}

interface KeyReader {
  /** Checks a keypair file without revealing its secret; `owner` is the uid that must own it. */
  keypair(path: string, owner?: number): KeypairFact;
  /** True when this is the key's Ed25519 signature of the message. */
  signed(pubkey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

interface KeyWriter {
  /**
   * A second name for a key file, in a directory beside it that only root may enter: the same file,
   * so its mode and owner stay, and no byte of it is read. Nothing is done where none is there.
   */
  keepKey(path: string, last?: LastLook): void;
}
