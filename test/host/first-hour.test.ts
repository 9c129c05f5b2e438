/**
 * An operator's first hour on a real Debian: the commands of docs/agent.md as they stand there, from
 * the package to a host that follows its branch; then `vexor doctor`, with each fault made for real.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootContainer, type Container } from "./lab/container.ts";
import { cannotRun, type ExecResult } from "./lab/machine.ts";
import { commit, FLEET_PACKAGES, makeFleet } from "./support/enrolment.ts";
import { buildDeb, removeDebs } from "./support/package.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const PAGE = readFileSync(join(import.meta.dirname, "../../docs/agent.md"), "utf8");

/** The fenced blocks of one bold-headed part of the page, in order. */
const blocksOf = (part: string): readonly string[] => {
  const text = PAGE.slice(PAGE.indexOf(`**${part}.**`)).split(/\n\*\*/)[0] ?? "";
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
};
const [BEGIN = ""] = blocksOf("Begin a repository");
const [ENROL = ""] = blocksOf("Enrol");
const [KEYS = "", TRUST = ""] = blocksOf("Enrol by hand");
const INSTALL = /\*\*Install\.\*\* `([^`]+)`/.exec(PAGE)?.[1] ?? "";

let container: Container;
let pin = "";
const run = (script: string): Promise<ExecResult> => container.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
/** As an operator's shell would, but ending at the first command that fails. */
const types = async (script: string): Promise<string> => {
  const { code, stdout, stderr } = await container.exec(["bash", "-ec", script]);
  expect(code, `${script}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
};

/** The git server and the operator's workstation: what exists before Vexor does. */
const SERVER = `set -e
rm -r /etc/vexor-agent
: > /home/git/.ssh/authorized_keys
ln -s /srv/git/fleet.git /home/git/fleet.git; chown -h git: /home/git/fleet.git
echo '127.0.0.1 git.example.org' >> /etc/hosts
`;

const KEYS_OF_GIT = "/home/git/.ssh/authorized_keys";

/** A person at a terminal: `on TEXT COMMAND` types what that prints, once the program said so. */
const DIALOGUE = `
rm -f /root/typed /root/said; mkfifo /root/typed
begin() { TERM=dumb script -qefc "$1" /root/said < /root/typed > /dev/null & it=$!; exec 3> /root/typed; }
on() { for try in $(seq 300); do grep -q "$1" /root/said && break; sleep 0.1; done; sleep 0.3
  eval "$2" >&3; }
finish() { wait $it; code=$?; exec 3>&-; tr -d '\\r' < /root/said; exit $code; }
`;

const publicKey = (): Promise<string> => says("cut -d' ' -f1-2 /home/git/.ssh/signer.pub");

/** The page's placeholders, and what an operator puts in their place. */
const answered = async (block: string): Promise<string> => block
  .replace("ssh-ed25519 AAAA…", await publicKey())
  .replace(/^( {2}pin: )[0-9a-f]{40}$/m, `$1${pin}`);

interface Doctor {
  readonly checks: readonly { readonly id: string; readonly outcome: string;
    readonly found: string; readonly todo: string | null }[];
}

const doctor = async (user = "root"): Promise<Doctor & { readonly code: number | null }> => {
  const { code, stdout, stderr } =
    await container.exec(["runuser", "-u", user, "--", "vexor", "doctor", "--json"]);
  expect(stderr).toBe("");
  return { ...JSON.parse(stdout) as Doctor, code };
};

const told = (checks: Doctor["checks"], outcome: string): readonly string[] =>
  checks.filter((one) => one.outcome === outcome).map(({ id }) => id);

describe.skipIf(cannotRun("container"))("the first hour", () => {
  let deb: string;

  beforeAll(async () => {
    deb = await buildDeb("0.1.0+hour");
    container = await bootContainer({ name: "first-hour", packages: FLEET_PACKAGES });
    await makeFleet(container);
    await types(SERVER);
    pin = await commit(container, { sysctl: { [FIN]: 15 } });
    await container.copyIn(deb, `/root/${basename(deb)}`, "0644");
  });
  afterAll(async () => {
    await container?.destroy();
    await removeDebs();
  });

  describe("by the page alone", () => {
    test("the package is installed", async () => {
      const named = INSTALL.replace("vexor_VERSION_amd64.deb", basename(deb));
      await types(`cd /root; export DEBIAN_FRONTEND=noninteractive; yes | ${named}`);
      expect(await says("vexor --version")).toMatch(/^vexor \d/);
    });

    test("doctor says what is missing before anything is enrolled", async () => {
      const { code, checks } = await doctor();
      expect([code, told(checks, "finding")]).toEqual([2, ["agent.yaml"]]);
    });

    test("a repository begins with what is there, signed", async () => {
      // On a branch of its own, and on the same machine: what is followed later stays as it is.
      await types("vexor init > /tmp/init.yaml");
      const block = BEGIN.replaceAll("id_ed25519", "signer")
        .replace("ssh root@HOST vexor init", "cat /tmp/init.yaml").replaceAll("HOST.yaml", "lab.yaml").replaceAll("HOST as", "lab as")
        .replace("HEAD:main", "HEAD:begun");
      const said = await types(`runuser -u git -- bash -ec 'cd; git clone -q /srv/git/fleet.git begun
cd begun; git checkout -q -b begun
git config user.name Ops; git config user.email ops@example.org
${block}'`);
      const begun = said.trim().split("\n").at(-1) ?? "";
      expect(begun).toMatch(/^[0-9a-f]{40}$/);
      expect(said).toContain(await publicKey());
      const object = await says(`git -c safe.directory='*' -C /srv/git/fleet.git cat-file -p ${begun}`);
      expect(object).toContain("gpgsig -----BEGIN SSH SIGNATURE-----");
    });

    test("enrol asks for what only the operator knows, and ends in a host that follows its branch", async () => {
      const [command = "", ...rest] = ENROL.replace(/ +#.*$/gm, "").trim().split("\n");
      expect(command).toMatch(/^vexor enrol /);
      const { code, stdout, stderr } = await run(`${DIALOGUE}
        begin '${command}'
        on 'Press Enter' 'cat /etc/vexor-agent/deploy_key.pub >> ${KEYS_OF_GIT}; echo'
        on 'operator publishes' 'echo y'
        on 'public key that signs' 'cat /home/git/.ssh/signer.pub'
        on 'begins with it' 'echo y'
        finish`);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toContain(`main is at ${pin} "change", signed by operator`);
      expect(stdout).toContain("Nothing is wrong");
      const shown = await says("ssh-keyscan git.example.org 2>/dev/null | ssh-keygen -lf - | cut -d' ' -f2");
      for (const fingerprint of shown.split("\n")) expect(stdout).toContain(fingerprint);
      expect(await says("stat -c '%a %U:%G' /etc/vexor-agent/deploy_key")).toBe("640 root:vexor-agent");
      const said = await types(rest.join("\n"));
      expect(said.trim()).toMatch(new RegExp(`settled[^]*${pin.slice(0, 7)}`));
      expect(await says(`sysctl -n ${FIN}`)).toBe("15");
      const again = await run(command);
      expect([again.code, again.stderr]).toEqual([64, expect.stringContaining("names a source already")]);
    });

    test("an operator who is not sure stops it, and nothing in force is written", async () => {
      await types(`systemctl stop vexor-agent; : > ${KEYS_OF_GIT}
rm -r /etc/vexor-agent /var/lib/vexor-agent/source.json; mkdir /etc/vexor-agent`);
      const command = ENROL.split("\n")[0] ?? "";
      const { code, stdout } = await run(`${DIALOGUE}
        begin '${command}'
        on 'Press Enter' echo
        on 'operator publishes' 'echo n'
        finish`);
      expect([code, stdout]).toEqual([1, expect.stringMatching(/not known to be its own[^]*NOT_ENROLLED/)]);
      expect(await says("ls /etc/vexor-agent")).toBe("deploy_key\ndeploy_key.pub");
      const alone = await run(`${command} </dev/null`);
      expect([alone.code, alone.stderr]).toEqual([64, expect.stringContaining("NO_TERMINAL")]);
      await types("rm -r /etc/vexor-agent; mkdir /etc/vexor-agent; rm -rf /var/lib/vexor-agent/runs "
        + `/var/lib/vexor-agent/ledger.json /var/lib/vexor-agent/agent/*.json; sysctl -qw ${FIN}=60; `
        + "rm -f /etc/sysctl.d/90-vexor-agent.conf");
    });

    test("with a repository of its own it takes 3 minutes of typing at most, at 40 words a minute", () => {
      const answers = "y\n\ny\ny\n"; // keys and commits are pasted, or only compared
      const typed = [INSTALL, BEGIN, ENROL, answers].join("\n").replace(/ +#.*$/gm, "");
      expect(typed.length / (40 * 5)).toBeLessThanOrEqual(3);
    });

    test("a key is made, and the operator registers it at the server", async () => {
      const said = await types(KEYS);
      const key = said.trim().split("\n").at(-1) ?? "";
      expect(key).toMatch(/^ssh-ed25519 /);
      await container.exec(["sh", "-c", "cat >> /home/git/.ssh/authorized_keys"], { input: key });
    });

    test("by hand, too, it ends in a host that follows its branch", async () => {
      const said = await types(await answered(TRUST));
      expect(said).toContain("Nothing is wrong");
      expect(said.trim()).toMatch(new RegExp(`settled[^]*${pin.slice(0, 7)}`));
      expect(await says(`sysctl -n ${FIN}`)).toBe("15");
      expect((await run("vexor status")).code).toBe(0);
    });

    test("by hand, too, it takes 3 minutes of typing at most, at 40 words a minute", () => {
      const typed = [INSTALL, KEYS, TRUST].join("\n").replace(/ +#.*$/gm, "")
        .replace(/[0-9a-f]{40}|ssh-ed25519 AAAA…/g, "");
      expect(typed.length / (40 * 5)).toBeLessThanOrEqual(3);
    });
  });

  describe("vexor doctor", () => {
    const KEEP = "tar -C / -cf /root/kept.tar etc/vexor-agent home/git/.ssh/authorized_keys";
    const RESTORE = "rm -rf /etc/vexor-agent; tar -C / -xpf /root/kept.tar";

    beforeAll(async () => {
      // From here on the pin is what counts, as on the day of the enrolment.
      await types(`systemctl stop vexor-agent; cd /var/lib/vexor-agent;
rm -r source.json runs ledger.json; ${KEEP}`);
    });

    test("finds nothing wrong, and leaves nothing behind", async () => {
      // Instances of the agent's own sockets come and go meanwhile, with a /tmp of their own.
      const files = "find /var/lib/vexor-agent /etc/vexor-agent /tmp -path '/tmp/systemd-private-*' "
        + "-prune -o -print | sort";
      const before = await says(files);
      const { code, checks } = await doctor();
      expect([code, told(checks, "finding")], JSON.stringify(checks, null, 1)).toEqual([0, []]);
      expect(told(checks, "fine")).toEqual(expect.arrayContaining(["agent.yaml", "git", "ssh",
        "ssh-keygen", "deploy key", "host key", "signer 1", "server", "pin", "signature",
        "host file", "systemd", "kernel", "cgroups", "vexor-operate.socket"]));
      expect(await says(files)).toBe(before);
    });

    test("says without root what root would add", async () => {
      const { code, checks } = await doctor("nobody");
      expect([code, told(checks, "finding")], JSON.stringify(checks, null, 1)).toEqual([0, []]);
      const { stdout } = await container.exec(["runuser", "-u", "nobody", "--", "vexor", "doctor"]);
      expect(stdout).toMatch(/Run with sudo for: deploy key, server/);
    });

    test("prints a line for each, with the mark and the command", async () => {
      await run("rm /etc/vexor-agent/known_hosts");
      const { code, stdout } = await run("vexor doctor");
      expect(code).toBe(2);
      expect(stdout).toMatch(/^✓ git .*2\./m);
      expect(stdout).toMatch(/^✗ host key .*known_hosts does not exist\n.*→ ssh-keyscan git\.example\.org >> /m);
      await types(RESTORE);
    });

    const D = "/etc/vexor-agent";
    const KEY = `${D}/deploy_key`;
    type Fault = readonly [what: string, fault: string, id: string, found: RegExp, todo: RegExp,
      mend?: string];
    const faults: readonly Fault[] = [
      ["git is missing", "mv /usr/bin/git /usr/bin/git.away", "git", /not installed/,
        /apt install git/, "mv /usr/bin/git.away /usr/bin/git"],
      ["ssh is missing", "mv /usr/bin/ssh /usr/bin/ssh.away", "ssh", /not installed/,
        /apt install openssh-client/, "mv /usr/bin/ssh.away /usr/bin/ssh"],
      ["the settings are misspelt", `sed -i s/signers:/singers:/ ${D}/agent.yaml`, "agent.yaml",
        /agent\.yaml:3:3: unknown key "singers".*"signers"/, /Known here|signers/],
      ["others may write the settings", `chmod 666 ${D}/agent.yaml`, "agent.yaml", /others than root/,
        /chmod go-w/],
      ["the key is missing", `rm ${KEY}`, "deploy key", /does not exist/, /ssh-keygen .*chgrp/],
      ["the key is for root alone", `chgrp root ${KEY}`, "deploy key",
        /vexor-agent may not read .*mode 0640, user 0, group 0/, /chgrp vexor-agent/],
      ["everybody may read the key", `chmod 644 ${KEY}`, "deploy key", /others may read/, /ssh-keygen/],
      ["the key has a passphrase", `chmod 600 ${KEY}; ssh-keygen -q -p -N secret -f ${KEY}; chmod 640 ${KEY}`,
        "deploy key", /passphrase/, /ssh-keygen/],
      ["the server does not know the key", ": > /home/git/.ssh/authorized_keys", "server",
        /Permission denied \(publickey/, /public half.*ssh-ed25519 AAAA/],
      ["no host key is known", `: > ${D}/known_hosts`, "host key", /does not list git\.example\.org/,
        /ssh-keyscan git\.example\.org/],
      ["the server has another host key",
        `ssh-keygen -q -t ed25519 -N '' -f /root/other; echo "git.example.org $(cut -d' ' -f1-2 `
        + `/root/other.pub)" > ${D}/known_hosts; rm /root/other*`, "server",
        /[Hh]ost key verification failed/, /another host key/],
      ["nothing listens", "systemctl stop ssh.socket ssh.service", "server", /refused/,
        /Nothing answers at git\.example\.org/, "systemctl start ssh"],
      ["the repository is another one", `sed -i s/fleet.git/flet.git/ ${D}/agent.yaml`, "server",
        /flet\.git/, /correct url:/],
      ["a signer's line is broken", `echo 'ops ssh-ed25519 AAAA' >> ${D}/allowed_signers`, "signer 2",
        /allowed_signers:2 is not/, /ssh-ed25519/],
      ["no signer is valid any more", `sed -i 's/namespaces/valid-before="20200101",&/' `
        + `${D}/allowed_signers`, "signers", /no key .* is valid today/, /add/],
      ["others may write the signers", `chmod 666 ${D}/allowed_signers`, "signers",
        /others than root/, /chmod go-w/],
      ["the branch lacks the pin", `sed -i 's/pin: .*/pin: ${"0".repeat(40)}/' ${D}/agent.yaml`,
        "pin", /does not contain 000000000000/, /.+/],
      ["the agent's socket is down", "systemctl stop vexor-operate.socket", "vexor-operate.socket",
        /is inactive/, /systemctl start/, "systemctl start vexor-operate.socket"],
      ["a unit is disabled", "systemctl disable vexor-recover.service 2>&1", "vexor-recover.service",
        /disabled/, /systemctl enable/, "systemctl enable vexor-recover.service 2>&1"],
      ["the agent has failed", `cp ${D}/agent.yaml /root/a; echo 'source: {' > ${D}/agent.yaml; `
        + `systemctl start vexor-agent 2>&1; cp /root/a ${D}/agent.yaml`, "vexor-agent.service",
        /has failed/, /journalctl/, "systemctl reset-failed vexor-agent"],
    ];

    test.each(faults.map((one) => [one[0], one] as const))("finds that %s", async (_what, one) => {
      const [, fault, id, found, todo, mend = "true"] = one;
      await run(fault);
      try {
        const { code, checks } = await doctor();
        const said = checks.find((check) => check.id === id && check.outcome === "finding");
        expect([code, said?.found, said?.todo], JSON.stringify(checks, null, 1))
          .toEqual([2, expect.stringMatching(found), expect.stringMatching(todo)]);
      } finally {
        await types(`${RESTORE}; ${mend}`);
      }
    });

    test("warns that the key of the commit to begin with would not be valid", async () => {
      await run(`ssh-keygen -q -t ed25519 -N '' -f /root/other; echo "you@example.org $(cut -d' ' `
        + `-f1-2 /root/other.pub)" > ${D}/allowed_signers; rm /root/other*`);
      const { checks } = await doctor();
      await types(RESTORE);
      expect(checks.find(({ id }) => id === "signature")).toMatchObject({ outcome: "warning",
        found: expect.stringMatching(/its key SHA256:\S+ is not among the signers/) });
    });

    test("finds that a commit is not signed, and that its file is still sound", async () => {
      await commit(container, { sysctl: { [FIN]: 16 } }, false);
      const { checks } = await doctor();
      expect(told(checks, "finding")).toEqual(["signature"]);
    });

    test("finds what is wrong in the host file, with its line", async () => {
      await commit(container, { sysctl: { [FIN]: 16 }, modee: "observe" });
      const { checks } = await doctor();
      expect(checks.find(({ id }) => id === "host file")).toMatchObject({ outcome: "finding",
        found: expect.stringMatching(/hosts\/lab\.yaml:\d+:\d+: unknown key "modee"/) });
    });

    test("a fetch that is denied says whose key goes where", async () => {
      await run(": > /home/git/.ssh/authorized_keys");
      const { code, stderr } = await run("vexor source check");
      expect(code).toBe(1);
      expect(stderr).toContain(await says(`cut -d' ' -f1-2 ${KEY}.pub`));
      expect(stderr).toContain("deploy key that may only read");
      await types(RESTORE);
    });
  });
});
