/** Of this machine's kernel, what the meaning of a text that is written to a sysctl may hang on. */
import type { HostReader } from "../../ports/host.ts";
import type { BootSysctls } from "./sysctl-boot-sources.ts";
import { lazy } from "../lazy.ts";
import { procPath } from "./sysctl-keys.ts";
import type { RunningKernel } from "./sysctl-taken.ts";

const RELEASE = "kernel/osrelease";
const STRICT = "kernel/sysctl_writes_strict";
const CONGESTION_CONTROLS = "net/ipv4/tcp_available_congestion_control";

export const runningKernel = (host: HostReader, boot: BootSysctls): RunningKernel => {
  const said = (path: string): string | null => host.read(procPath(path))?.trim() ?? null;
  const release = lazy(() => said(RELEASE));
  const isStrict = lazy(() => (said(STRICT) ?? "1") === "1" && boot.isSilent(STRICT));
  const controls = lazy(() => said(CONGESTION_CONTROLS)?.split(" ") ?? []);
  return {
    get release() { return release(); },
    isStrict,
    congestionControls: controls,
  };
};
