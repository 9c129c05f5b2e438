/**
 * Whether the machine is metal, a virtual machine or a container, and whose cloud it is in: by the
 * marks that the kernel, the firmware and systemd leave, which everyone may read.
 */
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";

const DMI = "/sys/class/dmi/id";

export type Virtualization = "metal" | "vm" | "container";

const CONTAINER_MARKS = ["/run/systemd/container", "/.dockerenv", "/run/.containerenv"];

export const readVirtualization = (host: HostReader): Virtualization => {
  if (CONTAINER_MARKS.some((path) => host.stat(path) !== null)) return "container";
  const flags = /^flags\s*:(.*)$/m.exec(readIfAllowed(host, "/proc/cpuinfo") ?? "")?.[1] ?? "";
  return / hypervisor\b/.test(flags) || host.list("/sys/hypervisor").length > 0 ? "vm" : "metal";
};

type CloudMark = readonly [cloud: string, file: string, text: RegExp];

/** As cloud-init's ds-identify knows them. */
const MARKS: readonly CloudMark[] = [
  ["aws", "sys_vendor", /^Amazon EC2/], ["gcp", "product_name", /^Google Compute Engine/],
  ["azure", "chassis_asset_tag", /^7783-7084-3265-9085-8269-3286-77$/],
  ["oracle", "chassis_asset_tag", /^OracleCloud\.com$/],
  ["alibaba", "product_name", /^Alibaba Cloud ECS/],
  ["huawei", "chassis_asset_tag", /^HUAWEICLOUD/],
  ["digitalocean", "sys_vendor", /^DigitalOcean/], ["hetzner", "sys_vendor", /^Hetzner/],
  ["vultr", "sys_vendor", /^Vultr/], ["upcloud", "sys_vendor", /^UpCloud/],
  ["scaleway", "sys_vendor", /^Scaleway/], ["akamai", "sys_vendor", /^(Akamai|Linode)/],
  ["openstack", "product_name", /^OpenStack /], ["exoscale", "product_name", /^Exoscale/],
];

const dmiField = (host: HostReader, name: string): string | null =>
  readIfAllowed(host, `${DMI}/${name}`)?.trim() ?? null;

/** `none` without such a mark; null where the firmware says nothing. */
export const readCloud = (host: HostReader): string | null => {
  if (host.list(DMI).length === 0) return null;
  return MARKS.find(([, file, text]) => text.test(dmiField(host, file) ?? ""))?.[0] ?? "none";
};
