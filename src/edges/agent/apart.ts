/**
 * A verb of this program in a transient unit that is made for what it has to write, and can write
 * nothing else. Its sandbox is vexor-operate@.service's own, read from that file, with more holes.
 * It keeps a mistake of ours small; to somebody who runs code as root it is no boundary, for root
 * may ask systemd for anything.
 */
import { spawn } from "node:child_process";
import type { Apart } from "../../commands/context.ts";
import { RUNTIME, STATE } from "../../engine/store.ts";
import { SELF } from "../self.ts";
import operateUnit from "../../../packaging/systemd/vexor-operate@.service" with { type: "text" };

/** Only ever loaded once: that keeps two of them from running at the same time. */
const UNIT = "vexor-apply";
const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** Writing takes more than looking: net.* and user.* have owners of their own, threads too. */
const RIGHTS = ["CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE", "CAP_SYS_ADMIN", "CAP_SETUID",
  "CAP_SETGID", "CAP_SETPCAP", "CAP_NET_ADMIN", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
  "CAP_SYS_RAWIO"];
const LIMITS = ["KillMode=mixed", "TimeoutStopSec=90s", "RuntimeMaxSec=4h"];

const shared = (): readonly string[] => operateUnit.slice(operateUnit.indexOf("# From here on"))
  .split("\n").filter((line) => /^\w+=/.test(line));

const LIMIT =
  /^(Nice|CPUWeight|IOWeight|MemoryMax|TasksMax|OOM\w+|Limit\w+|UMask|UnsetEnvironment)=/;

const isLimit = (line: string): boolean => LIMIT.test(line);

const quoted = (path: string): string =>
  `"-${path.replace(/["\\]/g, (char) => `\\${char}`)}"`;

/** A program of somebody else's is not ours to confine: what it needs, nobody here knows. */
const propertiesFor = (reach: readonly string[]): readonly string[] => {
  if (reach.includes("/")) return [...shared().filter(isLimit), ...LIMITS];
  const paths = [STATE, RUNTIME, ...reach].map(quoted);
  // PrivateDevices would take CAP_SYS_RAWIO, which vm.mmap_min_addr wants; DevicePolicy is enough.
  return [...shared(), ...LIMITS, "PrivateDevices=no", "SystemCallFilter=@resources",
    `CapabilityBoundingSet=${RIGHTS.join(" ")}`, `ReadWritePaths=${paths.join(" ")}`];
};

export const runApart = ({ verb, input, reach, about }: Apart): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn("systemd-run", [
      "--quiet", "--pipe", "--wait", "--collect", "--service-type=exec", `--unit=${UNIT}`,
      `--description=${about}`, ...propertiesFor(reach).map((one) => `--property=${one}`),
      "--", ...SELF, ...verb,
    ], { env: ENV, cwd: "/", stdio: ["pipe", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
    child.stdin.on("error", () => undefined); // its end says more than the pipe's
    child.stdin.end(input);
  });
