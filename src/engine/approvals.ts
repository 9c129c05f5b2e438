/**
 * Plans that a person has approved, as a file that root alone writes: whoever takes over the agent
 * cannot approve for anybody. A line begins with the plan's id; an editor will do as well.
 */
import type { Host, HostReader } from "./ports.ts";
import { prepareState } from "./store.ts";

const APPROVED = "/var/lib/vexor-agent/approved";
const KEPT = 100;

const lines = (host: HostReader): readonly string[] =>
  (host.read(APPROVED) ?? "").split("\n").filter((line) => line.trim() !== "");

export const isApproved = (host: HostReader, plan: string): boolean =>
  lines(host).some((line) => line.trim().split(/\s+/)[0] === plan);

export const approve = (host: Host, plan: string, by: string): void => {
  prepareState(host);
  const line = `${plan} ${host.now().toISOString()} ${by}`;
  host.replace(APPROVED, `${[...lines(host), line].slice(-KEPT).join("\n")}\n`);
};
