/** fast-check, which draws from the same seed as `random.ts`. */
import fc from "fast-check";
import { SEED } from "./random.ts";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });

export default fc;
