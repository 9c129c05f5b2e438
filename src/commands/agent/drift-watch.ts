/**
 * What the agent watches: declared settings are watched, and a moved one is reported and corrected.
 */
import type { Agent } from "../../agent/agent.ts";
import type { AgentEvent } from "../../agent/ports.ts";
import type { DriftEvent } from "../../engine/drift/drift-events.ts";
import { createTracker } from "../../engine/drift/tracker.ts";
import { asVexorError } from "../../engine/model/errors.ts";
import type { Plan } from "../../engine/model/model.ts";
import type { PlanRequest } from "../../engine/plan/plan.ts";
import type { WatchMethods } from "../../engine/drift/watch.ts";
import { formatDriftEvent } from "../../render/drift.ts";
import type { Context } from "../shared/context.ts";
import { follow } from "./drift-follower.ts";
import { ledgerOnlyRequest } from "../shared/load-and-plan.ts";

const OUR_UNITS = /^vexor-(apply|operate|recover|revert)/;

/** The run itself reports an apply and its undo. */
const isOurs = ({ ours, writer }: DriftEvent): boolean =>
  ours || OUR_UNITS.test(writer?.unit ?? "");

export interface DriftWatch {
  /** Looks at everything again if it was planned anew; begins with the first call. */
  rested(): void;
  /** What still watches would keep the process from ending. */
  end(): void;
}

type ReportEvent = (event: Pick<AgentEvent, "level" | "what" | "why">) => void;

class AgentWatch implements DriftWatch {
  readonly #context: Context;
  readonly #agent: () => Agent;
  readonly #tell: ReportEvent;
  #isBegun = false;
  #isEnded = false;
  #seen: Plan | null = null;
  #again = (): void => undefined;
  #end = (): void => undefined;

  constructor(context: Context, agent: () => Agent, tell: ReportEvent) {
    this.#context = context;
    this.#agent = agent;
    this.#tell = tell;
  }

  rested(): void {
    const { plan } = this.#agent().known;
    const isNew = plan !== this.#seen;
    this.#seen = plan;
    if (!this.#isBegun && !this.#context.host.isTree) this.#begin();
    else if (isNew) this.#again();
  }

  end(): void {
    this.#isEnded = true;
    this.#end();
  }

  #begin(): void {
    this.#isBegun = true;
    this.#follow().catch((error: unknown) => {
      this.#isBegun = false; // the next rest tries again; until then the backstop plan sees drift
      this.#tell({ level: "alarm", what: "unwatched", why: asVexorError(error).message });
    });
  }

  /** Async from its first line: a failed reading must fail here, and not in the resting loop. */
  async #follow(): Promise<void> {
    const planAgain = (): void => this.#planAgain();
    const tellMeans = (means: WatchMethods): void => this.#tellMeans(means);
    await follow(this.#context, createTracker(() => this.#requestNow()), {
      moved: (moves) => this.#agent().moved(moves.filter((move) => !isOurs(move)),
        formatDriftEvent),
      hidden: planAgain,
      grown: planAgain,
      ready: ({ means }, look, stop) => {
        this.#again = look;
        this.#end = stop;
        if (this.#isEnded) return stop();
        tellMeans(means);
        planAgain();
      },
      meansChanged: tellMeans,
    });
  }

  #requestNow(): PlanRequest {
    const bare = ledgerOnlyRequest(this.#context);
    return { ...bare, declaration: this.#agent().known.plan?.declaration ?? bare.declaration };
  }

  /**
   * A change between the plan and the first check is not seen as a move: only another plan finds
   * it.
   */
  #planAgain(): void {
    this.#agent().dispatch({ type: "drift-noticed" });
  }

  #tellMeans({ kernelFiles, because }: WatchMethods): void {
    const why = `${kernelFiles}${because === null ? "" : `: ${because}`}`;
    this.#tell({ level: "info", what: "watching", why });
  }
}

/** The watch begins when there is something to watch, and follows what is declared. */
export const watchFor = (context: Context, agent: () => Agent, tell: ReportEvent): DriftWatch =>
  new AgentWatch(context, agent, tell);
