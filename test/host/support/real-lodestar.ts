/**
 * The real Lodestar in a container: a beacon node with a chain of its own, two validators that could
 * take each other's place, and between them a wire that writes down what is posted. The tree is
 * built once, from a package.json and a lock file, and cached with the lab's others.
 *
 * It is release 1.5.1, the newest that the registry has whole, with two changes of 1.9 in the
 * validator (patches/validator-*): an export as version 5, and of its own keys alone. So is the
 * version that its package states. patches/beacon-* has a node without peers count as synced.
 */
import { execa } from "execa";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Container } from "../lab/container.ts";
import { cached } from "../lab/tree.ts";
import { until } from "../../support/pace.ts";
import { readLevelDb, type Records } from "./leveldb.ts";
import { unitState } from "./seen.ts";
import { jsonLines } from "./validators.ts";

export const A = "lodestar-a.service";
export const B = "lodestar-b.service";
const HERE = join(import.meta.dirname, "../real-lodestar");
const BUILD_MS = 1_200_000;
const JS = "/opt/lodestar/node_modules/@chainsafe/lodestar/lib/index.js";
const WIRE = "/srv/wire.jsonl";
const SLOT = "--params.SECONDS_PER_SLOT 2";

/** Compiles what the registry only has as sources, and applies the patches. */
const fill = (patches: readonly string[]) => async (directory: string): Promise<void> => {
  const sh = (command: string, ...words: readonly string[]) =>
    execa(command, words, { cwd: directory, timeout: BUILD_MS });
  await execa("mkdir", ["-p", directory]);
  for (const name of ["package.json", "package-lock.json"]) await sh("cp", join(HERE, name), directory);
  await sh("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  await sh("npm", "rebuild", "snappy", "bcrypto");
  for (const input of patches) {
    await execa("patch", ["-p1", "--forward", "--batch"], { cwd: directory, input });
  }
};

const buildLodestar = async (): Promise<string> => {
  const names = (await readdir(join(HERE, "patches"))).sort();
  const patches = await Promise.all(names.map((name) => readFile(join(HERE, "patches", name), "utf8")));
  const lock = await readFile(join(HERE, "package-lock.json"), "utf8");
  const { stdout: node } = await execa("/bin/sh", ["-c", "node --version"]);
  return cached("lodestar", { lock, node, patches }, fill(patches));
};

/** Node as it is on this machine, with the libraries that the container lacks. */
const copyNode = async (machine: Container): Promise<void> => {
  const { stdout: node } = await execa("/bin/sh", ["-c", "readlink -f \"$(command -v node)\""]);
  await execa("cp", [node, join(machine.root, "usr/bin/node")]);
  const { stdout: libraries } = await execa("ldd", [node]);
  for (const [, path = ""] of libraries.matchAll(/=> (\/\S+)/g)) {
    const there = join(machine.root, path);
    if (!existsSync(there)) await execa("cp", ["-L", path, there]);
  }
};

const validator = (name: string): string => `/usr/bin/node ${JS} validator --dataDir /var/lib/lodestar-${name}`
  + ` --network dev ${SLOT} --interopIndexes 0..7 --beaconNodes http://127.0.0.1:9600`;

const unit = (command: string, user: string): string => `[Unit]
Description=A part of a real Lodestar
[Service]
User=${user}
WorkingDirectory=/var/lib/${user}
ExecStart=${command}
TimeoutStopSec=10
[Install]
WantedBy=multi-user.target
`;

interface Posted {
  readonly is: "duty" | "attestation" | "block";
  readonly wall: number;
  readonly duty?: Readonly<Record<string, string>>;
  readonly one?: {
    readonly aggregation_bits?: string;
    readonly data?: { readonly slot: string; readonly index: string;
      readonly source: { readonly epoch: string }; readonly target: { readonly epoch: string } };
    readonly message?: { readonly slot: string; readonly proposer_index: string };
    readonly signature: string;
  };
}

/** A signature as it went over the wire. */
interface OnWire {
  readonly kind: "attestation" | "block";
  readonly client: string;
  readonly identity: string;
  readonly slot: number;
  readonly source: number;
  readonly target: number;
  readonly root: string;
  readonly wall: number;
}

/** The one bit that is set: who of the committee has signed. */
const signerIn = (bits: string): number => {
  const bytes = Buffer.from(bits.slice(2), "hex");
  return [...Array(bytes.length * 8).keys()].find((at) => ((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) ?? -1;
};

const signaturesIn = (posted: readonly Posted[]): readonly OnWire[] => {
  const duties = new Map(posted.flatMap(({ duty }) => (duty
    ? [[`${duty["slot"]} ${duty["committee_index"]} ${duty["validator_committee_index"]}`, duty["pubkey"] ?? ""]] : [])));
  return posted.flatMap(({ is, wall, one }): readonly OnWire[] => {
    const { data, message, signature = "" } = one ?? {};
    if (is === "block" && message) {
      return [{ kind: is, client: "wire", identity: message.proposer_index, slot: Number(message.slot),
        source: 0, target: 0, root: signature, wall }];
    }
    if (is !== "attestation" || !data) return [];
    const identity = duties.get(`${data.slot} ${data.index} ${signerIn(one?.aggregation_bits ?? "0x")}`);
    return identity === undefined ? [] : [{ kind: is, client: "wire", identity, slot: Number(data.slot),
      source: Number(data.source.epoch), target: Number(data.target.epoch), root: JSON.stringify(data), wall }];
  });
};

/** Blocks by slot and attestations by target: the first byte of a key. */
const SIGNED = /^(?:14|15)/;

export interface RealLodestar {
  onWire(): Promise<readonly OnWire[]>;
  /** Waits for so many signatures, from now on. */
  signs(count: number): Promise<void>;
  /** What is signed, by a database's own files. */
  records(name: "a" | "b"): Promise<Records>;
  state(): Promise<readonly string[]>;
}

export const installRealLodestar = async (machine: Container): Promise<RealLodestar> => {
  const tree = await buildLodestar();
  const sh = async (script: string): Promise<void> => {
    const { code, stderr } = await machine.exec(["sh", "-ec", script]);
    if (code !== 0) throw new Error(stderr);
  };
  await execa("cp", ["-al", tree, join(machine.root, "opt/lodestar")]);
  await copyNode(machine);
  await machine.copyIn(join(HERE, "wire.mjs"), "/opt/wire.mjs");
  await sh(`printf 'lodestar-a:x:1001:1001::/:/bin/sh\\nlodestar-b:x:1002:1002::/:/bin/sh\\n' >> /etc/passwd
mkdir -p /var/lib/lodestar-a /var/lib/lodestar-b /var/lib/root; chown 1001:1001 /var/lib/lodestar-a
chown 1002:1002 /var/lib/lodestar-b; : > ${WIRE}`);
  const genesis = Math.floor(Date.now() / 1000) + 30;
  const commands: Readonly<Record<string, readonly [command: string, user: string]>> = {
    "beacon.service": [`/usr/bin/node ${JS} dev --dataDir /var/lib/root/beacon --genesisValidators 8`
      + ` --genesisTime ${genesis} ${SLOT} --rest.port 9596`, "root"],
    "wire.service": [`/usr/bin/node /opt/wire.mjs 9600 9596 ${WIRE}`, "root"],
    [A]: [validator("a"), "lodestar-a"], [B]: [validator("b"), "lodestar-b"],
  };
  for (const [name, [command, user]] of Object.entries(commands)) {
    await machine.writeFile(`/etc/systemd/system/${name}`, unit(command, user));
  }
  await sh(`systemctl daemon-reload; systemctl enable -q --now beacon.service wire.service ${A}`);
  const onWire = async (): Promise<readonly OnWire[]> => signaturesIn(await jsonLines<Posted>(machine, WIRE));
  return { onWire,
    signs: async (count) => {
      const before = (await onWire()).length;
      await until(async () => (await onWire()).length >= before + count, 120);
    },
    records: async (name) => {
      const directory = join(machine.root, `var/lib/lodestar-${name}/validator-db`);
      const files = await Promise.all((await readdir(directory)).map(async (file) =>
        [file, await readFile(join(directory, file))] as const));
      return new Map([...readLevelDb(new Map(files))].filter(([key]) => SIGNED.test(key)));
    },
    state: () => Promise.all([A, B].map((one) => unitState(machine, one))) };
};
