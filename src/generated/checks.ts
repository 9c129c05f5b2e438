// Generated from checks/*.yaml by `npm run generate`; do not edit.
export const CHECKS = {
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
   "steps": [
    "Write performance to {it.path}."
   ],
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
   "steps": [
    "Switch it on in {cpu.boost.path}, and look whether the firmware or a tool switches it off."
   ],
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
    "Use another machine",
    "or build the client on this one."
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
    "Use a larger machine; where SMT is off on purpose",
    "silence this check with that reason."
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
   ]
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
    "Change --xdp-cpu-cores or --poh-pinned-cpu-core in the start of {it.unit}."
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
    "condition": "agave.here.exists(a, a.isPohCoreGiven)",
    "otherwise": "the command line names no CPU for PoH"
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
   ]
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
    "Switch the CPU on",
    "or give the thread another one."
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
   }
  },
  "reads": [
   "memory.hugepages"
  ],
  "finding": "memory.hugepages.all(p, p.pages == 0)",
  "found": "no huge pages on any node",
  "wanted": "as many as the stage hugetlbfs of Firedancer's configure asks for",
  "why": "Firedancer keeps all of its memory in huge and gigantic pages, and does not start without.",
  "remedy": {
   "steps": [
    "Run Firedancer's configure init hugetlbfs soon after the boot",
    "before memory is fragmented."
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
    "condition": "memory.hugepages.exists(p, p.pages > 0)",
    "otherwise": "there are no huge pages at all"
   }
  },
  "reads": [
   "memory.hugepages"
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
   "steps": [
    "Write never to /sys/kernel/mm/transparent_hugepage/enabled, at each boot."
   ],
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
   "steps": [
    "Write 0 to /sys/kernel/mm/ksm/run (2 also takes merged pages apart), at each boot."
   ],
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
    "Find which in the kernel's log",
    "and what took the memory."
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
   ]
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
 }
} as const;
