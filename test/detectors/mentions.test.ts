/** An index of words may name too much, never too little: who is not asked is not heard. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { indexName } from "../../src/detectors/tools/holder.ts";
import { findMention, wordsOf } from "../../src/detectors/tools/mentions.ts";

const KEYS = ["vm/swappiness", "net/ipv4/conf/eth0.100/rp_filter", "net/ipv4/conf/eth0:1/rp_filter",
  "kernel/print-fatal-signals", "a/b", "a:b/c"];

const SPELLINGS = ["vm.swappiness", "vm/swappiness", "net.ipv4.conf.eth0/100.rp_filter",
  "net/ipv4/conf/eth0.100/rp_filter", "net.ipv4.conf.eth0:1.rp_filter", "a.b", "a/b",
  "kernel.print-fatal-signals", "kernel/print-fatal-signals", "/proc/sys/vm/swappiness",
  "/proc/sys/net/ipv4/conf/eth0.100/rp_filter", "/proc/sys/net/ipv4/conf/eth0:1/rp_filter",
  "/proc/sys/a/b", "/proc/sys/a:b/c", "a:b.c", "/proc/sys/kernel/print-fatal-signals"];
const BESIDE = ["", "", " ", "=", " = ", "\n", "\"", "'", "=1", ":", "@", "-", "x", ".", "/", ";",
  "(", "|", ">", " > ", "echo 1 > ", "| tee ", "sysctl -w ", "# ", "/usr", "é", "\t", "1"];

const piece = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...BESIDE) },
  fc.constantFrom(...SPELLINGS));
const script = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

test("whatever a script mentions is among its words", () => {
  let mentions = 0;
  fc.assert(fc.property(script, (text) => {
    for (const key of KEYS) {
      if (findMention(text, key) === null) continue;
      mentions++;
      expect(wordsOf(text), `${key} in ${JSON.stringify(text)}`).toContain(indexName(key));
    }
  }), { numRuns: 20_000 });
  expect(mentions).toBeGreaterThan(1000);
});

test("of several mentions the last one counts, and no comment", () => {
  const text = "sysctl vm.swappiness=1\nsysctl -w vm.swappiness=2; x\n # vm.swappiness=3\nend\n";
  expect(findMention(text, "vm/swappiness"))
    .toEqual({ line: 2, text: "sysctl -w vm.swappiness=2; x", value: "2" });
});

test("a word of many marks is taken apart in a time that its length bounds", () => {
  const text = `${"a:".repeat(20_000)}vm.swappiness=1\n`;
  expect(wordsOf(text)).toContain("vm/swappiness");
});
