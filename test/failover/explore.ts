/** All worlds that can be reached, breadth first. */
import { moves } from "./moves.ts";
import { keyOf } from "./world-key.ts";
import { firstWorld, isAwaited, type Law, type Request, type World } from "./world.ts";

/** A late write that can still be carried out. */
const canStand = (world: World, { expected, put }: Request): boolean => put !== null
  && (world.backup !== null || expected?.revision === world.stands.revision);

/** Without the messages that can have no effect any more. */
const tidy = (world: World): World => {
  const late = world.late.filter((one) => canStand(world, one));
  const replies = world.replies.filter((one) => isAwaited(world, one));
  const isTidy = late.length === world.late.length && replies.length === world.replies.length;
  return isTidy ? world : { ...world, late, replies };
};

export interface Exploration {
  readonly states: number;
  readonly isComplete: boolean;
  /** What led to the first world that breaks a rule; null where none does. */
  readonly trace: readonly string[] | null;
  /** The phases in which the two keepers have been seen together. */
  readonly phases: ReadonlySet<string>;
}

interface Reached {
  readonly world: World;
  readonly by: string;
  readonly from: Reached | null;
}

const traceOf = (last: Reached): readonly string[] => {
  const trace: string[] = [last.world.broken ?? ""];
  for (let at: Reached | null = last; at !== null; at = at.from) trace.unshift(at.by);
  return trace;
};

export interface Budget {
  readonly faults: number;
  readonly handovers: number;
  readonly mostStates: number;
}

export const explore = (law: Law, { faults, handovers, mostStates }: Budget): Exploration => {
  const known = new Set<string>();
  const phases = new Set<string>();
  const end = (isComplete: boolean, broken?: Reached): Exploration =>
    ({ states: known.size, isComplete, trace: broken ? traceOf(broken) : null, phases });
  let layer: Reached[] = [{ world: firstWorld(faults, handovers, law), by: "start", from: null }];
  while (layer.length > 0) {
    const next: Reached[] = [];
    for (const from of layer) {
      for (const move of moves(from.world, law)) {
        const world = tidy(move.world);
        const key = keyOf(world, law);
        if (known.has(key)) continue;
        known.add(key);
        const reached = { world, by: move.name, from };
        phases.add(world.hosts.map(({ keeper }) => keeper?.phase ?? "gone").join(" and "));
        if (world.broken !== null) return end(false, reached);
        next.push(reached);
      }
      if (known.size > mostStates) return end(false);
    }
    layer = next;
  }
  return end(true);
};
