/** What `agave-validator run` takes in 4.2, so that a flag it never had is refused as clap does. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** They take a value. */
export const VALUED: readonly string[] = words(`
  account-index accounts accounts-db-ancient-append-vecs accounts-db-ancient-storage-ideal-size
  accounts-db-max-ancient-storages accounts-db-read-cache-limit accounts-db-write-cache-limit
  accounts-db-scan-filter-for-shrinking accounts-hash-cache-path accounts-index-bins
  accounts-index-initial-accounts-count accounts-index-limit accounts-index-path
  accounts-index-scan-results-limit-mb accounts-shrink-optimize-total-space accounts-shrink-ratio
  authorized-voter bind-address block-production-method block-production-pacing-fill-time-millis
  block-verification-method check-vote-account contact-debug-interval debug-key
  dynamic-port-range enable-banking-trace entrypoint expected-bank-hash expected-genesis-hash
  expected-shred-version filter-keys full-snapshot-archive-path full-snapshot-interval-slots
  geyser-plugin-config gossip-host gossip-port gossip-validator hard-fork
  health-check-slot-distance identity incremental-snapshot-archive-path init-complete-file
  known-validator ledger limit-ledger-size log log-messages-bytes-limit
  max-genesis-archive-unpacked-size maximum-full-snapshots-to-retain
  maximum-incremental-snapshots-to-retain maximum-local-snapshot-age
  maximum-snapshot-download-abort minimal-snapshot-download-speed num-quic-endpoints
  poh-hashes-per-batch poh-pinned-cpu-core public-rpc-address public-tpu-address
  public-tpu-forwards-address public-tvu-address repair-validator repair-whitelist
  rocksdb-ledger-compression rocksdb-perf-sample-interval rocksdb-shred-compaction
  rpc-bind-address rpc-bigtable-app-profile-id rpc-bigtable-instance-name
  rpc-bigtable-max-message-size rpc-bigtable-timeout rpc-blocking-threads rpc-faucet-address
  rpc-max-multiple-accounts rpc-max-request-body-size rpc-niceness-adjustment rpc-port
  rpc-pubsub-max-active-subscriptions rpc-pubsub-notification-threads
  rpc-pubsub-queue-capacity-bytes rpc-pubsub-queue-capacity-items rpc-pubsub-worker-threads
  rpc-send-batch-ms rpc-send-batch-size rpc-send-default-max-retries rpc-send-leader-count
  rpc-send-retry-ms rpc-send-service-max-retries rpc-send-transaction-retry-pool-max-size
  rpc-send-transaction-tpu-peer rpc-threads snapshot-archive-format snapshot-interval-slots
  snapshot-packager-niceness-adjustment snapshot-version snapshot-zstd-compression-level snapshots
  staked-nodes-overrides tower tpu-max-connections-per-ipaddr-per-minute
  tpu-max-connections-per-peer tpu-max-connections-per-staked-peer
  tpu-max-connections-per-unstaked-peer tpu-max-staked-connections tpu-max-streams-per-ms
  tpu-max-unstaked-connections unified-scheduler-handler-threads vote-account
  wait-for-supermajority wal-recovery-mode xdp-cpu-cores xdp-interface`);

export const SWITCHES: readonly string[] = words(`
  accounts-db-verify-refcounts allow-private-addr do-not-require-vote-history
  enable-bigtable-ledger-upload enable-extended-tx-metadata-storage
  enable-rpc-bigtable-ledger-storage enable-rpc-transaction-history enable-scheduler-bindings
  full-rpc-api geyser-plugin-always-enabled no-accounts-db-snapshots-direct-io
  no-delay-leader-block-for-pending-fork no-genesis-fetch no-incremental-snapshots
  no-os-cpu-stats-reporting no-os-disk-stats-reporting no-os-memory-stats-reporting
  no-os-network-limits-test no-os-network-stats-reporting no-poh-speed-test no-port-check
  no-skip-initial-accounts-db-clean no-snapshot-fetch no-snapshots no-voting
  no-wait-for-vote-to-start-leader no-xdp only-known-rpc private-rpc
  process-ledger-before-services require-tower restricted-repair-only-mode
  rpc-pubsub-enable-block-subscription rpc-pubsub-enable-vote-subscription
  rpc-scan-and-fix-roots rpc-send-transaction-also-leader skip-preflight-health-check
  skip-startup-ledger-verification xdp-zero-copy`);

/** Jito's own. */
export const JITO: readonly string[] = words(`
  bam-url block-engine-url commission-bps merkle-root-upload-authority
  relayer-expected-heartbeat-interval-ms relayer-max-failed-heartbeats relayer-url
  shred-receiver-address shred-retransmit-receiver-address tip-distribution-program-pubkey
  tip-payment-program-pubkey`);

export const JITO_SWITCHES: readonly string[] = words(`
  disable-block-engine-autoconfig disable-multicast-shred-check trust-block-engine-packets`);

export const SHORT: Readonly<Record<string, string>> = {
  i: "identity", l: "ledger", n: "entrypoint", o: "log",
};

/** `--help` does not show them. */
export const HIDDEN: readonly string[] = ["no-poh-speed-test", "poh-pinned-cpu-core",
  "no-os-disk-stats-reporting", "accounts-db-scan-filter-for-shrinking"];
