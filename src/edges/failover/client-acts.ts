/**
 * The client of this host, for its keeper: plans in a unit of their own that can be ended at once,
 * and the end of all that could sign. The role is on the disk before a plan begins.
 */
import { randomBytes } from "node:crypto";
import { readAnswer, renderRequest, type Act, type ActAnswer } from "../../failover/act.ts";
import { readHostChecks, type HostChecks } from "../../failover/checks.ts";
import type { ClientActs } from "../../failover/keeper-edges.ts";
import { ACT_UNIT, PERMIT_PATH, renderPermit, type FailoverPermit } from "../../failover/permit.ts";
import type { Handover, StopProof } from "../../failover/register.ts";
import { renderRole, ROLE_PATH, type FailoverRole } from "../../failover/role.ts";
import { renderStopped, STOPPED_PATH } from "../../failover/signing-record.ts";
import type { FailoverSettings } from "../../failover/settings.ts";
import { LOCK_PATH, LOCK_TEXT, PASS_PATH } from "../../failover/validator-lock.ts";
import type { Host } from "../../ports/host.ts";
import { KEEPS_ANSWERS } from "../programs/kept-answers.ts";
import { PLAIN_ENV } from "../linux/environment.ts";
import { runCommand } from "../linux/command.ts";
import { SELF } from "../linux/self-command.ts";
import { endUnits, placesOf, type UnitPlace } from "./end-units.ts";

const ACT_PLACE: UnitPlace =
  { unit: ACT_UNIT, cgroup: `/system.slice/${ACT_UNIT}`, isRestarted: false, main: null };

const KEEPER = "vexor-failover.service";
/** No After=: the keeper looks at its client before it says that it is ready. */
const PROPERTIES = [`BindsTo=${KEEPER}`, "KillMode=control-group",
  "KillSignal=SIGKILL", "Nice=-10", "CPUWeight=10000", "OOMScoreAdjust=-900", "LimitCORE=0",
  "UMask=0077", "UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN", "PrivateTmp=no"];

const DIGEST_BYTES = 32;
const ACT_MS = 180_000;
const LOOK_MS = 15_000;
const RENEW_MS = 1_000;
const RETRY_MS = 50;
const TRIES = 20;

const commandFor = (act: Act): readonly string[] => [
  "systemd-run", "--quiet", "--collect", `--unit=${ACT_UNIT}`, "--pipe", "--wait",
  "--service-type=exec", `--description=Vexor failover: ${act}`,
  ...PROPERTIES.map((one) => `--property=${one}`),
  ...Object.entries(KEEPS_ANSWERS).map((one) => `--setenv=${one.join("=")}`),
  "--", ...SELF, "failover", "act"];

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

class ActsOnClient implements ClientActs {
  readonly #host: Host;
  readonly #settings: FailoverSettings;
  readonly #tell: (text: string) => void;
  #places: readonly UnitPlace[] = [];

  constructor(host: Host, settings: FailoverSettings, tell: (text: string) => void) {
    [this.#host, this.#settings, this.#tell] = [host, settings, tell];
  }

  async promote(
    permit: () => FailoverPermit | null, by: Handover | null, stop: AbortSignal,
  ): Promise<StopProof | "signs" | "unknown"> {
    const given = permit();
    const isSaid = given !== null && this.#permit(given) && this.#say("active", given.epoch);
    if (!isSaid) return "unknown";
    await this.lookUp();
    const renewal = setInterval(() => this.#permit(permit()), RENEW_MS);
    const end = (): void => {
      clearInterval(renewal);
      this.#permit(null);
      void this.#endAct();
    };
    stop.addEventListener("abort", end, { once: true });
    try {
      await this.#endAct();
      return this.#outcomeOf(stop.aborted ? null : await this.#act("promote"), by);
    } finally {
      clearInterval(renewal);
      stop.removeEventListener("abort", end);
      this.#permit(null);
    }
  }

  /** A plan that has failed where nothing signs leaves nothing that a later one would take up. */
  #outcomeOf(
    answer: ActAnswer | null, by: Handover | null,
  ): StopProof | "signs" | "unknown" {
    if (answer === null || answer.signs === null) return "unknown";
    if (answer.signs) return answer.isDone ? "signs" : "unknown";
    this.standBy();
    const { digest, slot } = answer.isUntouched && by !== null ? by : answer;
    return { digest, slot };
  }

  async demote(held: () => number | null): Promise<StopProof | "kept" | null> {
    // A disk that refuses the role refuses the plan as well.
    if (!this.standBy()) return this.#isBack(held()) ? "kept" : null;
    await this.#endAct();
    const answer = await this.#act("demote");
    if (answer?.signs === false) return { digest: answer.digest, slot: answer.slot };
    const isAsBefore = answer !== null && !answer.isDone && answer.signs === true;
    return isAsBefore && this.#isBack(held()) ? "kept" : null;
  }

  /** The client goes on: plans find again that it may. */
  #isBack(epoch: number | null): boolean {
    if (epoch === null) return false;
    const { group } = this.#settings;
    const text = renderRole({ group, epoch, role: "active" });
    return this.#unbar() && (this.#role() === text || this.#write(ROLE_PATH, text));
  }

  /** Of a client that goes on: systemd may start it again, as before. */
  #unbar(): boolean {
    if (this.#settings.validator === undefined) return true;
    return this.#write(LOCK_PATH, null) && this.#write(PASS_PATH, "");
  }

  #role(): string | null {
    try {
      return this.#host.read(ROLE_PATH);
    } catch {
      return null;
    }
  }

  async kill(): Promise<StopProof | null> {
    this.standBy();
    const { fence } = this.#settings.timing;
    const known = this.#places;
    const isOver = await endUnits([ACT_PLACE, ...known], fence);
    if (known.length === 0) await this.lookUp();
    if (!isOver || known.length === 0) return null;
    return this.#settings.validator === undefined ? { digest: null, slot: null }
      : this.#endRestart();
  }

  /**
   * systemd may have begun to start the client right before it was barred. Once it answers, that
   * process is in the unit's cgroup, where it ends. What was signed is only known by an export: the
   * seal is one that no other host can meet.
   */
  async #endRestart(): Promise<StopProof | null> {
    const { units, timing: { fence } } = this.#settings;
    const places = await placesOf(this.#host, units, { isRestarted: false });
    const isOver = places.length > 0 && await endUnits(places, fence);
    const seal = { digest: randomBytes(DIGEST_BYTES).toString("hex"), slot: null };
    if (isOver) this.#write(STOPPED_PATH, renderStopped(seal));
    return isOver ? seal : null;
  }

  receive(): Promise<ActAnswer | null> {
    return this.#act("receive");
  }

  async look(): Promise<ActAnswer | null> {
    return readAnswer(await this.#asked("look"));
  }

  async check(): Promise<HostChecks | null> {
    return readHostChecks(await this.#asked("check"));
  }

  standBy(): boolean {
    return this.#permit(null) && this.#bar() && this.#say("standby", 0);
  }

  hasActed(): boolean {
    return this.#host.stat(ROLE_PATH) !== null;
  }

  async lookUp(): Promise<void> {
    const { units, validator } = this.#settings;
    const found = await placesOf(this.#host, units, { isRestarted: validator === undefined });
    if (found.length > 0) this.#places = found;
  }

  /** What changes nothing needs no more rights than the keeper has. */
  async #asked(act: "look" | "check"): Promise<string> {
    const input = renderRequest({ act, settings: this.#settings });
    return (await runCommand([...SELF, "failover", "act"], LOOK_MS,
      { input, env: { ...PLAIN_ENV, ...KEEPS_ANSWERS } })).stdout;
  }

  /** What waits for the host's lock in the act's place holds up nothing that counts. */
  #endAct(): Promise<boolean> {
    return endUnits([ACT_PLACE], this.#settings.timing.fence);
  }

  /** One that was just ended is not gone yet: its name is free a moment later. */
  async #act(act: Act): Promise<ActAnswer | null> {
    const input = renderRequest({ act, settings: this.#settings });
    for (let left = TRIES; left > 0; left--) {
      const { stdout, stderr } = await runCommand(commandFor(act), this.#actMs(), { input });
      const answer = readAnswer(stdout);
      if (answer !== null || !stderr.includes("already")) {
        this.#report(act, answer, stderr);
        return answer;
      }
      await this.#host.sleep(RETRY_MS);
    }
    return null;
  }

  /** A client that is stopped and exports may take until the kill. */
  #actMs(): number {
    return Math.max(ACT_MS, this.#settings.timing.killAfter);
  }

  #report(act: Act, answer: ActAnswer | null, stderr: string): void {
    if (answer?.isDone === true) return;
    const said = answer?.why ?? stderr.trim().split("\n").at(-1) ?? "";
    this.#tell(`${act} was not carried out: ${said || "its process gave no answer"}`);
  }

  /** Of a client that signs as soon as it runs: nothing starts it any more. */
  #bar(): boolean {
    if (this.#settings.validator === undefined) return true;
    // What stands there already is not written again: a full disk must not keep it from counting.
    const isThere = this.#host.stat(LOCK_PATH) !== null;
    return this.#write(PASS_PATH, null) && (isThere || this.#write(LOCK_PATH, LOCK_TEXT));
  }

  #say(role: FailoverRole["role"], epoch: number): boolean {
    const { group } = this.#settings;
    return this.#write(ROLE_PATH, renderRole({ group, epoch, role }));
  }

  #permit(permit: FailoverPermit | null): boolean {
    return this.#write(PERMIT_PATH, permit === null ? null : renderPermit(permit));
  }

  #write(path: string, text: string | null): boolean {
    try {
      if (text === null) this.#host.remove(path);
      else {
        this.#host.makeDir(directoryOf(path));
        this.#host.replace(path, text, 0o600);
      }
      return true;
    } catch {
      return false;
    }
  }
}

export const clientActs = (
  host: Host, settings: FailoverSettings, tell: (text: string) => void,
): ClientActs => new ActsOnClient(host, settings, tell);
