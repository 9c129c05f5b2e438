/** Facts of the clock, as far as files have them. */
import { textIn } from "../../detectors/small-files.ts";
import { isKnown, known, type FactSources } from "../fact.ts";

/** What a unit's service is, by its name; aliases of one daemon are one. */
const DAEMONS: Readonly<Record<string, string>> = {
  "systemd-timesyncd.service": "systemd-timesyncd", "chrony.service": "chrony",
  "chronyd.service": "chrony", "ntp.service": "ntpd", "ntpd.service": "ntpd",
  "ntpsec.service": "ntpsec", "openntpd.service": "openntpd", "ptp4l.service": "ptp4l",
  "phc2sys.service": "phc2sys",
};

const SYNCHRONIZED = "/run/systemd/timesync/synchronized";
const HARDWARE_CLOCK = "/etc/adjtime";

export const TIME_FACTS: FactSources = {
  "time.daemons": {
    says: "daemons that set the clock and run: list of names, each once",
    read: (_, book) => {
      const services = book.fact("environment.services");
      if (!isKnown(services)) return services;
      const names = services.value as readonly string[];
      return known([...new Set(names.flatMap((name) => DAEMONS[name] ?? []))],
        "/sys/fs/cgroup/system.slice");
    },
  },
  "time.timesyncd": {
    says: "whether systemd-timesyncd has set the clock since the boot",
    read: (host) => known(host.stat(SYNCHRONIZED) !== null, SYNCHRONIZED),
  },
  "time.hardware": {
    says: "`UTC` or `LOCAL`: what the hardware clock has",
    read: (host) => known((textIn(host, HARDWARE_CLOCK) ?? "").split("\n")[2]?.trim() ?? "UTC",
      HARDWARE_CLOCK),
  },
};
