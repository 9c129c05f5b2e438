/** docs/agent-loop.md: the agent's states, drawn from the table that the code itself goes by. */
import { DIAGRAM, type StateName } from "../src/agent/loop.ts";

const ABOUT: Readonly<Record<StateName, string>> = {
  fetching: "The source is asked, and what it brings is checked: form, hashes, ancestry, "
    + "signatures.",
  planning: "The root part checks it again, detects what is there, and makes the plan.",
  gated: "There is something to write, and it must not be written now: the mode, a person, a "
    + "missing approval, a window, or a revision that was rolled back. It is planned afresh when "
    + "the gate may have opened.",
  applying: "The root part makes the plan again and carries it out if it is the very same.",
  holding: "What was applied waits for its health. A timer of systemd's rolls it back if nobody "
    + "confirms it, so this also ends when the agent is dead.",
  confirming: "It was well for long enough: the run is confirmed.",
  undoing: "A health check failed: the run is rolled back.",
  settled: "Everything is as declared, or blocked. The agent wakes at the next poll, when somebody "
    + "asks, and when a watched setting moves.",
  halted: "A rollback could not finish, or three starts in a row died of a run. Only a person ends "
    + "it: vexor sync --retry.",
};

const EVENTS: Readonly<Record<string, string>> = {
  fetched: "a revision that counts", unfetched: "out of reach, or refused", planned: "the plan",
  unplanned: "no plan could be made", waiting: "an earlier run still waits for its health",
  opened: "a gate may have opened", poll: "time for a look", sync: "somebody asks",
  noticed: "a watched setting moved", applied: "the run was applied", failed: "it was rolled back",
  stuck: "the rollback could not finish", lost: "no answer came", well: "healthy for long enough",
  unwell: "a check fails", unsure: "nobody can tell", ended: "somebody else has decided",
  confirmed: "the run stays", undone: "the run is rolled back",
};

const arrows = (): readonly string[] => Object.entries(DIAGRAM).flatMap(([from, events]) =>
  Object.entries(events).flatMap(([event, to]) =>
    (to as readonly string[]).map((one) => `  ${from} --> ${one}: ${event}`)));

/** The whole page. */
export const loopReference = (): string => [
  "<!-- Generated from src/agent/loop.ts by `npm run generate`; do not edit. -->",
  "# The agent's loop",
  "The loop is a table of states and events (`src/agent/loop.ts`); it waits for nothing and writes "
  + "nothing. Each state that works has one task, each task ends in an event within its own bound, "
  + "and an event that a state does not know changes nothing. `test/agent/loop.test.ts` walks "
  + "every arrow and finds no other.",
  ["```mermaid", "stateDiagram-v2", "  [*] --> fetching", ...arrows(), "```"].join("\n"),
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
