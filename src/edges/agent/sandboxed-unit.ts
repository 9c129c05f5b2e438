/**
 * A verb of this program in a transient unit that is made for what it has to write, and can write
 * nothing else. Its sandbox is vexor-operate@.service's own, read from that file, with more holes.
 * It keeps a mistake of ours small; to an attacker who runs code as root it is not a boundary, for
 * root may ask systemd for anything.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { SandboxedCommand } from "../../commands/shared/context.ts";
import { RUNTIME, STATE } from "../../engine/run/store.ts";
import { SELF } from "../linux/self-command.ts";
import operateUnit from "../../../packaging/systemd/vexor-operate@.service" with { type: "text" };
import { PLAIN_ENV } from "../linux/environment.ts";

/** Only ever loaded once: that keeps two of them from running at the same time. */
const UNIT = "vexor-apply";

/** What planning takes, and the writing of most files. */
const RIGHTS = ["CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE", "CAP_SETUID", "CAP_SETGID",
  "CAP_SETPCAP"];

const LIMITS = ["KillMode=mixed", "TimeoutStopSec=90s", "RuntimeMaxSec=4h"];

const shared = (): readonly string[] => operateUnit.slice(operateUnit.indexOf("# From here on"))
  .split("\n").filter((line) => /^\w+=/.test(line));

const LIMIT =
  /^(Nice|CPUWeight|IOWeight|MemoryMax|TasksMax|OOM\w+|Limit\w+|UMask|UnsetEnvironment)=/;

const isLimit = (line: string): boolean => LIMIT.test(line);

const quoted = (path: string): string =>
  `"-${path.replace(/["\\]/g, (char) => `\\${char}`)}"`;

/**
 * A foreign program is not ours to confine: Vexor does not know what it needs. What it hands over
 * may be hundreds of megabytes.
 */
export const propertiesFor = (
  { writablePaths, writeRights }: Pick<SandboxedCommand, "writablePaths" | "writeRights">,
): readonly string[] => {
  if (writablePaths.includes("/")) {
    return [...shared().filter((line) => isLimit(line) && !line.startsWith("MemoryMax=")),
      ...LIMITS];
  }
  const needed = writeRights.filter(({ paths }) => writablePaths.some((path) => paths.test(path)));
  const capabilities = new Set([...RIGHTS, ...needed.flatMap((one) => one.capabilities)]);
  const isFile = (path: string): boolean =>
    !needed.some(({ paths, isNoFile }) => isNoFile === true && paths.test(path));
  const files = [STATE, RUNTIME, ...writablePaths.filter(isFile)].map(quoted);
  return [...shared(), ...LIMITS,
    ...new Set(needed.flatMap(({ unitProperties = [] }) => unitProperties)),
    `CapabilityBoundingSet=${[...capabilities].join(" ")}`, `ReadWritePaths=${files.join(" ")}`];
};

const BUS = "/run/dbus/system_bus_socket";

/** systemd-run needs the bus to wait for a unit's end, and to hand over what it prints. */
const WAITING = ["--pipe", "--wait", "--service-type=exec"];
/**
 * Early in a boot there is no bus yet. systemd itself waits for a oneshot, which must not wait for
 * the rest of the boot; what it prints is in the journal.
 */
const EARLY = ["--service-type=oneshot", "--property=DefaultDependencies=no",
  "--property=TimeoutStartSec=75s"];
const WHOLE_BOOT = /^(PrivateTmp|RuntimeMaxSec)=/;

const commandFor = (
  command: SandboxedCommand, isEarly: boolean,
): readonly string[] => [
  "--quiet", "--collect", `--unit=${UNIT}`, `--description=${command.about}`,
  ...propertiesFor(command).filter((one) => !isEarly || !WHOLE_BOOT.test(one))
    .map((one) => `--property=${one}`),
  ...isEarly ? EARLY : WAITING, "--", ...SELF, ...command.verb];

export const runInSandbox = (command: SandboxedCommand): Promise<number> =>
  new Promise((resolve, reject) => {
    const { input } = command;
    const child = spawn("systemd-run", commandFor(command, !existsSync(BUS)),
      { env: PLAIN_ENV, cwd: "/", stdio: ["pipe", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
    child.stdin.on("error", () => undefined); // its end says more than the pipe's
    child.stdin.end(input);
  });
