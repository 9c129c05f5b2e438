/** The forge that a job runs for, by what the job's environment says. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Forge, ForgeName } from "../../ports/forge.ts";
import { boundedBytes } from "../linux/regular-file.ts";
import { githubSettings, gitlabSettings, type ForgeSettings } from "./forge-settings.ts";
import { certificatesIn } from "./trusted-servers.ts";

const LARGEST_EVENT = 32 * 1024 * 1024;
/** A step of a job, and not the job. */
const LONGEST_MS = 10 * 60_000;

const readEvent = (path: string): string | null => {
  try {
    return Buffer.from(boundedBytes(path, path, LARGEST_EVENT)).toString("utf8");
  } catch {
    throw new VexorError("FORGE_UNSET", "the file that GITHUB_EVENT_PATH names cannot be read");
  }
};

const limitsOf = ({ api, caFile }: ForgeSettings) =>
  ({ api, ca: certificatesIn(caFile), signal: AbortSignal.timeout(LONGEST_MS) });

/** Throws FORGE_UNSET. */
export const openForge = async (name: ForgeName): Promise<Forge> => {
  if (name === "github") {
    const settings = githubSettings(process.env, readEvent);
    const { githubForge } = await import("./github.ts");
    return githubForge({ ...settings, ...limitsOf(settings) });
  }
  const settings = gitlabSettings(process.env);
  const { gitlabForge } = await import("./gitlab.ts");
  return gitlabForge({ ...settings, ...limitsOf(settings) });
};
