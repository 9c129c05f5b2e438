/** A fleet's repository on the machine under test: served over ssh, with signed commits. */
import type { ExecResult, Machine } from "../lab/machine.ts";

export const FLEET_PACKAGES = ["git", "openssh-client", "openssh-server"] as const;

const SETUP = `set -e
useradd --create-home --shell /bin/bash git
install -d -o git /srv/git
install -d /etc/vexor-agent
cd /home/git
mkdir .ssh
ssh-keygen -q -t ed25519 -N '' -C signer -f .ssh/signer
ssh-keygen -q -t ed25519 -N '' -C deploy -f /etc/vexor-agent/deploy_key
cp /etc/vexor-agent/deploy_key.pub .ssh/authorized_keys
echo "ops@example.org namespaces=\\"git\\" $(cat .ssh/signer.pub)" > /etc/vexor-agent/allowed_signers
echo "127.0.0.1 $(cut -d' ' -f1-2 /etc/ssh/ssh_host_ed25519_key.pub)" > /etc/vexor-agent/known_hosts
chown -R git:git /home/git
chmod 700 .ssh
runuser -u git -- sh -ec '
  git init -q --bare -b main /srv/git/fleet.git
  git clone -q /srv/git/fleet.git work 2>&1
  cd work
  git config user.name Ops
  git config user.email ops@example.org
  git config gpg.format ssh
  git config user.signingKey /home/git/.ssh/signer
  mkdir hosts'
systemctl start ssh
`;

const COMMIT = `set -e
cd /home/git/work
cat > hosts/lab.yaml
git add .
git commit -q --allow-empty "$1" -m change
git push -q origin HEAD:main
git rev-parse HEAD
`;

const checked = ({ code, stdout, stderr }: ExecResult): string => {
  if (code !== 0) throw new Error(`the fleet's repository: exit ${code}\n${stdout}\n${stderr}`);
  return stdout.trim();
};

export const makeFleet = async (machine: Machine): Promise<void> => {
  checked(await machine.exec(["sh", "-c", SETUP]));
};

/** Commits a host file (JSON is YAML too) and pushes it; its id. */
export const commit = async (
  machine: Machine, declared: object, signed = true,
): Promise<string> => {
  const input = JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...declared });
  const how = signed ? "--gpg-sign" : "--no-gpg-sign";
  return checked(await machine.exec(["runuser", "-u", "git", "--", "sh", "-c", COMMIT, "sh", how],
    { input }));
};

/** The agent's settings; the deploy key is the agent's to read. */
export const enrol = async (machine: Machine, pin: string): Promise<void> => {
  await machine.writeFile("/etc/vexor-agent/agent.yaml", JSON.stringify({ source: {
    url: "git@127.0.0.1:/srv/git/fleet.git", poll: "5s", pin,
    signers: "/etc/vexor-agent/allowed_signers", sshKey: "/etc/vexor-agent/deploy_key",
    knownHosts: "/etc/vexor-agent/known_hosts" } }));
  checked(await machine.exec(["sh", "-ec",
    "chown root:vexor-agent /etc/vexor-agent/deploy_key; chmod 640 /etc/vexor-agent/deploy_key"]));
};
