/**
 * The keeper's service as a target, by the settings that it runs with: then validators are bound to
 * it. Or it is `stopped`, and none of them is.
 *
 * A validator that runs goes on through both. systemd stops a validator that is bound to a unit
 * that is not up as soon as it reads its files again, for whatever cause. So the keeper is up
 * before the first validator is bound to it, and none is bound any more when it stops. A write sees
 * to all of that by itself, files included: an undo has an order of its own, and one that was cut
 * short must not leave a validator that nothing ends.
 */
import { readParams } from "../../engine/model/target-params.ts";
import type { Change, Params } from "../../engine/model/model.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { ReportProgress, TargetDriver } from "../../engine/resource.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { quote } from "../../formats/quote.ts";
import { reloadUnits } from "../shared/reload.ts";
import { bindingFiles, KEEPER, keeperFiles, type RenderedFile } from "./boot.ts";
import { runs, settingsInUse, STOPPED, valueOf } from "./keeper-state.ts";

const LONGEST_SETTINGS = 20_000;
const SETTINGS_FORM = `[\\s\\S]{0,${LONGEST_SETTINGS}}`;
const PARAMS = { settings: { form: SETTINGS_FORM }, before: { form: SETTINGS_FORM } };
const NAME = "(vexor-failover\\.service)";

/** All that either of its values takes; empty for a keeper that did not run before. */
export interface KeeperParams {
  readonly settings: string;
  readonly before: string;
}

export const keeperTarget = (
  { settings, before }: KeeperParams,
): Required<Pick<Change, "target" | "params">> =>
  ({ target: `keeper:${KEEPER}`, params: { settings, before } });

/** Throws PLAN_INVALID. */
export const readKeeperParams = (name: string, params: Params = {}): KeeperParams => {
  const found = readParams(name, NAME, PARAMS, params);
  if (found !== null) return found.params;
  throw new VexorError("PLAN_INVALID", `${quote(name)} is not the keeper's service`);
};

const textsOf = ({ settings, before }: KeeperParams): readonly string[] =>
  [settings, before].filter((text) => text !== "");

const stateOf = (host: HostReader): string => {
  const inUse = settingsInUse(host);
  return inUse === null ? STOPPED : valueOf(host, inUse);
};

const START_MS = 60_000;
const STOP_MS = 120_000;
const QUICK_MS = 10_000;

const systemctl = async (
  host: Host, ms: number, ...args: readonly string[]
): Promise<string> => {
  const { code, stdout, stderr, timedOut } = await host.run(["systemctl", ...args], ms);
  if (code === 0) return stdout;
  throw new VexorError("FAILOVER_KEEPER", `systemctl ${args.join(" ")} failed: `
    + (timedOut ? `no end after ${ms / 1000} s` : stderr.trim().split("\n")[0] ?? `exit ${code}`));
};

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const put = (host: Host, files: readonly RenderedFile[]): void => {
  for (const { path, text } of files) {
    if (host.read(path) === text) continue;
    host.makeDir(directoryOf(path));
    host.replace(path, text);
  }
};

/** Only what is ours; the others are found again by the next plan. */
const takeAway = (host: Host, files: readonly RenderedFile[]): void => {
  for (const { path, text } of files) {
    host.clearTemp(path);
    if (host.read(path) !== text) continue;
    host.remove(path);
    if (directoryOf(path).endsWith(".d")) host.removeDir(directoryOf(path));
  }
};

/** An administrator's own dependency on the keeper would stop that unit with it. */
const assertUnbound = async (host: Host): Promise<void> => {
  const bound = (await systemctl(host, QUICK_MS, "show", "-P", "BoundBy", KEEPER)).trim();
  if (bound === "") return;
  throw new VexorError("FAILOVER_KEEPER", `${KEEPER} is not stopped: ${bound} is bound to it, and `
    + "would stop with it", { hint: `Take BindsTo=${KEEPER} out of the drop-ins of ${bound}.` });
};

const stop = async (
  host: Host, texts: readonly string[], report: ReportProgress,
): Promise<void> => {
  takeAway(host, texts.flatMap(bindingFiles));
  await reloadUnits(host);
  await assertUnbound(host);
  report(`stopping ${KEEPER}`);
  await systemctl(host, STOP_MS, "stop", KEEPER);
  takeAway(host, texts.flatMap(keeperFiles));
};

const start = async (
  host: Host, settings: string, report: ReportProgress,
): Promise<void> => {
  const inUse = settingsInUse(host);
  if (inUse !== null && inUse !== settings) await stop(host, [inUse], report);
  report(`starting ${KEEPER}`);
  if (!runs(host)) takeAway(host, bindingFiles(settings));
  put(host, keeperFiles(settings));
  await reloadUnits(host);
  await host.run(["systemctl", "reset-failed", KEEPER], QUICK_MS);
  await systemctl(host, START_MS, "start", KEEPER);
  put(host, bindingFiles(settings));
  await reloadUnits(host);
};

const pathsOf = (params: KeeperParams): readonly string[] => textsOf(params).flatMap((text) =>
  [...keeperFiles(text), ...bindingFiles(text)].map(({ path }) => path));

const carryOut = async (
  host: Host, value: string | null, params: KeeperParams, report: ReportProgress,
): Promise<void> => {
  const texts = textsOf(params);
  if (value === STOPPED) return stop(host, texts, report);
  const settings = texts.find((text) => valueOf(host, text) === value);
  if (settings !== undefined) return start(host, settings, report);
  throw new VexorError("PLAN_INVALID", `no settings of ${quote(value ?? "")} are in the plan`);
};

export const keeperDriver: TargetDriver = {
  scheme: "keeper",
  read: stateOf,
  write: async (host, name, value, report = () => undefined, params) => {
    const known = readKeeperParams(name, params);
    if (!host.isTree) await carryOut(host, value, known, report);
  },
  moves: (name, params) => {
    const paths = pathsOf(readKeeperParams(name, params));
    const targets = new Set(paths.flatMap((path) => [`file:${path}`, `dir:${directoryOf(path)}`]));
    return (target) => targets.has(target);
  },
  writablePaths: (_, name, params) => [...new Set(pathsOf(readKeeperParams(name, params))
    .map(directoryOf).flatMap((one) => (one.endsWith(".d") ? [one, directoryOf(one)] : [one])))],
  shell: (_, value) => `systemctl ${value === STOPPED ? "stop" : "start"} ${KEEPER}`,
};
