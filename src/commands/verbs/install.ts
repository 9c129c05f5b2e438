/** Puts the executable, its units and its manual in place, as the packages do, for a bare host. */
import { dirname } from "node:path";
import { hinderedByReload } from "../../detectors/systemd/reload.ts";
import { AGENT_SETTINGS } from "../../engine/settings/agent-files.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Command, Context } from "../shared/context.ts";
import { flag } from "../shared/context.ts";
import { consent, withHostLock } from "../shared/locked-run.ts";
import { refuseBesidePackage } from "../shared/packaged.ts";
import settings from "../../../packaging/deb/agent.yaml" with { type: "text" };
import sysusers from "../../../packaging/deb/sysusers.conf" with { type: "text" };
import tmpfiles from "../../../packaging/deb/tmpfiles.conf" with { type: "text" };
import agentUnit from "../../../packaging/systemd/vexor-agent.service" with { type: "text" };
import defaultsUnit from "../../../packaging/systemd/vexor-defaults.service" with { type: "text" };
import failoverUnit from "../../../packaging/systemd/vexor-failover.service" with {
  type: "text" };
import operateSocket from "../../../packaging/systemd/vexor-operate.socket" with { type: "text" };
import operateAgain from "../../../packaging/systemd/vexor-operate-again.service" with {
  type: "text" };
import operateUnit from "../../../packaging/systemd/vexor-operate@.service" with { type: "text" };
import recoverUnit from "../../../packaging/systemd/vexor-recover.service" with { type: "text" };
import recoverLate from "../../../packaging/systemd/vexor-recover-late.service" with {
  type: "text" };
import watchSocket from "../../../packaging/systemd/vexor-watch.socket" with { type: "text" };
import watchUnit from "../../../packaging/systemd/vexor-watch.service" with { type: "text" };

const BINARY = "/usr/local/bin/vexor";
const ENABLED: Readonly<Record<string, string>> = {
  "vexor-defaults.service": defaultsUnit,
  "vexor-recover.service": recoverUnit,
  "vexor-recover-late.service": recoverLate,
  "vexor-operate.socket": operateSocket,
  "vexor-watch.socket": watchSocket,
  "vexor-agent.service": agentUnit,
};
const UNITS = { ...ENABLED, "vexor-failover.service": failoverUnit,
  "vexor-operate@.service": operateUnit,
  "vexor-operate-again.service": operateAgain,
  "vexor-watch.service": watchUnit };
const MANUAL = "/usr/local/share/man";
const USER = "/etc/sysusers.d/vexor-agent.conf";
const DIRECTORIES = "/etc/tmpfiles.d/vexor-agent.conf";
/** A machine under load takes a minute to run its generators again. */
const SYSTEMD_MS = 180_000;

const must = async ({ host }: Context, ...argv: readonly string[]): Promise<void> => {
  const { code, stderr, timedOut } = await host.run(argv, SYSTEMD_MS);
  if (code === 0) return;
  const why = timedOut ? `no end after ${SYSTEMD_MS / 1000} s` : stderr.trim() || `exit ${code}`;
  throw new VexorError("COMMAND_FAILED", `${argv.join(" ")} failed: ${why}`);
};

/** Some machines have no directory of their own for manual pages yet. */
const makeDirs = (context: Context, path: string): void => {
  if (context.host.stat(path) !== null) return;
  makeDirs(context, dirname(path));
  context.host.makeDir(path);
};

const put = (context: Context, path: string, text: string): void => {
  makeDirs(context, dirname(path));
  context.host.replace(path, text);
};

const putFiles = async (context: Context): Promise<void> => {
  for (const [name, text] of Object.entries(UNITS)) {
    put(context, `/etc/systemd/system/${name}`, text.replaceAll("/usr/bin/vexor", BINARY));
  }
  put(context, USER, sysusers);
  put(context, DIRECTORIES, tmpfiles);
  const pages = Object.entries(await context.manual());
  for (const [path, text] of pages) put(context, `${MANUAL}/${path}`, text);
  if (context.host.stat(AGENT_SETTINGS) === null) put(context, AGENT_SETTINGS, settings);
};

/** systemd must read the units, and runs every generator again for it. */
const refuseReload = ({ host }: Context): void => {
  const blocker = hinderedByReload(host);
  if (blocker === null) return;
  throw new VexorError("RELOAD_MOVES", blocker.reason, { hint: blocker.waysOut.join("; or ") });
};

/** An agent that runs goes on as the new program; one without settings stays down. */
const tellSystemd = async (context: Context): Promise<void> => {
  await must(context, "systemd-sysusers", USER);
  await must(context, "systemd-tmpfiles", "--create", DIRECTORIES);
  await must(context, "systemctl", "daemon-reload");
  await must(context, "systemctl", "enable", ...Object.keys(ENABLED));
  await must(context, "systemctl", "start", "vexor-operate.socket", "vexor-watch.socket");
  await must(context, "systemctl", "try-restart", "vexor-watch.service", "vexor-agent.service");
};

export const run: Command = async (context, call) => withHostLock(context, call, async () => {
  const [program, script] = context.self;
  if (context.host.isTree) {
    throw new VexorError("USAGE", "install works on the running machine, not below --root",
      { hint: "On that machine itself: sudo vexor install" });
  }
  if (!program || script) {
    throw new VexorError("USAGE", "only the built executable can be installed",
      { hint: "npm run build, then: sudo dist/vexor install" });
  }
  refuseBesidePackage(context.host, BINARY);
  refuseReload(context);
  const names = Object.keys(ENABLED);
  if (!await consent(context, call, `Install ${BINARY} and ${names.join(", ")}?`)) return 0;
  await context.installProgram(program, BINARY);
  await putFiles(context);
  await tellSystemd(context);
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.installed/1", program: BINARY, units: names })}\n`
    : `Installed ${BINARY}. The boot units start at the next boot; the agent, once `
      + `${AGENT_SETTINGS} names a source: systemctl start vexor-agent\n`);
  return 0;
});
