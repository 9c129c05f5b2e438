/** The programs that the agent starts to fetch and to check signatures. */
import type { SourceSettings } from "../../../engine/settings/agent-settings.ts";
import { fine, finding, type DoctorCheck, type DoctorContext } from "./check.ts";

interface NeededProgram {
  readonly name: string;
  readonly argv: readonly string[];
  readonly packageName: string;
  readonly isNeeded: (source: SourceSettings) => boolean;
}

export const isSshSource = ({ url }: SourceSettings): boolean =>
  url !== null && /^(?:ssh:\/\/|[\w.-]+@)/.test(url);

const PROGRAMS: readonly NeededProgram[] = [
  { name: "git", argv: ["--version"], packageName: "git", isNeeded: ({ url }) => url !== null },
  { name: "ssh", argv: ["-V"], packageName: "openssh-client", isNeeded: isSshSource },
  { name: "ssh-keygen", argv: [], packageName: "openssh-client",
    isNeeded: ({ signers, signatures }) => signers !== null && signatures !== "none" },
  { name: "gpgv", argv: ["--version"], packageName: "gpgv",
    isNeeded: ({ keyring, signatures }) => keyring !== null && signatures !== "none" },
];

const checkOf = async (
  { name, argv, packageName }: NeededProgram, { edges }: DoctorContext,
): Promise<DoctorCheck> => {
  const version = await edges.versionOf(name, ...argv);
  if (version !== null) return fine(name, version);
  return finding(name, "not installed", `apt install ${packageName}`);
};

export const programChecks = async (scene: DoctorContext): Promise<readonly DoctorCheck[]> => {
  const source = scene.settings?.source;
  if (!source) return [];
  return Promise.all(PROGRAMS.filter(({ isNeeded }) => isNeeded(source))
    .map((program) => checkOf(program, scene)));
};
