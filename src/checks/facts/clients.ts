/** Facts of the validators themselves, as their command lines have them. */
import { agaveOptions } from "../../detectors/clients/agave-options.ts";
import { known, unknown, type FactBook, type FactSources } from "../fact.ts";
import { asValue, programsHere, type ProgramHere } from "./programs.ts";

const isAgave = ({ id }: ProgramHere): boolean => id === "agave" || id === "jito";

const agavesIn = (book: FactBook) => programsHere(book).filter(isAgave).map((one) => ({
  id: one.id, name: one.name, version: one.version ?? "", unit: one.unit ?? "",
  ...agaveOptions(one.argv ?? [], one.version) }));

export const CLIENT_FACTS: FactSources = {
  "agave.here": {
    says: "of each Agave and Jito: list of {id, name, version, unit, flags, pohCore, "
      + "isPohCoreGiven, ports, cluster, log, binds}; ports is the size of its range, or 0",
    read: (_, book) => known(asValue(agavesIn(book).map(
      ({ xdp: _mode, xdpInterface: _name, xdpCores: _cores, ...one }) => one))),
  },
  "agave.xdp": {
    says: "of each Agave and Jito that sends by XDP: list of {id, name, version, unit, mode, "
      + "interface, cores, pohCore, flags, binds}; mode is `copy` or `zero-copy`",
    read: (_, book) => {
      const all = agavesIn(book);
      const open = all.find(({ xdp }) => xdp === "unknown");
      if (open) return unknown(`the version of ${open.name}, or what its file says of XDP`);
      return known(asValue(all.filter(({ xdp }) => xdp !== "off").map((one) => ({
        id: one.id, name: one.name, version: one.version, unit: one.unit, mode: one.xdp,
        interface: one.xdpInterface, cores: one.xdpCores, pohCore: one.pohCore, flags: one.flags,
        binds: one.binds }))));
    },
  },
};
