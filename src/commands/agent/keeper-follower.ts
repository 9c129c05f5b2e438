/**
 * Follows what the keeper of this host leaves for all to read, for metrics and messages. Where none
 * is in force, that costs a look for one file each time that the agent comes to rest.
 */
import type { AgentEvent, Clock } from "../../agent/ports.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { alarmsOf } from "../../failover/alarms.ts";
import {
  LONGEST_PUBLISHED, PUBLISHED_PATH, sightOf, type KeeperSight, type PublishedStatus,
} from "../../failover/published-status.ts";
import type { HostReader } from "../../ports/host.ts";
import { failoverLine } from "../../render/failover.ts";

/** `vexor apply` writes it with the keeper, and takes it away with it. */
const IN_FORCE = "/etc/vexor-agent/failover.json";
const LOOK_MS = 5_000;
const MAY_OTHERS_WRITE = 0o022;

const silent = (why: string): KeeperSight => ({ isUp: false, why });

/** Another account's word is not the keeper's. */
const isRoots = (host: HostReader): boolean => {
  const stat = host.link(PUBLISHED_PATH) === null ? host.stat(PUBLISHED_PATH) : null;
  return stat?.kind === "file" && stat.uid === 0 && (stat.mode & MAY_OTHERS_WRITE) === 0;
};

const bootMs = (host: HostReader): number =>
  Number.parseFloat(host.read("/proc/uptime") ?? "") * 1_000;

const published = (host: HostReader): KeeperSight => {
  if (host.stat(PUBLISHED_PATH) === null) return silent("it has said nothing since the boot");
  if (!isRoots(host)) return silent(`${PUBLISHED_PATH} is not a file that root alone writes`);
  const bytes = host.bytes(PUBLISHED_PATH, LONGEST_PUBLISHED);
  return sightOf(new TextDecoder().decode(bytes ?? undefined), bootMs(host));
};

/** Null where no keeper is in force. */
export const keeperSight = (host: HostReader): KeeperSight | null => {
  try {
    return host.stat(IN_FORCE) === null ? null : published(host);
  } catch (error) {
    if (error instanceof VexorError) return silent(error.message);
    throw error;
  }
};

type KeeperReport = Pick<AgentEvent, "level" | "what" | "why">;

/** What was seen of the keeper until now. */
interface Followed {
  readonly said: PublishedStatus | null;
  /** Looks in a row at a silent one. */
  readonly misses: number;
}

const UNSEEN: Followed = { said: null, misses: 0 };

/** One that has never been heard may be starting, as at boot; the word of another is old by now. */
const missesFor = ({ said }: Followed): number => (said === null ? 4 : 1);

const standsAs = (sight: KeeperSight): string => failoverLine(sight).says;

const newsOf = (before: Followed, said: PublishedStatus): readonly KeeperReport[] => {
  const { register } = said;
  const known = before.said === null ? [] : alarmsOf(before.said);
  const earlier = before.said?.register ?? null;
  const says = standsAs({ isUp: true, said });
  const isBack = before.misses >= missesFor(before);
  const isMoved = earlier !== null && register !== null && register.epoch !== earlier.epoch;
  return [
    ...isBack ? [{ level: "info", what: "keeper-answers", why: says } as const] : [],
    ...isMoved ? [{ level: "alarm", what: "takeover", why: `${register.holder} holds the register `
      + `of ${said.group}, epoch ${register.epoch}; before, ${earlier.holder} did, epoch `
      + `${earlier.epoch}` } as const] : [],
    ...alarmsOf(said).some((one) => !known.includes(one))
      ? [{ level: "alarm", what: "failover", why: says } as const] : [],
  ];
};

/** One more look, and what is to be told of it. */
const followKeeper = (
  before: Followed, sight: KeeperSight,
): { readonly followed: Followed; readonly news: readonly KeeperReport[] } => {
  if (sight.isUp) {
    return { followed: { said: sight.said, misses: 0 }, news: newsOf(before, sight.said) };
  }
  const misses = before.misses + 1;
  return { followed: { ...before, misses }, news: misses === missesFor(before)
    ? [{ level: "alarm", what: "keeper-silent", why: standsAs(sight) }] : [] };
};

export class KeeperFollower {
  readonly #host: HostReader;
  readonly #clock: Clock;
  readonly #tell: (news: KeeperReport) => void;
  #followed = UNSEEN;
  #cancel: (() => void) | null = null;

  constructor(host: HostReader, clock: Clock, tell: (news: KeeperReport) => void) {
    [this.#host, this.#clock, this.#tell] = [host, clock, tell];
  }

  /** What is in force may be another by now. */
  rested(): void {
    if (this.#cancel === null) this.#look();
  }

  end(): void {
    this.#cancel?.();
  }

  #look(): void {
    this.#cancel = null;
    const sight = keeperSight(this.#host);
    if (sight === null) {
      this.#followed = UNSEEN;
      return;
    }
    const { followed, news } = followKeeper(this.#followed, sight);
    this.#followed = followed;
    this.#cancel = this.#clock.after(LOOK_MS, () => this.#look());
    for (const one of news) this.#tell(one);
  }
}
