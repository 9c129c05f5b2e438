/** Host files of two revisions × recorded facts of many hosts: what the change does to them. */
import { touchedHosts } from "./changed-hosts.ts";
import type { PresentedFacts } from "../facts/judge.ts";
import { groupEffects } from "./groups.ts";
import { hostKeysOf } from "./host-keys.ts";
import { REVIEW_FORMAT, type HostReview, type Review } from "./model.ts";
import type { ReviewEdges, RevisionRange } from "./ports.ts";
import {
  isUnchanged, readSide, reviewHost, type HostRequest, type ReviewRules,
} from "./review-host.ts";
import { SourceFiles } from "./source-files.ts";
import { summaryOf } from "./summary.ts";

export interface FactsSource {
  /** Facts of these hosts are asked for afterwards, once each and in this order. */
  expect(hosts: readonly string[]): void;
  /** Null where there are none. Rejects with FACTS_MISSING for what cannot be read. */
  of(host: string): Promise<PresentedFacts | null>;
}

export interface ReviewRequest {
  readonly range: RevisionRange;
  readonly edges: ReviewEdges;
  readonly facts: FactsSource;
  readonly rules: ReviewRules;
}

type Declared = Omit<HostRequest, "facts">;

const isPlanned = ({ after }: Declared): boolean => after !== null && after.failure === null;

/** Facts are read when they are wanted: one host's at a time are held. */
const withFacts = async (
  request: Declared, facts: FactsSource, rules: ReviewRules,
): Promise<HostReview> => {
  if (!isPlanned(request)) return reviewHost({ ...request, facts: () => null }, rules);
  const found = await facts.of(request.host).then((text) => () => text,
    (error: unknown) => () => {
      throw error;
    });
  return reviewHost({ ...request, facts: found }, rules);
};

/** Throws NO_HOSTS. */
export const review = async (
  { range, edges, facts, rules }: ReviewRequest,
): Promise<Review> => {
  const sources = new SourceFiles(range, edges, rules.sums.digest);
  const { touched, count, alsoInBase } = await touchedHosts(range, sources);
  const [from, head] = [sources.of(range.trees.from), sources.of(range.trees.head)];
  const keys = await hostKeysOf(range, [...touched.keys()]);
  const requests = [...touched].map(([host, file]) => ({
    host, file, keys, commits: { from: range.from, head: range.head },
    before: readSide(host, file, from, sources.readYaml, rules),
    after: readSide(host, file, head, sources.readYaml, rules),
  })).filter((request) => !isUnchanged(request, rules));
  facts.expect(requests.filter(isPlanned).map(({ host }) => host));
  const hosts: HostReview[] = [];
  for (const request of requests) hosts.push(await withFacts(request, facts, rules));
  const isReviewed = new Set(hosts.map(({ host }) => host));
  return {
    format: REVIEW_FORMAT, base: range.base, head: range.head, from: range.from,
    summary: summaryOf(hosts, count), hosts, groups: groupEffects(hosts),
    alsoInBase: alsoInBase.filter((host) => isReviewed.has(host)),
  };
};
