/**
 * Files that are not what they were a moment ago, or never were files. A local user has a program
 * exchange them without a pause while root works with the path; in a tree there are pipes, devices,
 * sockets and mounts under the names of configuration. No secret is printed, and nothing waits.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { makeKey } from "../../support/keys.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
/** As a line of /etc/shadow, and as a line that YAML cannot read. */
const SECRETS = ["root2:$y$canary-of-shadow:19000:0:99999:7:::", "canary-of-a-key: {not: for eve"];
/** renameat2(2) with RENAME_EXCHANGE: at no moment is nothing there. */
const FLIP = "for (;;) { syscall(316, -100, $ARGV[0], -100, $ARGV[1], 2) }";
const SOCKET = "IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die $!";
const W = "/home/eve/w";
const HOST_FILE = `apiVersion: vexor/v1\nhost: lab\nsysctl: {${FIN}: 15}\n`;

/** What eve puts in place of a file; `there` is a path of hers. */
const KINDS: Readonly<Record<string, string>> = {
  "a link to /etc/shadow": "ln -s /etc/shadow there",
  "a link to a file of root's": "ln -s /root/secret there",
  "a link to root's own environment": "ln -s /proc/self/environ there",
  "a pipe": "mkfifo there",
  "a link to an endless device": "ln -s /dev/zero there",
  "a socket": `perl -MIO::Socket::UNIX -e '${SOCKET}' there`,
  "a directory": "mkdir there",
};

describe.skipIf(cannotRun("container"))("files that change in the meantime", () => {
  let victim: Victim;
  const secret = (text: string): string | undefined =>
    ["canary-of-shadow", "canary-of-a-key", "CANARY_OF_ENV"].find((one) => text.includes(one));

  beforeAll(async () => {
    victim = await bootVictim("swapped", ["strace"]);
    await victim.container.writeFile("/root/secret", `${SECRETS[1]}\n`, "0600");
    // Nothing tells what a bare tree's own value was.
    await victim.container.writeFile("/root/tree.yaml",
      HOST_FILE.replace("15", "{value: 15, adopt: {from: 60}}"));
    await victim.run(`echo '${SECRETS[0]}' >> /etc/shadow; install -d -o eve ${W}; chmod 711 /home/eve`);
  });
  afterAll(() => victim?.destroy());

  /** Fresh, by eve; `inPlace` is what stands there, the other one is what it is exchanged with. */
  const plant = async (make: string, text: string): Promise<void> => {
    const { code, stderr } = await victim.container.exec(["runuser", "-u", "eve", "--", "sh", "-ec",
      `rm -rf ${W}/*; cd ${W}; cat > path; ${make.replaceAll("there", "other")}`], { input: text });
    expect(code, stderr).toBe(0);
  };
  const flipping = (work: string): Promise<string> => victim.says(`
runuser -u eve -- perl -e '${FLIP}' ${W}/path ${W}/other & flip=$!
export CANARY_OF_ENV=CANARY_OF_ENV
${work}
kill $flip; wait $flip 2>/dev/null`);

  /** Each verb many times; how it ended, and all that it said. */
  const many = (verb: string, times: number): string =>
    `for i in $(seq ${times}); do timeout ${within(20)} vexor ${verb} </dev/null 2>&1; echo "ended $?"; done`;

  const check = (said: string): ReadonlySet<string> => {
    expect(secret(said)).toBeUndefined();
    const ends = [...said.matchAll(/^ended (\d+)$/gm)].map(([, code = ""]) => code);
    expect(ends.filter((code) => !["0", "1", "3"].includes(code))).toEqual([]);
    return new Set(ends);
  };

  test.each(Object.keys(KINDS))("a host file that is exchanged for %s", async (kind) => {
    await plant(KINDS[kind] ?? "", HOST_FILE);
    const both = check(await flipping(`${many(`plan -f ${W}/path`, 10)}; ${many(`validate ${W}/path`, 6)}`));
    // As it is: not by way of a race.
    await victim.as("eve", `cd ${W}; rm -rf path; ${(KINDS[kind] ?? "").replaceAll("there", "path")}`);
    expect([...check(await victim.says(many(`plan -f ${W}/path`, 1)))], kind).toEqual(["1"]);
    expect(both.has("1") || both.has("0")).toBe(true);
  });

  test("a role that a host file of eve's checkout extends, exchanged for a link out of it", async () => {
    await plant("ln -s /root/secret there", "apiVersion: vexor/v1\n");
    await victim.run(`printf 'apiVersion: vexor/v1\\nhost: lab\\nextends: [path]\\n' > ${W}/host.yaml; mkdir ${W}/.git`);
    check(await flipping(many(`plan -f ${W}/host.yaml`, 20)));
  });

  test.each(["a link to /etc/shadow", "a pipe", "a link to an endless device"])(
    "a keypair that is exchanged for %s", async (kind) => {
      const key = makeKey();
      await plant(KINDS[kind] ?? "", key.text);
      await victim.container.writeFile("/root/identity.yaml", JSON.stringify({ apiVersion: "vexor/v1",
        host: "lab", identity: { pubkey: key.pubkey, keypair: `${W}/path` } }));
      const said = await flipping(many("identity show -f /root/identity.yaml", 20));
      check(said);
      expect(said).not.toContain(key.text.slice(1, 30));
    });

  test("a key behind another user's link is not opened", async () => {
    const key = makeKey();
    await victim.container.writeFile("/root/key.json", key.text, "0600");
    await plant("true", "");
    await victim.run(`runuser -u eve -- ln -sf /root/key.json ${W}/link`);
    await victim.container.writeFile("/root/identity.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", identity: { pubkey: key.pubkey, keypair: `${W}/link` } }));
    const trace = await victim.says("strace -f -e trace=open,openat,openat2 vexor identity show "
      + "-f /root/identity.yaml 2>&1");
    expect(trace).toContain("leads by a link to /root/key.json");
    expect(trace.split("\n").filter((line) => line.includes('"/root/key.json"'))).toEqual([]);
  });

  test("a directory of towers that is exchanged for a link into root's own", async () => {
    const key = makeKey();
    const tower = `tower-1_9-${key.pubkey}.bin`;
    await victim.run(`install -d -m 700 /root/towers; cp /root/secret /root/towers/${tower}
mkfifo /root/towers/tower-1_9-pipe.bin; runuser -u eve -- sh -c 'cd ${W}; rm -rf *; mkdir path
ln -s /root/towers other; echo "canary of eve" > path/${tower}'`);
    await victim.container.writeFile("/root/eves.json", key.text, "0600");
    await victim.run(`install -o eve -m 600 /root/eves.json ${W}/key.json`);
    await victim.container.writeFile("/root/identity.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", identity: { pubkey: key.pubkey, keypair: `${W}/key.json`, tower: `${W}/path` } }));
    const trace = await flipping(`for i in $(seq 10); do timeout ${within(20)} strace -f -y -e trace=open,openat `
      + "vexor identity show -f /root/identity.yaml </dev/null 2>&1; echo \"ended $?\"; done");
    check(trace);
    expect(trace).toContain(`${W}/path`);
    expect(trace.split("\n").filter((line) => / = \d+<\/root\/towers/.test(line))).toEqual([]);
  });

  test("a configuration that eve's process names, exchanged for a pipe and for a device", async () => {
    for (const kind of ["a pipe", "a link to an endless device", "a link to /etc/shadow"]) {
      await plant(KINDS[kind] ?? "", "[ledger]\npath = \"/mnt/a\"\n");
      await victim.run(`cp /bin/sleep /home/eve/fdctl; chmod 755 /home/eve/fdctl
printf '[Service]\\nUser=eve\\nExecStart=/home/eve/fdctl run --config ${W}/path\\n' > /etc/systemd/system/fd.service
systemctl daemon-reload`);
      check(await flipping(many("clients", 6)));
    }
    await victim.run("rm /etc/systemd/system/fd.service; systemctl daemon-reload");
  });

  describe("a tree", () => {
    /** Root's own, as an image is that another user has made and root has unpacked. */
    const tree = (script: string) => victim.run(`umount /srv/t/proc/sys /srv/t/proc /srv/t/etc 2>/dev/null; set -e
rm -rf /srv/t; mkdir -p /srv/t/etc/sysctl.d /srv/t/etc/systemd/system /srv/t/proc/sys/net/ipv4 /srv/t/var/lib /srv/t/run; cd /srv/t
echo lab > etc/hostname; echo 60 > proc/sys/net/ipv4/tcp_fin_timeout
${script}`);
    const ODD = `mkfifo etc/sysctl.d/a.conf etc/systemd/system/x.service etc/rc.local
mknod etc/sysctl.conf c 1 5; mknod etc/sysctl.d/b.conf c 10 130; mknod etc/crontab b 7 0
perl -MIO::Socket::UNIX -e '${SOCKET}' etc/sysctl.d/c.conf`;

    test("with pipes, devices and sockets for files is planned, and none of them is opened", async () => {
      const made = await tree(ODD);
      expect(made.stderr).toBe("");
      const trace = await victim.says(`timeout ${within(30)} strace -f -e trace=open,openat,openat2 `
        + "vexor plan -f /root/tree.yaml --root /srv/t 2>&1; echo ended $?");
      expect(trace).toMatch(/ended [03]$/);
      const opened = trace.split("\n").filter((line) => !line.includes("O_PATH"))
        .flatMap((line) => /"(\/srv\/t\/[^"]+)".* = \d+$/.exec(line)?.[1] ?? []);
      expect(opened.length).toBeGreaterThan(0);
      const kinds = await victim.says(`stat -c '%F %n' ${opened.join(" ")}`);
      expect(kinds.split("\n").filter((line) => !/^(regular|directory)/.test(line))).toEqual([]);
    });

    test.each([["a pipe", "mkfifo"], ["a device", "mknod"]])(
      "with %s for a kernel file or for Vexor's own is not written into", async (_, maker) => {
        for (const at of ["proc/sys/net/ipv4/tcp_fin_timeout", "var/lib/vexor-agent", "run/vexor-agent",
          "etc/sysctl.d/90-vexor-agent.conf"]) {
          const made = await tree(`rm -rf ${at}; ${maker} ${at}${maker === "mknod" ? " c 1 3" : ""}`);
          expect(made.stderr).toBe("");
          const { code, stdout, stderr } = await victim.run(`timeout ${within(30)} vexor apply --yes `
            + "-f /root/tree.yaml --root /srv/t </dev/null");
          expect([1, 3, 4, 5], `${at}: ${stdout}${stderr}`).toContain(code);
          expect(await victim.says(`stat -c %F /srv/t/${at}`), at).toMatch(/fifo|character/);
        }
      });

    test("in which a running kernel's /proc is mounted is refused: the write would reach that kernel", async () => {
      await tree("");
      const before = await victim.says(`sysctl -n ${FIN}`);
      for (const [what, at] of [["/proc", "proc"], ["/proc/sys", "proc/sys"]] as const) {
        await victim.run(`mkdir -p /srv/t/${at}; mount --bind ${what} /srv/t/${at}`);
        for (const verb of ["plan -f /root/tree.yaml", "apply --yes -f /root/tree.yaml", "rollback --yes", "recover"]) {
          const { code, stderr } = await victim.run(`vexor ${verb} --root /srv/t </dev/null`);
          expect([code, stderr], `${verb} ${at}`).toEqual([64, expect.stringContaining("shows a kernel that runs")]);
        }
        await victim.run(`umount /srv/t/${at}`);
      }
      expect(await victim.says(`sysctl -n ${FIN}`)).toBe(before);
      expect((await victim.run("vexor apply --yes -f /root/tree.yaml --root /srv/t")).code).toBe(0);
    });

    test("with a file system of its own for /etc is written as a whole", async () => {
      await tree("");
      await victim.run("mount -t tmpfs none /srv/t/etc; echo lab > /srv/t/etc/hostname");
      const { code } = await victim.run("vexor apply --yes -f /root/tree.yaml --root /srv/t");
      expect([code, await victim.says("grep -c tcp_fin_timeout /srv/t/etc/sysctl.d/90-vexor-agent.conf")])
        .toEqual([0, "1"]);
      await victim.run("umount /srv/t/etc");
    });
  });
});
