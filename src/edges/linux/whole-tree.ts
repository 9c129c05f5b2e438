/** Which directories `--root` takes for a machine; each refusal asks for another one. */
import { existsSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { isKernels } from "./regular-file.ts";
import { othersMayWrite } from "./trusted-path.ts";

const refusal = (path: string, why: string, hint: string): VexorError =>
  new VexorError("USAGE", `--root ${JSON.stringify(path)}: ${why}`, { hint });

/** A user who may replace a step of a path after its check can lead root out of the tree. */
const refuseOthers = (path: string): void => {
  const step = process.geteuid?.() === 0 ? othersMayWrite(path) : null;
  if (step === null) return;
  throw refusal(path, `others than root may change ${step}, and so lead root out of the tree`,
    "Run it as the tree's owner, without sudo, or on a copy that only root may write.");
};

/** Mounted there, a kernel's files are of a machine that runs, and a write would reach it. */
const refuseRunning = (path: string): void => {
  const shown = ["proc", "proc/sys", "proc/irq", "sys"].map((one) => `${path}/${one}`)
    .find((one) => existsSync(one) && isKernels(one));
  if (shown === undefined) return;
  throw refusal(path, `${shown} shows a kernel that runs, not one of the tree`,
    `Unmount it first: umount ${shellWord(shown)}`);
};

export const assertTree = (path: string): void => {
  refuseOthers(path);
  refuseRunning(path);
};
