/** A secret in a file of its own, read with each use: it can be changed without a restart. */
import type { HostReader } from "../../ports/host.ts";

const OTHERS_MAY_READ = 0o007;

/** One word; throws what `refusal` makes of the reason. */
export const secretFrom = (
  host: HostReader, path: string, refusal: (why: string) => Error,
): string => {
  const stat = host.stat(path);
  if (stat?.kind !== "file") throw refusal(`${path} is not a file`);
  if ((stat.mode & OTHERS_MAY_READ) !== 0) throw refusal(`others may read ${path}: chmod 640`);
  const text = host.read(path)?.trim() ?? "";
  if (text === "" || /\s/.test(text)) throw refusal(`${path} must hold one line`);
  return text;
};
