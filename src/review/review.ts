/** Host files of two revisions × recorded facts of many hosts: what the change does to them. */
import { asVexorError } from "../engine/model/errors.ts";
import { hostsIn, touchedHosts } from "./changed-hosts.ts";
import type { PresentedFacts } from "../facts/judge.ts";
import { groupEffects } from "./groups.ts";
import { hostKeysOf } from "./host-keys.ts";
import {
  REVIEW_FORMAT, type HostPolicyHit, type HostReview, type PolicyHit, type Review,
} from "./model.ts";
import { readDeclaredKeys } from "./policy/declared-keys.ts";
import type { DeclaredKeys } from "./policy/pairs.ts";
import { judgePolicy } from "./policy/judge-policy.ts";
import { isPolicyAltered, readPolicy } from "./policy/policy-file.ts";
import type { ReviewEdges, RevisionRange } from "./ports.ts";
import {
  isUnchanged, readSide, reviewHost, type HostRequest, type ReviewRules,
} from "./review-host.ts";
import { SourceFiles } from "./source-files.ts";
import { summaryOf } from "./summary.ts";

export interface FactsSource {
  /** Facts of these hosts are asked for next, once each and in this order. */
  expect(hosts: readonly string[]): void;
  /** Null where there are none. Rejects with FACTS_MISSING for what cannot be read. */
  of(host: string): Promise<PresentedFacts | null>;
}

export interface ReviewRequest {
  readonly range: RevisionRange;
  readonly edges: ReviewEdges;
  readonly facts: FactsSource;
  readonly rules: ReviewRules;
  /** Of people beside the author, as the forge counts them. */
  readonly approvals: number;
  /** Of the pull request or merge request; null where it is not named. */
  readonly number: number | null;
  /** Both plans of each host stay in the review: they are most of it. */
  readonly keepsPlans: boolean;
}

const TRUSTED = /^(?:policy|keys|facts)\//;
/** Of forges, which look for them at the top of the repository. */
const PIPELINE = /^(?:\.github\/|\.gitlab\/|\.gitlab-ci\.yml$)/;

const trustedIn = (paths: readonly string[], prefix: string): readonly string[] =>
  paths.filter((path) => PIPELINE.test(path)
    || (path.startsWith(prefix) && TRUSTED.test(path.slice(prefix.length))));

const withHits = (
  hosts: readonly HostReview[], hits: readonly PolicyHit[],
): readonly HostReview[] => {
  const found = new Map<string, HostPolicyHit[]>();
  for (const { effect, rule, message, on } of hits) {
    for (const { host, place } of on) {
      const hit = { effect, rule, message, place };
      const listed = found.get(host);
      if (listed === undefined) found.set(host, [hit]);
      else listed.push(hit);
    }
  }
  return hosts.map((one) => ({ ...one, policy: found.get(one.host) ?? [] }));
};

/** A policy that cannot be read would end every later review: such a change is denied. */
const brokenPolicy = async (
  { trees: { from, head }, prefix }: RevisionRange, sources: SourceFiles,
  { sections }: ReviewRules,
): Promise<readonly PolicyHit[]> => {
  if (!isPolicyAltered(from, head, prefix)) return [];
  try {
    await readPolicy(sources, head, prefix, sections);
    return [];
  } catch (error) {
    const { message, place } = asVexorError(error);
    return [{ effect: "deny", rule: "readable", message: `the policy cannot be read: ${message}`,
      says: place ?? { file: `${prefix}policy`, line: 1, column: 1 }, on: [] }];
  }
};

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

/** Declarations of so many hosts are held at a time. */
const HELD = 200;
/** Their plans take longer than it takes to compile what makes them. */
const MANY = 50;

type DeclaredOf = (host: string, file: string) => Declared;

/** Those of these hosts whose declarations differ, in their order. */
const reviewEach = async (
  touched: ReadonlyMap<string, string>, declaredOf: DeclaredOf,
  { edges, facts, rules, keepsPlans }: ReviewRequest,
): Promise<readonly HostReview[]> => {
  const all = [...touched];
  if (all.length > MANY) edges.expectLongRun();
  const hosts: HostReview[] = [];
  for (let from = 0; from < all.length; from += HELD) {
    const requests = all.slice(from, from + HELD).map((one) => declaredOf(...one))
      .filter((request) => !isUnchanged(request, rules));
    facts.expect(requests.filter(isPlanned).map(({ host }) => host));
    for (const request of requests) {
      const found = await withFacts(request, facts, rules);
      hosts.push(keepsPlans ? found : { ...found, before: null, after: null });
    }
  }
  return hosts;
};

const hasKey = ({ identity, failover }: DeclaredKeys): boolean =>
  identity !== null || failover !== null;

/** All hosts are looked at only where one of the touched has a key, or is removed. */
const keysBeside = async (
  { trees: { head }, prefix }: RevisionRange, sources: SourceFiles,
  reviewed: readonly HostReview[],
): Promise<readonly DeclaredKeys[]> => {
  const all = hostsIn(head, prefix);
  const touched = reviewed.flatMap(({ host, file }) =>
    (all.has(host) ? [[host, file] as const] : []));
  const own = await readDeclaredKeys(sources, head, new Map(touched));
  const isWanted = touched.length < reviewed.length || own.some(hasKey);
  return isWanted ? readDeclaredKeys(sources, head, all) : [];
};

/** Throws NO_HOSTS and POLICY_INVALID. */
export const review = async (request: ReviewRequest): Promise<Review> => {
  const { range, edges, rules, approvals, number } = request;
  const sources = new SourceFiles(range, edges, rules.sums.digest);
  const policy = await readPolicy(sources, range.trees.base, range.prefix, rules.sections);
  const { touched, count, alsoInBase, paths } = await touchedHosts(range, sources);
  const [from, head] = [sources.of(range.trees.from), sources.of(range.trees.head)];
  const keys = await hostKeysOf(range, [...touched.keys()]);
  const hosts = await reviewEach(touched, (host, file) => ({
    host, file, keys, commits: { from: range.from, head: range.head },
    before: readSide(host, file, from, sources.readYaml, rules),
    after: readSide(host, file, head, sources.readYaml, rules),
  }), request);
  const isReviewed = new Set(hosts.map(({ host }) => host));
  const removed = hosts.filter(({ status }) => status === "removed").length;
  const { prefix } = range;
  const declared = await keysBeside(range, sources, hosts);
  const hits = [...await brokenPolicy(range, sources, rules), ...judgePolicy(policy,
    { hosts, hostCount: count + removed, paths, prefix, approvals, keys: declared })];
  return {
    format: REVIEW_FORMAT, base: range.base, head: range.head, from: range.from,
    ...(number === null ? {} : { number }),
    summary: summaryOf(hosts, count, hits), hosts: withHits(hosts, hits),
    groups: groupEffects(hosts), alsoInBase: alsoInBase.filter((host) => isReviewed.has(host)),
    policy: hits, trusted: trustedIn(paths, prefix),
  };
};
