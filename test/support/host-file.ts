/** Host files as data, of the machine that `makeTree` makes. */
import type { HostFile } from "../../src/engine/model/model.ts";

export const hostFile = (sections: Partial<Omit<HostFile, "apiVersion" | "host">> = {}): HostFile =>
  ({ apiVersion: "vexor/v1", host: "test-host", ...sections });
