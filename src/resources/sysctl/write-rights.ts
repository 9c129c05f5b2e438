/** What the kernel asks of a process that writes a sysctl, beside root's own name. */
import type { WriteRights } from "../../engine/resource.ts";

export const SYSCTL_WRITE_RIGHTS: readonly WriteRights[] = [
  { paths: /^\/proc\/sys\/net\//, capabilities: ["CAP_NET_ADMIN"] },
  { paths: /^\/proc\/sys\/(kernel\/|net\/core\/(bpf|high_order)_)/,
    capabilities: ["CAP_SYS_ADMIN"] },
  { paths: /^\/proc\/sys\/kernel\/(host|domain)name$/, capabilities: [],
    unitProperties: ["ProtectHostname=no"] },
  { paths: /^\/proc\/sys\/kernel\/usermodehelper\//, capabilities: ["CAP_SYS_MODULE"],
    unitProperties: ["ProtectKernelModules=no"] },
  { paths: /^\/proc\/sys\/user\//, capabilities: ["CAP_SYS_RESOURCE"] },
  // PrivateDevices would take CAP_SYS_RAWIO; DevicePolicy is enough.
  { paths: /^\/proc\/sys\/vm\/mmap_min_addr$/, capabilities: ["CAP_SYS_RAWIO"],
    unitProperties: ["PrivateDevices=no"] },
];
