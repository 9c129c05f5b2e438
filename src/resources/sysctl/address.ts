/** `sysctl/vm.swappiness`, and the path below /proc/sys that it stands for. */
import { keyToPath, pathToKey } from "../../detectors/kernel/sysctl-d.ts";

export const KIND = "sysctl";

export const addressOf = (path: string): string => `${KIND}/${pathToKey(path)}`;
export const pathOf = (address: string): string => keyToPath(address.slice(KIND.length + 1));
