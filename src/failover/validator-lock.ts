/**
 * What bars a validator client that signs as soon as it runs. Its unit starts only where the lock
 * is not there and the pass is. The lock outlives a boot: it is made when this host stops to sign.
 * The pass does not: it is made right before the keeper's plan starts the client.
 */
export const LOCK_PATH = "/var/lib/vexor-agent/failover/VALIDATOR_LOCKED";
export const PASS_PATH = "/run/vexor-agent/root/failover-validator-pass";

/** There from before each start of the client until all that it has signed was exported. */
export const UNEXPORTED_PATH = "/var/lib/vexor-agent/failover/unexported";

export const LOCK_TEXT = "Made by the keeper of this host (vexor-failover.service): the other host "
  + "of the group may sign. Never remove it by hand: vexor failover status\n";
