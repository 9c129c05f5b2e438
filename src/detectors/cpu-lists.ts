/** CPU sets as Linux writes them and as people do; a malformed one is CPU_SET_INVALID. */
import { asError } from "../engine/model/errors.ts";
import { decodeCpuList, decodeCpuMask } from "../formats/cpu-set.ts";

export const parseCpuList = asError("CPU_SET_INVALID", decodeCpuList);
export const parseCpuMask = asError("CPU_SET_INVALID", decodeCpuMask);
