/**
 * Everything that an enrolment needs, looked at in one go. It starts what the agent would start,
 * fetches into a directory of its own that it removes again, and changes nothing.
 */
import { AGENT_SETTINGS, namesSource } from "../../engine/settings/agent-files.ts";
import type { AgentSettings } from "../../engine/settings/agent-settings.ts";
import { asVexorError } from "../../engine/model/errors.ts";
import { readLedger } from "../../engine/run/store.ts";
import { readAccepted, type AcceptedCommit } from "../../engine/source/accepted.ts";
import { doctorDocument, renderDoctor } from "../../render/doctor.ts";
import { branchChecks, branchOf } from "./doctor/branch.ts";
import { fine, finding, warning, type DoctorCheck, type DoctorEdges,
  type DoctorContext } from "./doctor/check.ts";
import { deployKeyChecks } from "./doctor/deploy-key.ts";
import { factsKeyChecks } from "./doctor/facts-key.ts";
import { knownHostChecks } from "./doctor/known-hosts.ts";
import { machineChecks } from "./doctor/machine.ts";
import { isSshSource, programChecks } from "./doctor/programs.ts";
import { keyChecks } from "./doctor/signers.ts";
import { SHOW, unitChecks } from "./doctor/units.ts";
import { earlierFiles } from "../shared/earlier-files.ts";
import { formatUnconfigured, isConfigured } from "../shared/configured.ts";
import { flag, type BaseCommand, type BaseContext } from "../shared/context.ts";

const FOUND_SOMETHING = 2;
const SYSTEMD_MS = 10_000;

interface SettingsCheck {
  readonly settings: AgentSettings | null;
  readonly checks: readonly DoctorCheck[];
}

const settingsOf = async (context: BaseContext, edges: DoctorEdges): Promise<SettingsCheck> => {
  const { host } = context;
  const wrong = (found: string, todo: string): SettingsCheck =>
    ({ settings: null, checks: [finding("agent.yaml", found, todo)] });
  try {
    const text = host.read(AGENT_SETTINGS);
    if (text === null || !namesSource(text)) {
      return wrong(formatUnconfigured(context), "have it written, step by step: "
        + "sudo vexor enrol URL; or by hand: man vexor-agent.yaml (docs/agent.md)");
    }
    if (!edges.isRootsAlone(AGENT_SETTINGS)) {
      return wrong(`others than root may write ${AGENT_SETTINGS}`,
        `chown root ${AGENT_SETTINGS} && chmod go-w ${AGENT_SETTINGS}`);
    }
    const settings = await context.loadAgentSettings();
    return { settings,
      checks: [fine("agent.yaml", `${AGENT_SETTINGS} is valid, and root's alone`)] };
  } catch (error) {
    const { message, hint, place } = asVexorError(error);
    return wrong(`${place ? `${place.file}:${place.line}:${place.column}: ` : ""}${message}`, hint);
  }
};

const acceptedOn = ({ host }: BaseContext): AcceptedCommit | DoctorCheck | null => {
  try {
    return readAccepted(host);
  } catch (error) {
    const { message, hint } = asVexorError(error);
    return finding("accepted", message, hint);
  }
};

const sourceChecks = async (
  context: BaseContext, scene: DoctorContext,
): Promise<readonly DoctorCheck[]> => {
  const { settings, edges, isRoot } = scene;
  if (settings === null) return [];
  const accepted = acceptedOn(context);
  if (accepted !== null && "outcome" in accepted) return [accepted];
  const { source } = settings;
  const scratch = edges.scratch();
  try {
    const opened = await context.openSource(source, scratch.path);
    const branch = branchOf(source, context.hostName, accepted, opened, context.host.now());
    return await branchChecks(branch, isRoot || !isSshSource(source));
  } finally {
    scratch.remove();
  }
};

const running = async (
  context: BaseContext, scene: DoctorContext,
): Promise<readonly DoctorCheck[]> => {
  const { host } = context;
  if (host.isTree) return [];
  const said = async (argv: readonly string[]): Promise<string> =>
    (await host.run(argv, SYSTEMD_MS)).stdout;
  return [...machineChecks(scene, await said(["systemctl", "--version"])),
    ...unitChecks(await said(SHOW), isConfigured(context))];
};

/** A purge took the record of what they replaced, and left them in force. */
const earlierChecks = ({ host }: BaseContext): readonly DoctorCheck[] => {
  try {
    const earlier = earlierFiles(host, readLedger(host));
    return earlier === null ? [] : [warning("boot files",
      `${earlier.paths.join(", ")}: written by an earlier installation, whose record is not in use`,
      earlier.todo)];
  } catch {
    return []; // every verb that needs the ledger says that it cannot be read
  }
};

const checksOf = async (context: BaseContext): Promise<readonly DoctorCheck[]> => {
  const { host, isRoot } = context;
  const edges = await context.doctorEdges();
  const { settings, checks } = await settingsOf(context, edges);
  const scene: DoctorContext = { host, edges, isRoot, settings };
  const local = [...checks, ...await programChecks(scene), ...deployKeyChecks(scene),
    ...factsKeyChecks(scene),
    ...knownHostChecks(scene), ...keyChecks(scene, host.now().getTime())];
  return [...local, ...earlierChecks(context),
    ...host.isTree ? [] : await sourceChecks(context, scene),
    ...await running(context, scene)];
};

export const run: BaseCommand = async (context, call) => {
  const checks = await checksOf(context);
  const { terminal } = context;
  terminal.print(flag(call, "json")
    ? `${JSON.stringify(doctorDocument(context.hostName, checks), null, 2)}\n`
    : renderDoctor(checks, terminal.style));
  return checks.some(({ outcome }) => outcome === "finding") ? FOUND_SOMETHING : 0;
};
