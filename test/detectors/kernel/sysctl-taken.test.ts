/** What the kernel makes of a line in sysctl.d; test/host/sysctl-taken.test.ts asks a real one. */
import { describe, expect, test } from "vitest";
import { normalSet } from "../../../src/detectors/kernel/sysctl-set.ts";
import { takenOf, type RunningKernel } from "../../../src/detectors/kernel/sysctl-taken.ts";
import { canonical } from "../../../src/detectors/kernel/sysctl-value.ts";

const kernel = (release: string | null, isStrict = true): RunningKernel => ({
  release, isStrict: () => isStrict, congestionControls: () => ["reno", "cubic"],
});
const DEBIAN_12 = kernel("6.1.0-49-amd64");

/** The key holds `holds`, and was `holds` before, or something else. */
const take = (path: string, text: string, holds: string | null, running = DEBIAN_12,
  before: string | null = holds): string => {
  const taken = takenOf(running, { path, text, live: holds, before });
  return taken.holds ?? taken.why;
};

const ZEROS = "0".repeat(300);

describe("a number", () => {
  test.each([
    // What it cuts off, or reads in another base.
    ["12", "12"], ["12 # twelve", "12"], ["12 ; x", "12"], ["12 13", "12"], ["12 = 13", "12"],
    ["12 \\", "12"], ["12\tx", "12"], ["0x10", "16"], ["0X1f", "31"], ["010", "8"], ["00", "0"],
    ["-0", "0"], ["\f12", "12"], ["\v 12", "12"], ["00000000000000000012", "10"],
    // What it refuses.
    ["", "refused"], ["+5", "refused"], ["0089", "refused"], ["12#x", "refused"],
    ['"12"', "refused"], ["1_000", "refused"], ["1,000", "refused"], ["64k", "refused"],
    ["12.0", "refused"], ["1e3", "refused"], ["yes", "refused"], ["-1", "refused"],
    ["-0x10", "refused"], ["4294967296", "refused"], [`1${"0".repeat(23)}`, "refused"],
    ["= 12", "refused"], ["%i", "refused"], ["$((6+6))", "refused"], ["\u00a012", "refused"],
    ["\uff11\uff12", "refused"], ["12\f", "refused"], [`${ZEROS}10`, "refused"],
    ["201", "refused"], ["-", "refused"], ["0x", "refused"], ["0x1g", "refused"],
    // What another byte may have stood for.
    ["\ufffd12", "unknown"],
  ])("%j is %s", (text, expected) => {
    expect(take("vm/swappiness", text, "60")).toBe(expected);
  });

  test("that the key holds is taken by it", () => {
    expect(take("dev/strange/key", "7", "7")).toBe("7");
    expect(take("dev/strange/key", "7", "8")).toBe("unknown");
    expect(take("dev/strange/key", "7\f", "7")).toBe("unknown");
    expect(take("kernel/strange", "0x7", "7")).toBe("unknown");
  });

  test("of a feature that a machine may lack can be zero all the same", () => {
    expect(take("kernel/nmi_watchdog", "0", "1")).toBe("0");
    expect(take("kernel/nmi_watchdog", "1", "0")).toBe("unknown");
  });

  test("beyond a limit that differs between kernels has no known effect", () => {
    expect(take("net/core/rmem_max", "2047", "212992")).toBe("refused");
    expect(take("net/core/rmem_max", "2304", "212992")).toBe("unknown");
    expect(take("net/core/rmem_max", "134217728", "212992")).toBe("134217728");
  });

  test("is read as an older kernel does, whose limits are not known", () => {
    for (const release of ["5.10.0-30-amd64", "5.14.0-427.el9.x86_64", null]) {
      const old = kernel(release);
      expect(take("vm/swappiness", "12 # twelve", "60", old)).toBe("12");
      expect(take("vm/swappiness", "12#x", "60", old)).toBe("refused");
      expect(take("net/ipv4/tcp_sack", "256", "1", old)).toBe("unknown");
      expect(take("net/ipv4/tcp_sack", "-0", "1", old)).toBe("unknown");
    }
  });

  test("with text behind it is refused where the kernel would take it as a second write", () => {
    expect(take("vm/swappiness", "12 13", "60", kernel("6.1.0", false))).toBe("unknown");
    expect(take("vm/swappiness", "12", "60", kernel("6.1.0", false))).toBe("12");
  });
});

describe("several numbers", () => {
  test.each([
    ["net/ipv4/tcp_mem", "9000 12000", "1 2 3", "9000 12000 3"],
    ["net/ipv4/udp_mem", "4 5 6 7", "1 2 3", "4 5 6"],
    ["net/ipv4/tcp_rmem", "4096 131072 x", "1 2 3", "4096 131072 3"],
    ["net/ipv4/tcp_rmem", "x", "1 2 3", "refused"],
    ["kernel/printk", "3  4\t1 3", "4 4 1 7", "3 4 1 3"],
    ["kernel/sem", "32000 1024000000 500 -1", "1 2 3 4", "32000 1024000000 500 4"],
    ["net/ipv4/ip_local_port_range", "2000", "32768 60999", "2000 60999"],
    ["net/ipv4/ip_local_port_range", "2000 1999", "32768 60999", "refused"],
    ["net/ipv4/ip_local_port_range", "2000 x", "32768 60999", "refused"],
    ["net/ipv4/ip_local_port_range", "1000 60000", "32768 60999", "unknown"],
  ])("%s = %s, where it was %s", (path, text, before, expected) => {
    expect(take(path, text, before)).toBe(expected);
  });

  test("leave the rest of the former values, not of the live ones", () => {
    expect(take("net/ipv4/tcp_mem", "9000 12000", "7 8 9", DEBIAN_12, "1 2 3"))
      .toBe("9000 12000 3");
    expect(take("net/ipv4/tcp_mem", "9000 12000", "7 8 9", DEBIAN_12, null)).toBe("unknown");
  });
});

describe("names, times and sets", () => {
  test.each([
    ["net/core/default_qdisc", "fq # fair", "fq_codel", "refused"],
    ["net/core/default_qdisc", "fq_codel", "fq_codel", "fq_codel"],
    ["net/core/default_qdisc", "fq", "fq_codel", "unknown"],
    ["net/ipv4/tcp_congestion_control", "reno", "cubic", "reno"],
    ["net/ipv4/tcp_congestion_control", "bbr", "cubic", "unknown"],
    ["net/ipv4/tcp_congestion_control", "bbr # fast", "cubic", "refused"],
    ["net/ipv4/tcp_fin_timeout", "30", "60", "30"],
    ["net/ipv4/tcp_fin_timeout", "21474837", "60", "refused"],
    ["net/ipv4/tcp_fin_timeout", "2147484", "60", "unknown"],
    ["net/ipv4/icmp_ratelimit", "2000", "1000", "2000"],
    ["net/ipv4/icmp_ratelimit", "1001", "1000", "unknown"],
    ["net/ipv4/ip_local_reserved_ports", "8081,8080,9000-9010", "", "8080-8081,9000-9010"],
    ["net/ipv4/ip_local_reserved_ports", "8080, 8081", "", "refused"],
    ["net/ipv4/ip_local_reserved_ports", "65536", "", "refused"],
    ["net/ipv4/ip_local_reserved_ports", "", "8080", ""],
  ])("%s = %s, where it was %s", (path, text, before, expected) => {
    expect(take(path, text, before)).toBe(expected);
  });

  test("include a set in the form that the kernel prints", () => {
    expect(normalSet("5,3-4,4,9-8", 10)).toBeNull();
    expect(normalSet("5,3-4,4,0x9", 10)).toBe("3-5,9");
    expect(normalSet("3,", 10)).toBe("3");
    expect(normalSet(",3", 10)).toBeNull();
  });
});

describe("canonical", () => {
  test.each([
    ["4096\t131072\t6291456\n", "4096 131072 6291456"], ["0x8000000", "134217728"],
    ["017", "15"], ["-0", "0"], ["0089", "0089"], ["a  b", "a b"],
    ["\u00a012", "\u00a012"], ["12\u3000", "12\u3000"], ["12\f", "12\f"], ["\uff11", "\uff11"],
  ])("of %j is %j", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });
});
