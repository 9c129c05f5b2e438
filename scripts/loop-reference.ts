/** docs/agent-loop.md: the agent's states, drawn from the table that the code itself goes by. */
import { TRANSITIONS, type StateName } from "../src/agent/transitions.ts";

const ABOUT: Readonly<Record<StateName, string>> = {
  fetching: "The agent fetches from the source and checks form, hashes, ancestry and signatures.",
  planning: "The root helper checks the revision again, detects what is there, and makes the plan.",
  gated: "There is something to write, and it must not be written now: the mode, a suspension, a "
    + "missing approval, a window, or a revision that was rolled back. The agent plans again when "
    + "the gate may have opened.",
  applying: "The root helper makes the plan again and applies it if it is the very same.",
  verifying: "The run is applied, and its health is watched. A systemd timer rolls it back unless "
    + "the agent confirms it in time, also when the agent has died.",
  confirming: "The host was healthy for long enough: the agent confirms the run.",
  "rolling-back": "A health check failed: the root helper rolls the run back.",
  idle: "Everything is as declared, or blocked. The agent wakes at the next poll, at a request, "
    + "and when a watched setting moves.",
  halted: "A rollback could not finish, or three starts in a row died of a run. Only an operator "
    + "ends it: vexor sync --retry.",
};

const EVENTS: Readonly<Record<string, string>> = {
  fetched: "an accepted revision", "fetch-failed": "the source is unreachable, or refused",
  planned: "the plan", "plan-failed": "no plan could be made",
  waiting: "an earlier run still waits for its health",
  awaited: "an operator's run waits for `vexor confirm`", "gate-opened": "a gate may have opened",
  poll: "time for a look", sync: "an operator asks for a look",
  "drift-noticed": "a watched setting moved", applied: "the run was applied",
  failed: "the run was rolled back", "rollback-failed": "the rollback could not finish",
  "no-reply": "the root helper did not answer", healthy: "healthy for long enough",
  unhealthy: "a health check fails", "health-unknown": "health is unknown",
  "decided-elsewhere": "an operator or the timer has decided",
  confirmed: "the run stays", undone: "the run is rolled back",
};

/** Mermaid takes no hyphen in the name of a state. */
const drawn = (state: string): string => state.replaceAll("-", "_");

const aliases = (): readonly string[] => Object.keys(TRANSITIONS)
  .filter((state) => drawn(state) !== state)
  .map((state) => `  state "${state}" as ${drawn(state)}`);

const arrows = (): readonly string[] => Object.entries(TRANSITIONS).flatMap(([from, events]) =>
  Object.entries(events).flatMap(([event, to]) =>
    (to as readonly string[]).map((one) => `  ${drawn(from)} --> ${drawn(one)}: ${event}`)));

/** The whole page. */
export const loopReference = (): string => [
  "<!-- Generated from src/agent/state-machine.ts by `npm run generate`; do not edit. -->",
  "# The agent's loop",
  "The loop is a table of states and events (`src/agent/state-machine.ts`); it waits for nothing "
  + "and writes nothing. Each working state has one task. Each task ends in an event within its "
  + "own bound. An event that a state does not know changes nothing. "
  + "`test/agent/state-machine.test.ts` walks every arrow and finds no other.",
  ["```mermaid", "stateDiagram-v2", ...aliases(), "  [*] --> fetching", ...arrows(), "```"]
    .join("\n"),
  "## States",
  ["| state | what happens there |", "|---|---|",
    ...Object.entries(ABOUT).map(([state, text]) => `| \`${state}\` | ${text} |`)].join("\n"),
  "## Events",
  ["| event | what it says |", "|---|---|",
    ...Object.entries(EVENTS).map(([event, text]) => `| \`${event}\` | ${text} |`)].join("\n"),
  "## Bounds",
  "A fetch takes `timeout` at most (`agent.yaml`), a plan 2 minutes, an apply 2 hours, a rollback "
  + "1 hour, a confirmation 1 minute. After a failure the next try waits 5 seconds, twice as long "
  + "each time, up to ten polls. At most four applies follow each other without rest. A poll that "
  + "brings nothing new plans only every 10 minutes: drift is noticed as it happens. Of one "
  + "setting, three corrections in 10 minutes are the most; then Vexor yields and alarms.",
].join("\n\n") + "\n";
