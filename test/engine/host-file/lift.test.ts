/** What hosts share goes into roles: merged again, each host declares exactly what it did before. */
import { describe, expect, test } from "vitest";
import { liftShared } from "../../../src/engine/host-file/lift.ts";
import { mergeLayers } from "../../../src/engine/host-file/merge.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { SECTIONS } from "../../../src/resources/index.ts";
import { randomFrom, SEED, type Random } from "../../support/random.ts";

type Lifted = ReturnType<typeof liftShared>;

const document = { value: null, placeOf: () => ({ file: "", line: 1, column: 1 }) };

/** As host files are merged: the roles in their order, the host's own file last. */
const merged = ({ roles, hosts }: Lifted, host: string): HostFile => {
  const own = hosts.find((one) => one.host === host);
  const layers = [...(own?.roles ?? []).map((name) => roles.find((role) => role.name === name)?.declaration),
    { ...own?.own, host }];
  return mergeLayers(host, layers.map((declaration) =>
    ({ file: "", declaration: { apiVersion: "vexor/v1", ...declaration } as HostFile, document })), SECTIONS);
};

const KEYS = ["vm.swappiness", "net.core.rmem_max", "net.ipv4.tcp_rmem", "kernel.panic", "vm.dirty_ratio", "fs.nr_open"];

const fleet = (random: Random): readonly HostFile[] => {
  const size = 1 + random.below(12);
  const groups = Array.from({ length: 3 }, () => Object.fromEntries(KEYS.filter(() => random.chance(0.6))
    .map((key) => [key, random.below(3)])));
  return Array.from({ length: size }, (_, at): HostFile => ({
    apiVersion: "vexor/v1", host: `${random.pick(["ams", "fra-a", "x"])}-${at}`,
    ...random.chance(0.8) ? { sysctl: { ...random.pick(groups),
      ...random.chance(0.4) ? { [random.pick(KEYS)]: random.pick([7, { atLeast: 8 }]) } : {} } } : {},
    ...random.chance(0.6) ? { cpuPinning: random.shuffled([{ unit: "a.service", cpus: "0-1" },
      { unit: "b.service", cpus: String(random.below(2)) }]) } : {},
  }));
};

const linesOf = (declaration: object): number =>
  Object.values(declaration).flatMap((part: object) => Object.keys(part)).length;

describe("lifting", () => {
  test("changes no host's declaration, whatever hosts share", () => {
    const random = randomFrom(SEED);
    for (let run = 0; run < 400; run++) {
      const hosts = fleet(random);
      const lifted = liftShared(hosts, SECTIONS);
      for (const declared of hosts) expect(merged(lifted, declared.host)).toEqual(declared);
      const names = lifted.roles.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const before = hosts.reduce((sum, { apiVersion: _, host: __, ...parts }) => sum + linesOf(parts), 0);
      const after = [...lifted.roles.map((one) => one.declaration), ...lifted.hosts.map((one) => one.own)]
        .reduce((sum, parts) => sum + linesOf(parts), 0);
      expect(after).toBeLessThanOrEqual(before);
    }
  });

  test("every host has the base role, and a group that shares much has its own", () => {
    const common = { "vm.swappiness": 1 };
    const ams = { ...common, "kernel.panic": 1, "vm.dirty_ratio": 2 };
    const host = (name: string, sysctl: object): HostFile => ({ apiVersion: "vexor/v1", host: name, sysctl }) as HostFile;
    expect(liftShared([host("ams-1", ams), host("ams-2", ams), host("ams-3", { ...ams, "fs.nr_open": 9 }),
      host("fra-1", common)], SECTIONS)).toEqual({
      roles: [{ name: "base", hosts: ["ams-1", "ams-2", "ams-3", "fra-1"], declaration: { sysctl: common } },
        { name: "ams", hosts: ["ams-1", "ams-2", "ams-3"],
          declaration: { sysctl: { "kernel.panic": 1, "vm.dirty_ratio": 2 } } }],
      hosts: [{ host: "ams-1", roles: ["base", "ams"], own: {} }, { host: "ams-2", roles: ["base", "ams"], own: {} },
        { host: "ams-3", roles: ["base", "ams"], own: { sysctl: { "fs.nr_open": 9 } } },
        { host: "fra-1", roles: ["base"], own: {} }],
    });
  });

  test("one host alone keeps its own values: its base role is empty", () => {
    const alone: HostFile = { apiVersion: "vexor/v1", host: "a", sysctl: { "vm.swappiness": 1 } };
    expect(liftShared([alone], SECTIONS)).toEqual({ roles: [{ name: "base", hosts: ["a"], declaration: {} }],
      hosts: [{ host: "a", roles: ["base"], own: { sysctl: { "vm.swappiness": 1 } } }] });
  });
});
