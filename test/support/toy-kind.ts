/**
 * The smallest kind of setting: levels of toys, in /sys/toy/NAME/level, and for boot in files of
 * /etc/toy.d. Everything that the engine must know of it is in here.
 */
import type { Change, Claim, Permission, Reading, Want } from "../../src/engine/model/model.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { HostReader } from "../../src/ports/host.ts";
import type { TargetDriver, Resource, Survey } from "../../src/engine/resource.ts";
import type { Section } from "../../src/engine/host-file/section.ts";

declare module "../../src/engine/model/model.ts" {
  interface HostFile {
    readonly toys?: readonly ToyWant[];
  }
}

export interface ToyWant extends Permission {
  readonly name: string;
  readonly level: number;
}

export const toySection: Section = {
  key: "toys",
  idOf: ({ name }: ToyWant) => name,
  problemIn: (toys: readonly ToyWant[]) => {
    const at = toys.findIndex(({ level }) => level < 0);
    return at < 0 ? null : { at: [at, "level"],
      error: new VexorError("HOST_FILE_INVALID", `${toys[at]?.name} cannot be below 0`) };
  },
};

const OURS = "/etc/toy.d/90-vexor-agent.conf";

const pathOf = (name: string): string => `/sys/toy/${name}/level`;

const levelOf = (host: HostReader, name: string): string | null =>
  host.read(pathOf(name))?.trim() ?? null;

export const toyDriver: TargetDriver = {
  scheme: "toy",
  read: levelOf,
  write: (host, name, value) => {
    if (value !== null && levelOf(host, name) !== value) host.put(pathOf(name), value);
  },
  writablePaths: (_, name) => [pathOf(name)],
  shell: (name, value) => `echo ${value} > ${pathOf(name)}`,
};

const nameOf = (address: string): string => address.slice("toy/".length);

const readingOf = (host: HostReader, address: string): Reading => ({
  address, live: levelOf(host, nameOf(address)), immutable: null, ephemeral: null, overriddenBy: null,
  default: { value: "0", evidence: { kind: "kernel", says: "a toy starts at 0" } },
  boot: host.list("/etc/toy.d").flatMap((file) => {
    const path = `/etc/toy.d/${file}`;
    return (host.read(path) ?? "").split("\n").flatMap((says, at) => {
      const [name, value] = says.split("=");
      return name !== nameOf(address) || value === undefined ? []
        : [{ owner: path === OURS ? "vexor" as const : "custom" as const, value,
          evidence: { kind: "file" as const, path, line: at + 1, says } }];
    });
  }),
  otherManagers: [], blocker: null, warnings: [],
});

const wantOf = ({ name, level, adopt, why }: ToyWant): Want => ({
  address: `toy/${name}`, rule: { value: String(level) }, attributes: {}, onDrift: "correct",
  adopt: adopt === undefined ? null : String(adopt.from), why: why ?? null,
});

const render = (claims: readonly Claim[]): string | null => (claims.length === 0 ? null
  : claims.map(({ address, value }) => `${nameOf(address)}=${value}\n`).join(""));

const change = (host: HostReader, address: string, to: string): Change =>
  ({ target: `toy:${nameOf(address)}`, kind: "toy", from: levelOf(host, nameOf(address)), to,
    for: [address] });

export const toy: Resource = {
  kind: "toy", section: toySection, settleMs: 0,
  drivers: [toyDriver],
  bootFiles: [/^\/etc\/toy\.d\/90-vexor-agent\.conf$/],
  ownedPaths: (address) => [pathOf(nameOf(address))],
  survey: (host, { declaration }): Survey => ({
    wants: (declaration.toys ?? []).map(wantOf),
    reading: (address) => readingOf(host, address),
    changes: (address, to) => [change(host, address, to)],
    files: (claims) => [{ path: OURS, text: render(claims), ownDirectory: true }],
    watch: (addresses) => ({ files: ["/etc/toy.d"],
      kernelFiles: Object.fromEntries(addresses.map((one) => [pathOf(nameOf(one)), one])) }),
  }),
};
