/**
 * The packaged agent on a machine that may be ruined, and the fleet it follows. Its records lie on a
 * file system so small that it can be filled; its units are the package's, but for how soon systemd
 * starts them again.
 */
import { until } from "../../support/pace.ts";
import { bootContainer, type Container } from "../lab/container.ts";
import { FLEET_PACKAGES } from "../support/enrolment.ts";
import { buildDeb } from "../support/package.ts";
import { SERVICE, startServices } from "../support/vexor.ts";

/** Ten seconds between two starts, and ten starts in ten minutes, are too few for a campaign. */
const SOONER = `[Unit]
StartLimitIntervalSec=0
[Service]
RestartSec=100ms
WatchdogSec=3s
`;

/**
 * nspawn mounts a boot id of the container's own over the kernel's, and ProtectKernelTunables shows
 * what is below: a unit in its sandbox and one outside would be in different boots.
 */
const ONE_BOOT = "while mountpoint -q /proc/sys/kernel/random/boot_id; do "
  + "umount /proc/sys/kernel/random/boot_id; done";

const SETUP = `set -e
${ONE_BOOT}
mkdir -p /etc/systemd/system/vexor-agent.service.d /var/lib/vexor-agent
mount -t tmpfs -o size=24m,mode=755 state /var/lib/vexor-agent
dpkg --install /root/vexor.deb
git config --global safe.directory '*'
git config --global user.name Ops
git config --global user.email ops@example.org
git config --global gc.auto 0
git init -q -b main /srv/fleet
mkdir /srv/fleet/hosts
`;

const COMMIT = `set -e
cd /srv/fleet
cat > hosts/lab.yaml
git add hosts
git commit -q --allow-empty -m change
chown vexor-agent /srv/fleet /srv/fleet/.git
git rev-parse HEAD
`;

export class AgentFaultHarness {
  readonly container: Container;
  #pin = "";

  private constructor(container: Container) {
    this.container = container;
  }

  static async start(): Promise<AgentFaultHarness> {
    const deb = await buildDeb("0.1.0+faults");
    const harness = new AgentFaultHarness(await bootContainer({ name: "agent-faults",
      packages: FLEET_PACKAGES }));
    try {
      await harness.#prepare(deb);
    } catch (error) {
      await harness.container.destroy();
      throw error;
    }
    return harness;
  }

  async #prepare(deb: string): Promise<void> {
    const { container } = this;
    await startServices(container, SERVICE);
    await container.copyIn(deb, "/root/vexor.deb", "0644");
    await this.sh(SETUP);
    await container.copyIn(`${import.meta.dirname}/inject-fault.pl`, "/root/inject-fault.pl");
    await container.writeFile("/etc/systemd/system/vexor-agent.service.d/lab.conf", SOONER);
    this.#pin = await this.commit({});
    await this.poll("5s");
    await this.sh("systemctl daemon-reload; systemctl start vexor-agent");
    await this.until("the agent settles", 60, async () =>
      (await this.sh("systemctl show -P StatusText vexor-agent")) === "idle");
  }

  /** How often the branch is looked at, from the agent's next start on. */
  poll(every: string): Promise<void> {
    return this.container.writeFile("/etc/vexor-agent/agent.yaml", JSON.stringify({ source: {
      url: "/srv/fleet", poll: every, signatures: "none", pin: this.#pin } }));
  }

  /** What a script prints; throws when it does not end well. */
  async sh(script: string, input = ""): Promise<string> {
    const { code, stdout, stderr } = await this.container.exec(["sh", "-c", script], { input });
    if (code !== 0) throw new Error(`exit ${code}: ${script}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  commit(declared: object): Promise<string> {
    return this.sh(COMMIT, JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...declared }));
  }

  /** The agent's lines of the journal since a moment, in seconds since 1970. */
  log(since: string): Promise<string> {
    return this.sh(`journalctl -q -o cat --no-pager --since=@${since} _SYSTEMD_UNIT=vexor-agent.service`);
  }

  until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
    return until(holds, seconds, async () => `${what}
`
      + await this.sh("journalctl -o short-precise --no-pager | grep -i vexor | tail -40"));
  }
}
