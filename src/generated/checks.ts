// Generated from checks/*.yaml by `npm run generate`; do not edit.
export const CHECKS = {
 "clients.alpenglow": {
  "title": "The client knows the consensus that mainnet has",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=1.0",
    "jito": ">=1.0"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.cluster == \"mainnet\" && it.version.inRange(\"<4.3\")",
  "found": "{it.name} {it.version} on mainnet",
  "wanted": "4.3 or later",
  "why": "Mainnet has had Alpenglow since 2026-10-21. Agave up to 4.2 votes by towers, on clusters before that alone.",
  "remedy": {
   "steps": [
    "Upgrade to 4.3 or later."
   ]
  },
  "sources": [
   {
    "by": "Solana",
    "says": "Alpenglow's genesis block on mainnet",
    "url": "https://solana.com/upgrades",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.ports.fewer": {
  "title": "Agave has as many ports as it needs since 3.0",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0 <4.1",
    "jito": ">=3.0 <4.1"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.ports > 0 && it.ports < 25",
  "found": "--dynamic-port-range of {it.ports} ports",
  "wanted": "25 or more",
  "why": "Agave refuses a smaller range at the start.",
  "remedy": {
   "steps": [
    "Widen the range in {it.who}, and in the firewall."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "3.0: port range of at least 25",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.ports.more": {
  "title": "Agave has as many ports as it needs since 4.1",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=4.1",
    "jito": ">=4.1"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.ports > 0 && it.ports < 26",
  "found": "--dynamic-port-range of {it.ports} ports",
  "wanted": "26 or more",
  "why": "Agave refuses a smaller range at the start.",
  "remedy": {
   "steps": [
    "Widen the range in {it.who}, and in the firewall."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.1: port range of at least 26",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.tower-storage": {
  "title": "No flag is given that Agave 3.0 has removed",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.flags.exists(f, f == \"--tower-storage\" || f.startsWith(\"--etcd-\"))",
  "found": "{it.flags.filter(f, f == \"--tower-storage\" || f.startsWith(\"--etcd-\"))}",
  "wanted": "none of these",
  "why": "Agave ends at a flag that it does not know. What runs now was started before the upgrade.",
  "remedy": {
   "steps": [
    "Take them out of the start of {it.who}; the tower lies in a directory (--tower)."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "3.0: --tower-storage and --etcd-* removed",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.cuda": {
  "title": "No flag is given that Agave 4.0 has removed",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=4.0",
    "jito": ">=4.0"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "\"--cuda\" in it.flags",
  "found": "--cuda",
  "wanted": "without it",
  "why": "Agave ends at a flag that it does not know. What runs now was started before the upgrade.",
  "remedy": {
   "steps": [
    "Take it out of the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.0: --cuda removed",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.ledger-size": {
  "title": "The ledger is limited by the flag that Agave 4.3 has",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": ">=4.3",
    "jito": ">=4.3"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "\"--limit-ledger-size\" in it.flags",
  "found": "--limit-ledger-size",
  "wanted": "--limit-blockstore-size",
  "why": "4.3 replaces it; a client that no longer takes it ends at the start, or its ledger fills the disk.",
  "remedy": {
   "steps": [
    "Change it in the start of {it.who} before the next upgrade."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.3: --limit-blockstore-size replaces --limit-ledger-size",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.xdp": {
  "title": "XDP's flags have the names of Agave 4.1",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=4.1",
    "jito": ">=4.1"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.flags.exists(f, f.startsWith(\"--experimental-retransmit-xdp-\"))",
  "found": "{it.flags.filter(f, f.startsWith(\"--experimental-retransmit-xdp-\"))}",
  "wanted": "the same without experimental-retransmit-",
  "why": "The old names are deprecated, and go in a later release.",
  "remedy": {
   "steps": [
    "Rename them in the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.1: --experimental-retransmit-xdp-* deprecated",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.poh": {
  "title": "PoH's flag has the name of Agave 4.2",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=4.2",
    "jito": ">=4.2"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "\"--experimental-poh-pinned-cpu-core\" in it.flags",
  "found": "--experimental-poh-pinned-cpu-core",
  "wanted": "--poh-pinned-cpu-core",
  "why": "The old name goes in a later release.",
  "remedy": {
   "steps": [
    "Rename it in the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.2: --poh-pinned-cpu-core",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.limit": {
  "title": "The ledger is limited",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "!it.flags.exists(f, f in [\"--limit-ledger-size\", \"--limit-blockstore-size\"]) && \"--vote-account\" in it.flags",
  "found": "{it.name} keeps every block",
  "wanted": "--limit-ledger-size (--limit-blockstore-size since 4.3)",
  "why": "The ledger grows until its disk is full, and the validator ends.",
  "remedy": {
   "steps": [
    "Add the flag to the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "--limit-ledger-size",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.known-validators": {
  "title": "Snapshots come from validators that are known",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "!it.flags.exists(f, f in [\"--known-validator\", \"--trusted-validator\", \"--no-snapshot-fetch\"])",
  "found": "{it.name} takes a snapshot of any node",
  "wanted": "--known-validator, some of them",
  "why": "A start may fetch a slow, old or false snapshot of a stranger.",
  "remedy": {
   "steps": [
    "Name some with --known-validator in the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "known validators",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.flags.network-test": {
  "title": "Agave tests the network's limits at its start",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "\"--no-os-network-limits-test\" in it.flags",
  "found": "--no-os-network-limits-test",
  "wanted": "without it",
  "why": "Buffers that are too small are then found by lost packets.",
  "remedy": {
   "steps": [
    "Take it out of the start of {it.who} once network.receive-buffer and network.send-buffer are fine."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "OS network limit test",
    "url": "https://github.com/jito-foundation/jito-solana/blob/master/core/src/system_monitor_service.rs",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.xdp.addresses": {
  "title": "Agave's XDP has one address to send from",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp"
  ],
  "each": "agave.xdp",
  "finding": "it.binds > 1",
  "found": "{it.binds} times --bind-address",
  "wanted": "one, or --no-xdp",
  "why": "Agave refuses XDP together with several addresses.",
  "remedy": {
   "steps": [
    "Add --no-xdp to the start of {it.who}, or keep one address."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "multihoming needs --no-xdp",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.xdp.private": {
  "title": "Agave's XDP sends to public addresses alone",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=4.2",
    "jito": ">=4.2"
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp"
  ],
  "each": "agave.xdp",
  "finding": "\"--allow-private-addr\" in it.flags",
  "found": "--allow-private-addr without --no-xdp",
  "wanted": "one of both",
  "why": "Agave refuses XDP together with private addresses.",
  "remedy": {
   "steps": [
    "Add --no-xdp to the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "--allow-private-addr needs --no-xdp",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.bad.igb": {
  "title": "The client is not one that ends when an igb card loses its link",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": ">=4.2 <4.2.2",
    "jito": ">=4.2 <4.2.2"
   },
   "drivers": [
    "igb"
   ]
  },
  "reads": [
   "agave.xdp"
  ],
  "finding": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
  "found": "zero-copy on an igb card",
  "wanted": "4.2.2 or later, or copy mode",
  "why": "Attaching takes the link down for seconds; the question for the shred version is lost, and the client panics.",
  "remedy": {
   "steps": [
    "Upgrade to 4.2.2 or later, or start without --xdp-zero-copy."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "agave #15217",
    "says": "in 4.2.2",
    "url": "https://github.com/anza-xyz/agave/pull/15217",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.bad.set-identity": {
  "title": "The client survives a set-identity before it has caught up",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=1.0",
    "jito": ">=1.0"
   }
  },
  "reads": [
   "agave.here"
  ],
  "each": "agave.here",
  "finding": "it.version.inRange(\"<4.3\")",
  "found": "{it.name} {it.version}",
  "wanted": "4.3 or later, or set-identity once the node is healthy alone",
  "why": "Older ones panic when the identity is changed while they catch up.",
  "sources": [
   {
    "by": "agave #12867",
    "url": "https://github.com/anza-xyz/agave/issues/12867",
    "date": "2026-11-30"
   },
   {
    "by": "agave #14450",
    "says": "in 4.3",
    "url": "https://github.com/anza-xyz/agave/pull/14450",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.bad.firedancer-standby": {
  "title": "Firedancer does not vote with a standby's identity",
  "severity": "fatal",
  "applies": {
   "clients": {
    "firedancer": ">=0.1"
   }
  },
  "reads": [
   "clients"
  ],
  "finding": "clients.exists(c, c.id == \"firedancer\" && c.version.inRange(\"<26.6\"))",
  "found": "{clients.filter(c, c.id == \"firedancer\").map(c, c.version)}",
  "wanted": "26.6 or later",
  "why": "Before 2026-06-11 it voted where the authorized voter was set, though its identity was not the vote account's.",
  "remedy": {
   "steps": [
    "Upgrade before this host is a standby of any identity."
   ]
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "commit eb57d75 of 2026-06-11",
    "url": "https://github.com/firedancer-io/firedancer/commit/eb57d75",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.ledger": {
  "title": "Each validator has a ledger of its own",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "client.ledgers"
  ],
  "each": "client.ledgers",
  "finding": "size(it.users) > 1",
  "found": "{it.ledger} is that of {it.users}",
  "wanted": "one of them alone",
  "why": "The second one finds the ledger locked, and ends; or starts with the other's identity and state after a reboot.",
  "remedy": {
   "steps": [
    "Give each a ledger of its own, or remove the unit that is not used."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "ledger.lock",
    "url": "https://github.com/jito-foundation/jito-solana/blob/master/validator/src/commands/run/execute.rs",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.key.mode": {
  "title": "An identity is open to its user alone",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(client.keys) > 0",
    "otherwise": "no identity can be seen"
   }
  },
  "reads": [
   "client.keys"
  ],
  "each": "client.keys",
  "finding": "it.isOpen",
  "found": "{it.path}: mode {it.mode}",
  "wanted": "600 or less",
  "why": "Another user of this machine can sign with it.",
  "remedy": {
   "steps": [
    "Run chmod 600 {it.path}; where others may have read it, make a new one."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "chmod 600 validator-keypair.json",
    "url": "https://www.mintlify.com/anza-xyz/agave/validator/troubleshooting",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 },
 "clients.key.owner": {
  "title": "An identity belongs to the user of its client",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(client.keys) > 0",
    "otherwise": "no identity can be seen"
   }
  },
  "reads": [
   "client.keys"
  ],
  "each": "client.keys",
  "finding": "it.isForeign",
  "found": "{it.path} belongs to user {it.uid}",
  "wanted": "the user that the client runs as, or root",
  "why": "That user can put another key in its place.",
  "remedy": {
   "steps": [
    "Give {it.path} to the client's user."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "chown sol:sol",
    "url": "https://www.mintlify.com/anza-xyz/agave/validator/troubleshooting",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 },
 "clients.slashing": {
  "title": "No start of a validator makes a new slashing-protection database",
  "severity": "fatal",
  "applies": {
   "clients": {
    "lighthouse": ""
   }
  },
  "reads": [
   "client.flags"
  ],
  "each": "client.flags",
  "finding": "\"--init-slashing-protection\" in it.flags",
  "found": "{it.client} is started with --init-slashing-protection",
  "wanted": "without it, after the first start",
  "why": "When the database is lost, the next start makes an empty one without a word, and signs what it may have signed before.",
  "remedy": {
   "steps": [
    "Take it out of the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Lighthouse",
    "says": "--init-slashing-protection",
    "url": "https://lighthouse-book.sigmaprime.io/validator_slashing_protection.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.log.rotation": {
  "title": "A log that is rotated is opened anew",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "client.logs.exists(l, l.path != \"\")",
    "otherwise": "logrotate names no log of Agave's"
   }
  },
  "reads": [
   "client.logs"
  ],
  "each": "client.logs",
  "finding": "it.path != \"\" && !it.isSafe",
  "found": "{it.path} renames {it.log}, and sends no USR1",
  "wanted": "a postrotate script that sends USR1 to {it.who}, or copytruncate",
  "why": "Agave goes on writing into the file that was renamed, and its disk fills when that is removed.",
  "remedy": {
   "steps": [
    "Add to {it.path}: postrotate, systemctl kill -s USR1 {it.who}, endscript. A start script has to start Agave by exec, or the signal ends it."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "systemctl kill -s USR1 sol.service",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "clients.log.size": {
  "title": "A log is rotated",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(client.logs) > 0",
    "otherwise": "no Agave logs to a file"
   }
  },
  "reads": [
   "client.logs"
  ],
  "each": "client.logs",
  "finding": "it.path == \"\"",
  "found": "no file of logrotate names {it.log}",
  "wanted": "one",
  "why": "The log grows until its disk is full.",
  "remedy": {
   "steps": [
    "Make a file in /etc/logrotate.d for {it.log}, with USR1 to {it.who} in postrotate."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "log rotation",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.governor": {
  "title": "The frequency governor holds the clocks high",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(cpu.policies) > 0",
    "otherwise": "the kernel drives no clocks here"
   }
  },
  "reads": [
   "cpu.policies"
  ],
  "each": "cpu.policies",
  "finding": "it.governor != \"performance\"",
  "found": "{it.name} (CPUs {it.cpus}): {it.governor}",
  "wanted": "performance",
  "why": "PoH and the banking threads wait for a clock that rises only after the work has come; slots are missed meanwhile.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "devices/system/cpu/cpufreq/policy*/scaling_governor": "performance"
    }
   },
   "risk": "The machine takes more power, and gets warmer.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "performance governor",
    "url": "https://docs.anza.xyz/operations/best-practices/general",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.epp": {
  "title": "The processor is asked for performance, not for thrift",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "cpu.policies.exists(p, p.epp != null)",
    "otherwise": "the driver of the clocks takes no such preference"
   }
  },
  "reads": [
   "cpu.policies"
  ],
  "each": "cpu.policies",
  "finding": "it.epp != null && it.epp != \"performance\"",
  "found": "{it.name} (CPUs {it.cpus}): {it.epp}",
  "wanted": "performance",
  "why": "With another preference the processor itself lowers the clock between bursts of work.",
  "remedy": {
   "steps": [
    "Set the governor first, then write performance to energy_performance_preference beside {it.path}."
   ],
   "risk": "The machine takes more power, and gets warmer.",
   "reversible": true
  },
  "sources": [
   {
    "by": "SLV",
    "says": "EPP performance",
    "url": "https://github.com/ValidatorsDAO/slv",
    "date": "2026-07-03"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.boost": {
  "title": "The processor may clock above its base",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "cpu.boost != null",
    "otherwise": "the machine has no switch for it"
   }
  },
  "reads": [
   "cpu.boost"
  ],
  "finding": "!cpu.boost.on",
  "found": "{cpu.boost.path}: off",
  "wanted": "on",
  "why": "PoH is one thread that hashes ten million times a second; without boost it may be slower than the cluster asks, and Agave then ends.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "{cpu.boost.key}": "{cpu.boost.toSwitchOn}"
    }
   },
   "risk": "The clock varies more with the temperature.",
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "ensure CPU boost is also enabled",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "contradicts": {
   "cpu.steady": "without a validator of Solana an even clock may be worth more than a high one"
  },
  "since": "2026-11-30"
 },
 "cpu.steady": {
  "title": "The clocks are even",
  "severity": "info",
  "applies": {
   "when": {
    "condition": "cpu.boost != null && clients.size() == 0",
    "otherwise": "a validator runs here, or the clocks have no switch: cpu.boost counts"
   }
  },
  "reads": [
   "cpu.boost",
   "clients"
  ],
  "finding": "cpu.boost.on",
  "found": "{cpu.boost.path}: on",
  "wanted": "off, where latency has to be even",
  "why": "Redpanda's tuner switches boost off for a steady latency. For a validator the opposite holds.",
  "sources": [
   {
    "by": "Redpanda",
    "says": "rpk's governor tuner sets boost to 0",
    "url": "https://github.com/redpanda-data/redpanda",
    "date": "2026-11-30"
   }
  ],
  "contradicts": {
   "cpu.boost": "for PoH the high clock counts"
  },
  "since": "2026-11-30"
 },
 "cpu.avx2": {
  "title": "The processor has AVX2, which release binaries use",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": "",
    "frankendancer": "",
    "firedancer": ""
   },
   "when": {
    "condition": "size(cpu.model.flags) > 0",
    "otherwise": "the processor is not an x86"
   }
  },
  "reads": [
   "cpu.model"
  ],
  "finding": "!(\"avx2\" in cpu.model.flags)",
  "found": "{cpu.model.name} without avx2",
  "wanted": "avx2",
  "why": "Official binaries end with an illegal instruction on such a processor.",
  "remedy": {
   "steps": [
    "Use another machine, or build the client on this one."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "AVX2 instruction support (to use official release binaries, self-compile otherwise)",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.sha": {
  "title": "The processor computes SHA-256 in hardware",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": "",
    "frankendancer": "",
    "firedancer": ""
   },
   "when": {
    "condition": "size(cpu.model.flags) > 0",
    "otherwise": "the processor is not an x86"
   }
  },
  "reads": [
   "cpu.model"
  ],
  "finding": "!(\"sha_ni\" in cpu.model.flags)",
  "found": "{cpu.model.name} without sha_ni",
  "wanted": "sha_ni (AMD since Zen, Intel since Ice Lake)",
  "why": "PoH is SHA-256 without an end. Without the instructions it is slower than the cluster asks.",
  "remedy": {
   "steps": [
    "Use another machine."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "SHA extensions instruction support",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.avx512": {
  "title": "The processor has AVX-512, which Firedancer advises",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "size(cpu.model.flags) > 0",
    "otherwise": "the processor is not an x86"
   }
  },
  "reads": [
   "cpu.model"
  ],
  "finding": "!(\"avx512f\" in cpu.model.flags)",
  "found": "{cpu.model.name} without avx512f",
  "wanted": "avx512f",
  "why": "Firedancer verifies signatures with it; without it more tiles are needed for the same work.",
  "sources": [
   {
    "by": "Firedancer",
    "says": "32 cores with AVX512 support recommended",
    "url": "https://docs.firedancer.io/guide/getting-started.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.size.agave": {
  "title": "There are as many cores as Agave asks for",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "cpu.size"
  ],
  "finding": "cpu.size.cores < 12 || cpu.size.threads < 24",
  "found": "{cpu.size.cores} cores, {cpu.size.threads} threads",
  "wanted": "12 cores and 24 threads, or more",
  "why": "Voting, banking, PoH and turbine each keep threads busy; with less the node falls behind.",
  "remedy": {
   "steps": [
    "Use a larger machine; where SMT is off on purpose, silence this check with that reason."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "12 cores / 24 threads, or more",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.size.firedancer": {
  "title": "There are as many cores as Firedancer asks for",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "cpu.size"
  ],
  "finding": "cpu.size.cores < 24",
  "found": "{cpu.size.cores} cores",
  "wanted": "24 cores or more",
  "why": "Each tile has a core of its own, and spins on it.",
  "remedy": {
   "steps": [
    "Use a larger machine."
   ]
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "24-core CPU at least",
    "url": "https://docs.firedancer.io/guide/getting-started.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.size.ethereum": {
  "title": "There are as many cores as an attester of Ethereum is advised to have",
  "severity": "warning",
  "applies": {
   "families": [
    "ethereum"
   ],
   "when": {
    "condition": "clients.exists(c, c.family == \"ethereum\" && c.role == \"validator\")",
    "otherwise": "no validator of Ethereum runs here"
   }
  },
  "reads": [
   "cpu.size",
   "clients"
  ],
  "finding": "cpu.size.cores < 8 || cpu.size.threads < 16",
  "found": "{cpu.size.cores} cores, {cpu.size.threads} threads",
  "wanted": "8 cores and 16 threads",
  "why": "Clients are measured, and the protocol is sized, on such machines.",
  "remedy": {
   "steps": [
    "Use a larger machine; where the nodes are elsewhere, silence this check with that reason."
   ]
  },
  "sources": [
   {
    "by": "EIP-7870",
    "says": "Attester: 8c / 16t",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.clock": {
  "title": "The base clock is as high as Agave asks",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "cpu.model.baseMhz > 0",
    "otherwise": "nothing here tells the base clock"
   }
  },
  "reads": [
   "cpu.model"
  ],
  "finding": "cpu.model.baseMhz < 2800",
  "found": "{cpu.model.name}: {cpu.model.baseMhz} MHz",
  "wanted": "2800 MHz or more",
  "why": "PoH and replay are bound by one core; a higher clock helps more than more cores.",
  "remedy": {
   "steps": [
    "Use another machine."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "2.8GHz base clock speed, or faster",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.capped": {
  "title": "No limit holds a clock below what the processor can",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "cpu.policies.exists(p, p.max != null && p.hardwareMax != null)",
    "otherwise": "the kernel tells no limits"
   }
  },
  "reads": [
   "cpu.policies"
  ],
  "each": "cpu.policies",
  "finding": "it.max != null && it.hardwareMax != null && it.max < it.hardwareMax",
  "found": "{it.name} (CPUs {it.cpus}): {it.max} kHz of {it.hardwareMax}",
  "wanted": "{it.hardwareMax} kHz",
  "why": "The kernel never goes above scaling_max_freq, whatever the governor wants.",
  "remedy": {
   "steps": [
    "Find what set scaling_max_freq beside {it.path} (a tool, a script, a thermal limit), and lift it."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "scaling_max_freq: maximum frequency the CPUs are allowed to run at",
    "url": "https://docs.kernel.org/admin-guide/pm/cpufreq.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.clocksource.metal": {
  "title": "The clock is the processor's own counter",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "metal"
   ],
   "when": {
    "condition": "size(cpu.model.flags) > 0",
    "otherwise": "the processor is not an x86"
   }
  },
  "reads": [
   "cpu.clocksource",
   "cpu.model"
  ],
  "finding": "cpu.clocksource.current != \"tsc\"",
  "found": "{cpu.clocksource.current} (there are: {cpu.clocksource.available})",
  "wanted": "tsc",
  "why": "Another clock is read through a device, some fifty times slower; clients read it all the time.",
  "remedy": {
   "steps": [
    "Look in the kernel log why the kernel marked the TSC unstable; a firmware update often mends it.",
    "Measure before the command line forces clocksource=tsc."
   ],
   "risk": "A TSC that really is unstable makes the time jump."
  },
  "sources": [
   {
    "by": "ScyllaDB",
    "says": "perftune sets the clocksource to tsc",
    "url": "https://github.com/scylladb/seastar/blob/master/scripts/perftune.py",
    "date": "2026-11-30"
   },
   {
    "by": "Redis",
    "says": "slow system clocksource",
    "url": "https://github.com/redis/redis/blob/unstable/src/syscheck.c",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.clocksource.vm": {
  "title": "The clock of the virtual machine is a fast one",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "vm"
   ]
  },
  "reads": [
   "cpu.clocksource"
  ],
  "finding": "!(cpu.clocksource.current in [\"tsc\", \"kvm-clock\", \"hyperv_clocksource_tsc_page\", \"arch_sys_counter\"])",
  "found": "{cpu.clocksource.current} (there are: {cpu.clocksource.available})",
  "wanted": "tsc, kvm-clock or Hyper-V's page",
  "why": "Every reading of another clock leaves the virtual machine.",
  "remedy": {
   "steps": [
    "Write a fast one to /sys/devices/system/clocksource/clocksource0/current_clocksource, and measure."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Redis",
    "says": "slow system clocksource",
    "url": "https://github.com/redis/redis/blob/unstable/src/syscheck.c",
    "date": "2026-11-30"
   },
   {
    "by": "ScyllaDB",
    "says": "perftune's list of clocksources",
    "url": "https://github.com/scylladb/seastar/blob/master/scripts/perftune.py",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.sibling": {
  "title": "The thread that counts has a core for itself",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(cpu.hot) > 0",
    "otherwise": "no thread has a CPU for itself"
   }
  },
  "reads": [
   "cpu.hot"
  ],
  "each": "cpu.hot",
  "finding": "it.name.finds(\"^(solPoh|pack|poh)\") && size(it.beside) > 0",
  "found": "{it.name} on CPU {it.cpu} shares its core with {it.beside}",
  "wanted": "a core (CPUs {it.core}) for {it.name} alone",
  "why": "Two threads on one core halve each other's speed. Agave picks the CPU of its XDP thread without a look at siblings.",
  "remedy": {
   "steps": [
    "Give the other thread a CPU of another core, in the client's own options or its unit."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "PoH and XDP on separate physical cores",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   },
   {
    "by": "Firedancer",
    "says": "hyperthreads: pack and poh share no core",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.poh-xdp": {
  "title": "PoH and XDP have CPUs of their own",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "agave.xdp"
  ],
  "each": "agave.xdp",
  "finding": "it.pohCore in it.cores",
  "found": "{it.name} gives CPU {it.pohCore} to PoH and to XDP ({it.cores})",
  "wanted": "another CPU for one of them",
  "why": "Agave refuses to start when the CPU of PoH is among those of XDP.",
  "remedy": {
   "steps": [
    "Change --xdp-cpu-cores or --poh-pinned-cpu-core in the start of {it.who}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "the XDP core must not be the PoH core",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.poh-place": {
  "title": "PoH runs where the command line says",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(cpu.hot) > 0 && agave.here.exists(a, a.isPohCoreGiven)",
    "otherwise": "no thread has a CPU for itself, or the command line names none for PoH"
   }
  },
  "reads": [
   "cpu.hot",
   "agave.here"
  ],
  "each": "cpu.hot",
  "finding": "it.name.startsWith(\"solPohTickProd\") && !agave.here.exists(a, a.pohCore == it.cpu)",
  "found": "{it.name} is on CPU {it.cpu}",
  "wanted": "CPU {agave.here.filter(a, a.isPohCoreGiven).map(a, a.pohCore)}",
  "why": "Older releases count only the CPUs that the process may use: with isolated CPUs, the third is not CPU 2.",
  "remedy": {
   "steps": [
    "Upgrade the client; until then start it with taskset over all CPUs."
   ]
  },
  "sources": [
   {
    "by": "agave #1968",
    "says": "PoH pinned to the wrong core with isolcpus",
    "url": "https://github.com/anza-xyz/agave/issues/1968",
    "date": "2026-11-30"
   },
   {
    "by": "agave #8944",
    "url": "https://github.com/anza-xyz/agave/pull/8944",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.idle-depth": {
  "title": "No CPU of a pinned thread sleeps deeply",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(cpu.idle) > 0",
    "otherwise": "no thread has a CPU for itself"
   }
  },
  "reads": [
   "cpu.idle"
  ],
  "each": "cpu.idle",
  "finding": "!it.isDisabled && it.entered > 0 && !it.name.finds(\"^(POLL|C1)\")",
  "found": "CPU {it.cpu} of {it.thread} enters {it.name}, {it.latency} µs to wake",
  "wanted": "no state deeper than C1 there",
  "why": "A thread that waits for packets or for a lock is late by the time its CPU takes to wake.",
  "remedy": {
   "steps": [
    "Write 1 to {it.path}/disable, at each boot, for the CPUs of pinned threads alone."
   ],
   "risk": "The CPU takes more power while it waits, and its neighbours may boost less.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Amazon",
    "says": "make sure CPU power state is set to avoid deep sleep states",
    "url": "https://github.com/amzn/amzn-drivers/blob/master/kernel/linux/ena/ENA_Linux_Best_Practices.rst",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.throttled": {
  "title": "No quota stops a client",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(cpu.throttled) > 0",
    "otherwise": "no client runs under a quota"
   }
  },
  "reads": [
   "cpu.throttled"
  ],
  "each": "cpu.throttled",
  "finding": "it.times > 0",
  "found": "{it.unit} was stopped {it.times} times by its quota",
  "wanted": "never",
  "why": "A quota stops all threads of the service for the rest of each period once it is used up.",
  "remedy": {
   "steps": [
    "Take CPUQuota= away from {it.unit} and the slices above it."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "nr_throttled in cpu.stat",
    "url": "https://docs.kernel.org/admin-guide/cgroup-v2.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.pin-online": {
  "title": "Every CPU that a client is given is on",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(cpu.pins) > 0",
    "otherwise": "no command line names CPUs"
   }
  },
  "reads": [
   "cpu.pins"
  ],
  "each": "cpu.pins",
  "finding": "size(it.offline) > 0",
  "found": "{it.client}'s {it.flag} names CPU {it.offline}, which is off",
  "wanted": "CPUs that are on",
  "why": "The client cannot pin its thread there. After a reboot without SMT the numbers mean other CPUs.",
  "remedy": {
   "steps": [
    "Switch the CPU on, or give the thread another one."
   ]
  },
  "sources": [
   {
    "by": "firedancer #10379",
    "says": "CPUs that are off, in an affinity",
    "url": "https://github.com/firedancer-io/firedancer/pull/10379",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.vulnerable": {
  "title": "The kernel works around what is known of the processor",
  "severity": "info",
  "reads": [
   "cpu.vulnerabilities"
  ],
  "each": "cpu.vulnerabilities",
  "finding": "it.says.startsWith(\"Vulnerable\")",
  "found": "{it.name}: {it.says}",
  "wanted": "a mitigation",
  "why": "A program of another user could read what is not its own, keys among it. Whether that matters on a machine that runs nothing else is a decision to make and write down.",
  "sources": [
   {
    "by": "Linux",
    "says": "/sys/devices/system/cpu/vulnerabilities",
    "url": "https://docs.kernel.org/admin-guide/hw-vuln/index.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "cpu.tick": {
  "title": "The tick is off where Firedancer's tiles spin",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "size(cpu.hot) > 0",
    "otherwise": "no tile has a CPU for itself"
   }
  },
  "reads": [
   "cpu.hot",
   "cpu.isolated"
  ],
  "each": "cpu.hot",
  "finding": "!(it.cpu in cpu.isolated.nohzFull)",
  "found": "{it.name} on CPU {it.cpu}",
  "wanted": "nohz_full= over CPU {it.cpu}",
  "why": "A tile that spins alone on its CPU is still interrupted hundreds of times a second by the tick.",
  "remedy": {
   "steps": [
    "Add the tiles' CPUs to nohz_full= and rcu_nocbs= on the kernel's command line, and plan a reboot."
   ],
   "risk": "A wrong command line may keep the machine from booting."
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "configure checks nohz-full and rcu-nocbs",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "environment.vm": {
  "title": "A validator of Solana runs on metal",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "roles": [
    "validator"
   ]
  },
  "reads": [
   "environment.virtualization"
  ],
  "finding": "environment.virtualization == \"vm\"",
  "found": "a virtual machine",
  "wanted": "a machine of its own",
  "why": "Neighbours take its CPUs and its network for moments that a leader does not have.",
  "sources": [
   {
    "by": "Anza",
    "says": "running in the cloud needs significantly greater operational expertise",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   },
   {
    "by": "Solana Foundation",
    "says": "bare metal advised",
    "url": "https://github.com/solana-foundation/solana-com",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "environment.container": {
  "title": "A validator of Solana runs in no container",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "roles": [
    "validator"
   ]
  },
  "reads": [
   "environment.virtualization"
  ],
  "finding": "environment.virtualization == \"container\"",
  "found": "a container",
  "wanted": "a service of the host",
  "why": "Agave's developers advise against Docker for live clusters. What is seen from here is the container's, not the host's.",
  "remedy": {
   "steps": [
    "Run it as a service of the host; where it already is, run this audit there."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "running in Docker is not recommended for live clusters",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "environment.cloud-card": {
  "title": "The network card is one that keeps up with a leader",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "roles": [
    "validator"
   ],
   "when": {
    "condition": "size(network.drivers) > 0",
    "otherwise": "no driver of a card can be seen"
   }
  },
  "reads": [
   "network.drivers"
  ],
  "finding": "network.drivers.exists(d, d in [\"ena\", \"gve\"])",
  "found": "{network.drivers}",
  "wanted": "a card of its own, such as a ConnectX",
  "why": "A leader sends up to 150,000 packets a second. Cards of clouds are limited below that, by instance.",
  "sources": [
   {
    "by": "Solana Foundation",
    "says": "ENA and gVNIC possible, not competitive",
    "url": "https://github.com/solana-foundation/solana-com",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "environment.gpu": {
  "title": "No GPU stands idle",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=4.0",
    "jito": ">=4.0"
   }
  },
  "reads": [
   "environment.gpus"
  ],
  "finding": "size(environment.gpus) > 0",
  "found": "{size(environment.gpus)} of them",
  "wanted": "none, or another use",
  "why": "Agave has no use for a GPU since 4.0, which removed --cuda. It takes power and PCI Express lanes.",
  "sources": [
   {
    "by": "Anza",
    "says": "4.0: --cuda removed",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.min": {
  "title": "The kernel has the io_uring that Agave needs",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"<5.11\")",
  "found": "{kernel.release}",
  "wanted": "5.11 or later",
  "why": "Agave ends with \"assertion failed, io_uring_supported\" on an older one.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "IORING_FEAT_SQPOLL_NONFIXED (5.11)",
    "url": "https://github.com/anza-xyz/agave/issues/10481",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.old": {
  "title": "The kernel is not older than 5.15",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"<5.15\")",
  "found": "{kernel.release}",
  "wanted": "5.15 or later",
  "why": "Firedancer's XDP and cpusets need 5.15, and Agave's developers know older ones with trouble.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "agave #10481",
    "url": "https://github.com/anza-xyz/agave/issues/10481",
    "date": "2026-11-30"
   },
   {
    "by": "Firedancer",
    "says": "cpuset needs 5.15",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.proven": {
  "title": "The kernel is one that Agave is known to run well on",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"<6.8\")",
  "found": "{kernel.release}",
  "wanted": "6.8 or later",
  "why": "Trouble with io_uring and XDP that operators report of 5.15 and 6.x is gone on 6.8.",
  "remedy": {
   "steps": [
    "Plan a newer kernel of the distribution."
   ]
  },
  "sources": [
   {
    "by": "agave #8036",
    "says": "gone on 6.8",
    "url": "https://github.com/anza-xyz/agave/issues/8036",
    "date": "2026-11-30"
   }
  ],
  "contradicts": {
   "kernel.fresh": "Agave is proven on kernels that Firedancer's book calls too old; the client that runs decides"
  },
  "since": "2026-11-30"
 },
 "kernel.fresh": {
  "title": "The kernel is a recent one, as Firedancer's XDP wants",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": ""
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "[\"5.10\", \"5.15\", \"6.1\", \"6.6\", \"6.12\"].exists(b, kernel.release.inRange(b))",
  "found": "{kernel.release}, of a long-term branch",
  "wanted": "a kernel younger than a year, tried with this network card first",
  "why": "Drivers' native XDP and zero-copy are mended in new kernels, and not always in long-term ones.",
  "remedy": {
   "steps": [
    "Try the card and the newer kernel together on a host that does not vote."
   ],
   "risk": "A newer kernel brings its own faults."
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "kernels under 12 months old, no long-term branches",
    "url": "https://github.com/firedancer-io/firedancer/pull/10610",
    "date": "2026-11-30"
   }
  ],
  "contradicts": {
   "kernel.proven": "Agave takes a kernel that has proven itself"
  },
  "since": "2026-11-30",
  "until": "2027-11-30"
 },
 "kernel.io-uring.off": {
  "title": "Programs may use io_uring",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   }
  },
  "reads": [
   "kernel.ioUring"
  ],
  "finding": "kernel.ioUring.disabled == 2",
  "found": "kernel.io_uring_disabled: 2",
  "wanted": "0",
  "why": "Agave needs io_uring since 3.0, and ends without it. Hardened images switch it off.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "kernel.io_uring_disabled": 0
    }
   },
   "risk": "io_uring has been a way to root in older kernels, for programs that run on the machine.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "io_uring is required",
    "url": "https://github.com/anza-xyz/agave/issues/10481",
    "date": "2026-11-30"
   },
   {
    "by": "Linux",
    "says": "io_uring_disabled",
    "url": "https://docs.kernel.org/admin-guide/sysctl/kernel.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.io-uring.group": {
  "title": "The client is in the group that may use io_uring",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   },
   "when": {
    "condition": "kernel.ioUring.disabled == 1",
    "otherwise": "io_uring is not kept for a group (kernel.io_uring_disabled)"
   }
  },
  "reads": [
   "kernel.ioUring",
   "limits.rights"
  ],
  "each": "limits.rights",
  "finding": "!(kernel.ioUring.group in it.groups) && !(\"sys_admin\" in it.effective)",
  "found": "{it.client} (pid {it.pid}) is not in group {kernel.ioUring.group}",
  "wanted": "group {kernel.ioUring.group} for its user, or kernel.io_uring_disabled 0",
  "why": "Agave needs io_uring since 3.0, and ends without it at its next start.",
  "remedy": {
   "steps": [
    "Add the user to the group of kernel.io_uring_group, and restart the client at a good time."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "io_uring_group",
    "url": "https://docs.kernel.org/admin-guide/sysctl/kernel.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.short-writes": {
  "title": "The kernel is not one known with short writes while Agave unpacks",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"5.15\")",
  "found": "{kernel.release}",
  "wanted": "6.8 or later",
  "why": "Known with EAGAIN and short writes while Agave 3.0 and later unpack a snapshot by io_uring.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "agave #8036",
    "url": "https://github.com/anza-xyz/agave/issues/8036",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.mlx5": {
  "title": "The kernel is not one whose mlx5 driver is known bad",
  "severity": "warning",
  "applies": {
   "drivers": [
    "mlx5_core"
   ]
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\">=5.10.65 <=5.10.68\")",
  "found": "{kernel.release}",
  "wanted": "5.10.69 or later",
  "why": "These are known with mlx5 cards that lose their link.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "flatcar #520",
    "url": "https://github.com/flatcar/Flatcar/issues/520",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.msi-irqs": {
  "title": "The kernel tells which interrupts a card has",
  "severity": "info",
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\">=5.16 <6.0\")",
  "found": "{kernel.release}",
  "wanted": "6.0 or later",
  "why": "5.16 to 5.19 are known with an empty msi_irqs in /sys, so interrupts are found by their names alone.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "redpanda #10838",
    "url": "https://github.com/redpanda-data/redpanda/issues/10838",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.io-uring-stall": {
  "title": "The kernel is not one known with io_uring that stands still",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ]
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\">=6.6.57 <6.6.60\")",
  "found": "{kernel.release}",
  "wanted": "6.6.60 or later, or another branch",
  "why": "6.6.57 and the next two are known with requests of io_uring that are never done.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "nixpkgs #353709",
    "says": "Kernel 6.6.57+ io_uring stall",
    "url": "https://github.com/NixOS/nixpkgs/issues/353709",
    "date": "2026-12-01"
   },
   {
    "by": "nixpkgs #354564",
    "says": "kernels of 2024-11-08",
    "url": "https://github.com/NixOS/nixpkgs/pull/354564",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 },
 "kernel.bad.io-uring-slow": {
  "title": "The kernel is not one known with slow io_uring",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ]
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"6.15.4\")",
  "found": "{kernel.release}",
  "wanted": "6.15.5 or later",
  "why": "6.15.4 takes some files for regular ones, and tries short reads again until they fill.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "ghostty #7724",
    "says": "6.15.4 makes io_uring unusably slow",
    "url": "https://github.com/ghostty-org/ghostty/issues/7724",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 },
 "kernel.bad.lighthouse": {
  "title": "The kernel is not one on which Lighthouse's validator freezes",
  "severity": "fatal",
  "applies": {
   "clients": {
    "lighthouse": ""
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\">=6.14.4 <6.14.8\")",
  "found": "{kernel.release}",
  "wanted": "6.14.8 or later",
  "why": "6.14.4 to 6.14.7 are known with a validator client that freezes, and attests no more.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "lighthouse #7403",
    "url": "https://github.com/sigp/lighthouse/issues/7403",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.libuv": {
  "title": "The kernel is not one on which libuv avoids io_uring",
  "severity": "info",
  "applies": {
   "clients": {
    "lodestar": ""
   }
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\">=5.15.85 <=5.15.90\") || kernel.release.inRange(\">=5.16 <6.2\")",
  "found": "{kernel.release}",
  "wanted": "6.2 or later",
  "why": "libuv leaves io_uring alone on these, because it fails there; Node then takes threads for files.",
  "remedy": {
   "steps": [
    "Plan a newer kernel of the distribution."
   ]
  },
  "sources": [
   {
    "by": "libuv",
    "says": "io_uring off on 5.15.85 to 90 and 5.16 to 6.1",
    "url": "https://github.com/libuv/libuv/blob/v1.x/src/unix/linux.c",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.igb": {
  "title": "The kernel is not one on which igb's zero-copy degrades",
  "severity": "warning",
  "applies": {
   "drivers": [
    "igb"
   ],
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
    "otherwise": "Agave does not send by zero-copy here"
   }
  },
  "reads": [
   "kernel.release",
   "agave.xdp"
  ],
  "finding": "kernel.release.inRange(\"6.17\")",
  "found": "{kernel.release} with an igb card and zero-copy",
  "wanted": "copy mode",
  "why": "On 6.17 an I210 with zero-copy is known to degrade badly.",
  "remedy": {
   "steps": [
    "Start Agave without --xdp-zero-copy."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "igb I210 zero-copy degraded badly on 6.17",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.bad.igc": {
  "title": "The kernel is not one on which igc loses its link",
  "severity": "info",
  "applies": {
   "drivers": [
    "igc"
   ],
   "families": [
    "solana"
   ]
  },
  "reads": [
   "kernel.release"
  ],
  "finding": "kernel.release.inRange(\"6.17\")",
  "found": "{kernel.release} with an igc card",
  "wanted": "another kernel, where the link flaps",
  "why": "6.17 is known with igc cards whose link goes down and up under XDP.",
  "remedy": {
   "steps": [
    "Look at carrier_changes of the card; where it grows, take another kernel."
   ]
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "igc flapping on 6.17",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.newer": {
  "title": "The newest installed kernel runs",
  "severity": "info",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "kernel.newer",
   "kernel.release"
  ],
  "finding": "kernel.newer != \"\"",
  "found": "{kernel.release} runs, {kernel.newer} is installed",
  "wanted": "a reboot at a time of choice",
  "why": "Whatever the new one mends is not mended yet, and the next crash boots it unplanned.",
  "remedy": {
   "steps": [
    "Hand the identity over, or wait for a window without leader slots; then reboot."
   ]
  },
  "sources": [
   {
    "by": "needrestart",
    "says": "a running kernel that is not the newest",
    "url": "https://github.com/liske/needrestart",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.reboot": {
  "title": "No package waits for a reboot",
  "severity": "info",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "kernel.rebootRequest"
  ],
  "finding": "kernel.rebootRequest != \"\"",
  "found": "{kernel.rebootRequest}",
  "wanted": "a reboot at a time of choice",
  "why": "Updates of the kernel, the firmware or libc are only half in force until then.",
  "remedy": {
   "steps": [
    "Look at {kernel.rebootRequest}.pkgs for which; hand the identity over, then reboot."
   ]
  },
  "sources": [
   {
    "by": "Ubuntu",
    "says": "reboot-required",
    "url": "https://discourse.ubuntu.com/t/needrestart-changes-in-ubuntu-24-04-service-restarts/44671",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.command-line": {
  "title": "The kernel was booted with all that its settings ask for",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "kernel.missing"
  ],
  "each": "kernel.missing",
  "finding": "true",
  "found": "{it.word} stands in {it.path}, and this boot lacks it",
  "wanted": "both the same",
  "why": "It was written and the boot loader's own file was not made again, or there was no reboot since. A tuning that seems to be there is not.",
  "remedy": {
   "steps": [
    "Run update-grub or the distribution's own command, look at the result, and plan a reboot."
   ],
   "risk": "A wrong command line may keep the machine from booting."
  },
  "sources": [
   {
    "by": "GRUB",
    "says": "/etc/default/grub is read by grub-mkconfig",
    "url": "https://www.gnu.org/software/grub/manual/grub/html_node/Simple-configuration.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.pid-max": {
  "title": "There are as many process numbers as the kernel would give",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ]
  },
  "reads": [
   "sysctl.kernel.pid_max",
   "cpu.size"
  ],
  "finding": "sysctl.kernel.pid_max < 32768 || sysctl.kernel.pid_max < 1024 * cpu.size.threads",
  "found": "kernel.pid_max: {sysctl.kernel.pid_max}",
  "wanted": "{most([32768, 1024 * cpu.size.threads])} or more, the kernel's own default here",
  "why": "Threads count as well; a client that cannot start one ends. Some tuning recipes lower it unawares.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "kernel.pid_max": {
      "atLeast": "{most([32768, 1024 * cpu.size.threads])}"
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "default 32768, or 1024 for each CPU",
    "url": "https://docs.kernel.org/admin-guide/sysctl/kernel.html",
    "date": "2026-11-30"
   },
   {
    "by": "SLV",
    "says": "kernel.pid_max=49152",
    "url": "https://github.com/ValidatorsDAO/slv",
    "date": "2026-07-03"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.watchdog": {
  "title": "The kernel's watchdog takes no time from the validator",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "sysctl.kernel.nmi_watchdog"
  ],
  "finding": "sysctl.kernel.nmi_watchdog == 1",
  "found": "kernel.nmi_watchdog: 1",
  "wanted": "0",
  "why": "It takes a hardware counter of each CPU, and interrupts each of them every few seconds.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "kernel.nmi_watchdog": 0
    }
   },
   "risk": "A CPU that hangs in the kernel goes unreported.",
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "kernel.nmi_watchdog=0",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.console": {
  "title": "The console prints few of the kernel's messages",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": ""
   }
  },
  "reads": [
   "kernel.printk"
  ],
  "finding": "kernel.printk > 4",
  "found": "level {kernel.printk}",
  "wanted": "4 or less",
  "why": "A message on a serial console stops the CPU that prints it until the last letter is out.",
  "remedy": {
   "steps": [
    "Run Firedancer's configure init console, or set the first number of kernel.printk to 4."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "console: printk level 4",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "kernel.workers": {
  "title": "The kernel's own workers stay away from tiles",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": ""
   },
   "when": {
    "condition": "size(cpu.hot) > 0",
    "otherwise": "no tile has a CPU for itself"
   }
  },
  "reads": [
   "cpu.hot",
   "kernel.workers"
  ],
  "each": "cpu.hot",
  "finding": "it.cpu in kernel.workers",
  "found": "{it.name} on CPU {it.cpu}, where unbound workers may run",
  "wanted": "a cpumask of the workers without CPU {it.cpu}",
  "why": "A worker that runs there stops the tile for as long as its work takes.",
  "remedy": {
   "steps": [
    "Run Firedancer's configure init kworkers, or write the mask to /sys/devices/virtual/workqueue/cpumask."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "kworkers",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.files": {
  "title": "A Solana client may open a million files",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(limits.services) > 0",
    "otherwise": "no client runs in a service"
   }
  },
  "reads": [
   "limits.services"
  ],
  "each": "limits.services",
  "finding": "it.id in [\"agave\", \"jito\"] && it.hardFiles < 1000000",
  "found": "{it.unit}: {it.hardFiles}",
  "wanted": "1000000",
  "why": "Agave raises its limit to a million at the start, and ends where it may not.",
  "remedy": {
   "hostFile": {
    "limits": [
     {
      "unit": "{it.unit}",
      "nofile": 1000000
     }
    ]
   },
   "risk": "It takes effect at the next start of the unit.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "LimitNOFILE=1000000",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.files-shell": {
  "title": "A Solana client outside of any unit may open a million files",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(limits.programs) > 0",
    "otherwise": "no client runs outside of a service"
   }
  },
  "reads": [
   "limits.programs"
  ],
  "each": "limits.programs",
  "finding": "it.id in [\"agave\", \"jito\"] && it.hardFiles < 1000000",
  "found": "pid {it.pid}: {it.hardFiles}",
  "wanted": "1000000",
  "why": "Agave raises its limit to a million at the start, and ends where it may not.",
  "remedy": {
   "steps": [
    "Start it as a service; or set nofile in /etc/security/limits.d and log in again."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "limits.d/90-solana-nofiles.conf",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.locked": {
  "title": "A Solana client may lock two gigabytes of memory",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   },
   "when": {
    "condition": "size(limits.services) > 0",
    "otherwise": "no client runs in a service"
   }
  },
  "reads": [
   "limits.services"
  ],
  "each": "limits.services",
  "finding": "it.id in [\"agave\", \"jito\"] && it.hardLocked < 2000000000",
  "found": "{it.unit}: {it.hardLocked} bytes",
  "wanted": "2000000000",
  "why": "io_uring's buffers are locked; 3.0 ends without the right to, later versions copy more instead.",
  "remedy": {
   "hostFile": {
    "limits": [
     {
      "unit": "{it.unit}",
      "memlock": 2000000000
     }
    ]
   },
   "risk": "It takes effect at the next start of the unit.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "LimitMEMLOCK=2000000000",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   },
   {
    "by": "agave #9790",
    "url": "https://github.com/anza-xyz/agave/pull/9790",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.nr-open.unit": {
  "title": "No unit asks for more open files than the kernel gives",
  "severity": "fatal",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(limits.units) > 0",
    "otherwise": "no client has a unit"
   }
  },
  "reads": [
   "limits.units",
   "sysctl.fs.nr_open"
  ],
  "each": "limits.units",
  "finding": "it.nofile.finds(\"^[0-9]{1,15}$\") && int(it.nofile) > sysctl.fs.nr_open",
  "found": "{it.unit} has LimitNOFILE={it.nofile}; fs.nr_open is {sysctl.fs.nr_open}",
  "wanted": "fs.nr_open of at least {it.nofile}",
  "why": "systemd cannot set the limit, and does not start the unit.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "fs.nr_open": {
      "atLeast": "{int(it.nofile)}"
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "nr_open: the maximum number of file handles a process can allocate",
    "url": "https://docs.kernel.org/admin-guide/sysctl/fs.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.nr-open.agave": {
  "title": "The kernel lets one process have a million files open",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "sysctl.fs.nr_open"
  ],
  "finding": "sysctl.fs.nr_open < 1000000",
  "found": "fs.nr_open: {sysctl.fs.nr_open}",
  "wanted": "1000000 or more",
  "why": "A limit above it cannot be set, and Agave asks for a million.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "fs.nr_open": {
      "atLeast": 1000000
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "fs.nr_open = 1000000",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.nr-open.firedancer": {
  "title": "The kernel gives Firedancer's processes as many files as it asks for",
  "severity": "fatal",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "sysctl.fs.nr_open"
  ],
  "finding": "sysctl.fs.nr_open < 1024000",
  "found": "fs.nr_open: {sysctl.fs.nr_open}",
  "wanted": "1024000 or more",
  "why": "The stage sysctl of Firedancer's configure enforces it; run checks it, and ends without.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "fs.nr_open": {
      "atLeast": 1024000
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "fs.nr_open 1024000",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.file-max": {
  "title": "The kernel has as many open files as Firedancer asks for",
  "severity": "fatal",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "sysctl.fs.file_max"
  ],
  "finding": "sysctl.fs.file_max < 1024000",
  "found": "fs.file-max: {sysctl.fs.file_max}",
  "wanted": "1024000 or more",
  "why": "The stage sysctl of Firedancer's configure enforces it; run checks it, and ends without.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "fs.file-max": {
      "atLeast": 1024000
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "fs.file-max 1024000",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.map-count": {
  "title": "A process may map a million areas of memory",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": "",
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "sysctl.vm.max_map_count"
  ],
  "finding": "sysctl.vm.max_map_count < 1000000",
  "found": "vm.max_map_count: {sysctl.vm.max_map_count}",
  "wanted": "1000000 or more",
  "why": "Agave maps each file of its accounts, tests this at the start, and ends where it is less.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "vm.max_map_count": {
      "atLeast": 1000000
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "vm.max_map_count = 1000000",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   },
   {
    "by": "agave #5774",
    "says": "mmap fails",
    "url": "https://github.com/anza-xyz/agave/issues/5774",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.xdp-rights": {
  "title": "A client that sends by XDP may open XDP sockets",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp",
   "limits.rights"
  ],
  "each": "limits.rights",
  "finding": "agave.xdp.exists(x, x.unit == it.unit) && !(\"net_admin\" in it.permitted && \"net_raw\" in it.permitted)",
  "found": "{it.client} (pid {it.pid}) lacks CAP_NET_ADMIN or CAP_NET_RAW",
  "wanted": "both, as AmbientCapabilities= of its unit",
  "why": "Agave 4.2 and later send by XDP unless a flag forbids it, and end where they may not.",
  "remedy": {
   "steps": [
    "Add AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW to the unit {it.who}, or --no-xdp to the command line.",
    "Restart the client at a good time."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.2: XDP transmit on by default",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.zero-copy-rights": {
  "title": "A client with zero-copy XDP may load programs into the kernel",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
    "otherwise": "Agave does not send by zero-copy here"
   }
  },
  "reads": [
   "agave.xdp",
   "limits.rights"
  ],
  "each": "limits.rights",
  "finding": "agave.xdp.exists(x, x.unit == it.unit && x.mode == \"zero-copy\") && !(\"bpf\" in it.permitted && \"perfmon\" in it.permitted)",
  "found": "{it.client} (pid {it.pid}) lacks CAP_BPF or CAP_PERFMON",
  "wanted": "both, as AmbientCapabilities= of its unit",
  "why": "Zero-copy needs a program in the driver; without these rights Agave ends at the start.",
  "remedy": {
   "steps": [
    "Add CAP_BPF CAP_PERFMON to AmbientCapabilities= of {it.who}, or start without --xdp-zero-copy.",
    "Restart the client at a good time."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "zero-copy also needs CAP_BPF and CAP_PERFMON",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.more-rights": {
  "title": "A client has no rights that it does not use",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=4.0",
    "jito": ">=4.0"
   },
   "when": {
    "condition": "size(limits.rights) > 0",
    "otherwise": "no client runs"
   }
  },
  "reads": [
   "limits.rights"
  ],
  "each": "limits.rights",
  "finding": "it.id in [\"agave\", \"jito\"] && it.permitted.exists(c, !(c in [\"net_admin\", \"net_raw\", \"bpf\", \"perfmon\"]))",
  "found": "{it.client} (pid {it.pid}): {it.permitted.filter(c, !(c in [\"net_admin\", \"net_raw\", \"bpf\", \"perfmon\"]))}",
  "wanted": "none of these",
  "why": "Agave warns of them since 4.0, and drops them; they only help who breaks in.",
  "remedy": {
   "steps": [
    "Take them out of {it.who}; a client that runs as root should have a user of its own."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "4.0: extra capabilities are warned of and dropped",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.ambient": {
  "title": "A unit that bounds capabilities also grants them",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator"
   ],
   "when": {
    "condition": "size(limits.units) > 0",
    "otherwise": "no client has a unit"
   }
  },
  "reads": [
   "limits.units"
  ],
  "each": "limits.units",
  "finding": "it.bounding.contains(\"CAP_NET\") && it.ambient == \"\" && it.user != \"\" && it.user != \"root\"",
  "found": "{it.unit} has CapabilityBoundingSet={it.bounding} and no AmbientCapabilities=",
  "wanted": "AmbientCapabilities= with the same",
  "why": "A bounding set only forbids. A program of another user than root gets nothing by it.",
  "remedy": {
   "steps": [
    "Add AmbientCapabilities={it.bounding} to {it.unit}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "agave #8977",
    "url": "https://github.com/anza-xyz/agave/pull/8977",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.log-rate": {
  "title": "The journal keeps all that a validator says",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(limits.units) > 0",
    "otherwise": "no client has a unit"
   }
  },
  "reads": [
   "limits.units"
  ],
  "each": "limits.units",
  "finding": "it.id in [\"agave\", \"jito\"] && it.logRate == \"\"",
  "found": "{it.unit} has no LogRateLimitIntervalSec=",
  "wanted": "LogRateLimitIntervalSec=0",
  "why": "journald drops messages of a service that says much, and those of a start or a fault are many.",
  "remedy": {
   "steps": [
    "Add LogRateLimitIntervalSec=0 to the unit {it.unit}; where the log is a file, silence this check."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "LogRateLimitIntervalSec=0",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "limits.tasks": {
  "title": "No client was refused a thread",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(limits.tasks) > 0",
    "otherwise": "no client runs in a service whose threads are counted"
   }
  },
  "reads": [
   "limits.tasks"
  ],
  "each": "limits.tasks",
  "finding": "it.refused > 0",
  "found": "{it.unit}: {it.refused} threads refused, {it.tasks} of {it.most} now",
  "wanted": "none",
  "why": "A client that cannot start a thread panics.",
  "remedy": {
   "steps": [
    "Set TasksMax=infinity in {it.unit}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "pids.events: max",
    "url": "https://docs.kernel.org/admin-guide/cgroup-v2.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.size.solana": {
  "title": "There is as much memory as a validator of Solana needs",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": "",
    "frankendancer": "",
    "firedancer": ""
   }
  },
  "reads": [
   "memory.total"
  ],
  "finding": "memory.total < 255013683",
  "found": "{memory.total / 1048576} GiB",
  "wanted": "256 GB, of which firmware and kernel may keep 5 %",
  "why": "Accounts and their index are held in memory; with less the validator swaps or is killed.",
  "remedy": {
   "steps": [
    "Add memory."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "256GB or more",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.size.node": {
  "title": "There is as much memory as a node of Ethereum is advised to have",
  "severity": "warning",
  "applies": {
   "families": [
    "ethereum"
   ],
   "roles": [
    "beacon",
    "execution"
   ]
  },
  "reads": [
   "memory.total"
  ],
  "finding": "memory.total < 31876710",
  "found": "{memory.total / 1048576} GiB",
  "wanted": "32 GB, of which firmware and kernel may keep 5 %",
  "why": "The execution and the consensus client share it; with less, blocks are checked late.",
  "remedy": {
   "steps": [
    "Add memory."
   ]
  },
  "sources": [
   {
    "by": "EIP-7870",
    "says": "Full node: 32 GB",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.size.attester": {
  "title": "There is as much memory as an attester of Ethereum is advised to have",
  "severity": "warning",
  "applies": {
   "families": [
    "ethereum"
   ],
   "when": {
    "condition": "clients.exists(c, c.family == \"ethereum\" && c.role == \"validator\") && clients.exists(c, c.family == \"ethereum\" && c.role != \"validator\")",
    "otherwise": "no validator of Ethereum runs here beside its node"
   }
  },
  "reads": [
   "memory.total",
   "clients"
  ],
  "finding": "memory.total < 63753420",
  "found": "{memory.total / 1048576} GiB",
  "wanted": "64 GB, of which firmware and kernel may keep 5 %",
  "why": "Clients are measured, and the protocol is sized, on such machines.",
  "remedy": {
   "steps": [
    "Add memory."
   ]
  },
  "sources": [
   {
    "by": "EIP-7870",
    "says": "Attester: 64 GB",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.ecc.uncorrected": {
  "title": "The memory has had no error that it could not mend",
  "severity": "fatal",
  "reads": [
   "memory.controllers"
  ],
  "each": "memory.controllers",
  "finding": "it.uncorrected > 0",
  "found": "{it.name}: {it.uncorrected} errors that could not be mended",
  "wanted": "none",
  "why": "What was read was wrong. A validator that computes with it forks off, or writes it to disk.",
  "remedy": {
   "steps": [
    "Find the module by dimm_label below {it.path}, and replace it."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "ue_count",
    "url": "https://docs.kernel.org/admin-guide/ras.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.ecc.corrected": {
  "title": "The memory has had no error",
  "severity": "info",
  "reads": [
   "memory.controllers"
  ],
  "each": "memory.controllers",
  "finding": "it.corrected > 0",
  "found": "{it.name}: {it.corrected} errors that were mended",
  "wanted": "none; a count that grows announces a module that fails",
  "why": "Errors of one module grow more frequent, until one of them cannot be mended.",
  "remedy": {
   "steps": [
    "Look again in a day at {it.path}/ce_count; where it has grown, replace the module."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "ce_count: an indication of a failing DIMM",
    "url": "https://docs.kernel.org/admin-guide/ras.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.huge.none": {
  "title": "Firedancer has huge pages",
  "severity": "fatal",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "clients.exists(c, c.id in [\"firedancer\", \"frankendancer\"] && c.state == \"running\")",
    "otherwise": "Firedancer does not run; its configure comes before each start"
   }
  },
  "reads": [
   "memory.hugepages",
   "clients"
  ],
  "finding": "memory.hugepages.all(p, p.pages == 0)",
  "found": "no huge pages on any node",
  "wanted": "as many as the stage hugetlbfs of Firedancer's configure asks for",
  "why": "Firedancer keeps all of its memory in huge and gigantic pages, and does not start without.",
  "remedy": {
   "steps": [
    "Run Firedancer's configure init hugetlbfs soon after the boot, before memory is fragmented."
   ]
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "hugetlbfs",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   },
   {
    "by": "firedancer #939",
    "url": "https://github.com/firedancer-io/firedancer/issues/939",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.huge.nodes": {
  "title": "Every NUMA node has its huge pages",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "memory.hugepages.exists(p, p.pages > 0) && clients.exists(c, c.id in [\"firedancer\", \"frankendancer\"] && c.state == \"running\")",
    "otherwise": "Firedancer does not run, or there are no huge pages at all"
   }
  },
  "reads": [
   "memory.hugepages",
   "clients"
  ],
  "each": "memory.hugepages",
  "finding": "it.pages == 0 && memory.hugepages.exists(p, p.pageKib == it.pageKib && p.pages > 0)",
  "found": "{it.node} has no pages of {it.pageKib} KiB, and another node has",
  "wanted": "pages on each node that tiles run on",
  "why": "A request for huge pages is met in part without an error, and often on node 0 alone. Tiles then read memory of the other node, or do not start.",
  "remedy": {
   "steps": [
    "Reserve them on the kernel's command line (hugepagesz=, hugepages=), or in {it.path} right after the boot."
   ]
  },
  "sources": [
   {
    "by": "firedancer #940",
    "says": "only node 0 filled",
    "url": "https://github.com/firedancer-io/firedancer/issues/940",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.huge.xdp": {
  "title": "Agave's XDP finds huge pages",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp",
   "memory.hugepages"
  ],
  "finding": "memory.hugepages.filter(p, p.pageKib == 2048).all(p, p.pages == 0)",
  "found": "no pages of 2 MiB",
  "wanted": "for each queue (receive ring + send ring) · 2 · page size: 64 pages of 2 MiB for rings of 8192",
  "why": "The buffers of each queue are tried in huge pages first; ordinary pages cost more of the CPU.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "vm.nr_hugepages": {
      "atLeast": 64
     }
    }
   },
   "risk": "128 MiB are kept for it; under fragmentation fewer pages come.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "huge page alloc failed, falling back",
    "url": "https://github.com/jito-foundation/jito-solana/blob/master/xdp/src/tx_loop.rs",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.huge.mount": {
  "title": "Firedancer can read the options of its hugetlbfs mounts",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "memory.hugetlbfs"
  ],
  "each": "memory.hugetlbfs",
  "finding": "it.path.contains(\"/.fd/\") && it.options.exists(o, o.startsWith(\"gid=\"))",
  "found": "{it.path}: {it.options}",
  "wanted": "the options in the order in which Firedancer mounts, without gid=",
  "why": "Its check reads the options by their place, and calls others unrecognised.",
  "remedy": {
   "steps": [
    "Unmount {it.path}, and run configure init hugetlbfs again."
   ]
  },
  "sources": [
   {
    "by": "firedancer #4195",
    "url": "https://github.com/firedancer-io/firedancer/issues/4195",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.thp": {
  "title": "The kernel builds no huge pages behind the validator's back",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "memory.thp"
  ],
  "finding": "memory.thp == \"always\"",
  "found": "always",
  "wanted": "never, or madvise",
  "why": "The kernel stops threads while it compacts memory and puts pages together.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "kernel/mm/transparent_hugepage/enabled": "never"
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "THP introduces latency spikes",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   },
   {
    "by": "SLV",
    "says": "THP never",
    "url": "https://github.com/ValidatorsDAO/slv",
    "date": "2026-07-03"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.ksm": {
  "title": "The kernel merges no pages",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "memory.ksm"
  ],
  "finding": "memory.ksm == 1",
  "found": "/sys/kernel/mm/ksm/run: 1",
  "wanted": "0",
  "why": "It scans memory all the time, and locks page tables for it, for a saving that a validator has none of.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "kernel/mm/ksm/run": 0
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "unpredictable memory access latencies",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.numa-balancing": {
  "title": "The kernel moves no memory between nodes by itself",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "sysctl.kernel.numa_balancing"
  ],
  "finding": "sysctl.kernel.numa_balancing != 0",
  "found": "kernel.numa_balancing: {sysctl.kernel.numa_balancing}",
  "wanted": "0",
  "why": "It unmaps pages to see who uses them; each touch is a fault, in threads that must not wait.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "kernel.numa_balancing": 0
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "kernel.numa_balancing 0",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   },
   {
    "by": "sonicfromnewyoke",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.swapped": {
  "title": "Nothing of a validator lies in swap",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "memory.swaps.exists(s, !s.isZram)",
    "otherwise": "no disk is used as swap"
   }
  },
  "reads": [
   "memory.swaps",
   "memory.counters"
  ],
  "finding": "memory.swaps.exists(s, !s.isZram && s.usedKib > 0)",
  "found": "{memory.swaps.filter(s, s.usedKib > 0).map(s, s.path)} in use; {memory.counters.swappedIn} pages came back since the boot",
  "wanted": "no page in swap",
  "why": "A thread that touches a page in swap waits for the disk.",
  "remedy": {
   "steps": [
    "Find what fills the memory before swap is switched off; swapoff needs room for all of it.",
    "Take swap out of /etc/fstab and of systemd's units, or it comes back at the next boot."
   ],
   "risk": "Without swap the kernel kills a process when memory ends."
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "vm.swappiness=0",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   },
   {
    "by": "solanahcl",
    "says": "swapoff",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "contradicts": {
   "memory.no-swap": "a validator of Solana dies of latency first; without one, swap is a reserve"
  },
  "since": "2026-11-30"
 },
 "memory.no-swap": {
  "title": "There is swap as a reserve",
  "severity": "info",
  "applies": {
   "when": {
    "condition": "clients.size() == 0",
    "otherwise": "a validator runs here: memory.swapped counts"
   }
  },
  "reads": [
   "memory.swaps",
   "clients"
  ],
  "finding": "memory.swaps.size() == 0",
  "found": "no swap",
  "wanted": "some, where nothing here is bound to a deadline",
  "why": "Redpanda asks for swap, so that a short want of memory kills nothing. For a validator the opposite holds.",
  "sources": [
   {
    "by": "Redpanda",
    "says": "rpk's check: swap enabled",
    "url": "https://github.com/redpanda-data/redpanda",
    "date": "2026-11-30"
   }
  ],
  "contradicts": {
   "memory.swapped": "where a validator of Solana runs, pages in swap are slots missed"
  },
  "since": "2026-11-30"
 },
 "memory.swappiness": {
  "title": "The kernel swaps as a last resort",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "memory.swaps.exists(s, !s.isZram)",
    "otherwise": "no disk is used as swap"
   }
  },
  "reads": [
   "memory.swaps",
   "sysctl.vm.swappiness"
  ],
  "finding": "sysctl.vm.swappiness > 10",
  "found": "vm.swappiness: {sysctl.vm.swappiness}",
  "wanted": "10 or less",
  "why": "A higher value has the kernel swap a validator's pages to keep files in memory.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "vm.swappiness": {
      "atMost": 10
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "vm.swappiness=0",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   },
   {
    "by": "svmkit",
    "says": "vm.swappiness 1; SLV has 1 and 30",
    "url": "https://github.com/abklabs/svmkit",
    "date": "2025-09-18"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.zram": {
  "title": "No compressed memory is used as swap",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "memory.swaps"
  ],
  "each": "memory.swaps",
  "finding": "it.isZram",
  "found": "{it.path}: {it.sizeKib / 1024} MiB of compressed memory",
  "wanted": "none, beside a validator",
  "why": "It takes the memory that it saves, and the time of a CPU for each page. A systemd generator makes it at each boot.",
  "remedy": {
   "steps": [
    "Remove zram-generator or zram-tools, or their configuration, and swapoff {it.path}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "vm.swappiness=0",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.oom.host": {
  "title": "The kernel has killed nothing for want of memory",
  "severity": "warning",
  "reads": [
   "memory.counters"
  ],
  "finding": "memory.counters.kills > 0",
  "found": "{memory.counters.kills} processes since the boot",
  "wanted": "none",
  "why": "It kills the largest, which is the validator, before others.",
  "remedy": {
   "steps": [
    "Find which in the kernel's log, and what took the memory."
   ]
  },
  "sources": [
   {
    "by": "agave #8049",
    "says": "killed for want of memory",
    "url": "https://github.com/anza-xyz/agave/issues/8049",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "memory.oom.service": {
  "title": "No client has run out of its service's memory",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(memory.killed) > 0",
    "otherwise": "no client runs in a service whose memory is counted"
   }
  },
  "reads": [
   "memory.killed"
  ],
  "each": "memory.killed",
  "finding": "it.times > 0",
  "found": "{it.unit}: {it.times} of its processes were killed",
  "wanted": "none",
  "why": "A client that the kernel kills starts again without a word, and catches up for minutes.",
  "remedy": {
   "steps": [
    "Look at memory.max of {it.unit}, and at what took the memory."
   ]
  },
  "sources": [
   {
    "by": "agave #2126",
    "says": "accounts in memory",
    "url": "https://github.com/anza-xyz/agave/issues/2126",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.receive-buffer": {
  "title": "A socket may hold as much as Agave asks for",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "sysctl.net.core.rmem_max"
  ],
  "finding": "sysctl.net.core.rmem_max < 134217728",
  "found": "net.core.rmem_max: {sysctl.net.core.rmem_max}",
  "wanted": "134217728 or more",
  "why": "Agave tests it at the start and ends (\"OS network limit test failed\"); with less, bursts of packets are dropped.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.core.rmem_max": {
      "atLeast": 134217728
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "net.core.rmem_max = 134217728",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.send-buffer": {
  "title": "A socket may send as much at once as Agave asks for",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   }
  },
  "reads": [
   "sysctl.net.core.wmem_max"
  ],
  "finding": "sysctl.net.core.wmem_max < 134217728",
  "found": "net.core.wmem_max: {sysctl.net.core.wmem_max}",
  "wanted": "134217728 or more",
  "why": "Agave tests it at the start and ends (\"OS network limit test failed\").",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.core.wmem_max": {
      "atLeast": 134217728
     }
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "net.core.wmem_max = 134217728",
    "url": "https://docs.anza.xyz/operations/guides/validator-start",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.speed.staked": {
  "title": "The link is as fast as a staked validator needs",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "network.interfaces.exists(i, i.isCard && i.isUp && i.speed > 0)",
    "otherwise": "no link tells its speed"
   }
  },
  "reads": [
   "network.interfaces"
  ],
  "finding": "network.interfaces.filter(i, i.isCard && i.isUp && i.speed > 0).all(i, i.speed < 2000)",
  "found": "{network.interfaces.filter(i, i.isCard && i.isUp && i.speed > 0).map(i, i.name)}: {network.interfaces.filter(i, i.isCard && i.isUp && i.speed > 0).map(i, i.speed)} Mbit/s",
  "wanted": "2000 Mbit/s or more",
  "why": "Turbine asks a leader and its first layer for bursts that a slower link cannot send in time.",
  "remedy": {
   "steps": [
    "Ask for a faster port, and look at the cable and at what was negotiated."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "2 Gbit/s, 10 Gbit/s preferred, for staked nodes",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.speed.preferred": {
  "title": "The link is as fast as is preferred",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "network.interfaces.exists(i, i.isCard && i.isUp && i.speed >= 2000)",
    "otherwise": "no link tells 2 Gbit/s or more"
   }
  },
  "reads": [
   "network.interfaces"
  ],
  "finding": "network.interfaces.filter(i, i.isCard && i.isUp && i.speed > 0).all(i, i.speed < 10000)",
  "found": "{network.interfaces.filter(i, i.isCard && i.isUp && i.speed > 0).map(i, i.speed)} Mbit/s",
  "wanted": "10000 Mbit/s",
  "why": "Bursts of shreds leave in less time.",
  "sources": [
   {
    "by": "Anza",
    "says": "10 Gbit/s preferred",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.duplex": {
  "title": "Every link sends and receives at once",
  "severity": "fatal",
  "reads": [
   "network.interfaces"
  ],
  "each": "network.interfaces",
  "finding": "it.isCard && it.isUp && it.duplex == \"half\"",
  "found": "{it.name}: half duplex at {it.speed} Mbit/s",
  "wanted": "full duplex",
  "why": "The two ends did not agree; packets collide and are lost under load.",
  "remedy": {
   "steps": [
    "Let both ends negotiate, or set both alike; look at the cable."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "duplex",
    "url": "https://docs.kernel.org/networking/statistics.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.pcie": {
  "title": "Every card has the whole of its PCI Express link",
  "severity": "warning",
  "applies": {
   "when": {
    "condition": "size(network.links) > 0",
    "otherwise": "no card tells of its link"
   }
  },
  "reads": [
   "network.links"
  ],
  "each": "network.links",
  "finding": "it.speed < it.maxSpeed || it.width < it.maxWidth",
  "found": "{it.name}: {it.speed} GT/s on {it.width} lanes of {it.maxSpeed} GT/s on {it.maxWidth}",
  "wanted": "what the card can",
  "why": "A card in a slot with fewer lanes, or badly seated, cannot move what its port receives.",
  "remedy": {
   "steps": [
    "Seat it anew, or use a slot with all lanes; compare what the link carries with what the port needs."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "current_link_width, max_link_width",
    "url": "https://docs.kernel.org/PCI/sysfs-pci.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.bond.down": {
  "title": "Every member of a bond has its link",
  "severity": "warning",
  "reads": [
   "network.bonds"
  ],
  "each": "network.bonds",
  "finding": "size(it.down) > 0",
  "found": "{it.name}: {it.down} down, of {it.members}",
  "wanted": "all members up",
  "why": "The next failure takes the host off the network.",
  "remedy": {
   "steps": [
    "Look at the cable and the port of {it.down}."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "bonding: MII status",
    "url": "https://docs.kernel.org/networking/bonding.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.bond.delay": {
  "title": "A bond waits while Firedancer changes its cards",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "size(network.bonds) > 0",
    "otherwise": "its cards are not bonded"
   }
  },
  "reads": [
   "network.bonds"
  ],
  "each": "network.bonds",
  "finding": "it.miimon < 5000 || it.downDelay < 5000 || it.notifyDelay < 5000",
  "found": "{it.name}: miimon {it.miimon}, downdelay {it.downDelay}, peer_notif_delay {it.notifyDelay} ms",
  "wanted": "5000 ms each",
  "why": "A card takes its link down for a moment when XDP is attached; a bond that reacts drops it.",
  "remedy": {
   "steps": [
    "Run Firedancer's configure init bonding, where net.xdp.native_bond is on."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "miimon, downdelay, peer_notif_delay 5000",
    "url": "https://github.com/firedancer-io/firedancer/blob/main/src/app/shared/commands/configure/bonding.c",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 },
 "network.mtu.agave": {
  "title": "A frame fits into a page where Agave sends by XDP",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp",
   "network.interfaces",
   "network.default"
  ],
  "each": "network.interfaces",
  "finding": "it.mtu > 4096 && agave.xdp.exists(x, (x.interface == \"\" ? network.default : x.interface) == it.name)",
  "found": "{it.name}: MTU {it.mtu}",
  "wanted": "4096 or less",
  "why": "Agave keeps each frame in one page of memory, and refuses a larger MTU.",
  "remedy": {
   "steps": [
    "Set the MTU of {it.name} to 1500, as the internet has it."
   ],
   "risk": "The interface may lose packets for a moment.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "MTU beyond the page size is refused",
    "url": "https://github.com/jito-foundation/jito-solana/tree/master/xdp",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.mtu.driver": {
  "title": "The MTU is one at which the driver takes an XDP program",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": ">=4.2",
    "jito": ">=4.2",
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "network.xdp"
  ],
  "each": "network.xdp",
  "finding": "it.isUp && it.maxMtu > 0 && it.mtu > it.maxMtu",
  "found": "{it.name} ({it.driver}): MTU {it.mtu}",
  "wanted": "{it.maxMtu} or less",
  "why": "The driver refuses a program that sees only one buffer of a frame; XDP then falls back or fails.",
  "remedy": {
   "steps": [
    "Set the MTU of {it.name} to 1500."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "ebpf-docs",
    "says": "maximum MTU by driver",
    "url": "https://docs.ebpf.io/linux/program-type/BPF_PROG_TYPE_XDP/",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.zero-copy.driver": {
  "title": "The card can do the zero-copy that Agave asks for",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
    "otherwise": "Agave does not send by zero-copy here"
   }
  },
  "reads": [
   "agave.xdp",
   "network.xdp",
   "network.default"
  ],
  "each": "network.xdp",
  "finding": "!it.isZeroCopy && agave.xdp.exists(x, x.mode == \"zero-copy\" && (x.interface == \"\" ? network.default : x.interface) in [it.name, it.master])",
  "found": "{it.name}: the driver {it.driver} has no zero-copy in this kernel",
  "wanted": "copy mode, or another card or kernel",
  "why": "Agave ends at the start where the driver refuses zero-copy.",
  "remedy": {
   "steps": [
    "Start Agave without --xdp-zero-copy."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "ebpf-docs",
    "says": "AF_XDP zero-copy by driver and kernel",
    "url": "https://docs.ebpf.io/linux/program-type/BPF_PROG_TYPE_XDP/",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.zero-copy.shaky": {
  "title": "Zero-copy is used on a card on which it is known to hold",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
    "otherwise": "Agave does not send by zero-copy here"
   }
  },
  "reads": [
   "agave.xdp",
   "network.xdp",
   "network.default"
  ],
  "each": "network.xdp",
  "finding": "it.driver in [\"ixgbe\", \"igb\"] && agave.xdp.exists(x, x.mode == \"zero-copy\" && (x.interface == \"\" ? network.default : x.interface) in [it.name, it.master])",
  "found": "{it.name} ({it.driver})",
  "wanted": "copy mode on this card",
  "why": "Operators report frozen cards and links that flap with ixgbe and igb under zero-copy.",
  "remedy": {
   "steps": [
    "Start Agave without --xdp-zero-copy."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "ixgbe zero-copy unstable, igb degraded",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   },
   {
    "by": "agave #15217",
    "says": "igb link flap",
    "url": "https://github.com/anza-xyz/agave/pull/15217",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.zero-copy.bond": {
  "title": "Zero-copy is asked of a card, not of a bond",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.mode == \"zero-copy\")",
    "otherwise": "Agave does not send by zero-copy here"
   }
  },
  "reads": [
   "agave.xdp",
   "network.bonds"
  ],
  "each": "network.bonds",
  "finding": "agave.xdp.exists(x, x.mode == \"zero-copy\" && x.interface == it.name)",
  "found": "--xdp-interface {it.name}",
  "wanted": "a member of it: {it.members}",
  "why": "A bond has no queues of its own that a socket could share.",
  "remedy": {
   "steps": [
    "Name one of {it.members} as --xdp-interface, or start without --xdp-zero-copy."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "zero-copy needs the physical card",
    "url": "https://github.com/anza-xyz/agave/blob/master/CHANGELOG.md",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.generic-xdp": {
  "title": "The driver has XDP of its own",
  "severity": "info",
  "applies": {
   "clients": {
    "agave": ">=4.2",
    "jito": ">=4.2",
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "network.xdp"
  ],
  "each": "network.xdp",
  "finding": "it.isUp && !it.isNative",
  "found": "{it.name}: the driver {it.driver} has none in this kernel",
  "wanted": "a card whose driver has native XDP",
  "why": "The kernel then does it behind the driver, with a copy of each packet.",
  "sources": [
   {
    "by": "ebpf-docs",
    "says": "native XDP by driver and kernel",
    "url": "https://docs.ebpf.io/linux/program-type/BPF_PROG_TYPE_XDP/",
    "date": "2026-11-30"
   },
   {
    "by": "solanahcl",
    "says": "tg3, r8169 generic only",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.mlx4": {
  "title": "XDP does not run on a card of the mlx4 driver",
  "severity": "warning",
  "applies": {
   "drivers": [
    "mlx4_core",
    "mlx4_en"
   ],
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(agave.xdp) > 0",
    "otherwise": "Agave does not send by XDP here"
   }
  },
  "reads": [
   "agave.xdp",
   "network.interfaces",
   "network.default"
  ],
  "each": "network.interfaces",
  "finding": "it.driver.startsWith(\"mlx4\") && agave.xdp.exists(x, (x.interface == \"\" ? network.default : x.interface) in [it.name, it.master])",
  "found": "{it.name} ({it.driver})",
  "wanted": "another card, or --no-xdp",
  "why": "Operators report that XDP is not to be used with it.",
  "remedy": {
   "steps": [
    "Start Agave with --no-xdp."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "mlx4: do not use",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.xdp-route": {
  "title": "XDP sends where packets leave",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "agave.xdp.exists(x, x.interface != \"\")",
    "otherwise": "no interface is named for XDP"
   }
  },
  "reads": [
   "agave.xdp",
   "network.default",
   "network.interfaces"
  ],
  "each": "agave.xdp",
  "finding": "it.interface != \"\" && network.default != \"\" && it.interface != network.default && !network.interfaces.exists(i, i.name == it.interface && i.master == network.default)",
  "found": "{it.name} sends by {it.interface}; the default route leads through {network.default}",
  "wanted": "{network.default}, or a member of it",
  "why": "Packets that leave by another interface have its address, or are dropped on the way.",
  "remedy": {
   "steps": [
    "Name {network.default} as --xdp-interface; where the routes are meant so, silence this check."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "without flags: the card of the default route",
    "url": "https://github.com/jito-foundation/jito-solana/tree/master/xdp",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.numa": {
  "title": "XDP runs on the node of its card",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(network.nodes) > 1 && agave.xdp.exists(x, size(x.cores) > 0)",
    "otherwise": "there is one NUMA node, or no CPU is named for XDP"
   }
  },
  "reads": [
   "agave.xdp",
   "network.interfaces",
   "network.nodes",
   "network.default"
  ],
  "each": "network.interfaces",
  "finding": "it.isCard && it.node >= 0 && agave.xdp.exists(x, (x.interface == \"\" ? network.default : x.interface) in [it.name, it.master] && x.cores.exists(c, network.nodes.exists(n, n.node != it.node && c in n.cpus)))",
  "found": "{it.name} is on node {it.node}; XDP has CPUs of another one",
  "wanted": "CPUs of node {it.node}: {network.nodes.filter(n, n.node == it.node).map(n, n.cpus)}",
  "why": "Each packet crosses the link between the nodes twice.",
  "remedy": {
   "steps": [
    "Give --xdp-cpu-cores CPUs of node {it.node}, and PoH another core."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Amazon",
    "says": "keep vCPUs at the same NUMA node",
    "url": "https://github.com/amzn/amzn-drivers/blob/master/kernel/linux/ena/ENA_Linux_Best_Practices.rst",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "network.irq": {
  "title": "No interrupt lands on the CPU of a pinned thread",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(cpu.hot) > 0",
    "otherwise": "no thread has a CPU for itself"
   }
  },
  "reads": [
   "network.irqs",
   "cpu.hot"
  ],
  "each": "network.irqs",
  "finding": "true",
  "found": "{it.irq} lands on CPU {it.cpu} of {it.thread}",
  "wanted": "another CPU",
  "why": "The thread stands still for each of its interrupts, and for the packets behind it.",
  "remedy": {
   "steps": [
    "Move {it.irq} by irqAffinity of the host file, by the name of its device or driver; a managed one of an NVMe disk cannot be moved."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "firedancer #2297",
    "url": "https://github.com/firedancer-io/firedancer/issues/2297",
    "date": "2026-11-30"
   },
   {
    "by": "Firedancer",
    "says": "irq-affinity",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.flap": {
  "title": "No link has gone down since its driver was loaded",
  "severity": "info",
  "applies": {
   "virtualization": [
    "metal"
   ]
  },
  "reads": [
   "network.interfaces"
  ],
  "each": "network.interfaces",
  "finding": "it.isCard && it.isUp && it.downs > 1",
  "found": "{it.name} lost its link {it.downs} times",
  "wanted": "once at most, when it was set up",
  "why": "A link that flaps under zero-copy or a bad cable costs slots. What has reconfigured the card counts as well.",
  "remedy": {
   "steps": [
    "Look again later at carrier_down_count of {it.path}; where it grows, look at the cable and at XDP's mode."
   ]
  },
  "sources": [
   {
    "by": "agave #15217",
    "says": "igb link flap under zero-copy",
    "url": "https://github.com/anza-xyz/agave/pull/15217",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.missed": {
  "title": "No card was out of room for packets",
  "severity": "info",
  "reads": [
   "network.interfaces"
  ],
  "each": "network.interfaces",
  "finding": "it.isCard && it.missed > 0",
  "found": "{it.name}: {it.missed} packets missed since its driver was loaded",
  "wanted": "none; a count that grows",
  "why": "Its ring was full, because the CPU that empties it did not come in time.",
  "remedy": {
   "steps": [
    "Look again later at rx_missed_errors of {it.path}; where it grows, enlarge the receive ring, or move its interrupts to CPUs that are free."
   ]
  },
  "sources": [
   {
    "by": "Amazon",
    "says": "Rx drops: increase the Rx ring",
    "url": "https://github.com/amzn/amzn-drivers/blob/master/kernel/linux/ena/ENA_Linux_Best_Practices.rst",
    "date": "2026-12-01"
   },
   {
    "by": "Linux",
    "says": "rx_missed_errors",
    "url": "https://docs.kernel.org/networking/statistics.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.backlog": {
  "title": "No CPU was out of room for packets",
  "severity": "info",
  "applies": {
   "families": [
    "solana",
    "ethereum"
   ]
  },
  "reads": [
   "network.losses"
  ],
  "finding": "network.losses.backlog > 0",
  "found": "{network.losses.backlog} packets dropped since the boot",
  "wanted": "none; a count that grows",
  "why": "The queue of a CPU was full (net.core.netdev_max_backlog), as with RPS or on loopback.",
  "remedy": {
   "steps": [
    "Look again later at the second column of /proc/net/softnet_stat; where it grows, raise net.core.netdev_max_backlog."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "netdev_max_backlog",
    "url": "https://docs.kernel.org/admin-guide/sysctl/net.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.udp": {
  "title": "No datagram came to a full socket",
  "severity": "info",
  "applies": {
   "families": [
    "solana",
    "ethereum"
   ]
  },
  "reads": [
   "network.losses"
  ],
  "finding": "network.losses.udp > 0",
  "found": "{network.losses.udp} datagrams dropped since the boot",
  "wanted": "none; a count that grows",
  "why": "The program did not read them in time. Shreds and votes come as datagrams.",
  "remedy": {
   "steps": [
    "Look again later at RcvbufErrors in /proc/net/snmp; where it grows, look at net.core.rmem_max and at the program's CPUs."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "UDP RcvbufErrors",
    "url": "https://docs.kernel.org/networking/snmp_counter.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.lo.rp-filter": {
  "title": "Loopback lets Firedancer's packets in",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "clients.exists(c, c.id in [\"firedancer\", \"frankendancer\"] && c.state == \"running\")",
    "otherwise": "Firedancer does not run; its configure comes before each start"
   }
  },
  "reads": [
   "sysctl.net.ipv4.conf.lo.rp_filter",
   "clients"
  ],
  "finding": "sysctl.net.ipv4.conf.lo.rp_filter != 2",
  "found": "net.ipv4.conf.lo.rp_filter: {sysctl.net.ipv4.conf.lo.rp_filter}",
  "wanted": "2, where Firedancer's net.provider is xdp",
  "why": "Firedancer's XDP sends to this host through loopback, from the address of the card.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.ipv4.conf.lo.rp_filter": 2
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "net.ipv4.conf.lo.rp_filter 2",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.lo.accept-local": {
  "title": "Loopback takes packets from this host's own addresses",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "clients.exists(c, c.id in [\"firedancer\", \"frankendancer\"] && c.state == \"running\")",
    "otherwise": "Firedancer does not run; its configure comes before each start"
   }
  },
  "reads": [
   "sysctl.net.ipv4.conf.lo.accept_local",
   "clients"
  ],
  "finding": "sysctl.net.ipv4.conf.lo.accept_local != 1",
  "found": "net.ipv4.conf.lo.accept_local: {sysctl.net.ipv4.conf.lo.accept_local}",
  "wanted": "1, where Firedancer's net.provider is xdp",
  "why": "Firedancer's XDP sends to this host through loopback, from the address of the card.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.ipv4.conf.lo.accept_local": 1
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "net.ipv4.conf.lo.accept_local 1",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.lo.route-localnet": {
  "title": "Loopback routes to 127.0.0.1 from other addresses",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "when": {
    "condition": "clients.exists(c, c.id in [\"firedancer\", \"frankendancer\"] && c.state == \"running\")",
    "otherwise": "Firedancer does not run; its configure comes before each start"
   }
  },
  "reads": [
   "sysctl.net.ipv4.conf.lo.route_localnet",
   "clients"
  ],
  "finding": "sysctl.net.ipv4.conf.lo.route_localnet != 1",
  "found": "net.ipv4.conf.lo.route_localnet: {sysctl.net.ipv4.conf.lo.route_localnet}",
  "wanted": "1, where Firedancer's net.provider is xdp",
  "why": "Firedancer's XDP sends to this host through loopback, from the address of the card.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.ipv4.conf.lo.route_localnet": 1
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "net.ipv4.conf.lo.route_localnet 1",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.bpf-jit": {
  "title": "The kernel compiles the programs of XDP",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": "",
    "agave": ">=4.2",
    "jito": ">=4.2"
   }
  },
  "reads": [
   "sysctl.net.core.bpf_jit_enable"
  ],
  "finding": "sysctl.net.core.bpf_jit_enable == 0",
  "found": "net.core.bpf_jit_enable: 0",
  "wanted": "1",
  "why": "Each packet is otherwise looked at by an interpreter.",
  "remedy": {
   "hostFile": {
    "sysctl": {
     "net.core.bpf_jit_enable": 1
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "net.core.bpf_jit_enable 1",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.rps.xdp": {
  "title": "Packets stay on the CPU of their queue",
  "severity": "info",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   }
  },
  "reads": [
   "network.steered"
  ],
  "each": "network.steered",
  "finding": "true",
  "found": "{it.interface} {it.queue}: to CPUs {it.cpus}",
  "wanted": "no steering beside XDP's own",
  "why": "Firedancer chooses the queue of each packet; steering behind that moves it once more.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "class/net/{it.interface}/queues/{it.queue}/rps_cpus": "0"
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "queue steering by ethtool-channels alone",
    "url": "https://docs.firedancer.io/guide/initializing.html",
    "date": "2026-08-21"
   }
  ],
  "contradicts": {
   "network.rps.ena": "with ena cards and without XDP, more CPUs than queues may share the work"
  },
  "since": "2026-11-30"
 },
 "network.rps.ena": {
  "title": "Packets are steered to CPUs of the card's own node",
  "severity": "info",
  "applies": {
   "drivers": [
    "ena"
   ],
   "when": {
    "condition": "size(network.steered) > 0",
    "otherwise": "no packets are steered (RPS)"
   }
  },
  "reads": [
   "network.steered"
  ],
  "each": "network.steered",
  "finding": "it.driver == \"ena\" && size(it.abroad) > 0",
  "found": "{it.interface} {it.queue}: to CPUs {it.abroad} of another node",
  "wanted": "CPUs of node {it.node}, and no siblings of those that serve its interrupts",
  "why": "Amazon advises RPS where there are more CPUs than queues, and on the same node alone.",
  "remedy": {
   "steps": [
    "Take CPUs {it.abroad} out of {it.path}."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Amazon",
    "says": "keep RPS vCPU cores at the same NUMA node",
    "url": "https://github.com/amzn/amzn-drivers/blob/master/kernel/linux/ena/ENA_Linux_Best_Practices.rst",
    "date": "2026-12-01"
   }
  ],
  "contradicts": {
   "network.rps.xdp": "under Firedancer's XDP nothing is steered"
  },
  "since": "2026-11-30"
 },
 "network.public": {
  "title": "The machine has a public address of its own",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator"
   ],
   "families": [
    "solana"
   ],
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "network.addresses"
  ],
  "finding": "size(network.addresses) == 0",
  "found": "no public IPv4 address on any interface",
  "wanted": "one, or a way in for all of the client's ports",
  "why": "Others reach a validator at the address that it gossips. Behind NAT each port has to be passed on, and XDP refuses a private address.",
  "remedy": {
   "steps": [
    "Give the machine a public address; where the provider maps one to it port by port, silence this check."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "running behind NAT is discouraged",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "network.irdma": {
  "title": "Nothing holds an ice card's channels",
  "severity": "warning",
  "applies": {
   "clients": {
    "firedancer": "",
    "frankendancer": ""
   },
   "drivers": [
    "ice"
   ]
  },
  "reads": [
   "kernel.modules"
  ],
  "finding": "\"irdma\" in kernel.modules",
  "found": "the module irdma is loaded",
  "wanted": "not loaded",
  "why": "While it is, the number of channels of an ice card cannot be changed (EBUSY), and configure fails.",
  "remedy": {
   "steps": [
    "Unload irdma, and keep it from loading in /etc/modprobe.d, where nothing here uses RDMA."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Firedancer",
    "says": "ethtool-channels: EBUSY while irdma is loaded",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "network.conntrack": {
  "title": "The table of tracked connections has room",
  "severity": "warning",
  "applies": {
   "when": {
    "condition": "network.conntrack != null",
    "otherwise": "connections are not tracked here"
   }
  },
  "reads": [
   "network.conntrack"
  ],
  "finding": "network.conntrack.count * 5 > network.conntrack.most * 4",
  "found": "{network.conntrack.count} of {network.conntrack.most}",
  "wanted": "80 % or less",
  "why": "Once it is full, packets of new peers are dropped. A validator has thousands of them.",
  "remedy": {
   "steps": [
    "Raise net.netfilter.nf_conntrack_max, or leave the client's ports out of tracking (notrack)."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Linux",
    "says": "nf_conntrack_max",
    "url": "https://docs.kernel.org/networking/nf_conntrack-sysctl.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.rotating": {
  "title": "No client's data lies on rotating disks",
  "severity": "fatal",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "\"hdd\" in it.kinds",
  "found": "{it.client}'s {it.place} {it.directory} on {it.disks}",
  "wanted": "NVMe",
  "why": "A rotating disk does some hundred random reads a second; a validator needs tens of thousands.",
  "remedy": {
   "steps": [
    "Move it to an NVMe disk."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "PCIe Gen3 x4 NVME SSD, or better",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-12-01"
   },
   {
    "by": "EIP-7870",
    "says": "4 TB NVMe",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.sata": {
  "title": "Every client's data lies on NVMe",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "\"ssd\" in it.kinds",
  "found": "{it.client}'s {it.place} {it.directory} on {it.disks}, which is not NVMe",
  "wanted": "NVMe",
  "why": "SATA and SAS carry a tenth of what NVMe does, one queue at a time.",
  "remedy": {
   "steps": [
    "Move it to an NVMe disk."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "PCIe Gen3 x4 NVME SSD, or better",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-12-01"
   },
   {
    "by": "EIP-7870",
    "says": "4 TB NVMe",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.split.accounts": {
  "title": "Accounts and ledger are on disks of their own",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "storage.places.exists(p, p.place == \"ledger\" && size(p.disks) > 0)",
    "otherwise": "the ledger's disk cannot be seen"
   }
  },
  "reads": [
   "storage.places"
  ],
  "finding": "!storage.places.exists(a, a.place == \"accounts\") || storage.places.exists(a, a.place == \"accounts\" && storage.places.exists(l, l.place == \"ledger\" && l.client == a.client && a.disks.exists(d, d in l.disks)))",
  "found": "one disk for both: {storage.places.filter(p, p.place == \"ledger\").map(p, p.disks)}",
  "wanted": "two disks",
  "why": "Both write all the time; on one disk each waits for the other.",
  "remedy": {
   "steps": [
    "Give --accounts a directory on another disk, and start from a snapshot."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "accounts and ledger on one disk is not recommended",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.split.snapshots": {
  "title": "Snapshots are written to another disk than accounts",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "storage.places.exists(p, p.place == \"snapshots\" && size(p.disks) > 0) && storage.places.exists(p, p.place == \"accounts\" && size(p.disks) > 0)",
    "otherwise": "no directories are named for both"
   }
  },
  "reads": [
   "storage.places"
  ],
  "finding": "storage.places.exists(s, s.place == \"snapshots\" && storage.places.exists(a, a.place == \"accounts\" && a.client == s.client && a.disks.exists(d, d in s.disks)))",
  "found": "one disk for both: {storage.places.filter(p, p.place == \"snapshots\").map(p, p.disks)}",
  "wanted": "two disks",
  "why": "A snapshot of tens of gigabytes is written in one go, while accounts are read and written.",
  "remedy": {
   "steps": [
    "Give --snapshots a directory on another disk."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "separate disks for accounts, ledger and snapshots",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.size.ledger": {
  "title": "The disk of the ledger is as large as is asked for",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.family == \"solana\" && it.place in [\"ledger\", \"accounts\"] && it.bytes > 0 && it.bytes < 950000000000",
  "found": "{it.place} {it.directory}: {it.bytes / 1000000000} GB",
  "wanted": "1 TB or more",
  "why": "A disk that fills ends the validator; one that is nearly full gets slow and wears fast.",
  "remedy": {
   "steps": [
    "Move it to a larger disk."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "Accounts: 1TB or larger; Ledger: 1TB or larger",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.size.snapshots": {
  "title": "The disk of the snapshots is as large as is asked for",
  "severity": "warning",
  "applies": {
   "clients": {
    "agave": "",
    "jito": ""
   },
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.place == \"snapshots\" && it.bytes > 0 && it.bytes < 475000000000",
  "found": "{it.directory}: {it.bytes / 1000000000} GB",
  "wanted": "500 GB or more",
  "why": "Two full snapshots and the incremental ones have to fit while a new one is written.",
  "remedy": {
   "steps": [
    "Move them to a larger disk."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "Snapshots: 500GB or larger",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.size.ethereum": {
  "title": "The disk of an execution client is as large as is advised",
  "severity": "warning",
  "applies": {
   "families": [
    "ethereum"
   ],
   "roles": [
    "execution"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.family == \"ethereum\" && it.role == \"execution\" && it.bytes > 0 && it.bytes < 3800000000000",
  "found": "{it.client}'s {it.directory}: {it.bytes / 1000000000} GB",
  "wanted": "4 TB",
  "why": "The state grows by hundreds of gigabytes a year.",
  "remedy": {
   "steps": [
    "Plan a larger disk; where history is pruned, silence this check with that reason."
   ]
  },
  "sources": [
   {
    "by": "EIP-7870",
    "says": "4 TB NVMe",
    "url": "https://eips.ethereum.org/EIPS/eip-7870",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.room": {
  "title": "Every client's disk has room",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.bytes > 0 && it.free >= 0 && it.free * 100 < it.bytes * 15",
  "found": "{it.client}'s {it.place} {it.directory}: {it.free / 1000000000} of {it.bytes / 1000000000} GB free",
  "wanted": "15 % free",
  "why": "A client whose tower, votes or database cannot be written ends.",
  "remedy": {
   "steps": [
    "Find what grows below {it.mount}; look at --limit-ledger-size or at the client's own pruning."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "a failed save of the tower ends the validator",
    "url": "https://github.com/jito-foundation/jito-solana/blob/master/core/src/voting_service.rs",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.read-only": {
  "title": "Every client may write to its disk",
  "severity": "fatal",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "\"ro\" in it.options",
  "found": "{it.client}'s {it.place} {it.directory}: {it.mount} is mounted read-only",
  "wanted": "rw",
  "why": "The kernel goes on without writing when a file system or its disk fails; the client then ends.",
  "remedy": {
   "steps": [
    "Look in the kernel log for the fault of the disk before anything is mounted anew."
   ]
  },
  "sources": [
   {
    "by": "Anza",
    "says": "a failed save of the tower ends the validator",
    "url": "https://github.com/jito-foundation/jito-solana/blob/master/core/src/voting_service.rs",
    "date": "2026-08-21"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.direct": {
  "title": "Agave may read and write past the page cache",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=4.0",
    "jito": ">=4.0"
   },
   "when": {
    "condition": "!agave.here.exists(a, \"--no-accounts-db-snapshots-direct-io\" in a.flags)",
    "otherwise": "Agave is started without direct I/O"
   }
  },
  "reads": [
   "storage.places",
   "kernel.release",
   "agave.here"
  ],
  "each": "storage.places",
  "finding": "it.family == \"solana\" && it.place in [\"accounts\", \"snapshots\", \"ledger\"] && it.type in [\"tmpfs\", \"ramfs\"] && kernel.release.inRange(\"<6.6\")",
  "found": "{it.place} {it.directory} is on {it.type}, which has no O_DIRECT in {kernel.release}",
  "wanted": "a disk, or --no-accounts-db-snapshots-direct-io",
  "why": "Agave opens snapshots with O_DIRECT since 4.0, and ends where the file system refuses it.",
  "remedy": {
   "steps": [
    "Start Agave with --no-accounts-db-snapshots-direct-io."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "agave #10790",
    "url": "https://github.com/anza-xyz/agave/pull/10790",
    "date": "2026-11-30"
   },
   {
    "by": "agave #12015",
    "url": "https://github.com/anza-xyz/agave/issues/12015",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.short-writes": {
  "title": "Accounts are on no file system known with short writes",
  "severity": "fatal",
  "applies": {
   "clients": {
    "agave": ">=3.0",
    "jito": ">=3.0"
   },
   "kernel": "5.15",
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.family == \"solana\" && it.place in [\"accounts\", \"ledger\"] && (it.type == \"zfs\" || it.block.startsWith(\"md\") || it.block.startsWith(\"zram\"))",
  "found": "{it.place} {it.directory} on {it.type} {it.block}, with a kernel 5.15",
  "wanted": "a kernel of 6.8 or later (ZFS 2.3 or later)",
  "why": "Unpacking a snapshot is known to fail there with short writes.",
  "remedy": {
   "steps": [
    "Install a newer kernel of the distribution, and reboot."
   ]
  },
  "sources": [
   {
    "by": "agave #8036",
    "url": "https://github.com/anza-xyz/agave/issues/8036",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.file-system": {
  "title": "A client's data is on a plain file system",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.family == \"solana\" && it.type in [\"zfs\", \"btrfs\", \"overlay\"]",
  "found": "{it.client}'s {it.place} {it.directory} on {it.type}",
  "wanted": "ext4 or xfs",
  "why": "Copies on write and layers cost time for each of many small writes.",
  "sources": [
   {
    "by": "agave #8036",
    "says": "comments on ZFS",
    "url": "https://github.com/anza-xyz/agave/issues/8036",
    "date": "2026-11-30"
   },
   {
    "by": "solanahcl",
    "says": "xfs",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.noatime": {
  "title": "Reading a file writes nothing",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(storage.places) > 0",
    "otherwise": "no client names a directory"
   }
  },
  "reads": [
   "storage.places"
  ],
  "each": "storage.places",
  "finding": "it.family == \"solana\" && !(it.type in [\"tmpfs\", \"overlay\", \"zfs\"]) && !(\"noatime\" in it.options)",
  "found": "{it.mount} ({it.place}): {it.options}",
  "wanted": "noatime",
  "why": "The kernel writes the time of access of files that are read; a validator needs it for nothing.",
  "remedy": {
   "steps": [
    "Add noatime to {it.mount} in /etc/fstab, and remount it."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "noatime",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   },
   {
    "by": "sonicfromnewyoke",
    "says": "noatime",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.scheduler": {
  "title": "NVMe disks take requests as they come",
  "severity": "info",
  "applies": {
   "roles": [
    "validator",
    "beacon",
    "execution"
   ],
   "when": {
    "condition": "storage.disks.exists(d, d.kind == \"nvme\")",
    "otherwise": "none of its disks is NVMe"
   }
  },
  "reads": [
   "storage.disks"
  ],
  "each": "storage.disks",
  "finding": "it.kind == \"nvme\" && it.scheduler != \"\" && it.scheduler != \"none\"",
  "found": "{it.name}: {it.scheduler}",
  "wanted": "none",
  "why": "The disk orders its many queues by itself; a scheduler puts a lock and a wait before it.",
  "remedy": {
   "hostFile": {
    "sysfs": {
     "block/{it.name}/queue/scheduler": "none"
    }
   },
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "NVMe scheduler none",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.sleep": {
  "title": "NVMe disks stay awake",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "storage.apst"
  ],
  "finding": "storage.apst != 0",
  "found": "nvme_core.default_ps_max_latency_us: {storage.apst}",
  "wanted": "0",
  "why": "A disk that sleeps answers the first request late, by up to that many microseconds.",
  "remedy": {
   "steps": [
    "Add nvme_core.default_ps_max_latency_us=0 to the kernel's command line, and plan a reboot."
   ],
   "risk": "The disks get warmer.",
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "nvme_core.default_ps_max_latency_us=0",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.temperature": {
  "title": "No disk is near the heat at which it slows down",
  "severity": "warning",
  "reads": [
   "storage.temperatures"
  ],
  "each": "storage.temperatures",
  "finding": "it.celsius + 5 >= it.critical",
  "found": "{it.disk}: {it.celsius} °C, critical at {it.critical} °C",
  "wanted": "below {it.critical - 5} °C",
  "why": "A disk protects itself by working slower, or by switching off.",
  "remedy": {
   "steps": [
    "Look at the fans and at the disk's heat sink."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "temp1_crit of the nvme monitor",
    "url": "https://docs.kernel.org/hwmon/sysfs-interface.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.raid": {
  "title": "Every array has all of its disks",
  "severity": "fatal",
  "applies": {
   "when": {
    "condition": "size(storage.raids) > 0",
    "otherwise": "the kernel has no arrays"
   }
  },
  "reads": [
   "storage.raids"
  ],
  "each": "storage.raids",
  "finding": "!it.isWhole",
  "found": "{it.name} {it.drawn}",
  "wanted": "no disk missing",
  "why": "The next disk that fails takes the data with it.",
  "remedy": {
   "steps": [
    "Look at mdadm --detail /dev/{it.name}, replace the disk and add it."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "md: degraded arrays",
    "url": "https://docs.kernel.org/admin-guide/md.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.pcie": {
  "title": "Every NVMe disk has the whole of its PCI Express link",
  "severity": "warning",
  "applies": {
   "when": {
    "condition": "size(storage.links) > 0",
    "otherwise": "no NVMe disk tells of its link"
   }
  },
  "reads": [
   "storage.links"
  ],
  "each": "storage.links",
  "finding": "it.speed < it.maxSpeed || it.width < it.maxWidth",
  "found": "{it.name}: {it.speed} GT/s on {it.width} lanes of {it.maxSpeed} GT/s on {it.maxWidth}",
  "wanted": "what the disk can",
  "why": "Fewer lanes or a lower speed halve what the disk can read and write.",
  "remedy": {
   "steps": [
    "Seat it anew, or use a slot with all lanes of that generation."
   ]
  },
  "sources": [
   {
    "by": "Linux",
    "says": "current_link_width, max_link_width",
    "url": "https://docs.kernel.org/PCI/sysfs-pci.html",
    "date": "2026-11-30"
   },
   {
    "by": "Anza",
    "says": "PCIe Gen3 x4 NVME SSD, or better",
    "url": "https://docs.anza.xyz/operations/requirements",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-11-30"
 },
 "storage.model": {
  "title": "No disk is of a model that operators report failing early",
  "severity": "info",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "storage.disks"
  ],
  "each": "storage.disks",
  "finding": "it.model.finds(\"(?i)samsung ssd 990 pro\")",
  "found": "{it.name}: {it.model}",
  "wanted": "a disk that endures many writes",
  "why": "Operators report that it fails early under a validator's writes.",
  "remedy": {
   "steps": [
    "Look at its wear with smartctl as root, and keep a spare."
   ]
  },
  "sources": [
   {
    "by": "solanahcl",
    "says": "990 PRO reported failing early",
    "url": "https://github.com/solanahcl/solanahcl",
    "date": "2026-06-30"
   }
  ],
  "since": "2026-11-30"
 },
 "time.daemon": {
  "title": "A daemon sets the clock",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "time.daemons"
  ],
  "finding": "size(time.daemons) == 0",
  "found": "none runs",
  "wanted": "chrony, or systemd-timesyncd",
  "why": "A clock drifts by a second in some days. Gossip, votes and attestations carry the time.",
  "remedy": {
   "steps": [
    "Install and start chrony."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "keep the system clock in sync",
    "url": "https://docs.anza.xyz/operations/best-practices/general",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "time.one-daemon": {
  "title": "One daemon alone sets the clock",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "time.daemons"
  ],
  "finding": "size(time.daemons.filter(d, d != \"ptp4l\" && d != \"phc2sys\")) > 1",
  "found": "{time.daemons}",
  "wanted": "one",
  "why": "Two of them pull the clock to and fro, and each takes the other for a bad clock.",
  "remedy": {
   "steps": [
    "Keep one, and disable the others."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "chrony",
    "says": "only one program may control the clock",
    "url": "https://chrony-project.org/faq.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "time.timesyncd": {
  "title": "systemd-timesyncd has set the clock",
  "severity": "warning",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ],
   "when": {
    "condition": "\"systemd-timesyncd\" in time.daemons",
    "otherwise": "systemd-timesyncd does not run here"
   }
  },
  "reads": [
   "time.daemons",
   "time.timesyncd"
  ],
  "finding": "!time.timesyncd",
  "found": "it has not since the boot",
  "wanted": "/run/systemd/timesync/synchronized",
  "why": "Its servers did not answer, and the clock runs free.",
  "remedy": {
   "steps": [
    "Look at timedatectl timesync-status, and whether UDP port 123 is let out."
   ]
  },
  "sources": [
   {
    "by": "systemd",
    "says": "the file synchronized is touched after each synchronisation",
    "url": "https://www.freedesktop.org/software/systemd/man/latest/systemd-timesyncd.service.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "time.hardware": {
  "title": "The hardware clock has UTC",
  "severity": "info",
  "applies": {
   "virtualization": [
    "metal",
    "vm"
   ]
  },
  "reads": [
   "time.hardware"
  ],
  "finding": "time.hardware == \"LOCAL\"",
  "found": "the third line of /etc/adjtime is LOCAL",
  "wanted": "UTC",
  "why": "The clock is wrong from the boot until a daemon has set it, and twice a year by an hour.",
  "remedy": {
   "steps": [
    "Run timedatectl set-local-rtc 0."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "systemd",
    "says": "a local RTC is not fully supported and will create problems",
    "url": "https://www.freedesktop.org/software/systemd/man/latest/timedatectl.html",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "tools.irqbalance.pins": {
  "title": "irqbalance leaves the CPUs of pinned threads alone",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "tools.irqbalance.running && size(cpu.hot) > 0",
    "otherwise": "irqbalance does not run, or no thread has a CPU for itself"
   }
  },
  "reads": [
   "tools.irqbalance",
   "cpu.hot"
  ],
  "each": "cpu.hot",
  "finding": "!(it.cpu in tools.irqbalance.banned)",
  "found": "irqbalance may move interrupts to CPU {it.cpu} of {it.name}",
  "wanted": "CPU {it.cpu} in IRQBALANCE_BANNED_CPULIST",
  "why": "It moves interrupts by load every ten seconds, to the CPU of PoH as to any other, and undoes what was set by hand.",
  "remedy": {
   "steps": [
    "Add CPU {it.cpu} and its siblings to IRQBALANCE_BANNED_CPULIST in /etc/default/irqbalance, and restart irqbalance.",
    "Or stop irqbalance, and give each interrupt its CPUs by irqAffinity of the host file."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "sonicfromnewyoke",
    "says": "irqbalance periodically overrides manual IRQ assignments",
    "url": "https://github.com/sonicfromnewyoke/solana-rpc",
    "date": "2026-02-22"
   },
   {
    "by": "Firedancer",
    "says": "irq-balance: bans the tiles' CPUs",
    "url": "https://github.com/firedancer-io/firedancer/tree/main/src/app/shared/commands/configure",
    "date": "2026-08-21"
   }
  ],
  "contradicts": {
   "tools.irqbalance.ena": "with ena cards irqbalance stays on, and bans keep it off these CPUs"
  },
  "since": "2026-11-30"
 },
 "tools.irqbalance.ena": {
  "title": "irqbalance runs beside an ena card",
  "severity": "info",
  "applies": {
   "drivers": [
    "ena"
   ]
  },
  "reads": [
   "tools.irqbalance"
  ],
  "finding": "!tools.irqbalance.running",
  "found": "it does not run",
  "wanted": "running, with the CPUs of pinned threads banned",
  "why": "The driver gives no hints, and after a reset of the card its interrupts may all land on one CPU.",
  "remedy": {
   "steps": [
    "Start irqbalance, with IRQBALANCE_BANNED_CPULIST over the CPUs of pinned threads."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Amazon",
    "says": "we do not recommend disabling irqbalance service",
    "url": "https://github.com/amzn/amzn-drivers/blob/master/kernel/linux/ena/ENA_Linux_Best_Practices.rst",
    "date": "2026-12-01"
   }
  ],
  "contradicts": {
   "tools.irqbalance.pins": "with other cards, whose interrupts stay where they were put, it may be off"
  },
  "since": "2026-11-30"
 },
 "tools.two": {
  "title": "One program alone tunes the machine",
  "severity": "warning",
  "reads": [
   "tools.tuners"
  ],
  "finding": "size(tools.tuners) > 1",
  "found": "{tools.tuners}",
  "wanted": "one of them",
  "why": "Each sets the clocks and disks as it wants, at the boot and when something changes; the last one wins.",
  "remedy": {
   "steps": [
    "Keep one, and disable the others."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "TLP",
    "says": "conflicts with power-profiles-daemon and others",
    "url": "https://linrunner.de/tlp/faq/installation.html",
    "date": "2026-11-30"
   },
   {
    "by": "TuneD",
    "says": "conflicts with power-profiles-daemon",
    "url": "https://tuned-project.org/",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "tools.laptop": {
  "title": "No tool for laptops saves power under a validator",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator"
   ]
  },
  "reads": [
   "tools.tuners"
  ],
  "finding": "tools.tuners.exists(t, t in [\"TLP\", \"laptop-mode-tools\", \"auto-cpufreq\", \"power-profiles-daemon\"])",
  "found": "{tools.tuners}",
  "wanted": "none of them",
  "why": "They lower clocks and let disks, links and cards sleep.",
  "remedy": {
   "steps": [
    "Disable it; the values that it has set go with the next boot."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "TLP",
    "says": "optimize laptop battery life",
    "url": "https://linrunner.de/tlp/",
    "date": "2026-11-30"
   },
   {
    "by": "Anza",
    "says": "performance governor",
    "url": "https://docs.anza.xyz/operations/best-practices/general",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "tools.profile": {
  "title": "TuneD's profile does not save power",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator"
   ],
   "when": {
    "condition": "\"TuneD\" in tools.tuners && tools.profile != \"\"",
    "otherwise": "TuneD does not run with a profile"
   }
  },
  "reads": [
   "tools.tuners",
   "tools.profile"
  ],
  "finding": "tools.profile.finds(\"(^|\\\\s)(powersave|balanced|balanced-battery|laptop-battery-powersave|laptop-ac-powersave|desktop-powersave|server-powersave|spindown-disk)(\\\\s|$)\")",
  "found": "{tools.profile}",
  "wanted": "a profile for latency or throughput, or one of your own",
  "why": "It sets governors that follow the load, at each boot and above what others set.",
  "remedy": {
   "steps": [
    "Choose another with tuned-adm profile, such as throughput-performance."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "TuneD",
    "says": "balanced, powersave: power saving profiles",
    "url": "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/monitoring_and_managing_system_status_and_performance/getting-started-with-tuned_monitoring-and-managing-system-status-and-performance",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "tools.cpufrequtils": {
  "title": "No file asks for another governor at the next boot",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ]
  },
  "reads": [
   "tools.governor"
  ],
  "finding": "tools.governor != \"\" && tools.governor != \"performance\"",
  "found": "/etc/default/cpufrequtils: {tools.governor}",
  "wanted": "performance",
  "why": "The clocks are right now, and follow the load after the next boot.",
  "remedy": {
   "steps": [
    "Set GOVERNOR=\"performance\" in /etc/default/cpufrequtils."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "svmkit #29",
    "says": "PoH too slow because of the governor",
    "url": "https://github.com/abklabs/svmkit/issues/29",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 },
 "tools.needrestart": {
  "title": "No upgrade of a library restarts the validator",
  "severity": "warning",
  "applies": {
   "roles": [
    "validator"
   ],
   "distributions": [
    "ubuntu"
   ],
   "when": {
    "condition": "tools.needrestart != null",
    "otherwise": "needrestart is not installed"
   }
  },
  "reads": [
   "tools.needrestart",
   "os.version",
   "clients"
  ],
  "finding": "tools.needrestart.mode != \"l\" && (tools.needrestart.mode == \"a\" || os.version.inRange(\">=24.04\")) && clients.exists(c, c.role == \"validator\" && c.unit != null && !tools.needrestart.spared.exists(s, c.unit.startsWith(s)))",
  "found": "needrestart restarts services by itself",
  "wanted": "the validator's unit spared, or restarts listed alone",
  "why": "apt runs it after each upgrade, also an unattended one. A validator that it restarts misses minutes, in its leader slots as well.",
  "remedy": {
   "steps": [
    "In /etc/needrestart/conf.d/validator.conf, spare its unit by override_rc, or set the mode restart to l."
   ],
   "reversible": true
  },
  "sources": [
   {
    "by": "Ubuntu",
    "says": "affected services are restarted directly, also in a noninteractive context",
    "url": "https://discourse.ubuntu.com/t/needrestart-changes-in-ubuntu-24-04-service-restarts/44671",
    "date": "2026-12-01"
   }
  ],
  "since": "2026-12-01"
 }
} as const;
