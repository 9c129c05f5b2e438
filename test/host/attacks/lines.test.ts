/**
 * Words of others in what programs read: the journal, metrics, `vexor history`. An author who may
 * push writes a commit's subject and author, its file names and what its file says; a signer writes
 * reasons and names. No line is forged with them, and no number.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { harmfulIn } from "../../support/hostile.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const METRICS = "127.0.0.1:9464";
/** A priority and a whole entry of the journal, a metric, a terminal's title, turned text. */
const FORGERY = '"}\\n<0>vexor-agent: FORGED emergency\\n{"level":"warn","event":"FORGED"}\\n'
  + "vexor_condition{condition=\\\"FORGED\\\"} 1\\n\\033]0;owned\\007\\342\\200\\256lleh\\r";

/** One sample, or a comment: the text format of Prometheus. */
const SAMPLE = /^(?:# (?:HELP|TYPE) \S+ .*|[a-z_:][a-z0-9_:]*(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (?:[-+]?[0-9.e+-]+|NaN|[+-]Inf))$/;

describe.skipIf(cannotRun("container"))("words of others", () => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await bootVictim("lines");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.run(`sed -i 's/^{/{"metrics":{"listen":"${METRICS}"},/' /etc/vexor-agent/agent.yaml
systemctl restart vexor-agent`);
    await victim.until(async () => (await victim.says("vexor status")).includes("settled"));
  });
  afterAll(() => victim?.destroy());

  /** As the user who may push; subject, author, committer and a file's name are the forgery. */
  const push = async (signed: boolean, hostFile: string): Promise<string> => {
    const { code, stdout, stderr } = await victim.container.exec(["runuser", "-u", "git", "--", "sh",
      "-ec", `cd ~/work; git fetch -q; git reset -q --hard origin/main
words=$(printf '${FORGERY}x'); cat > hosts/lab.yaml; : > "roles-$words"; git add -A
name=$(printf 'Eve\\033]0;owned\\007FORGED')
git -c user.name="$name" commit -q ${signed ? "-S" : "--no-gpg-sign"} -m "FORGED $words"
git push -q origin HEAD:main; git rev-parse HEAD`], { input: hostFile });
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };

  /** Every line of the agent's is one entry of its own form, and none is the forgery's. */
  const journalIsSound = async (): Promise<void> => {
    const said = await victim.says("journalctl --sync; journalctl --no-pager -o json -u vexor-agent "
      + "-u 'vexor-operate@*' -u vexor-watch -u vexor-apply");
    for (const line of said.split("\n").filter(Boolean)) {
      const { MESSAGE: message, PRIORITY: priority, _PID: pid } = JSON.parse(line) as Record<string, string>;
      // Bytes that are not text come as a list of numbers.
      expect(typeof message, line).toBe("string");
      expect(harmfulIn(message ?? "")).toEqual([]);
      expect(message, line).not.toMatch(/^(?:vexor-agent: )?FORGED|^vexor_/);
      if (pid !== "1") expect(Number(priority), line).toBeGreaterThan(0);
      if (message?.startsWith("{")) expect((JSON.parse(message) as { event?: string }).event).not.toBe("FORGED");
    }
  };

  const metricsAreSound = async (): Promise<void> => {
    const page = await victim.says(`perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("${METRICS}") or die; `
      + `print $s "GET /metrics HTTP/1.1\\r\\nHost: ${METRICS}\\r\\nConnection: close\\r\\n\\r\\n"; print <$s>'`);
    const [head = "", ...body] = page.split("\r\n\r\n");
    expect(head).toContain(" 200 ");
    const lines = body.join("").split("\n").map((line) => line.replace(/\r$/, ""))
      .filter((line) => line !== "" && !/^[0-9a-f]+$/.test(line));
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !SAMPLE.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('vexor_condition{condition="FORGED"'))).toEqual([]);
  };

  const verbsAreSound = async (...verbs: readonly string[]): Promise<void> => {
    for (const verb of verbs) {
      const { stdout, stderr } = await victim.run(`vexor ${verb} < /dev/null`);
      expect(harmfulIn(stdout + stderr), verb).toEqual([]);
      expect((stdout + stderr).split("\n").filter((line) => /^(?:<0>|FORGED|vexor_condition|\{"level)/.test(line)), verb)
        .toEqual([]);
    }
  };

  test.each([
    ["a commit that is not signed", false, "apiVersion: vexor/v1\nhost: lab\n", "not signed"],
    ["a host file whose keys and values are forgeries", true,
      'apiVersion: vexor/v1\nhost: lab\n"x\\n<0>FORGED\\u001b]0;o": "y\\nFORGED"\n', "unknown key"],
    ["a host file for another name", true, 'apiVersion: vexor/v1\nhost: "a\\n<0>FORGED\\u001b]0;o\\u0007"\n', "host"],
    ["a file that is not YAML", true, "apiVersion: vexor/v1\nhost: lab\n\u001b]0;owned\u0007: [\n<0>FORGED\n", "lab.yaml"],
  ] as const)("of %s forge no line", async (_, signed, file, why) => {
    const id = await push(signed, file);
    await victim.run("vexor sync");
    await victim.until(async () => (await victim.says("vexor status --json")).includes(id));
    await victim.until(async () => (await victim.says("vexor status --json")).includes(why));
    await verbsAreSound("status", "status --json", "source show", "source check", "doctor", "history");
    await journalIsSound();
    await metricsAreSound();
  });

  test("of a signed commit that is applied, and of its reasons, forge no line", async () => {
    const file = JSON.stringify({ apiVersion: "vexor/v1", host: "lab", sysctl: {
      [FIN]: { value: 21, why: "because\n<0>FORGED\u001b]0;owned\u0007" } } });
    await push(true, file);
    await victim.run("vexor sync");
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "21");
    await victim.run(`sysctl -qw ${FIN}=33`); // a drift, which is reported with what git says of it
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "21");
    await verbsAreSound("status", "history", "history --json", "show 2", `explain sysctl/${FIN}`, "drift", "plan");
    await journalIsSound();
    await metricsAreSound();
  });

  test("of a local user's process that writes to a setting forge no line", async () => {
    await victim.run(`cat > /root/w.pl <<'END'
$0 = "eve\\n<0>FORGED\\e]0;owned\\a"; open(my $f, '>', '/proc/sys/net/ipv4/tcp_fin_timeout'); print $f 34; close $f; sleep 2
END
cp /usr/bin/perl "/root/$(printf 'p\\n<0>FORGED')"; "/root/$(printf 'p\\n<0>FORGED')" /root/w.pl "$(printf 'a\\n<0>FORGED')"`);
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "21");
    await verbsAreSound("status", "status --json", "history");
    await journalIsSound();
    await metricsAreSound();
  });
});
