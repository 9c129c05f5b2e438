/**
 * An operator who has README and nothing else: its enrolment section is read as Markdown and typed on a real
 * Debian, from the package to a host that holds what git declares. No other command is typed.
 */
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillIn, readEnrolment, type Answer, type TypedBlock } from "../support/readme-enrolment.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { cannotRun } from "./lab/machine.ts";
import { FLEET_PACKAGES } from "./support/enrolment.ts";
import { buildDeb, removeDebs } from "./support/package.ts";

/**
 * What README takes for granted: a git server with an empty repository that its people may push to, and a
 * work station. Both are the same machine here; its root has no sudo to go through.
 */
const SETUP = `set -e
useradd --create-home --shell /bin/bash git
useradd --create-home --shell /bin/bash op
install -d -o git /srv/git
runuser -u git -- git init -q --bare -b main /srv/git/fleet.git
ln -s /srv/git/fleet.git /home/git/fleet.git
echo '127.0.0.1 git.example.org lab' >> /etc/hosts
runuser -u op -- sh -ec 'mkdir -m 700 ~/.ssh; ssh-keygen -q -t ed25519 -N "" -C op@example.org -f ~/.ssh/id_ed25519
  git config --global user.name Op; git config --global user.email op@example.org'
for home in /root /home/git; do install -d -m 700 $home/.ssh; cp /home/op/.ssh/id_ed25519.pub $home/.ssh/authorized_keys; done
chown -R git: /home/git
systemctl start ssh
runuser -u op -- sh -c 'ssh-keyscan git.example.org lab 2>/dev/null > ~/.ssh/known_hosts'
printf '#!/bin/sh\\nexec "$@"\\n' > /usr/bin/sudo; chmod 755 /usr/bin/sudo
`;

const WORDS: Readonly<Record<string, string>> = {
  HOST: "lab", "git@git.example.org:fleet.git": "git@git.example.org:fleet.git",
};

/** A terminal: `on TEXT COMMAND` types what that prints, once the text is on the screen. */
const DIALOGUE = `
rm -f typed said; mkfifo typed
TERM=dumb script -qefc "$1" said < typed > /dev/null & it=$!; exec 3> typed
on() { for try in $(seq 600); do grep -qF "$1" said && break; sleep 0.1; done; eval "$2" >&3; }
`;

const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

let container: Container;

/** Shells stop at the first line that fails, and name it. */
const typed = async (user: string, lines: readonly string[]): Promise<string> => {
  const script = `set -eE; trap 'echo "this failed: $BASH_COMMAND" >&2' ERR; cd ~\n${lines.join("\n")}`;
  const { code, stdout, stderr } = await container.exec(["runuser", "-u", user, "--", "bash", "-c", script], { input: "" });
  if (code !== 0) throw new Error(`${lines.join("\n")}\nexit ${code}\n${stdout}\n${stderr}`);
  return stdout;
};

/** What README says to do at a question; the deploy key and the operator's are carried, not typed. */
const reply = (says: string): string => {
  if (says.includes("add the deploy key")) {
    return "cat /etc/vexor-agent/deploy_key.pub >> /home/git/.ssh/authorized_keys; echo";
  }
  if (says.includes("paste the line that begins with `ssh-ed25519`")) return "grep '^ssh-ed25519' /root/printed";
  const [, key] = /type `(\w)`/.exec(says) ?? [];
  if (key === undefined) throw new Error(`README does not say what to type: ${says}`);
  return `echo ${key}`;
};

const dialogue = async (command: string, answers: readonly Answer[]): Promise<string> => {
  const replies = answers.map(({ question, says }) => `on ${word(question)} ${word(reply(says))}`);
  const script = `cd /root; set -- ${word(command)}\n${DIALOGUE}\n${replies.join("\n")}
    exec 3>&-; wait $it; code=$?; tr -d '\\r' < said; exit $code`;
  const { code, stdout, stderr } = await container.exec(["bash", "-c", script]);
  if (code !== 0) throw new Error(`${command}\nexit ${code}\n${stdout}\n${stderr}`);
  return stdout;
};

describe.skipIf(cannotRun("container"))("by README alone", () => {
  const { blocks, placeholders, answers } = readEnrolment();
  const filled = blocks.map(({ where, commands }): TypedBlock =>
    ({ where, commands: commands.map((line) => fillIn(line, WORDS)) }));

  beforeAll(async () => {
    const deb = await buildDeb("0.1.0+readme");
    container = await bootContainer({ name: "readme", packages: FLEET_PACKAGES });
    const { code, stderr } = await container.exec(["sh", "-c", SETUP]);
    expect(code, stderr).toBe(0);
    await container.copyIn(deb, `/root/${basename(deb)}`, "0644");
  });
  afterAll(async () => {
    await container?.destroy();
    await removeDebs();
  });

  test("a host goes from its package to converged, and each step is in the text", async () => {
    expect([...placeholders].sort()).toEqual(Object.keys(WORDS).sort());
    const all = filled.flatMap(({ commands }) => commands);
    expect([all[0], all.at(-1)]).toEqual([expect.stringMatching(/^sudo apt install \.\/vexor/), "sudo vexor sync --wait"]);
    let [said, pushed] = ["", ""];
    for (const { where, commands } of filled) {
      const asking = commands.findIndex((line) => line.startsWith("sudo vexor enrol "));
      if (asking < 0) {
        said = await typed(where === "host" ? "root" : "op", commands);
        await container.writeFile("/root/printed", said);
        pushed = said.trim().split("\n").at(-1) ?? "";
        continue;
      }
      const asked = await dialogue(commands[asking] ?? "", answers);
      expect(asked.match(/\[y\/N\] |^> |Press Enter/gm)).toHaveLength(answers.length);
      for (const { question } of answers) expect(asked).toContain(question);
      expect([pushed, asked]).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), expect.stringContaining(pushed)]);
      expect(asked).toContain("Nothing is wrong");
      said = await typed("root", commands.toSpliced(asking, 1));
    }
    expect(said).toContain("settled");
    const { stdout } = await container.exec(["vexor", "status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ condition: { is: "settled" }, source: { accepted: pushed } });
    const keyed = answers.map(({ says }) => /type `(\w)`/.exec(says)?.[1] ?? "");
    const text = [...all, ...keyed].map((line) => `${line}\n`).join("");
    console.log(`README's enrolment: ${all.length} commands and ${answers.length} answers, ${text.length} characters`);
    expect(text.length, "characters, which are three minutes at 200 a minute").toBeLessThanOrEqual(600);
  });
});
