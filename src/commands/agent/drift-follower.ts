/**
 * Follows the watched settings: notices in, moves out, for as long as the process lasts. Notices
 * that come together are looked at together: a look reads every setting of a kind.
 */
import type { DriftEvent } from "../../engine/drift/drift-events.ts";
import type { Tracker } from "../../engine/drift/tracker.ts";
import type { ChangeEvent, Watch, WatchMethods } from "../../engine/drift/watch.ts";
import type { Context } from "../shared/context.ts";

const GATHER_MS = 1;
/**
 * A pause of so many times what the last look took: a process that writes all the time costs a
 * fifth.
 */
const PAUSE = 4;
/** For what no watch can see. A look at everything costs some 30 ms. */
const LOOK_AT_ALL_MS = 600_000;

const everything = (at: number): ChangeEvent =>
  ({ path: null, at, how: "poll", writer: null, ours: false });

interface FollowerCallbacks {
  moved(moves: readonly DriftEvent[]): void;
  /** Something has changed that only root can read. */
  hidden?(): void;
  /** Once everything is watched; `again` makes it look at everything, `end` ends it all. */
  ready(watch: Watch, again: () => void, end: () => void): void;
  /** Settings are watched that were not before: what they are now was never compared. */
  grown?(): void;
  /** It is watched by other means from now on. */
  meansChanged?(means: WatchMethods): void;
}

/** Until it is ended; throws when the host fails. */
export const follow = async (
  { host, watchHost }: Context, tracker: Tracker,
  { moved, hidden, ready, grown, meansChanged }: FollowerCallbacks,
): Promise<void> => {
  let waiting: ChangeEvent[] = [];
  let wake: () => void = () => undefined;
  const noticed = (notice: ChangeEvent): void => {
    waiting.push(notice);
    wake();
  };
  const again = (): void => noticed(everything(Date.now()));
  const watch = await watchHost(tracker.targets(), noticed,
    meansChanged ? { meansChanged } : {});
  again(); // the tracker's look is older than the watch
  let targets = tracker.targets();
  const timer = setInterval(again, LOOK_AT_ALL_MS);
  let isEnded = false;
  ready(watch, again, () => {
    isEnded = true;
    clearInterval(timer);
    watch.close();
    wake();
  });
  while (!isEnded) {
    if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    await host.sleep(GATHER_MS);
    if (isEnded) return;
    const notices = waiting;
    waiting = [];
    const begun = performance.now();
    const known = new Set(tracker.settings);
    moved(tracker.look(notices));
    if (tracker.needsRootToRead(notices)) hidden?.();
    const before = targets;
    targets = tracker.targets();
    if (targets !== before && JSON.stringify(targets) !== JSON.stringify(before)) {
      await watch.retarget(targets);
      noticed(everything(notices.at(-1)?.at ?? Date.now()));
    }
    if (tracker.settings.some((address) => !known.has(address))) grown?.();
    await host.sleep(PAUSE * (performance.now() - begun));
  }
};
