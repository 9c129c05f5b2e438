/** Files of one value, as /proc and /sys have them: absent, closed to us or rubbish is null. */
import type { HostReader } from "../ports/host.ts";
import { readIfAllowed } from "./read-if-allowed.ts";

export const textIn = (host: HostReader, path: string): string | null =>
  readIfAllowed(host, path)?.trim() ?? null;

export const numberIn = (host: HostReader, path: string): number | null => {
  const text = textIn(host, path);
  const value = text !== null && /^-?\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : null;
};

/** The name that a link ends with: of a driver, a bus, a device. */
export const linkName = (host: HostReader, path: string): string | null => {
  const target = host.link(path);
  return target === null ? null : target.slice(target.lastIndexOf("/") + 1);
};
