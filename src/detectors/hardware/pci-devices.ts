/** Devices on PCI by class: what they are, whatever drives them. */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { textIn } from "../small-files.ts";

const PCI = "/sys/bus/pci/devices";
const NVIDIA = "0x10de";

/** A 3D controller or an accelerator; a plain display of another maker is a server's console. */
const isGpu = (kind: string, vendor: string): boolean =>
  kind.startsWith("0x0302") || kind.startsWith("0x1200")
  || (kind.startsWith("0x0300") && vendor === NVIDIA);

export interface Gpu {
  readonly path: string;
  readonly vendor: string;
}

export const readGpus = (host: HostReader): readonly Gpu[] =>
  listIfAllowed(host, PCI).flatMap((name) => {
    const path = `${PCI}/${name}`;
    const vendor = textIn(host, `${path}/vendor`) ?? "";
    return isGpu(textIn(host, `${path}/class`) ?? "", vendor) ? [{ path, vendor }] : [];
  });
