/** Where the agent's own configuration stands: its settings, and what they name. */

export const AGENT_SETTINGS = "/etc/vexor-agent/agent.yaml";
/** Where an enrolment puts the keys of `signers`. */
export const SIGNERS = "/etc/vexor-agent/allowed_signers";
/** The default of `sshKey`, where it exists. */
export const DEPLOY_KEY = "/etc/vexor-agent/deploy_key";
/** What this host signs its facts with; root's alone. */
export const FACTS_KEY = "/etc/vexor-agent/facts_key";
/** The claims of this installation. */
export const LEDGER = "/var/lib/vexor-agent/ledger.json";
/** Where an administrator's units and drop-ins are, and those that Vexor writes. */
export const AGENT_UNITS = "/etc/systemd/system";

/** What the package installs holds comments alone: no source, nothing to do, and no failure. */
export const namesSource = (text: string): boolean => /^[^#\s]/m.test(text);
