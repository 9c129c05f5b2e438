/** What the keeper of this host has said last, as metrics; of a silent one, that it is silent. */
import { alarmsOf } from "../failover/alarms.ts";
import { PHASES } from "../failover/keeper-state.ts";
import {
  holdsNow, type KeeperSight, type PublishedStatus,
} from "../failover/published-status.ts";
import type { MetricFamily } from "./exposition.ts";
import { ALARMS, HINDRANCES } from "./failover.ts";
import { gauge, one, states, type Samples } from "./metric-samples.ts";

const seconds = (ms: number | null | undefined): Samples => one(ms == null ? null : ms / 1_000);

/** Another host of the group has the same label: sums over it are of the whole group. */
const inGroup = ({ group }: PublishedStatus, value: number | boolean | undefined): Samples =>
  one(value).map((sample) => ({ ...sample, labels: { group } }));

const familiesOf = (said: PublishedStatus): readonly MetricFamily[] => {
  const { phase, register, leftMs, takeInMs, peer, hindrances, unanswered } = said;
  const alarms = alarmsOf(said);
  return [
    gauge("vexor_failover_phase", "What the keeper is doing.", states("phase", PHASES, phase)),
    gauge("vexor_failover_holder", "1 while this host holds the register, by its own clock.",
      inGroup(said, holdsNow(said))),
    gauge("vexor_failover_epoch", "How often the register has gone from host to host.",
      inGroup(said, register?.epoch)),
    gauge("vexor_failover_dry_run", "1 while the keeper only watches.",
      inGroup(said, said.isDryRun)),
    gauge("vexor_failover_left_seconds",
      "Until the client is asked to give the identity up, without another renewal.",
      seconds(leftMs)),
    gauge("vexor_failover_take_in_seconds",
      "Until what stands unchanged in the register may be taken.", seconds(takeInMs)),
    gauge("vexor_failover_register_age_seconds",
      "For how long this host has seen the register stand unchanged.",
      seconds(register?.unchangedMs)),
    gauge("vexor_failover_etcd_up", "1 while etcd answers.", one(unanswered === null)),
    gauge("vexor_failover_peer_answer_age_seconds", "Since the other keeper's last answer.",
      seconds(peer.answeredMs)),
    gauge("vexor_failover_alarm", "What is wrong with the register.",
      Object.keys(ALARMS).map((code) =>
        ({ labels: { code }, value: Number(alarms.includes(code)) }))),
    gauge("vexor_failover_hindrance", "Why this host would not take the register now.",
      Object.keys(HINDRANCES).map((why) =>
        ({ labels: { why }, value: Number(hindrances.includes(why)) }))),
  ];
};

export const failoverFamilies = (sight: KeeperSight | null): readonly MetricFamily[] =>
  (sight === null ? [] : [
    gauge("vexor_failover_keeper_up", "1 while the keeper of this host tells how it stands.",
      one(sight.isUp)),
    ...sight.isUp ? familiesOf(sight.said) : [],
  ]);
