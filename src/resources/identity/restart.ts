/**
 * Clients that only take the identity they find when they start (the Zig client Vexor): the link to
 * their key is turned, and the service restarted. That costs minutes of votes, and a client that
 * boots as the staked identity takes it up again by itself after a crash: the host file must allow
 * it.
 */
import { readClientHealth } from "../../detectors/clients/client-health.ts";
import { identityOf } from "../../detectors/clients/live-identity.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import { shellPath, shellWord } from "../../formats/shell-word.ts";
import type { IdentityChangeParams } from "./change-params.ts";
import { runningClientOf, type RunningUnit } from "./running-client.ts";
import { failed } from "./vote-monitor.ts";
import { findWithin, until } from "../shared/poll.ts";

const QUICK_MS = 10_000;
const STOP_MS = 120_000;
const WELL_MS = 1_800_000;

/** Live changes leave the link alone: it is a setting of its own. */
export const bootsAs = (
  host: HostReader, { method, linkPath }: IdentityChangeParams, value: string,
): boolean =>
  method !== "restart" || host.port("keys").keypair(linkPath).pubkey === value;

const absolute = (link: string, text: string): string =>
  (text.startsWith("/") ? text : `${link.slice(0, link.lastIndexOf("/"))}/${text}`);

/** The text that was there before comes first: going back means going back to that very text. */
export const repointLink = (
  host: Host, { linkPath, previousLinkText, keys }: IdentityChangeParams, value: string,
): void => {
  const text = [previousLinkText, ...keys].find((one) => one !== ""
    && host.port("keys").keypair(absolute(linkPath, one)).pubkey === value);
  if (text === undefined) throw failed(`none of ${keys.join(", ")} is a sound keypair of ${value}`);
  if (host.link(linkPath) !== text) host.putLink(linkPath, text);
};

/** The same by hand. */
export const restartShell = (text: string, boot: string, unit: string): string =>
  `ln -sfn ${shellPath(text)} ${shellPath(boot)} && systemctl restart ${shellWord(unit)}`;

/** To the very text from before, where that leads to who the client was. */
export const restoreLink = (
  host: Host, { linkPath, previousLinkText }: IdentityChangeParams, identity: string,
): void => {
  if (linkPath === "" || previousLinkText === ""
    || host.link(linkPath) === previousLinkText) return;
  if (host.port("keys").keypair(absolute(linkPath,
    previousLinkText)).pubkey === identity) host.putLink(linkPath, previousLinkText);
};

const systemctl = async (host: Host, ...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await host.run(["systemctl", ...args], QUICK_MS);
  if (code === 0) return stdout;
  throw failed(`systemctl ${args.join(" ")} failed: ${stderr.trim()}`);
};

const isOther = (host: HostReader, unit: string, old: readonly number[]): boolean =>
  !unitProcesses(host, unit).some((pid) => old.includes(pid));

/**
 * False while systemd has yet to restart it: what runs until then may be of a start of its own. A
 * start that fails is not waited for; the counter begins anew with each start by hand.
 */
const isRestarted = async (host: Host, unit: string): Promise<boolean> => {
  const state = await systemctl(host, "show", "-p", "ActiveState,NRestarts,Job", unit);
  if (/^Job=[1-9]/m.test(state)) return false;
  if (!/^ActiveState=failed$|^NRestarts=[1-9]/m.test(state)) return true;
  throw failed(`${unit} does not stay up: ${state.trim().replaceAll("\n", ", ")}`);
};

/** The client once it is healthy; why it is not yet, before. */
const findHealthyClient = (host: HostReader, unit: string): string | RunningUnit => {
  const client = runningClientOf(host, unit);
  if (!client) return `${unit} is starting`;
  const { isHealthy, says } = readClientHealth(host, client, undefined);
  if (!isHealthy) return says;
  return identityOf(host, client) === null ? `${unit} does not say who it is` : client;
};

/** Turns the link, restarts, and waits until the client is healthy. */
export const restartAndWait = async (
  host: Host, change: IdentityChangeParams, value: string, report: ReportProgress,
): Promise<RunningUnit> => {
  const { unit } = change;
  const old = unitProcesses(host, unit);
  repointLink(host, change, value);
  await host.run(["systemctl", "reset-failed", unit], QUICK_MS); // it may be there for its failures
  await systemctl(host, "restart", "--no-block", unit);
  report(`restarting ${unit}`);
  if (!await until(host, STOP_MS, () => isOther(host, unit, old))) {
    throw failed(`${unit} has not stopped within ${STOP_MS / 1000} s`);
  }
  let why = "";
  const client = await findWithin(host, WELL_MS, async () => {
    const now = await isRestarted(host, unit) ? findHealthyClient(host, unit)
      : `${unit} is being restarted`;
    if (typeof now !== "string") return now;
    why = now;
    report(`waiting for ${unit}: ${why}`);
    return null;
  });
  if (client !== null) return client;
  throw failed(`${unit} was not healthy within 30 min: ${why}`);
};
