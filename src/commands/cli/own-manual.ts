/** The manual that this executable brings with it. */
import agent from "../../../docs/agent.md" with { type: "text" };
import hostFile from "../../../docs/host-file.md" with { type: "text" };
import { manPages } from "./manual.ts";

/** By path below a directory of manual pages. */
export const ownManual = (): ReturnType<typeof manPages> => manPages({ agent, hostFile });
