/** Facts that many checks ask for: the distribution, the kernel, the clients, where it runs. */
import { readClients } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { readCloud, readVirtualization } from "../../detectors/hardware/virtualization.ts";
import { distributionsOf, readOsRelease } from "../../detectors/kernel/os-release.ts";
import { leniently, type LenientReader } from "../../engine/plan/unread.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { known, unknown, type FactSources, type FactValue, type KnownFact } from "../fact.ts";

const UNIT_FILES = /\/systemd\//;

/** What stands in units that could not be read may be a client as well. */
const unreadUnits = (reader: LenientReader): Pick<KnownFact, "partial"> => {
  const [missed] = reader.missed().filter(({ path }) => UNIT_FILES.test(path));
  return missed === undefined ? {} : { partial: `${missed.needs}, for ${missed.path}` };
};

export const HOST_FACTS: FactSources = {
  "os.distributions": {
    says: "list of ids, its own first: `[\"ubuntu\", \"debian\"]`",
    read: (host) => {
      const release = readOsRelease(host);
      return release === null ? unknown("an os-release file")
        : known(distributionsOf(release), "/etc/os-release");
    },
  },
  "os.version": {
    says: "VERSION_ID of os-release, or \"\"",
    read: (host) => known(readOsRelease(host)?.get("VERSION_ID") ?? "", "/etc/os-release"),
  },
  "kernel.release": {
    says: "the running kernel, `6.8.0-48-generic`",
    read: (host) => known((host.read("/proc/sys/kernel/osrelease") ?? "").trim(),
      "/proc/sys/kernel/osrelease"),
  },
  clients: {
    says: "clients that run or would start: {id, name, family, role, state, version, unit, pid, "
      + "pids, uid, argv, exe, ports, places}",
    read: (host) => {
      const reader = leniently(host);
      const found = readClients(reader, allClients());
      return { ...unreadUnits(reader), value: found.filter(({ isStranger, state }) =>
        isStranger !== true && state !== "installed").map((one) => ({
        id: one.client, name: one.name, family: one.family, role: one.role, state: one.state,
        version: one.version, unit: one.unit, pid: one.pids[0] ?? null, uid: one.uid,
        pids: one.pids, argv: one.argv, exe: one.exe, ports: one.ports,
        places: { ...one.places } } satisfies FactValue)),
      evidence: [{ kind: "process", says: "the processes and units of this machine" }] };
    },
  },
  "environment.virtualization": {
    says: "`metal`, `vm` or `container`",
    read: (host) => {
      const found = readVirtualization(host);
      return found === "metal" && readIfAllowed(host, "/proc/cpuinfo") === null
        ? unknown("/proc/cpuinfo") : known(found, "/proc/cpuinfo");
    },
  },
  "environment.cloud": {
    says: "the cloud by its short name, or `none`",
    read: (host) => {
      const cloud = readCloud(host);
      return cloud === null ? unknown("the firmware's tables, which this machine has not")
        : known(cloud, "/sys/class/dmi/id/sys_vendor");
    },
  },
};
