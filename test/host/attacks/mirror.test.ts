/**
 * A mirror in the hands of an attacker who has taken over the agent's user. It plants whatever makes
 * git start a program, root uses each verb that reads the mirror, and the agent goes on: nothing
 * that was planted may run, in a unit or outside of one, and the branch is followed as before.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { ON_DISK } from "../lab/shared-tree.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const MIRROR = "/var/lib/vexor-agent/mirror";
const HOLD = "/var/lib/vexor-agent/agent/planted";
const EVIL = `${HOLD}/evil`;
/** Called as what a fetch makes for itself: it is left alone for ten minutes. */
const YOUNG = `${MIRROR}/incoming-planted`;
const URL = "git@127.0.0.1:/srv/git/fleet.git";

/** It tells the journal, which it can reach from every sandbox, and leaves a file where it may. */
const PROGRAM = `#!/bin/sh
logger -t planted "ran as $(id -u): $0 $*"
touch /tmp/planted /var/tmp/planted ${HOLD}/ran 2>/dev/null
exit 1
`;

/** Puts a git directory with that configuration in each place that could be taken for one. */
const plantConfig = (config: string, more = ""): string => `
for at in ${MIRROR} ${MIRROR}/store ${MIRROR}/store/pack ${MIRROR}/repo.git ${MIRROR}/.git \
    ${YOUNG}; do
  rm -rf $at/HEAD $at/refs $at/packed-refs
  mkdir -p $at/refs/heads $at/refs/vexor $at/objects/info $at/objects/pack $at/info $at/hooks
  echo 'ref: refs/heads/main' > $at/HEAD
  cat > $at/config <<'END'
[core]
	repositoryFormatVersion = 1
	bare = true
${config}
END
  cp $at/config $at/gitconfig
  cd $at
  ${more}
done`;

const HOSTILE: readonly (readonly [name: string, script: string])[] = [
  ["core.alternateRefsCommand, and alternates", plantConfig(`\talternateRefsCommand = ${EVIL}`,
    `git init -q --bare ${HOLD}/other.git
     mkdir -p info objects/info
     echo ${HOLD}/other.git/objects | tee objects/info/alternates info/alternates > /dev/null`)],
  ["alternates with a configuration of their own", plantConfig("",
    `git init -q --bare ${HOLD}/other.git
     git --git-dir=${HOLD}/other.git config core.fsmonitor ${EVIL}
     git --git-dir=${HOLD}/other.git config core.alternateRefsCommand ${EVIL}
     echo ${HOLD}/other.git/objects | tee objects/info/alternates info/alternates \
       info/http-alternates > /dev/null`)],
  ["hooks", plantConfig(`\thooksPath = ${HOLD}/hooks`, `mkdir -p ${HOLD}/hooks
     for name in reference-transaction pre-auto-gc post-index-change post-checkout post-merge \
         fsmonitor-watchman proc-receive pre-receive update; do
       cp ${EVIL} hooks/$name; cp ${EVIL} ${HOLD}/hooks/$name
     done`)],
  ["core.fsmonitor", plantConfig(`\tfsmonitor = ${EVIL}\n\tfsmonitorHookVersion = 2`)],
  ["core.sshCommand", plantConfig(`\tsshCommand = ${EVIL}\n[ssh]\n\tvariant = simple`)],
  ["core.gitProxy and core.askPass", plantConfig(`\tgitProxy = ${EVIL}\n\taskPass = ${EVIL}
\teditor = ${EVIL}\n\tpager = ${EVIL}`)],
  ["url.insteadOf", plantConfig(`[url "ext::${EVIL} "]\n\tinsteadOf = git@\n\tpushInsteadOf = git@
[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always`)],
  ["remote.uploadpack", plantConfig(`[remote "${URL}"]\n\turl = ${URL}\n\tuploadpack = ${EVIL}
\tvcs = planted\n\tproxy = ${EVIL}\n[remote "origin"]\n\turl = ${URL}\n\tuploadpack = ${EVIL}`)],
  ["a partial clone with a promisor", plantConfig(`[extensions]\n\tpartialClone = evil
[remote "evil"]\n\turl = ext::${EVIL}\n\tpromisor = true\n\tuploadpack = ${EVIL}
\tpartialCloneFilter = blob:none\n[protocol "ext"]\n\tallow = always`,
  `for pack in ${MIRROR}/store/pack/*.pack ${MIRROR}/repo.git/objects/pack/*.pack; do
       [ ! -e "$pack" ] || echo evil > "\${pack%.pack}.promisor"
     done
     rm -f ${MIRROR}/store/pack/*.idx ${MIRROR}/repo.git/objects/pack/*.idx`)],
  ["credential.helper", plantConfig(`[credential]\n\thelper = !${EVIL}`)],
  ["include.path and includeIf", plantConfig(`[include]\n\tpath = ${HOLD}/included
[includeIf "gitdir:/"]\n\tpath = ${HOLD}/included`,
  `printf '[core]\\n\\tsshCommand = ${EVIL}\\n\\talternateRefsCommand = ${EVIL}\\n' \
       > ${HOLD}/included`)],
  ["filters and drivers", plantConfig(`[filter "evil"]\n\tclean = ${EVIL}\n\tsmudge = ${EVIL}
\tprocess = ${EVIL}\n[diff "evil"]\n\ttextconv = ${EVIL}\n\tcommand = ${EVIL}
[merge "evil"]\n\tdriver = ${EVIL}`, "echo '* filter=evil diff=evil merge=evil' > info/attributes")],
  ["gpg.program", plantConfig(`[gpg]\n\tprogram = ${EVIL}\n[gpg "ssh"]\n\tprogram = ${EVIL}
\tdefaultKeyCommand = ${EVIL}\n[fetch]\n\trecurseSubmodules = true\n[log]\n\tshowSignature = true`)],
  ["config.worktree, commondir and gitdir", plantConfig("[extensions]\n\tworktreeConfig = true",
    `printf '[core]\\n\\tsshCommand = ${EVIL}\\n' > config.worktree
     git init -q --bare ${HOLD}/common.git
     git --git-dir=${HOLD}/common.git config core.sshCommand ${EVIL}
     echo ${HOLD}/common.git > commondir; echo ${HOLD}/common.git > gitdir`)],
  ["gc.* and maintenance that start programs", plantConfig(`[gc]\n\tauto = 1\n\trecentObjectsHook = ${EVIL}
[maintenance]\n\tauto = true\n[alias]\n\tgc = !${EVIL}\n\tfetch = !${EVIL}\n\trev-parse = !${EVIL}`)],
  ["replaced objects, grafts and a shallow edge", plantConfig("", `mkdir -p refs/replace
     head=$(cat ${MIRROR}/head); echo $head > refs/replace/$head
     echo "$head " > info/grafts; echo $head > shallow`)],
  ["a HEAD and references that lead elsewhere", plantConfig("", `rm -rf HEAD refs/vexor
     ln -s /etc/shadow HEAD; ln -s /etc refs/vexor; ln -s /etc/shadow packed-refs`)],
  ["a store that is a link", `rm -rf ${MIRROR}/store; ln -s /etc ${MIRROR}/store`],
  ["packs that are a link", `mv ${MIRROR}/store/pack ${HOLD}/packs
     ln -s ${HOLD}/packs ${MIRROR}/store/pack`],
  ["a head that is a link", `rm -f ${MIRROR}/head; ln -s /etc/shadow ${MIRROR}/head`],
  ["a head that is a pipe", `rm -f ${MIRROR}/head; mkfifo ${MIRROR}/head`],
  ["indexes that lie", `mkdir -p ${MIRROR}/store/info/commit-graphs
     head -c 4096 /dev/urandom | tee ${MIRROR}/store/info/commit-graph \
       ${MIRROR}/store/info/commit-graphs/commit-graph-chain ${MIRROR}/store/pack/multi-pack-index \
       > /dev/null`],
];

describe.skipIf(cannotRun("container"))("a hostile mirror", () => {
  let victim: Victim;
  let value = 20;

  beforeAll(async () => {
    victim = await bootVictim("mirror");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "15");
  });
  afterAll(() => victim?.destroy());

  /** The agent fetches all the time, and removes what is planted while it is planted. */
  const attack = async (script: string, tries = 8): Promise<void> => {
    const { code, stderr } = await victim.as("vexor-agent", `set -e
rm -rf ${HOLD} ${YOUNG}; mkdir -p ${HOLD}
cat > ${EVIL} <<'END'
${PROGRAM}END
chmod 755 ${EVIL}
export HOME=${HOLD}
${script}`);
    if (code !== 0 && tries > 1) return attack(script, tries - 1);
    expect(code, stderr).toBe(0);
    return undefined;
  };

  /** What was planted and has run since `since`, in the journal or as a file. */
  const ranSince = (since: string): Promise<string> => victim.says(`journalctl --sync
journalctl --quiet --no-pager --identifier=planted --since=@${since}
find ${ON_DISK} -xdev '(' -name planted -o -name ran ')' -not -path '${HOLD}' 2>/dev/null`);

  test("the planted program reports when it runs", async () => {
    await attack(EVIL + " || true");
    const since = await victim.says("date -d '1 minute ago' +%s");
    expect(await ranSince(since)).toContain("ran as");
    await victim.run(`rm -f /tmp/planted /var/tmp/planted ${HOLD}/ran`);
  });

  test.each(HOSTILE)("%s: nothing runs, and the branch is followed", async (_, script) => {
    await victim.run("sleep 1");
    const since = await victim.says("date +%s");
    await attack(script);
    const id = await victim.commit({ sysctl: { [FIN]: value += 1 } });
    await victim.run("vexor source show --json");
    const checked = await victim.run("vexor source check");
    expect(checked.stderr + checked.stdout).toContain(`Commit ${id} is valid`);
    await attack(script); // what a fetch has mended is spoilt again, before anything reads it
    await victim.run(`vexor source show; vexor source accept ${id.slice(0, 12)} --why test < /dev/null`);
    await victim.run("vexor source check --json; vexor sync");
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === String(value));
    expect(await ranSince(since)).toBe("");
    expect(await victim.says(`find ${MIRROR}/[hs]* -type l; ls ${MIRROR}/store`))
      .toBe("pack");
  });

  test("its directory cannot be turned into a link by the agent's user", async () => {
    const { code } = await victim.as("vexor-agent", `mv ${MIRROR} ${MIRROR}.old`);
    expect(code).not.toBe(0);
    expect(await victim.says(`stat -c %F ${MIRROR}`)).toBe("directory");
  });

  test("root does not follow a link to a mirror", async () => {
    await victim.run(`ln -s ${MIRROR} /root/link`);
    const { code, stderr } = await victim.run("vexor source check --mirror /root/link");
    expect([code, stderr]).toEqual([1, expect.stringContaining("is not a directory")]);
  });

  test.each(["/tmp/other mirror", "/srv/mirror:2"])("root may keep one in %s", async (at) => {
    const { stdout, stderr } = await victim.run(`vexor source check --mirror '${at}'`);
    expect(stdout, stderr).toMatch(/^Commit [0-9a-f]{40} is valid/);
    expect(await victim.says(`ls '${at}'`)).toBe("head\nstore");
  });

  describe("all git that root has done runs as the owner, in the agent's sandbox", () => {
    beforeAll(() => victim.run(`mv /usr/bin/git /usr/bin/git.real
cat > /usr/bin/git <<'END'
#!/bin/sh
logger -t git-ran "uid $(id -u) caps $(sed -n 's/^CapBnd:.//p' /proc/self/status) seccomp $(sed -n 's/^Seccomp:.//p' /proc/self/status) unit $(grep -o '[^/]*[.]service' /proc/self/cgroup | tail -1)"
exec /usr/bin/git.real "$@"
END
chmod 755 /usr/bin/git; systemctl stop vexor-agent; sleep 1`));
    afterAll(() => victim.run("mv /usr/bin/git.real /usr/bin/git; systemctl start vexor-agent"));

    /** Each line is one git; the server's half of a fetch is left out. */
    const gitsOf = async (...verbs: readonly string[]): Promise<readonly string[]> => {
      const since = await victim.says("sleep 1; date +%s");
      for (const verb of verbs) await victim.run(`vexor ${verb}`);
      const said = await victim.says("journalctl --sync; journalctl --quiet --no-pager --output=cat "
        + `--identifier=git-ran --since=@${since}`);
      return said.split("\n").filter((line) => line !== "" && !line.endsWith(" ssh.service"));
    };
    const confined = async (user: string): Promise<RegExp> =>
      new RegExp(`^uid ${await victim.says(`id -u ${user}`)} caps 0+ seccomp 2 unit run-\\S+\\.service$`);

    test("the mirror's, at each verb that reads it", async () => {
      const form = await confined("vexor-agent");
      for (const verb of ["source check", "source show", "source accept 0123456789 --why x"]) {
        const gits = await gitsOf(verb);
        expect(gits.length, verb).toBeGreaterThan(0);
        for (const line of gits) expect(line, verb).toMatch(form);
      }
    });

    test("a checkout's, for a plan that is kept; and nothing that it names runs", async () => {
      await victim.run(`cp -r /home/git/work /home/sol/fleet; chown -R sol /home/sol/fleet
cat >> /home/sol/fleet/.git/config <<'END'
[core]
	fsmonitor = touch /home/sol/ran;
	alternateRefsCommand = touch /home/sol/ran;
[alias]
	ls-tree = !touch /home/sol/ran
END
chown sol /home/sol/fleet/.git/config; runuser -u sol -- git -C /home/sol/fleet reset -q --hard
rm -f /home/sol/ran`);
      const form = await confined("sol");
      const gits = await gitsOf("plan -f /home/sol/fleet/hosts/lab.yaml --out /root/kept.plan");
      expect(gits.length).toBeGreaterThan(0);
      for (const line of gits) expect(line).toMatch(form);
      const head = await victim.says("cat /home/git/work/.git/refs/heads/main");
      expect(await victim.says("cat /root/kept.plan")).toContain(head);
      expect(await victim.says("ls /home/sol")).toBe("fleet");
    });
  });
});
