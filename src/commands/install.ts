/** Puts the executable and its two boot units in place; what a package does, for a bare host. */
import { VexorError } from "../engine/errors.ts";
import type { Command, Context } from "./context.ts";
import { flag } from "./context.ts";
import { consent, whileLocked } from "./writing.ts";
import defaultsUnit from "../../packaging/systemd/vexor-defaults.service" with { type: "text" };
import recoverUnit from "../../packaging/systemd/vexor-recover.service" with { type: "text" };

const BINARY = "/usr/local/bin/vexor";
const UNITS: Readonly<Record<string, string>> = {
  "vexor-defaults.service": defaultsUnit,
  "vexor-recover.service": recoverUnit,
};
const SYSTEMD_MS = 30_000;

const systemctl = async (context: Context, ...args: readonly string[]): Promise<void> => {
  const { code, stderr } = await context.host.run(["systemctl", ...args], SYSTEMD_MS);
  if (code === 0) return;
  throw new VexorError("COMMAND_FAILED", `systemctl ${args.join(" ")} failed: ${stderr.trim()}`);
};

export const run: Command = async (context, call) => whileLocked(context, call, async () => {
  const [program, script] = context.self;
  if (context.host.isTree) {
    throw new VexorError("USAGE", "install works on the running machine, not below --root");
  }
  if (!program || script) {
    throw new VexorError("USAGE", "only the built executable can be installed",
      { hint: "npm run build, then: sudo dist/vexor install" });
  }
  const names = Object.keys(UNITS);
  if (!await consent(context, call, `Install ${BINARY} and ${names.join(", ")}?`)) return 0;
  await context.installProgram(program, BINARY);
  for (const [name, text] of Object.entries(UNITS)) {
    context.host.replace(`/etc/systemd/system/${name}`, text.replaceAll("/usr/bin/vexor", BINARY));
  }
  await systemctl(context, "daemon-reload");
  await systemctl(context, "enable", ...names);
  context.terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.installed/1", program: BINARY, units: names })}\n`
    : `Installed ${BINARY}; ${names.join(" and ")} start at the next boot.\n`);
  return 0;
});
