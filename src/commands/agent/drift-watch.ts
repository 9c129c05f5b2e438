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
import { sayMove } from "../../render/drift.ts";
import type { Context } from "../shared/context.ts";
import { follow } from "./drift-follower.ts";
import { bareRequest } from "../shared/load-and-plan.ts";

const OUR_UNITS = /^vexor-(apply|operate|recover|revert)/;

/** The run itself reports an apply and its undo. */
const isOurs = ({ ours, writer }: DriftEvent): boolean =>
  ours || OUR_UNITS.test(writer?.unit ?? "");

export interface Watching {
  /** Looks at everything again if it was planned anew; begins with the first call. */
  rested(): void;
  /** What still watches would keep the process from ending. */
  end(): void;
}

/** The watch begins when there is something to watch, and follows what is declared. */
export const watchFor = (
  context: Context, agent: () => Agent,
  tell: (event: Pick<AgentEvent, "level" | "what" | "why">) => void,
): Watching => {
  let isBegun = false;
  let again = (): void => undefined;
  let isEnded = false;
  let end = (): void => undefined;
  let seen: Plan | null = null;
  const requestNow = (): PlanRequest => {
    const bare = bareRequest(context);
    return { ...bare, declaration: agent().known.plan?.declaration ?? bare.declaration };
  };
  const tellMeans = ({ kernelFiles, because }: WatchMethods): void => tell({ level: "info",
    what: "watching", why: `${kernelFiles}${because === null ? "" : `: ${because}`}` });
  /**
   * A change between the plan and the first check is not seen as a move: only another plan finds
   * it.
   */
  const planAgain = (): void => agent().dispatch({ type: "drift-noticed" });
  const begin = (): void => {
    isBegun = true;
    // A failed reading must fail here, and not in the resting loop.
    const watching = async (): Promise<void> => follow(context, createTracker(requestNow), {
      moved: (moves) => agent().moved(moves.filter((move) => !isOurs(move)), sayMove),
      hidden: planAgain,
      grown: planAgain,
      ready: ({ means }, look, stop) => {
        again = look;
        end = stop;
        if (isEnded) return stop();
        tellMeans(means);
        planAgain();
      },
      meansChanged: tellMeans,
    });
    watching().catch((error: unknown) => {
      isBegun = false; // the next rest tries again; until then the backstop plan sees drift
      tell({ level: "alarm", what: "unwatched", why: asVexorError(error).message });
    });
  };
  return {
    rested: () => {
      const { plan } = agent().known;
      const isNew = plan !== seen;
      seen = plan;
      if (!isBegun && !context.host.isTree) begin();
      else if (isNew) again();
    },
    end: () => {
      isEnded = true;
      end();
    },
  };
};
