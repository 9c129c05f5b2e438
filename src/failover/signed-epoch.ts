/**
 * The newest epoch of the register in which this host was let sign. Where the register still stands
 * of that very epoch, no other host has held it since, and so none has signed: what this host has
 * signed is all. It may go on by its own history, however its keeper or its machine has ended.
 */
export const SIGNED_EPOCH_PATH = "/var/lib/vexor-agent/failover/signed-epoch.json";
const FORMAT = "vexor.signed-epoch/1";

export interface SignedEpoch {
  readonly identity: string;
  readonly epoch: number;
}

export const renderSignedEpoch = ({ identity, epoch }: SignedEpoch): string =>
  `${JSON.stringify({ format: FORMAT, identity, epoch })}\n`;

/** Null for a text that `renderSignedEpoch` has not made of this identity. */
export const signedEpochIn = (text: string, identity: string): number | null => {
  try {
    const found = JSON.parse(text) as SignedEpoch;
    const isSound = found.identity === identity && Number.isSafeInteger(found.epoch);
    return isSound && renderSignedEpoch(found) === text ? found.epoch : null;
  } catch {
    return null;
  }
};
