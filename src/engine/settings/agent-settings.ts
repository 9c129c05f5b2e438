/**
 * The agent's settings, `/etc/vexor-agent/agent.yaml`: what a host trusts. They are on the host and
 * not in git: a user who can write to git must not decide which users the host trusts.
 */
import validate from "../../generated/validate-agent.js";
import {
  isSameRepository, publishSettingsOf, type PublishSettings, type WrittenPublishSettings,
} from "./publish-settings.ts";
import { interfacesOf, type Interfaces, type WrittenInterfaces } from "./notification-settings.ts";
import { secondsOf } from "../../formats/duration.ts";
import { VexorError } from "../model/errors.ts";
import type { Pointer, YamlDocument, YamlReader } from "../host-file/host-file-source.ts";
import { refusalOf } from "../host-file/schema-problems.ts";
import type { SourcePolicy, SignaturePolicy } from "../source/types.ts";

/** Times in seconds. */
export interface SourceSettings {
  /** Exactly one of `url` and `directory` is not null. */
  readonly url: string | null;
  readonly directory: string | null;
  readonly branch: string;
  /** The host file, from the root of the repository or directory. */
  readonly path: string;
  readonly poll: number;
  readonly timeout: number;
  readonly signatures: SignaturePolicy;
  /** Allowed signers in OpenSSH's form. */
  readonly signers: string | null;
  /** OpenPGP keys as `gpg --export` writes them. */
  readonly keyring: string | null;
  readonly pin: string | null;
  readonly freshness: number | null;
  readonly sshKey: string | null;
  readonly knownHosts: string;
  /** Bytes that what is fetched may take on disk. */
  readonly maxSize: number;
}

export interface AgentSettings extends Interfaces {
  readonly approval: "none" | "required";
  readonly source: SourceSettings;
  /** Where facts of this host are published; null where they are not. */
  readonly facts: PublishSettings | null;
}

type RawAgentSettings = Readonly<Record<string, string | undefined>>;

const refuse = (document: YamlDocument, at: Pointer, message: string, hint: string): never => {
  throw new VexorError("AGENT_SETTINGS", message, { hint, place: document.placeOf(at) });
};

const SHORTEST_POLL_S = 5;

const seconds = (
  document: YamlDocument, written: RawAgentSettings, key: string, preset: string,
): number => {
  const text = written[key] ?? preset;
  const found = secondsOf(text);
  if (found !== null && (key !== "poll" || found >= SHORTEST_POLL_S)) return found;
  return refuse(document, ["source", key], `source.${key} must be at least `
    + `${key === "poll" ? SHORTEST_POLL_S : 1} s; found ${text}`, "Write 30s, 5m, 4h or 7d.");
};

/** Of a text that the schema lets through. */
const bytesOf = (text: string): number =>
  Number.parseInt(text, 10) * 1024 ** (text.endsWith("GiB") ? 3 : 2);

/**
 * Signatures that cannot be checked would refuse every commit: the settings are refused at once.
 */
const signaturesOf = (document: YamlDocument, written: RawAgentSettings): SignaturePolicy => {
  const wanted = (written["signatures"] ?? "head") as SignaturePolicy;
  const hasKeys = written["signers"] !== undefined || written["keyring"] !== undefined;
  if (wanted === "none" || hasKeys || written["directory"] !== undefined) return wanted;
  return refuse(document, ["source"], `source.signatures is ${wanted}, and neither signers nor `
    + "keyring says whose are valid",
  "Name a file of keys, or write signatures: none to go without.");
};

const sourceOf = (
  document: YamlDocument, written: RawAgentSettings, hostName: string,
): SourceSettings => ({
  url: written["url"] ?? null,
  directory: written["directory"] ?? null,
  branch: written["branch"] ?? "main",
  path: written["path"] ?? `hosts/${hostName}.yaml`,
  poll: seconds(document, written, "poll", "60s"),
  timeout: seconds(document, written, "timeout", "60s"),
  signatures: signaturesOf(document, written),
  signers: written["signers"] ?? null,
  keyring: written["keyring"] ?? null,
  pin: written["pin"] ?? null,
  freshness: written["freshness"] === undefined ? null
    : seconds(document, written, "freshness", ""),
  sshKey: written["sshKey"] ?? null,
  knownHosts: written["knownHosts"] ?? "/etc/vexor-agent/known_hosts",
  maxSize: bytesOf(written["maxSize"] ?? "64MiB"),
});

const factsOf = (
  document: YamlDocument, written: WrittenPublishSettings | undefined, source: SourceSettings,
): PublishSettings | null => {
  const facts = publishSettingsOf(written, source.knownHosts);
  if (facts?.repository == null || source.url === null) return facts;
  if (!isSameRepository(facts.repository, source.url)) return facts;
  return refuse(document, ["facts", "repository"], "facts.repository is the repository that this "
    + "host follows: a host that may push there could rewrite its own orders",
  "Publish to another repository, with a key that may push to that one alone.");
};

const NEEDED = { key: "source", means: "the settings of an agent" } as const;

/** Throws AGENT_SETTINGS, YAML_SYNTAX and HOST_FILE_LIMIT, each with its place in `file`. */
export const parseAgentSettings = (
  text: string, file: string, readYaml: YamlReader, hostName: string,
): AgentSettings => {
  const document = readYaml(text, file);
  if (!validate(document.value)) {
    throw refusalOf("AGENT_SETTINGS", validate.errors ?? [], document, NEEDED);
  }
  const { source: written, facts, approval = "none", ...interfaces } = document.value as
    WrittenInterfaces & Pick<Partial<AgentSettings>, "approval">
    & { readonly source: RawAgentSettings; readonly facts?: WrittenPublishSettings };
  const source = sourceOf(document, written, hostName);
  return { approval, source, facts: factsOf(document, facts, source), ...interfacesOf(interfaces) };
};

export const policyOf = (settings: SourceSettings, hostName: string): SourcePolicy => ({
  kind: settings.url === null ? "directory" : "git",
  path: settings.path,
  signatures: settings.signatures,
  pin: settings.pin,
  freshness: settings.freshness,
  hostName,
});
