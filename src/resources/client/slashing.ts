/**
 * What an Ethereum-like validator has signed goes along with a switch (EIP-3076): exported by the
 * old client once it has stopped, imported by the new one before it starts, and exported from that
 * one again, which must refuse all that the old one refused. Taking a switch back carries the
 * history the other way, for the new client may have signed in between.
 *
 * The cell's name is the two units, `old.service>new.service`; its value is `carried` once that is
 * done, which a file in /run remembers.
 */
import { readClients } from "../../detectors/clients.ts";
import { unitProcesses } from "../../detectors/unit-processes.ts";
import { allClients, type Adapter, type FoundClient } from "../../engine/clients.ts";
import { VexorError } from "../../engine/errors.ts";
import type { Host, HostReader } from "../../engine/ports.ts";
import type { Medium } from "../../engine/resource.ts";
import { assertProtects, readInterchange } from "../../engine/slashing-protection.ts";

const CARRIED = "carried";
const RUN_MS = 600_000;
const NAME = /^([A-Za-z0-9][\w.@:\\-]*\.service)>([A-Za-z0-9][\w.@:\\-]*\.service)$/;

export const slashingCell = (from: string, to: string): string => `slashing:${from}>${to}`;

interface Commands {
  /** `file` is named `slashing_protection.json`, for some only take a directory. */
  readonly export: (data: string, file: string) => readonly string[];
  readonly import: (data: string, file: string) => readonly string[];
}

const directoryOf = (file: string): string => file.slice(0, file.lastIndexOf("/"));

const COMMANDS: Readonly<Partial<Record<Adapter, Commands>>> = {
  prysm: {
    export: (data, file) => ["slashing-protection-history", "export", "--datadir", data,
      "--slashing-protection-export-dir", directoryOf(file), "--accept-terms-of-use"],
    import: (data, file) => ["slashing-protection-history", "import", "--datadir", data,
      "--slashing-protection-json-file", file, "--accept-terms-of-use"],
  },
  lighthouse: {
    export: (data, file) => ["account", "validator", "slashing-protection", "export", file,
      "--datadir", data],
    import: (data, file) => ["account", "validator", "slashing-protection", "import", file,
      "--datadir", data],
  },
};

/** Whether the histories of both can be carried. */
export const canCarry = (old: FoundClient, next: FoundClient): boolean =>
  [old, next].every(({ part, places, exe }) => exe !== null && places.datadir !== undefined
    && COMMANDS[part?.adapter ?? "none"] !== undefined);

const pairOf = (name: string): readonly [string, string] => {
  const [, old, next] = NAME.exec(name) ?? [];
  if (old !== undefined && next !== undefined) return [old, next];
  throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is no slashing cell`);
};

const noteOf = (name: string): string =>
  `/run/vexor-agent/slashing-${pairOf(name).join("-to-")}`;

const stoppedClient = (host: HostReader, unit: string): FoundClient => {
  const found = readClients(host, allClients()).find((one) => one.unit === unit);
  if (!found) throw new VexorError("CLIENT_UNKNOWN", `${unit} runs no client that is known`);
  if (unitProcesses(host, unit).length === 0) return found;
  throw new VexorError("SLASHING_UNPROTECTED",
    `${unit} still runs: its history is only whole once it has stopped`);
};

const asUser = ({ uid }: FoundClient): readonly string[] => (uid === null || uid === 0 ? []
  : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--no-new-privs", "--"]);

const told = async (
  host: Host, client: FoundClient, what: keyof Commands, file: string,
): Promise<void> => {
  const commands = COMMANDS[client.part?.adapter ?? "none"];
  const data = client.places.datadir;
  if (!commands || data === undefined || client.exe === null) {
    throw new VexorError("SLASHING_UNPROTECTED",
      `${client.name} has no known way to ${what} its slashing protection`);
  }
  const argv = [...asUser(client), client.exe, ...commands[what](data, file)];
  const { code, stderr, stdout, timedOut } = await host.run(argv, RUN_MS);
  if (code === 0) return;
  throw new VexorError("SLASHING_UNPROTECTED", `${client.name} could not ${what} its slashing `
    + `protection: ${timedOut ? "no end in sight" : (stderr || stdout).trim().slice(-300)}`);
};

const exported = async (host: Host, client: FoundClient): Promise<readonly [string, string]> => {
  const file = `${client.places.datadir ?? ""}/slashing_protection.json`;
  await told(host, client, "export", file);
  const text = host.read(file);
  if (text !== null) return [file, text];
  throw new VexorError("SLASHING_INVALID",
    `${client.name} says it has exported, but ${file} is not there`);
};

const carry = async (host: Host, from: string, to: string): Promise<void> => {
  const [old, next] = [stoppedClient(host, from), stoppedClient(host, to)];
  const [file, text] = await exported(host, old);
  const before = readInterchange(text, file);
  await told(host, next, "import", file);
  const [now, after] = await exported(host, next);
  assertProtects(before, readInterchange(after, now));
};

export const slashing: Medium = {
  scheme: "slashing",
  read: (host, name) => (host.read(noteOf(name)) === null ? null : CARRIED),
  write: async (host, name, value, tell = () => undefined) => {
    if (host.isTree) return;
    const [old, next] = pairOf(name);
    tell("carrying the slashing protection along");
    await (value === CARRIED ? carry(host, old, next) : carry(host, next, old));
    if (value === CARRIED) host.replace(noteOf(name), `${host.now().toISOString()}\n`);
    else host.remove(noteOf(name));
  },
  reach: () => ["/"], // the clients' own programs write wherever they keep it
  shell: (name) => `# slashing protection: ${pairOf(name).join(" > ")}`,
};
