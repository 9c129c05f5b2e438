/** The newest mark of the register that this host knows of, on the disk before it is acted on. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Mark } from "../../failover/register.ts";
import type { Host } from "../../ports/host.ts";

const PATH = "/var/lib/vexor-agent/failover/mark.json";
const DIRECTORY = "/var/lib/vexor-agent/failover";
const FORMAT = "vexor.failover-mark/1";

interface StoredMark extends Mark {
  readonly format: string;
  readonly group: string;
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const parse = (text: string): StoredMark | null => {
  try {
    const { format, group, epoch, seq } = JSON.parse(text) as StoredMark;
    return format === FORMAT && typeof group === "string" && isCount(epoch) && isCount(seq)
      ? { format, group, epoch, seq } : null;
  } catch {
    return null;
  }
};

/** Throws FAILOVER_SETTINGS for a damaged record: what it said cannot be made up. */
export const rememberedMark = (host: Host, group: string): Mark => {
  const text = host.read(PATH);
  if (text === null) return { epoch: 0, seq: 0 };
  const stored = parse(text);
  if (stored === null || stored.group !== group) {
    throw new VexorError("FAILOVER_SETTINGS", `${PATH} is ${stored === null ? "damaged"
      : `of the group ${stored.group}; wanted is ${group}`}`,
    { hint: "Make sure that no other host signs, then remove it." });
  }
  return { epoch: stored.epoch, seq: stored.seq };
};

export const rememberMark = (host: Host, group: string, { epoch, seq }: Mark): boolean => {
  try {
    host.makeDir(DIRECTORY);
    host.replace(PATH, `${JSON.stringify({ format: FORMAT, group, epoch, seq })}\n`, 0o600);
    return true;
  } catch {
    return false;
  }
};
