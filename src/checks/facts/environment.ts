/** Facts of what the machine is, besides `environment.virtualization` and `environment.cloud`. */
import { readGpus } from "../../detectors/hardware/pci-devices.ts";
import { runningServices } from "../../detectors/systemd/running-services.ts";
import { known, knownIn, unknown, type FactSources } from "../fact.ts";
import { asValue } from "./programs.ts";

export const ENVIRONMENT_FACTS: FactSources = {
  "environment.gpus": {
    says: "list of {path, vendor}",
    read: (host) => knownIn(host, "/sys/bus/pci/devices", () => asValue(readGpus(host))),
  },
  "environment.services": {
    says: "units of services that run: list of names",
    read: (host) => {
      const names = runningServices(host);
      return names === null ? unknown("systemd, whose services this machine has not")
        : known(names, "/sys/fs/cgroup/system.slice");
    },
  },
};
