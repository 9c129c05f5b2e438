/** Power savers, and those that prepare for a crash. */
import type { ToolSetting } from "../setting.ts";
import {
  each, isOff, maybe, variable, type Configuration, type Daemon, type ConfigurationOrigin,
} from "./configuration.ts";

const onPower = (
  configuration: Configuration, name: string,
): { readonly value: string | null; readonly origin: ConfigurationOrigin } | null => {
  const [mains, battery] = ["AC", "BAT"].map((on) => variable(configuration, `${name}_ON_${on}`));
  const { host } = configuration.machine;
  const hasBattery = host.list("/sys/class/power_supply").some((one) => one.startsWith("BAT"));
  if (!mains) return battery ?? null;
  return hasBattery && battery?.value !== mains.value ? { ...mains, value: null } : mains;
};

function tlpWrites(configuration: Configuration): readonly ToolSetting[] {
  if (isOff(configuration, "TLP_ENABLE")) return [];
  const lost = onPower(configuration, "MAX_LOST_WORK_SECS");
  const idle = onPower(configuration, "DISK_IDLE_SECS");
  const watchdog = variable(configuration, "NMI_WATCHDOG");
  const age = lost?.value == null ? null : String(Number(lost.value) * 100);
  return [
    ...(lost && age !== "0" ? each(lost.origin, { "vm/dirty_writeback_centisecs": age,
      "vm/dirty_expire_centisecs": age, "fs/xfs/xfssyncd_centisecs": age }) : []),
    ...(idle && idle.value !== "" ? each(idle.origin, { "vm/laptop_mode": idle.value }) : []),
    ...(watchdog && watchdog.value !== ""
      ? each(watchdog.origin, { "kernel/nmi_watchdog": watchdog.value }) : []),
  ];
}

/** Which it writes depends on mains or battery, and on the file systems in /proc. */
const laptopModeWrites = (configuration: Configuration): readonly ToolSetting[] => [
  ...each(configuration.itself, maybe({ "vm/laptop_mode": "", "vm/dirty_ratio": "",
    "vm/dirty_background_ratio": "", "vm/dirty_writeback_centisecs": "",
    "vm/dirty_expire_centisecs": "" })),
  ...(isOff(configuration, "CONTROL_NMI_WATCHDOG") ? []
    : each(configuration.itself, { "kernel/nmi_watchdog": null })),
];

export const POWER_AND_CRASH: readonly Daemon[] = [
  { name: "TLP", units: ["tlp.service"], writes: tlpWrites,
    files: ["/usr/share/tlp/defaults.conf", "/etc/tlp.d", "/etc/tlp.conf"] },
  { name: "laptop-mode-tools", units: ["laptop-mode.service"], writes: laptopModeWrites,
    files: ["/etc/laptop-mode/laptop-mode.conf", "/etc/laptop-mode/conf.d/nmi-watchdog.conf"] },
  { name: "kdump-tools", units: ["kdump-tools.service"], files: ["/etc/default/kdump-tools"],
    writes: (one) => (isOff(one, "USE_KDUMP") ? []
      : each(one.itself, { "kernel/panic_on_oops": "1" })) },
  // Ubuntu's apport, data/apport and its init script: also kernel.core_pattern
  { name: "Apport", units: ["apport.service"], files: ["/etc/default/apport"],
    writes: (one) => (isOff(one, "enabled") ? []
      : each(one.itself, { "fs/suid_dumpable": "2", "kernel/core_pipe_limit": "10" })) },
];
