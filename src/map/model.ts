/**
 * `vexor.map/1`: the CPUs of a host, and what is on them before and after a plan. All of it
 * survives JSON; CPU sets are lists in the kernel's canonical form. Names come from a host:
 * renderers escape them.
 */
import type { CpuBox } from "../detectors/kernel/cpu-layout.ts";

export const MAP_FORMAT = "vexor.map/1";

export interface Occupant {
  /** Stands for it on each CPU: `A`, for a thread of that service `A1`, for interrupts `a`. */
  readonly key: string;
  readonly kind: "service" | "thread" | "interrupts";
  readonly name: string;
  /** Of a thread: the key of its service. */
  readonly of?: string;
  /** How many interrupts. */
  readonly count?: number;
  readonly before: string;
  /** The same where there is no plan, or where the plan leaves it alone. */
  readonly after: string;
  /** What stops the plan, or why it is on no CPU now. */
  readonly remark?: string;
}

export type MapSide = "before" | "after";

export interface CpuMap {
  readonly format: typeof MAP_FORMAT;
  readonly host: string;
  readonly machine: CpuBox;
  readonly online: string;
  readonly offline: string;
  /** From the scheduler, by isolcpus= or an isolated cpuset partition. */
  readonly isolated: string;
  /** Without a timer tick (nohz_full). */
  readonly tickless: string;
  /** Where what no owner has pinned runs: an occupant that may use all of it is drawn nowhere. */
  readonly unpinned: string;
  /** Nodes of memory alone. */
  readonly nodesWithoutCpus: readonly number[];
  readonly occupants: readonly Occupant[];
  /** How many more there are than are listed. */
  readonly more: number;
  /** There is a plan, so that before and after may differ. */
  readonly isPlanned: boolean;
  /** What could not be read of the host, in words. */
  readonly unknown: readonly string[];
}

export const isMoved = ({ before, after }: Occupant): boolean => before !== after;
