/**
 * Every event that the agent reports: in its log, to webhooks, as a metric. The words stay as they
 * are, for people build alerts on them; docs/logs.md is made from this table.
 */

interface EventKind {
  /** An alarm is something that an operator should look at. */
  readonly level: "info" | "alarm";
  readonly about: string;
}

const info = (about: string): EventKind => ({ level: "info", about });
const alarm = (about: string): EventKind => ({ level: "alarm", about });

export const EVENTS = {
  started: info("The agent has started."),
  stopped: info("The agent was asked to end."),
  reloaded: info("The agent has read its settings again."),
  settings: alarm("The settings cannot be used: the ones from before stay in force."),
  applied: info("A run was applied and holds."),
  progress: info("Progress of a run."),
  observe: info("There is something to apply, and `mode: observe` forbids it."),
  suspended: info("There is something to apply, and an operator has suspended the agent."),
  window: info("There is something to apply, and no maintenance window is open."),
  countdown: info("A person's run waits for `vexor confirm`, and the agent for its end."),
  approval: info("A plan waits for `vexor approve`."),
  drift: alarm("A managed setting was changed by another program or person."),
  moved: alarm("A watched setting is not as declared any more: what, from what to what, and who."),
  blocked: alarm("Settings that another owner has set otherwise: the agent leaves them alone."),
  watching: info("Settings are watched, and by what means."),
  unwatched: alarm("Settings cannot be watched; drift is found by the next whole look."),
  yielded: alarm("Another process sets a setting back each time: Vexor has stopped correcting it."),
  "break-glass-expired": alarm("A `vexor break-glass` has expired, and the setting still differs."),
  source: alarm("The source cannot be reached, or its newest commit is refused."),
  mirror: info("What was fetched could not be packed; told in the log only."),
  plan: alarm("No plan could be made."),
  "operation-lost": alarm("An operation ended without an answer; it is tried again."),
  "memory-not-saved": alarm("The agent's memory cannot be written: nothing is applied until then."),
  forgotten: alarm("A record of the agent's own cannot be read: it starts without it."),
  "apply-loop": alarm("Applies in a row have not settled the machine."),
  "rolled-back": alarm("A revision was rolled back, and is not tried again by itself."),
  unhealthy: alarm("A health check fails after an apply: it is rolled back."),
  "health-unknown": alarm(
    "Health is unknown after an apply: the run is neither kept nor rolled back."),
  "rollback-failed": alarm("A rollback could not finish: the agent has halted."),
  halted: alarm("The agent changes nothing until an operator runs `vexor sync --retry`."),
  takeover: alarm("The identity of the failover group has gone to the other host, or come here."),
  failover: alarm("The keeper of this host raises an alarm about the register of its group."),
  "keeper-silent": alarm("The keeper of this host tells nothing: its validator ends with it."),
  "keeper-answers": info("The keeper of this host tells again how it stands."),
  published: info("Facts of this host were published."),
  "not-published": alarm("Facts of this host could not be published; it is tried again."),
  metrics: alarm("Metrics cannot be served; everything else goes on."),
  webhook: alarm("A message could not be delivered to a webhook; told in the log only."),
} as const satisfies Record<string, EventKind>;

export type EventWord = keyof typeof EVENTS;

export const EVENT_WORDS = Object.keys(EVENTS) as readonly EventWord[];
