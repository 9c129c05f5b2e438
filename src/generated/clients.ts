// Generated from clients/*.yaml by `npm run generate`; do not edit.
export const DESCRIPTORS = {
 "agave": {
  "name": "Agave",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "agave-validator",
     "solana-validator"
    ],
    "version": "--version",
    "help": "--help",
    "flags": {
     "ledger": [
      "--ledger",
      "-l"
     ],
     "accounts": [
      "--accounts"
     ],
     "identity": [
      "--identity",
      "-i"
     ],
     "voteAccount": [
      "--vote-account"
     ],
     "rpcPort": [
      "--rpc-port"
     ],
     "tower": [
      "--tower"
     ]
    },
    "ports": {
     "gossip": 8001,
     "rpc": 8899
    },
    "health": "solana",
    "adapter": "agave",
    "capabilities": [
     "liveSwap",
     "requireTower",
     "towerTransfer",
     "voteHistory",
     "adminSocket",
     "waitForRestartWindow"
    ],
    "bootIdentity": "link"
   }
  ]
 },
 "besu": {
  "name": "Besu",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "java"
    ],
    "commandLineContains": [
     "org.hyperledger.besu",
     "/besu"
    ],
    "flags": {
     "datadir": [
      "--data-path"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "erigon": {
  "name": "Erigon",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "erigon"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "firedancer": {
  "name": "Firedancer",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "firedancer"
    ],
    "version": "version",
    "tools": [
     "wait",
     "set-identity",
     "get-identity",
     "add-authorized-voter",
     "remove-all-authorized-voters",
     "ps",
     "configure",
     "monitor",
     "watch",
     "metrics",
     "failover",
     "version",
     "help"
    ],
    "flags": {
     "config": [
      "--config"
     ]
    },
    "ports": {
     "gossip": 8001,
     "shred": 8003,
     "quic": 9007,
     "tpu": 9001,
     "metrics": 7999,
     "rpc": 8899
    },
    "health": "solana",
    "adapter": "firedancer",
    "capabilities": [
     "liveSwap"
    ],
    "since": {
     "historyImport": "26.10",
     "wait": "26.10"
    },
    "bootIdentity": "toml"
   }
  ]
 },
 "frankendancer": {
  "name": "Frankendancer",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "fdctl"
    ],
    "version": "version",
    "flags": {
     "config": [
      "--config"
     ]
    },
    "ports": {
     "gossip": 8001,
     "shred": 8003,
     "quic": 9007,
     "tpu": 9001,
     "metrics": 7999,
     "rpc": 8899
    },
    "health": "solana",
    "adapter": "fdctl",
    "capabilities": [
     "liveSwap",
     "requireTower",
     "towerTransfer"
    ],
    "bootIdentity": "toml"
   }
  ]
 },
 "geth": {
  "name": "Geth",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "geth"
    ],
    "version": "version",
    "flags": {
     "datadir": [
      "--datadir"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "gqrl": {
  "name": "gqrl",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "gqrl",
     "gzond"
    ],
    "version": "version",
    "flags": {
     "datadir": [
      "--datadir"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "jito": {
  "name": "Jito-Solana",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "agave-validator",
     "solana-validator"
    ],
    "identifyBy": {
     "version": "client:JitoLabs",
     "flags": [
      "--block-engine-url",
      "--relayer-url",
      "--tip-payment-program-pubkey",
      "--bam-url",
      "--shred-receiver-address"
     ]
    },
    "version": "--version",
    "help": "--help",
    "flags": {
     "ledger": [
      "--ledger",
      "-l"
     ],
     "accounts": [
      "--accounts"
     ],
     "identity": [
      "--identity",
      "-i"
     ],
     "voteAccount": [
      "--vote-account"
     ],
     "rpcPort": [
      "--rpc-port"
     ],
     "tower": [
      "--tower"
     ]
    },
    "ports": {
     "gossip": 8001,
     "rpc": 8899
    },
    "health": "solana",
    "adapter": "agave",
    "capabilities": [
     "liveSwap",
     "requireTower",
     "towerTransfer",
     "voteHistory",
     "adminSocket",
     "waitForRestartWindow"
    ],
    "bootIdentity": "link"
   }
  ]
 },
 "lighthouse": {
  "name": "Lighthouse",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "lighthouse"
    ],
    "command": [
     "vc",
     "validator",
     "validator_client"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir",
      "-d"
     ],
     "rpcPort": [
      "--beacon-nodes"
     ]
    },
    "ports": {
     "metrics": 5064
    },
    "health": "beacon",
    "steadyFor": 10,
    "adapter": "lighthouse",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "lighthouse"
    ],
    "command": [
     "bn",
     "beacon",
     "beacon_node"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir",
      "-d"
     ],
     "rpcPort": [
      "--http-port"
     ]
    },
    "ports": {
     "rpc": 5052,
     "p2p": 9000,
     "quic": 9001
    },
    "health": "beacon"
   }
  ]
 },
 "lodestar": {
  "name": "Lodestar",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "node",
     "lodestar"
    ],
    "commandLineContains": [
     "lodestar"
    ],
    "command": [
     "validator"
    ],
    "package": "@chainsafe/lodestar",
    "flags": {
     "datadir": [
      "--dataDir",
      "--data-dir"
     ],
     "rpcPort": [
      "--beaconNodes",
      "--beacon-nodes",
      "--server"
     ]
    },
    "ports": {
     "rpc": 9596
    },
    "health": "beacon",
    "steadyFor": 15,
    "adapter": "lodestar",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "node",
     "lodestar"
    ],
    "commandLineContains": [
     "lodestar"
    ],
    "command": [
     "beacon"
    ],
    "package": "@chainsafe/lodestar",
    "flags": {
     "datadir": [
      "--dataDir",
      "--data-dir"
     ],
     "rpcPort": [
      "--rest.port"
     ]
    },
    "ports": {
     "rpc": 9596,
     "p2p": 9000,
     "metrics": 8008
    },
    "health": "beacon"
   }
  ]
 },
 "mithril": {
  "name": "Mithril",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "mithril"
    ],
    "version": "--version",
    "flags": {
     "config": [
      "--config"
     ]
    },
    "ports": {
     "rpc": 8899
    }
   }
  ]
 },
 "nethermind": {
  "name": "Nethermind",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "nethermind"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "nimbus": {
  "name": "Nimbus",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "nimbus_validator_client"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--data-dir"
     ],
     "rpcPort": [
      "--beacon-node"
     ]
    },
    "health": "beacon",
    "steadyFor": 10,
    "adapter": "nimbus",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "nimbus_beacon_node"
    ],
    "tools": [
     "slashingdb",
     "deposits",
     "wallets",
     "record",
     "createTestnet",
     "trustedNodeSync"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--data-dir"
     ],
     "rpcPort": [
      "--rest-port"
     ]
    },
    "ports": {
     "rpc": 5052,
     "p2p": 9000
    },
    "health": "beacon"
   }
  ]
 },
 "prysm": {
  "name": "Prysm",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "validator",
     "prysm-validator"
    ],
    "tools": [
     "accounts",
     "wallet",
     "slashing-protection-history",
     "db",
     "web"
    ],
    "identifyBy": {
     "version": "Prysm",
     "flags": [
      "--wallet-dir",
      "--beacon-rpc-provider",
      "--beacon-rest-api-provider",
      "--wallet-password-file"
     ]
    },
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ],
     "rpcPort": [
      "--beacon-rest-api-provider"
     ]
    },
    "ports": {
     "api": 7500,
     "metrics": 8081
    },
    "health": "beacon",
    "steadyFor": 10,
    "adapter": "prysm",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "beacon-chain",
     "prysm-beacon-chain"
    ],
    "identifyBy": {
     "version": "Prysm",
     "flags": [
      "--execution-endpoint",
      "--checkpoint-sync-url",
      "--jwt-secret",
      "--mainnet",
      "--hoodi"
     ]
    },
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ],
     "rpcPort": [
      "--http-port",
      "--grpc-gateway-port"
     ]
    },
    "ports": {
     "rpc": 3500,
     "grpc": 4000,
     "p2p": 13000,
     "metrics": 8080
    },
    "health": "beacon"
   }
  ]
 },
 "qrysm": {
  "name": "Qrysm",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "validator",
     "qrysm-validator"
    ],
    "tools": [
     "accounts",
     "wallet",
     "slashing-protection-history",
     "db",
     "web"
    ],
    "identifyBy": {
     "version": "Qrysm",
     "commandLineContains": [
      "qrysm"
     ]
    },
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ],
     "rpcPort": [
      "--beacon-rest-api-provider"
     ]
    },
    "ports": {
     "api": 7500,
     "metrics": 8081
    },
    "health": "beacon",
    "steadyFor": 10,
    "adapter": "prysm",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "beacon-chain",
     "qrysm-beacon-chain"
    ],
    "identifyBy": {
     "version": "Qrysm",
     "commandLineContains": [
      "qrysm"
     ]
    },
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ],
     "rpcPort": [
      "--http-port",
      "--grpc-gateway-port"
     ]
    },
    "ports": {
     "rpc": 3500,
     "grpc": 4000,
     "p2p": 13000,
     "metrics": 8080
    },
    "health": "beacon"
   }
  ]
 },
 "reth": {
  "name": "Reth",
  "family": "ethereum",
  "parts": [
   {
    "role": "execution",
    "exe": [
     "reth"
    ],
    "version": "--version",
    "flags": {
     "datadir": [
      "--datadir"
     ]
    },
    "ports": {
     "rpc": 8545,
     "engine": 8551,
     "p2p": 30303
    }
   }
  ]
 },
 "sig": {
  "name": "Sig",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "sig"
    ],
    "version": "--version",
    "flags": {
     "ledger": [
      "--ledger-dir"
     ],
     "config": [
      "--config"
     ]
    },
    "ports": {
     "gossip": 8001,
     "shred": 8002,
     "metrics": 9110
    }
   }
  ]
 },
 "teku": {
  "name": "Teku",
  "family": "ethereum",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "java",
     "teku"
    ],
    "commandLineContains": [
     "tech.pegasys.teku",
     "/teku"
    ],
    "command": [
     "validator-client",
     "vc"
    ],
    "flags": {
     "datadir": [
      "--data-path",
      "--data-base-path"
     ],
     "rpcPort": [
      "--beacon-node-api-endpoint",
      "--beacon-node-api-endpoints"
     ]
    },
    "ports": {
     "metrics": 8008
    },
    "health": "beacon",
    "steadyFor": 30,
    "adapter": "teku",
    "capabilities": [
     "slashingProtection"
    ]
   },
   {
    "role": "beacon",
    "exe": [
     "java",
     "teku"
    ],
    "commandLineContains": [
     "tech.pegasys.teku",
     "/teku"
    ],
    "tools": [
     "slashing-protection",
     "voluntary-exit",
     "genesis",
     "transition",
     "peer",
     "migrate-database",
     "debug-tools",
     "debug",
     "admin",
     "unstable"
    ],
    "flags": {
     "datadir": [
      "--data-path",
      "--data-base-path"
     ],
     "rpcPort": [
      "--rest-api-port"
     ]
    },
    "ports": {
     "rpc": 5051,
     "p2p": 9000,
     "metrics": 8008
    },
    "health": "beacon"
   }
  ]
 },
 "vexor": {
  "name": "Vexor (Zig client)",
  "family": "solana",
  "parts": [
   {
    "role": "validator",
    "exe": [
     "vexor-validator",
     "vexor"
    ],
    "argv": [
     "run",
     "validator",
     "rpc"
    ],
    "identifyBy": {
     "flags": [
      "--vote-account",
      "--identity",
      "--ledger",
      "--no-af-xdp",
      "--enable-af-xdp"
     ]
    },
    "version": "version",
    "flags": {
     "ledger": [
      "--ledger"
     ],
     "identity": [
      "--identity"
     ],
     "voteAccount": [
      "--vote-account"
     ],
     "rpcPort": [
      "--rpc-port"
     ]
    },
    "ports": {
     "gossip": 8001,
     "rpc": 8899,
     "tvu": 8003,
     "repair": 8002
    },
    "health": "solana",
    "bootIdentity": "unit"
   }
  ]
 }
} as const;
