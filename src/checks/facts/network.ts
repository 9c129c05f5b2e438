/** Facts of the network. */
import { listIfAllowed } from "../../detectors/read-if-allowed.ts";
import { linkName } from "../../detectors/small-files.ts";
import { known, type FactSources } from "../fact.ts";

const NET = "/sys/class/net";

export const NETWORK_FACTS: FactSources = {
  "network.drivers": {
    says: "drivers of the cards that are here, each once",
    read: (host) => known([...new Set(listIfAllowed(host, NET).flatMap((name) =>
      linkName(host, `${NET}/${name}/device/driver`) ?? []))].sort(), NET),
  },
};
