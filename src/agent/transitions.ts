/** Every state of the agent, the events that it knows, and the states that these may lead to. */
export const TRANSITIONS = {
  fetching: { fetched: ["planning", "idle"], "fetch-failed": ["planning", "idle"] },
  planning: {
    planned: ["idle", "gated", "applying"], "plan-failed": ["idle"], waiting: ["verifying"],
    awaited: ["gated"],
  },
  gated: {
    "gate-opened": ["planning"], poll: ["fetching"], sync: ["fetching"],
    "drift-noticed": ["planning"],
  },
  applying: {
    applied: ["planning", "verifying"], failed: ["idle"], "rollback-failed": ["halted"],
    "no-reply": ["idle"], awaited: ["gated"],
  },
  verifying: {
    healthy: ["confirming"], unhealthy: ["rolling-back"], "health-unknown": ["verifying"],
    "decided-elsewhere": ["planning"],
  },
  confirming: { confirmed: ["planning"], "no-reply": ["idle"] },
  "rolling-back": { undone: ["idle"], "rollback-failed": ["halted"], "no-reply": ["idle"] },
  idle: {
    poll: ["fetching"], sync: ["fetching"], "drift-noticed": ["planning"],
    "gate-opened": ["planning"],
  },
  halted: { sync: ["fetching"] },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

export type StateName = keyof typeof TRANSITIONS;
