/** What holds in a simulated run: the step, its options, and a world that a bug may change. */
import type { KeeperOptions } from "../../src/failover/keeper-state.ts";
import type { step } from "../../src/failover/keeper.ts";

export interface SimulationLaw {
  readonly step: typeof step;
  readonly options: KeeperOptions;
  /** What a planted bug changes outside of the step. */
  readonly world: {
    readonly waitsForBound: boolean;
    readonly carriesFinalHistory: boolean;
    readonly bootsUnstaked: boolean;
    readonly provesStop: boolean;
  };
}

export const SOUND_WORLD: SimulationLaw["world"] = {
  waitsForBound: true, carriesFinalHistory: true, bootsUnstaked: true, provesStop: true,
};
