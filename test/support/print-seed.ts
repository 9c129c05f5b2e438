/** vitest runs this file before each test file. */
import { afterEach } from "vitest";
import { SEED } from "./random.ts";

let isPrinted = false;

afterEach(({ task }) => {
  if (isPrinted || task.result?.state !== "fail") return;
  isPrinted = true;
  console.error(`VEXOR_SEED=${SEED} draws the same values again`);
});
