/**
 * No secret gets into recorded facts: keys, tokens, URLs with passwords and RPC credentials stand
 * in every place that planning reads, and in none of the forms of the document.
 */
import { describe, expect, test } from "vitest";
import { encodeBase58 } from "../../src/formats/base58.ts";
import { hideCredentials } from "../../src/formats/credentials.ts";
import { hostAt } from "../support/engine.ts";
import { planOn, planOnText, textOfFacts } from "../support/facts.ts";
import { hostFile } from "../support/host-file.ts";
import { makeKey } from "../support/keys.ts";
import { random } from "../support/random.ts";
import { secretsIn } from "../support/secrets.ts";
import { formsOfText } from "../support/text-forms.ts";
import { makeTree, type Files } from "../support/tree.ts";

const KEY = makeKey();
const BYTES = JSON.parse(KEY.text) as number[];
const BASE58 = encodeBase58(Uint8Array.from(BYTES));
const RANDOM = random.bytes(24);

/** Each is a secret of another make. */
const SECRETS: Readonly<Record<string, string>> = {
  password: "hunter2Pa", token: `ghp_${random.bytes(18).toString("hex")}`,
  hex: RANDOM.toString("hex"), base64: RANDOM.toString("base64"), base58: BASE58,
  uuid: "6f9619ff-8b86-d011-b42d-00c04fc964ff", jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3",
  pin: "secretpin77", phrase: "abandon ability able about above absent absorb abstract absurd abuse access accident",
  aws: "AKIAIOSFODNN7EXAMPLE", keypair: BYTES.join(","), psk: "wifi-psk-4711-longer",
};

/** As they stand in scripts, beside the lines that tune. */
const scriptWith = (secret: string): readonly string[] => [
  `export RPC_PASSWORD=${secret.includes(" ") ? `"${secret}"` : secret}`,
  `TOKEN='${secret}'; echo "$TOKEN" | login`, `# an old one: ${secret}`,
  `curl -s -u "rpc:${secret}" https://rpc.example.org/`,
  `curl -H "Authorization: Bearer ${secret}" https://rpc.example.org/ >/dev/null`,
  `wget "https://user:${encodeURIComponent(secret)}@rpc.example.org/x?api_key=${encodeURIComponent(secret)}"`,
  `./rpc --rpc-user me --rpc-password "${secret}" &`, `login ${secret}`,
  `cat > /etc/rpc.json <<END`, `{"api-key": "${secret}", "url": "http://me:${secret}@10.0.0.1"}`, "END",
  `PASSWORD="${secret}" sysctl -w vm.swappiness=1`,
];

const WORD = (secret: string): string => secret.replaceAll(" ", "-");

const files = (secret: string): Files => ({
  "/proc/sys/vm/swappiness": "1\n", "/proc/sys/vm/dirty_ratio": "20\n",
  "/proc/sys/net/ipv4/tcp_fastopen_key": `${secret}\n`,
  "/proc/sys/net/ipv6/conf/default/stable_secret": `${secret}\n`,
  "/proc/cmdline": `quiet rd.luks.key=${WORD(secret)} token=${WORD(secret)}\n`,
  "/sys/devices/system/cpu/online": "0-7\n", "/sys/devices/system/cpu/possible": "0-7\n",
  "/etc/sysctl.d/50-x.conf": `# ${secret}\nvm.dirty_ratio = 20\nnet.ipv4.tcp_fastopen_key = ${secret}\n`,
  "/etc/rc.local": ["#!/bin/sh", ...scriptWith(secret), "sysctl -w vm.swappiness=1", ""].join("\n"),
  "/opt/tune.sh": ["#!/bin/bash", ...scriptWith(secret), "V=1", 'if [ "$1" = start ]; then',
    "  sysctl -w vm.swappiness=$V", "fi", ""].join("\n"),
  "/etc/cron.d/x": `TOKEN=${WORD(secret)}\n@reboot root PASS=${WORD(secret)} /opt/tune.sh ${WORD(secret)}\n`,
  "/etc/default/tune": `API_KEY="${secret}"\nSWAPPINESS=1\n`,
  "/etc/udev/rules.d/9.rules": `RUN+="/opt/tune.sh --token ${WORD(secret)}"\n`,
  "/etc/systemd/system/sol.service": ["[Unit]", `Description=${secret}`, "[Service]",
    `Environment="RPC_TOKEN=${secret}"`, "EnvironmentFile=/etc/default/tune",
    `ExecStartPre=/opt/tune.sh start ${WORD(secret)}`,
    `ExecStart=/opt/agave/agave-validator --ledger /mnt/ledger --rpc-token ${WORD(secret)}`
      + ` --geyser-key=${WORD(secret)} ${WORD(secret)}`, "CPUAffinity=2-3", ""].join("\n"),
  "/etc/systemd/system/sol.service.d/9.conf": `[Service]\nEnvironment=PASS=${WORD(secret)}\nLimitNOFILE=9\n`,
  "/etc/systemd/system/multi-user.target.wants/sol.service": "-> ../sol.service",
  "/opt/agave/agave-validator": "",
  "/etc/passwd": `root:${WORD(secret)}:0:0:${secret}:/root:/bin/sh\n`,
  "/proc/900/exe": "-> /opt/agave/agave-validator",
  "/proc/900/cmdline": ["agave-validator", "--ledger", "/mnt/ledger", "--rpc-token", secret,
    `--password=${secret}`, secret, `http://u:${secret}@h/`, ""].join("\0"),
  "/proc/900/environ": `RPC_TOKEN=${secret}\0INVOCATION_ID=0123\0`,
  "/proc/900/cgroup": "0::/system.slice/sol.service\n",
  "/proc/900/status": "Name:\tagave-validato\nPid:\t900\nPPid:\t1\nUid:\t0\t0\t0\t0\n",
  "/proc/900/task/900/status": "Name:\tagave\nPid:\t900\nCpus_allowed_list:\t0-7\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu\n",
  "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n",
  "/etc/NetworkManager/system-connections/wifi.nmconnection": `[wifi-security]\npsk=${secret}\n`,
  "/etc/wireguard/wg0.conf": `[Interface]\nPrivateKey = ${secret}\nPostUp = sysctl -w vm.swappiness=1\n`,
  "/etc/tuned/active_profile": "own\n",
  "/etc/tuned/own/tuned.conf": `[main]\nsummary=${secret}\n[sysctl]\nvm.swappiness=1\n`,
  "/etc/modprobe.d/x.conf": `options wifi key=${WORD(secret)}\n`,
});

const DECLARED = hostFile({ sysctl: { "vm.swappiness": 5, "vm.dirty_ratio": 30 },
  cpuPinning: [{ unit: "sol.service", cpus: "4" }], limits: [{ unit: "sol.service", nofile: 10 }] });

describe("facts of a host with secrets in every place", () => {
  test.each(Object.keys(SECRETS))("a %s is in none of its forms in them", (name) => {
    const secret = SECRETS[name] ?? "";
    const host = hostAt(makeTree(files(secret)));
    const text = textOfFacts(host);
    const words = secret.includes(" ") ? [secret, WORD(secret)] : [secret];
    const told = words.flatMap(formsOfText).filter((form) => text.includes(form));
    expect(text.split("\n").filter((line) => told.some((form) => line.includes(form)))).toEqual([]);
    expect(secretsIn(Buffer.from(text), [KEY])).toEqual([]);
    expect(JSON.parse(JSON.stringify(planOnText(text, DECLARED).items)))
      .toEqual(JSON.parse(JSON.stringify(planOn(host, DECLARED).items)));
  });

  test("a keypair of the client is known by its public half alone", () => {
    const host = hostAt(makeTree({ ...files("x"), "/etc/solana/id.json": KEY.text,
      "/proc/900/cmdline": "agave-validator\0--identity\0/etc/solana/id.json\0" }));
    const text = textOfFacts(host);
    expect(secretsIn(Buffer.from(text), [KEY])).toEqual([]);
    expect(text).toContain(KEY.pubkey);
  });
});

describe("a line without its credentials", () => {
  test.each(["_key", "key ", "password\"", "-u \"a:", "token ", "key=\"", "key='", "1 , ", "12", "word ", "/a", "-----BEGIN ",
    "://", "_secret\t", "a.b", "--token ", "key: "])("is made of 200,000 characters of %s in bounded time", (word) => {
    for (const end of ["", "\n", "x", ":", "\"", ","]) {
      const line = word.repeat(200_000 / word.length) + end;
      expect(hideCredentials(line).length).toBeGreaterThan(0);
    }
  });

  test.each([
    ["sysctl -w vm.swappiness=10", "sysctl -w vm.swappiness=10"],
    ["net.ipv4.tcp_rmem = 4096 131072 6291456", "net.ipv4.tcp_rmem = 4096 131072 6291456"],
    ["taskset 0xffffffff00000000ffffffff /opt/x", "taskset 0xffffffff00000000ffffffff /opt/x"],
    ["taskset -c 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,58,60,62 x",
      "taskset -c 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,58,60,62 x"],
    ["sysctl -p /etc/sysctl.d/21-agave-validator-2024-long-name.conf",
      "sysctl -p /etc/sysctl.d/21-agave-validator-2024-long-name.conf"],
    ["PASS=hunter2 sysctl -w vm.swappiness=1", "PASS=_hidden_ sysctl -w vm.swappiness=1"],
    ["x --api-key hunter2 -q", "x --api-key _hidden_ -q"],
    ['{"token": "hunter2"}', '{"token": _hidden_}'],
    ["net.ipv4.tcp_fastopen_key=0-1-2-3", "net.ipv4.tcp_fastopen_key=_hidden_"],
    ["curl -u me:hunter2 http://x", "curl -u _hidden_ http://x"],
  ])("%s", (line, wanted) => {
    expect(hideCredentials(line)).toBe(wanted);
    expect(hideCredentials(wanted)).toBe(wanted);
  });
});
