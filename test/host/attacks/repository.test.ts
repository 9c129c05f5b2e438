/**
 * An attacker who may push to the fleet's repository, or serve it, without an accepted key. Each
 * push is tried on a host that follows; then the honest branch goes on, and the host follows it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { ON_DISK } from "../lab/shared-tree.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const EVIL = "apiVersion: vexor/v1\nhost: lab\nsysctl: {net.ipv4.tcp_fin_timeout: 99}\n";

describe.skipIf(cannotRun("container"))("a repository in hostile hands", () => {
  let victim: Victim;
  let honest: string;

  beforeAll(async () => {
    victim = await bootVictim("repository");
    honest = await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "15");
  });
  afterAll(() => victim?.destroy());

  /** In a clone of the fleet's, as the user who may push; `EVIL` is in the environment. */
  const push = async (script: string): Promise<void> => {
    const { code, stderr } = await victim.container.exec(["runuser", "-u", "git", "--", "env",
      `EVIL=${EVIL}`, "sh", "-ec", `rm -rf ~/evil; git clone -q /srv/git/fleet.git ~/evil; cd ~/evil
git config user.name Eve; git config user.email eve@example.org
git config gpg.format ssh; git config user.signingKey ~/.ssh/signer
${script}
git push -qf origin HEAD:main`]);
    if (code !== 0) throw new Error(stderr);
  };

  /** What root says of the branch, once it has looked at it now. */
  const verdict = async (): Promise<string> => {
    const { stdout, stderr } = await victim.run("vexor source check");
    return stdout + stderr;
  };

  const refuses = async (script: string, reason: RegExp): Promise<void> => {
    const runs = await victim.says("ls /var/lib/vexor-agent/runs | wc -l");
    try {
      await push(script);
      expect(await verdict()).toMatch(reason);
      await victim.run("vexor sync --wait --timeout 60s");
      expect(await victim.says(`sysctl -n ${FIN}`)).toBe("15");
      expect(await victim.says("ls /var/lib/vexor-agent/runs | wc -l")).toBe(runs);
      expect(await victim.says("systemctl is-active vexor-agent")).toBe("active");
    } finally {
      await push(`git reset -q --hard ${honest}`);
    }
  };

  const SIGNED = "git commit -qS -am evil";

  test.each([
    ["a commit without a signature", 'printf "%s" "$EVIL" > hosts/lab.yaml; git commit -q -am evil',
      /not signed/],
    ["a commit that an unknown key has signed", `ssh-keygen -q -t ed25519 -N '' -f ~/evil-key
      git config user.signingKey ~/evil-key
      printf "%s" "$EVIL" > hosts/lab.yaml; ${SIGNED}`,
      /not among the signers/],
    ["a signed commit whose bytes were changed", `printf "%s" "$EVIL" > hosts/lab.yaml; ${SIGNED}
      git cat-file commit HEAD | sed 's/^evil$/devil/' > ~/forged
      git reset -q --hard "$(git hash-object -t commit -w ~/forged)"`, /signature/i],
    ["a branch that was rewritten", `git checkout -q --orphan other; ${SIGNED}`,
      /rewritten|does not descend|follow/i],
    ["a host file that is a link", `ln -sf /etc/shadow hosts/lab.yaml; ${SIGNED}`, /symbolic link/],
    ["a host file below a directory that is a link", `git mv hosts other; ln -s other hosts
      git add hosts; ${SIGNED}`, /symbolic link/],
    ["a host file of another host", `sed -i 's/lab/val-2/' hosts/lab.yaml; ${SIGNED}`, /val-2/],
    ["a host file that leads out of the repository", `printf '%s\\n' 'apiVersion: vexor/v1' \\
      'host: lab' 'extends: [../../../../etc/passwd]' > hosts/lab.yaml; ${SIGNED}`, /leads out/],
    ["a key that runs programs as root", `printf '%s\\n' 'apiVersion: vexor/v1' 'host: lab' \\
      'sysctl: {kernel.core_pattern: "|/bin/sh"}' > hosts/lab.yaml; ${SIGNED}`, /core_pattern/],
    ["a host file with more aliases than a file needs", `{ echo 'apiVersion: vexor/v1'
      echo 'host: lab'; echo 'sysctl: &a {vm.swappiness: 10}'
      for i in $(seq 40); do echo "k$i: *a"; done; } > hosts/lab.yaml; ${SIGNED}`, /alias|unknown key/],
    ["a host file with __proto__", `printf '%s\\n' 'apiVersion: vexor/v1' 'host: lab' \\
      '__proto__: {mode: enforce}' > hosts/lab.yaml; ${SIGNED}`, /__proto__/],
    ["a host file of 300 KB", `head -c 300000 /dev/zero | tr '\\0' '#' >> hosts/lab.yaml; ${SIGNED}`,
      /30\d{4} bytes/],
  ])("%s is refused, and the host stays as it is", (_, script, reason) => refuses(script, reason));

  test("a commit of 450 MB in a pack of 440 KB takes neither memory nor the agent", async () => {
    const pid = await victim.says("systemctl show -P MainPID vexor-agent");
    await refuses(`{ git cat-file commit HEAD | sed '/^$/q; /^gpgsig/,/END SSH/d'
head -c 450000000 /dev/zero | tr '\\0' a; } > ~/big
git reset -q --hard "$(git hash-object -t commit -w ~/big)"; rm ~/big`, /[Oo]ut of memory/);
    expect(await victim.says("systemctl show -P MainPID vexor-agent")).toBe(pid);
  });

  test("attributes and filters in the repository run nothing", async () => {
    await push(`printf '* filter=evil diff=evil merge=evil\\n' > .gitattributes
printf '[filter "evil"]\\nsmudge = touch /tmp/filtered\\n' > .gitconfig
git add .; ${SIGNED}; git rev-parse HEAD > ~/attributes`);
    const id = await victim.says("cat /home/git/attributes");
    await victim.run("vexor sync");
    await victim.until(async () => (await victim.says("vexor status --json")).includes(id));
    expect(await victim.says(`find ${ON_DISK} -xdev -name filtered`)).toBe("");
    honest = id;
  });

  test.each([
    ["http://git.example.org/fleet.git", /http/],
    ["ext::sh -c 'touch /tmp/ext'", /url|ext/i],
    ["https://user:hunter2@git.example.org/fleet.git", /source\.url/],
  ])("agent.yaml does not take %s", async (url, reason) => {
    await victim.container.writeFile("/etc/vexor-agent/evil.yaml",
      JSON.stringify({ source: { url, signatures: "none" } }));
    await victim.run("cp /etc/vexor-agent/agent.yaml /root/kept.yaml"
      + " && mv /etc/vexor-agent/evil.yaml /etc/vexor-agent/agent.yaml");
    try {
      const { code, stdout, stderr } = await victim.run("vexor source check");
      expect(code).not.toBe(0);
      expect(stdout + stderr).toMatch(reason);
      expect(stdout + stderr).not.toContain("hunter2");
      expect(await victim.says("ls /tmp/ext 2>/dev/null")).toBe("");
    } finally {
      await victim.run("mv /root/kept.yaml /etc/vexor-agent/agent.yaml");
    }
  });

  test("the honest branch is followed after all of that", async () => {
    await push(`sed -i 's/: 15/: 14/; s/":15/":14/' hosts/lab.yaml; git commit -qS -am honest`);
    await victim.run("vexor sync");
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "14");
  });
});
