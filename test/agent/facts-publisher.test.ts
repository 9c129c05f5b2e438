/** When facts are published, and what becomes of a failure. */
import { expect, test } from "vitest";
import { FactsPublisher } from "../../src/agent/facts-publisher.ts";
import type { Publication } from "../../src/agent/publication.ts";
import type { AgentEvent } from "../../src/agent/ports.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { Proof } from "../../src/engine/source/types.ts";
import { virtualClock } from "../support/agent.ts";

const PROOF: Proof = { format: "vexor.proof/1", commit: "1", path: "x", files: {}, commits: [], trees: [] };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An agent that comes to rest each minute, as the same machine until a test says otherwise. */
const publishing = (first: Publication | null = null) => {
  const clock = virtualClock();
  const [sent, news]: [string[], AgentEvent[]] = [[], []];
  let kept = first;
  const state = { asked: 0, digest: "a", failure: null as VexorError | null, is: "plan 1", isOn: true };
  const start = () => new FactsPublisher({
    clock,
    operate: async () => {
      state.asked += 1;
      return { facts: { text: "{}", signature: "signed", digest: state.digest } };
    },
    receiver: () => (!state.isOn ? null : { name: "there", atMostEvery: 3600, send: async ({ digest }) => {
      if (state.failure) throw state.failure;
      sent.push(digest);
    } }),
    loadPublication: () => ({ value: kept, lost: null }),
    savePublication: (one) => void (kept = one),
    tell: (one) => void news.push(one),
  });
  let publisher = start();
  return {
    clock, sent, news, state,
    restart: () => void (publisher = start()),
    rest: async (ms: number) => {
      for (let left = ms; left > 0; left -= MINUTE) {
        await clock.pass(MINUTE);
        await publisher.rested(state.is, PROOF);
      }
    },
  };
};

test("facts are published once, and again only where the plan and they have changed", async () => {
  const { rest, sent, state } = publishing();
  await rest(3 * MINUTE);
  expect(sent).toEqual(["a"]);
  await rest(3 * HOUR);
  expect(state.asked).toBe(1);
  state.is = "plan 2";
  await rest(5 * MINUTE);
  expect([sent, state.asked]).toEqual([["a"], 2]);
  Object.assign(state, { is: "plan 3", digest: "b" });
  await rest(HOUR - 6 * MINUTE);
  expect(sent).toEqual(["a"]); // at most every hour
  await rest(6 * MINUTE);
  expect(sent).toEqual(["a", "b"]);
});

test("a day later they are published although they are the same, and by a new start as well", async () => {
  const { rest, sent, restart } = publishing();
  await rest(3 * MINUTE);
  restart();
  await rest(2 * HOUR);
  expect(sent).toEqual(["a"]);
  await rest(22 * HOUR);
  expect(sent).toEqual(["a", "a"]);
});

test("a publication of a clock that has been set back since does not count", async () => {
  const { rest, sent } = publishing({ digest: "a", at: Date.parse("2031-01-01T00:00:00Z") });
  await rest(3 * MINUTE);
  expect(sent).toEqual(["a"]);
});

test("a failure is reported once, and tried again until it is over", async () => {
  const { rest, sent, news, state } = publishing();
  state.failure = new VexorError("FACTS_NOT_SENT", "PUT there: it answers 500");
  await rest(2 * HOUR);
  expect(news).toMatchObject([{ what: "not-published", level: "alarm", why: "there: PUT there: it answers 500" }]);
  expect(state.asked).toBeGreaterThan(5);
  state.failure = null;
  await rest(15 * MINUTE);
  expect(sent).toEqual(["a"]);
  expect(news.at(-1)).toMatchObject({ what: "published", level: "info" });
});

test("nothing is recorded where the settings do not ask for it", async () => {
  const { rest, state } = publishing();
  state.isOn = false;
  await rest(2 * HOUR);
  expect(state.asked).toBe(0);
  state.isOn = true;
  await rest(5 * MINUTE);
  expect(state.asked).toBe(1);
});
