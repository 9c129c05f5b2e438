/** What effects work with: what the agent knows, its ports, and where it reports. */
import type { CommitName } from "../engine/model/errors.ts";
import type { Address, Plan, PlanItem } from "../engine/model/model.ts";
import type { MemoryUpdate } from "./drift-response.ts";
import type { HealthHold } from "./health-hold.ts";
import type { AgentMemory } from "./persistent-state.ts";
import type { AgentEvent, Ports, Revision } from "./ports.ts";
import type { RolledBackCommit, Trouble } from "./trouble.ts";

/** What the agent knows while it lives; all else is on the machine. */
export interface AgentState {
  memory: AgentMemory;
  /** The memory is on the disk as it is here. */
  isSaved: boolean;
  /** This start has begun a run since it last came to rest, and has written that down. */
  isCounted: boolean;
  candidate: Revision | null;
  /** The newest revision of which a run was kept. */
  lastGood: Revision | null;
  /** The revision that was applied last: a restart forgets the candidate that it was. */
  tried: Revision | null;
  /**
   * The newest commit that the agent has asked root to accept; null before it asks in this start.
   */
  accepted: string | null;
  /** The commit whose values the host holds. */
  inForce: CommitName | null;
  plan: Plan | null;
  /** What a correction beside a rolled-back revision leaves alone. */
  withheld: readonly Address[];
  /** What the plan leaves out: yielded, or under break-glass. */
  aside: readonly PlanItem[];
  healthHold: HealthHold | null;
  /** Why the newest look at the source, and the newest operation, did not come about. */
  fetchFailure: Trouble | null;
  trouble: Trouble | null;
  /** What is wrong with the settings, while the ones from before are in force. */
  settings: Trouble | null;
  rolledBack: RolledBackCommit | null;
}

export interface EffectContext {
  readonly ports: Ports;
  needsApproval: boolean;
  readonly known: AgentState;
  /** The run that is held, if one is. */
  run(): number | null;
  tell(level: AgentEvent["level"], news: Pick<AgentEvent, "what" | "why" | "setting">): void;
  remember(remembered: MemoryUpdate): void;
  /** Writes down what could not be written so far; whether all of it is on the disk now. */
  save(): boolean;
  /** Comes back with a check of the run's health. */
  checkLater(ms: number): void;
}
