/** Kernels that are installed, and whether one of them waits for a reboot. */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";

const numbersOf = (release: string): readonly number[] =>
  (release.match(/\d+/g) ?? []).map(Number);

/** What a release ends with, `generic` or `amd64`: kernels of another kind are no newer ones. */
const flavourOf = (release: string): string => /[a-z_]*$/i.exec(release)?.[0] ?? "";

const isNewer = (one: string, other: string): boolean => {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  const at = left.findIndex((number, index) => number !== (right[index] ?? 0));
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
};

/** The newest of its kind above the running one; null without such a kernel. */
export const newerKernel = (host: HostReader, running: string): string | null =>
  listIfAllowed(host, "/lib/modules")
    .filter((name) => /^\d+\.\d+/.test(name) && flavourOf(name) === flavourOf(running)
      && isNewer(name, running))
    .reduce<string | null>((best, name) =>
      (best === null || isNewer(name, best) ? name : best), null);

const REQUESTS = ["/run/reboot-required", "/var/run/reboot-required"];

export const rebootRequest = (host: HostReader): string | null =>
  REQUESTS.find((path) => host.stat(path) !== null) ?? null;
