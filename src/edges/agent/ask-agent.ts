/** Asking the agent, for verbs: without all that the agent itself is made of. */
import { askAt } from "./json-line-socket.ts";

/** The agent's own: what lies above is root's. */
export const AGENT_RUNTIME = "/run/vexor-agent/agent";
export const AGENT_SOCKET = `${AGENT_RUNTIME}/agent.sock`;
const ASK_MS = 10_000;

export const askAgent = (root: string, request: object): Promise<string> =>
  askAt(`${root}${AGENT_SOCKET}`, request, ASK_MS);
