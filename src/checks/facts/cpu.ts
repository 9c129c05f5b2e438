/** Facts of the processors. */
import { readBoost, readFrequencyPolicies } from "../../detectors/hardware/cpu-frequency.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { known, unknown, type FactSources, type FactValue } from "../fact.ts";

const CLOCK = "/sys/devices/system/clocksource/clocksource0";

export const CPU_FACTS: FactSources = {
  "cpu.policies": {
    says: "list of {name, path, cpus, governor, driver, available, epp, max, hardwareMax}; kHz",
    read: (host) => known(readFrequencyPolicies(host) as unknown as FactValue,
      "/sys/devices/system/cpu/cpufreq"),
  },
  "cpu.boost": {
    says: "{path, on}, or null where there is no switch",
    read: (host) => {
      const boost = readBoost(host);
      return known(boost === null ? null : { ...boost }, boost?.path ?? "/sys/devices/system/cpu");
    },
  },
  "cpu.clocksource": {
    says: "{current, available}",
    read: (host) => {
      const current = readIfAllowed(host, `${CLOCK}/current_clocksource`);
      const available = readIfAllowed(host, `${CLOCK}/available_clocksource`) ?? "";
      return current === null ? unknown("a clocksource in /sys") : known({ current: current.trim(),
        available: available.trim().split(/\s+/) }, `${CLOCK}/current_clocksource`);
    },
  },
};
