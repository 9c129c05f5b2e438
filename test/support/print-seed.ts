/** vitest runs this file before each test file. */
import { afterEach } from "vitest";
import { SEED } from "./random.ts";

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(`${task.name}: VEXOR_SEED=${SEED} draws the same values again`);
});
