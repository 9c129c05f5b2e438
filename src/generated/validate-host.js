// Generated from schemas/host.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/host.schema.json","title":"Host file","description":"Declares how one machine is tuned. What the file does not name, Vexor does not touch.","type":"object","required":["apiVersion"],"additionalProperties":false,"properties":{"apiVersion":{"title":"Version of this format","description":"The version of this format; the only one so far is `vexor/v1`. Required in every file, role files included.","const":"vexor/v1","examples":["vexor/v1"]},"host":{"title":"The machine","description":"The machine's own name (the kernel's host name). Required in the file that is applied, left out in role files. `any` fits every machine, and is taken only when the file is named with `-f`.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$","x-longest":253,"x-wanted":"a host name","examples":["val-ams-1","any"]},"extends":{"title":"Files to build on","description":"Files merged first to last, before this one; later files win. See [Merging](#merging).","type":"array","uniqueItems":true,"items":{"type":"string","pattern":"\\S","x-wanted":"a path relative to this file"},"examples":[["../roles/solana.yaml"]]},"mode":{"title":"Write or only watch","x-merge":"the later file wins","description":"`enforce` lets apply write; `observe` plans and reports, and never writes.","enum":["enforce","observe"],"default":"enforce","examples":["observe"]},"onDrift":{"title":"When a managed setting moves","x-merge":"the later file wins","description":"`correct` sets it again, `report` only tells. Each setting may override it.","enum":["correct","report"],"default":"correct","examples":["report"]},"sysctl":{"title":"Kernel parameters","x-merge":"by key: the later entry replaces the earlier one whole, permission included","description":"Kernel parameters by name, as `sysctl` spells them. The value is a number or text, or a map where more is to be said.","type":"object","propertyNames":{"pattern":"^(?![\\s\\S]{256})[A-Za-z0-9_][A-Za-z0-9_:@+-]*([./][A-Za-z0-9_:@+-]+)*$","x-longest":255,"x-wanted":"a name such as net.core.rmem_max: parts of letters, digits, _ and -, joined by single dots"},"additionalProperties":{"$ref":"#/$defs/sysctl"},"examples":[{"vm.swappiness":10,"net.core.rmem_max":{"atLeast":134217728},"net.ipv4.tcp_rmem":"4096 131072 134217728","vm.max_map_count":{"atLeast":1000000,"adopt":{"from":262144},"why":"Agave refuses to start below it"}}]},"sysfs":{"title":"Files below /sys","x-merge":"by key: the later entry replaces the earlier one whole, permission included","description":"Files below /sys by their paths, without `/sys/` before them, as sysfs.conf(5) writes them: transparent huge pages, KSM, governors and boost of the clocks, queues of block devices, receive and transmit steering, and polling of network devices. A `*` stands for the names that are there. For the next boot Vexor writes a line of tmpfiles.d for files of the kernel's own, and a rule of udev for those of a device.","type":"object","propertyNames":{"pattern":"^(?![\\s\\S]{256})[A-Za-z0-9_.@:*?-]+(/[A-Za-z0-9_.@:*?-]+)+$","x-longest":255,"x-wanted":"a path below /sys such as block/nvme0n1/queue/scheduler, without /sys/ before it"},"additionalProperties":{"$ref":"#/$defs/sysfs"},"examples":[{"kernel/mm/transparent_hugepage/enabled":"madvise","devices/system/cpu/cpufreq/policy*/scaling_governor":"performance","block/nvme0n1/queue/scheduler":{"value":"none","adopt":{"from":"mq-deadline"},"why":"NVMe needs no sorting"},"class/net/eth0/queues/rx-0/rps_cpus":"ff"}]},"irqAffinity":{"title":"Interrupt affinity","x-merge":"both lists: a later rule with the same `match` replaces the earlier one","description":"Which CPUs serve which interrupts. Interrupts are matched by device, driver or name, never by number: numbers change at every boot.","type":"array","items":{"$ref":"#/$defs/irqAffinity"},"examples":[[{"match":{"device":"eth0"},"cpus":"0-1","spread":"each"}]]},"cpuPinning":{"title":"CPU pinning","x-merge":"both lists: a later rule with the same `unit` and `thread` replaces it","description":"Which CPUs a systemd unit, or one named thread of it, runs on. A unit is pinned in a drop-in, and live.","type":"array","items":{"$ref":"#/$defs/cpuPinning"},"examples":[[{"unit":"agave-validator.service","cpus":"2-23,26-47"},{"unit":"agave-validator.service","thread":"solPohTickProd","cpus":"2"}]]},"limits":{"title":"Limits of services","x-merge":"both lists: a later entry with the same `unit` replaces it whole","description":"How many files a systemd unit may have open, and how much memory it may lock. Vexor writes a drop-in and restarts nothing: a limit takes effect at the unit's next start, and is pending until then.","type":"array","items":{"$ref":"#/$defs/limits"},"examples":[[{"unit":"agave-validator.service","nofile":1000000,"memlock":"infinity"},{"unit":"node-exporter.service","nofile":{"value":65536,"adopt":{"from":"1024:524288"},"why":"one file for each device"}}]]},"client":{"title":"Active validator client","x-merge":"the later file's section replaces the earlier one whole","description":"Which client runs on this machine. A switch stops the old one, proves that it has stopped, starts the new one, waits until it is healthy, and only then changes what starts at boot. A client that was running before Vexor came is the operator's: switching away from it needs `adopt`.","type":"object","required":["active"],"additionalProperties":false,"properties":{"active":{"title":"The client","description":"A known client (`vexor clients --known`) or one of `clients:`.","type":"string","pattern":"^[a-z][a-z0-9-]{0,31}$","x-wanted":"the name of a client","examples":["agave"]},"unit":{"title":"Its unit","description":"The service that runs it, where several do.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$","x-wanted":"a service's full name","examples":["sol.service"]},"stopWithin":{"title":"Time to stop","description":"Seconds that the old client has to stop before it is killed.","type":"integer","minimum":1,"maximum":3600,"default":120,"examples":[120]},"healthyWithin":{"title":"Time to become healthy","description":"Seconds that the new client has to become healthy before the old one comes back.","type":"integer","minimum":1,"maximum":86400,"default":900,"examples":[900]},"steadyFor":{"title":"Time to stay up","description":"Seconds for which the new client must stay up before it counts as healthy, where it has no answer of its own. What is left out follows from the client: a validator of Ethereum fails seconds after its start if it has no keys.","type":"integer","minimum":0,"maximum":3600,"examples":[30]},"holdFor":{"title":"Time to stay healthy","description":"Seconds for which the new client must stay healthy before the switch is done.","type":"integer","minimum":0,"maximum":3600,"default":0,"examples":[60]},"probe":{"title":"Health probe","description":"A URL that answers 2xx while the client is healthy; asked instead of the client's own RPC.","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s,]+$","x-longest":2000,"x-wanted":"a URL","examples":["http://127.0.0.1:9090/healthy"]},"dual":{"title":"Automatic standby","description":"`auto`: when the active client stops or fails, systemd starts the previous one, even without Vexor. Not for Ethereum-like clients, whose signing history only a switch carries along.","enum":["off","auto"],"default":"off","examples":["auto"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"examples":[{"active":"firedancer","holdFor":60,"adopt":{"from":"agave"},"why":"lower latency"}]},"clients":{"title":"More clients","x-merge":"by name: the later descriptor replaces the earlier one whole","description":"Descriptors of clients that Vexor does not know, by name; one of a known name replaces it. The known ones are in `clients/`, written the same way, but for `version` and `help`: no program is run for a client of a host file.","type":"object","minProperties":1,"propertyNames":{"pattern":"^[a-z][a-z0-9-]{0,31}$","x-wanted":"a name of small letters, digits and dashes"},"additionalProperties":{"$ref":"client.schema.json"},"examples":[{"my-fork":{"name":"My fork","family":"solana","parts":[{"role":"validator","exe":["my-validator"],"flags":{"ledger":["--ledger"]},"health":"solana"}]}}]},"identity":{"title":"Validator identity","x-merge":"the later file's section replaces the earlier one whole","description":"Who this machine validates as. Git holds public keys only: keypairs are files on the host, named here by their paths and never shown.","type":"object","x-secret":true,"required":["pubkey","keypair"],"additionalProperties":false,"properties":{"pubkey":{"title":"Public key","description":"The identity's public key in base58. The keypair must be its own.","$ref":"#/$defs/pubkey","examples":["7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2"]},"keypair":{"title":"Keypair file","description":"The identity's keypair on the host, as `solana-keygen` writes it: a regular file of mode 0600 that belongs to the user the client runs as.","$ref":"#/$defs/keyPath","examples":["/etc/solana/identity.json"]},"voteAccount":{"title":"Vote account","description":"The address of the vote account that this identity votes for.","$ref":"#/$defs/pubkey","examples":["Vote111111111111111111111111111111111111111"]},"voteAccountKey":{"title":"The vote account's key file","description":"Makes the vote account a setting of its own: the link that the client's start line names (`--vote-account`, `vote_account_path`) is turned to this file, and the client restarted, which `restart: allowed` must permit. Needs `voteAccount`; a start line that names an address or a file that is not a link is left alone, and the plan says how to make it a link.","type":"object","required":["keypair"],"additionalProperties":false,"properties":{"keypair":{"title":"Keypair file","description":"The declared account's keypair on the host, as `solana-keygen` writes it: a regular file of mode 0600 that belongs to the user the client runs as.","$ref":"#/$defs/keyPath","examples":["/etc/solana/vote-2.json"]},"adopt":{"$ref":"#/$defs/adopt"}},"examples":[{"keypair":"/etc/solana/vote-2.json"}]},"tower":{"title":"Tower directory","description":"Where the client keeps its tower (`--tower`), where that is not its ledger. For Firedancer from 26.10 on: the directory of the file that it takes its record of votes from, which must not be the one that it writes to. A switch to Firedancer, and a way back to it, put the file there.","type":"string","pattern":"^/[^\\x00-\\x1f\\x7f]{0,4094}$","x-longest":4095,"x-wanted":"a path that begins with /","examples":["/mnt/ledger"]},"unstaked":{"title":"Unstaked keypair","description":"The keypair that this machine boots with and falls back to when it hands the identity over: one of its own, without stake.","$ref":"#/$defs/keyPath","examples":["/etc/solana/unstaked.json"]},"clusterRpc":{"title":"Other nodes' RPCs","description":"A URL, or a list of two or three, of nodes that do not depend on each other. They are asked for the phase of the cluster, the votes of the account and the leaders: needed where the client itself cannot tell them (Firedancer), and witnesses elsewhere. Where two contradict each other, no identity is changed. See [Clients and identities](clients.md).","type":["string","array"],"pattern":"^(?![\\s\\S]{2001})https?://[^\\s]+$","x-longest":2000,"x-wanted":"a URL","minItems":1,"maxItems":3,"uniqueItems":true,"items":{"type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s]+$","x-longest":2000,"x-wanted":"a URL"},"examples":["https://api.mainnet-beta.solana.com",["https://api.mainnet-beta.solana.com","https://rpc.example.org"]]},"restart":{"title":"Restarts","description":"`allowed`: a client that cannot change its identity while it runs (the Zig client Vexor) is restarted with it: the link to its key is turned first. It then also starts with that identity after a crash. Another vote account (`voteAccountKey`) needs one as well. Without this key the plan says that a restart is needed, and does nothing.","enum":["allowed"],"examples":["allowed"]},"guards":{"title":"Guards that are lifted","description":"A swap is refused while a guard finds it unsafe. A guard is lifted by its name, with `skip: true` and a `why` that reviewers read.","type":"object","minProperties":1,"additionalProperties":false,"properties":{"leaderSlot":{"title":"Leader slot soon","description":"A leader slot of the live identity is near, or its schedule is unknown.","$ref":"#/$defs/guard"},"caughtUp":{"title":"Not caught up","description":"The client has not caught up with the cluster.","$ref":"#/$defs/guard"},"votingElsewhere":{"title":"Voting elsewhere","description":"The identity is still seen to vote from another machine, or that is unknown.","$ref":"#/$defs/guard"},"voteAccount":{"title":"Another vote account","description":"The vote account on the chain belongs to another identity.","$ref":"#/$defs/guard"},"tower":{"title":"No good tower","description":"The tower is missing, damaged, or older than the last vote on the chain. Of a client without towers (Firedancer): 512 slots have not passed since the last vote. Lifted, the client is not asked to insist on a tower either.","$ref":"#/$defs/guard"},"fence":{"title":"No fence","description":"Nothing proves that the machine that had the identity before has given it up.","$ref":"#/$defs/guard"}},"examples":[{"leaderSlot":{"skip":true,"why":"no stake yet"}}]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"examples":[{"pubkey":"7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2","keypair":"/etc/solana/identity.json","unstaked":"/etc/solana/unstaked.json"}]},"failover":{"title":"Failover of the identity","x-merge":"the later file's section replaces the earlier one whole","description":"Two hosts have the keys of one identity, and a register in etcd says which of them may sign. With this section the register decides who the machine validates as, and not the host file; `identity` says which keys these are. See [Failover](failover.md).","type":"object","required":["group","peer","register"],"additionalProperties":false,"properties":{"group":{"title":"The group","description":"The name of the pair; its register in etcd is called so. Both hosts declare the same one, and no third host does.","type":"string","pattern":"^[a-z0-9][a-z0-9-]{0,62}$","x-wanted":"a name of small letters, digits and dashes","examples":["mainnet-1"]},"peer":{"title":"The other host","description":"The other host of the pair.","type":"object","required":["host","url"],"additionalProperties":false,"properties":{"host":{"title":"Its name","description":"Its name, as its own host file has it.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$","x-longest":253,"x-wanted":"a host name","examples":["val-fra-1"]},"url":{"title":"Its keeper","description":"Where its keeper answers: `https://` and a name, for a certificate is of a name.","type":"string","pattern":"^https://[A-Za-z0-9._\\[\\]:-]{1,260}/?$","x-longest":270,"x-wanted":"an https:// address of a name and a port","examples":["https://val-fra-1.example.org:7443"]}},"examples":[{"host":"val-fra-1","url":"https://val-fra-1.example.org:7443"}]},"register":{"title":"The register","description":"The etcd cluster that holds the register. Certificates, keys and passwords are files on the host, named here by their paths.","type":"object","required":["endpoints"],"additionalProperties":false,"properties":{"protocol":{"title":"How etcd is asked","description":"`grpc` takes a client certificate for each host; `gateway` is etcd's JSON gateway, which takes a password.","enum":["grpc","gateway"],"default":"grpc","examples":["gateway"]},"endpoints":{"title":"The members","description":"The client addresses of etcd's members: three or five, in places that do not fail together.","type":"array","minItems":1,"maxItems":9,"uniqueItems":true,"items":{"type":"string","pattern":"^https?://[A-Za-z0-9._\\[\\]:-]{1,260}/?$","x-longest":270,"x-wanted":"an https:// address of a name and a port"},"examples":[["https://etcd-1.example.org:2379","https://etcd-2.example.org:2379","https://etcd-3.example.org:2379"]]},"ca":{"title":"Who has signed etcd's certificates","description":"The certificates, in PEM, by which etcd's own are checked. Without it, those that the machine trusts.","$ref":"#/$defs/filePath","examples":["/etc/vexor-agent/etcd/ca.pem"]},"certificate":{"title":"This host's certificate","description":"The certificate by which etcd knows this host, in PEM; with `key`. Its common name is the user in etcd, who may write the register of this group. The two keepers show it to each other, also beside a `login`.","$ref":"#/$defs/filePath","examples":["/etc/vexor-agent/etcd/val-ams-1.pem"]},"key":{"title":"Its key","description":"The key of `certificate`: a file of mode 0600 that belongs to root.","$ref":"#/$defs/keyPath","examples":["/etc/vexor-agent/etcd/val-ams-1.key"]},"login":{"title":"User and password","description":"With `protocol: gateway`: a file of one line, `USER:PASSWORD`, of mode 0600, that belongs to root.","$ref":"#/$defs/keyPath","examples":["/etc/vexor-agent/etcd/login"]},"unencrypted":{"title":"Without TLS","description":"`allowed`: endpoints may be `http://`. Anybody on the way can then write the register.","enum":["allowed"],"examples":["allowed"]},"olderEtcd":{"title":"An older etcd","description":"Takes an etcd from this version on, below the one from which rights on keys hold. Unsafe, and said so at each plan: use it for tests.","type":"string","pattern":"^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$","x-wanted":"a version such as 3.5.30","examples":["3.5.30"]}},"examples":[{"endpoints":["https://etcd-1.example.org:2379","https://etcd-2.example.org:2379","https://etcd-3.example.org:2379"],"ca":"/etc/vexor-agent/etcd/ca.pem","certificate":"/etc/vexor-agent/etcd/val-ams-1.pem","key":"/etc/vexor-agent/etcd/val-ams-1.key"}]},"timing":{"title":"Times","description":"Each is a length of the host's own clock; no two clocks are compared. Times that are not safe together are an error, which names the shortest safe one. [Failover](failover.md#times) has the formulas.","type":"object","minProperties":1,"additionalProperties":false,"properties":{"renewEvery":{"title":"Between two renewals","description":"How often the host that holds the register renews it.","$ref":"#/$defs/shortTime","default":"2s","examples":["2s"]},"answerWithin":{"title":"An answer of etcd","description":"An answer of etcd that takes longer counts as none.","$ref":"#/$defs/shortTime","default":"1500ms","examples":["1500ms"]},"demoteAfter":{"title":"Until the client is demoted","description":"Without a renewal for so long, the keeper tells the client to take the unstaked identity.","$ref":"#/$defs/shortTime","default":"10500ms","examples":["10500ms"]},"killAfter":{"title":"Until the client is killed","description":"Without a renewal for so long, the keeper kills the client.","$ref":"#/$defs/shortTime","default":"12500ms","examples":["12500ms"]},"watchdog":{"title":"Until systemd kills both","description":"Without a sign of life of the keeper for so long, systemd kills the keeper and the client.","$ref":"#/$defs/shortTime","default":"14s","examples":["14s"]},"holdFor":{"title":"A renewal counts for","description":"By then the host does not sign any more, whatever else has failed.","$ref":"#/$defs/shortTime","default":"30s","examples":["30s"]},"takeAfter":{"title":"Until the other host may take over","description":"A host may take a register that it has itself seen unchanged for so long.","$ref":"#/$defs/shortTime","default":"45s","examples":["45s"]},"fence":{"title":"A kill takes","description":"The longest time from a kill to the last vote that leaves the host.","$ref":"#/$defs/shortTime","default":"5s","examples":["5s"]},"clockError":{"title":"A clock is wrong by","description":"By which part of a time a clock may be wrong: 0.1 is what adjtimex(2) lets any root process set, 0.001 is NTP on real crystals.","type":"string","pattern":"^0\\.[0-9]{1,6}$","x-wanted":"a part of 1, such as 0.001","x-type-hint":"Write it with its dot: 0.001.","default":"0.1","examples":["0.001"]}},"examples":[{"takeAfter":"60s"}]},"manager":{"title":"A manager's questions","description":"Where the keeper answers `vexor manager` and what speaks its language: status, and the wish that the identity is handed over. Only over TLS, with the certificate of `register`, and only behind `ca`, `token` or both. Without this section the keeper does not listen. See [Coming from other failover tooling](migrating-failover.md).","type":"object","required":["listen"],"additionalProperties":false,"properties":{"listen":{"title":"Where it listens","description":"An address and a port, or a port alone for every address.","type":"string","pattern":"^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]{2,45}\\])?:[0-9]{1,5}$","x-longest":53,"x-wanted":"a port such as :8080, or an address and a port such as 192.0.2.10:8080","examples":[":8080"]},"ca":{"title":"Who has signed a manager's certificate","description":"The certificates, in PEM, of which one has signed that of each manager. All that it has signed may ask: take an authority of its own, or the certificate of the one manager, if it is signed by itself.","$ref":"#/$defs/filePath","examples":["/etc/vexor-agent/manager-ca.pem"]},"token":{"title":"A secret","description":"A file of one word of 32 characters or more, of mode 0600, that belongs to root. A manager shows it with each question, beside a certificate where there is a `ca`.","$ref":"#/$defs/keyPath","examples":["/etc/vexor-agent/manager.token"]}},"examples":[{"listen":":8080","ca":"/etc/vexor-agent/manager-ca.pem"}]},"validator":{"title":"An Ethereum-like validator","description":"In place of `identity`: the keys of an Ethereum-like validator, whose client runs on the host that may sign and on no other. What it has signed (EIP-3076) goes along with each handover. Both hosts declare the same keys. See [Failover](failover.md#ethereum-like-pairs).","type":"object","required":["unit","keys","beaconNode"],"additionalProperties":false,"properties":{"unit":{"title":"Its client's unit","description":"The service that runs the validator client on this host.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$","x-longest":255,"x-wanted":"a service's full name","examples":["lighthouse-vc.service"]},"keys":{"title":"Its public keys","description":"All public keys that the client signs with, in hexadecimal: as many as the client has, and the same ones on both hosts.","type":"array","minItems":1,"maxItems":1000,"uniqueItems":true,"items":{"type":"string","pattern":"^0x([0-9A-Fa-f]{96}|[0-9A-Fa-f]{5184})$","x-longest":5186,"x-wanted":"a public key: 0x and 96 hexadecimal digits"},"examples":[["0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"]]},"beaconNode":{"title":"This host's beacon node","description":"The address of its API: the client runs here only while that node is synced.","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s]+$","x-longest":2000,"x-wanted":"a URL","examples":["http://127.0.0.1:5052"]},"otherBeaconNodes":{"title":"Other beacon nodes","description":"The APIs of one to three beacon nodes that do not depend on this host: they say whether the chain goes on.","type":"array","minItems":1,"maxItems":3,"uniqueItems":true,"items":{"type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s]+$","x-longest":2000,"x-wanted":"a URL"},"examples":[["https://beacon-1.example.org"]]}},"examples":[{"unit":"lighthouse-vc.service","keys":["0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"],"beaconNode":"http://127.0.0.1:5052"}]},"unplanned":{"title":"Takeovers without a person","description":"`allowed`: this host takes over by itself when its peer has not renewed the register for `takeAfter` and its votes can no longer come. Needs at least two nodes in `identity.clusterRpc`. Without this key only a person hands the identity over.","enum":["allowed"],"examples":["allowed"]},"failsafe":{"title":"The peer's word","description":"`allowed`: while etcd does not answer, the peer's signed word that it is a standby stands in for a renewal. Both hosts must allow it.","enum":["allowed"],"examples":["allowed"]},"strict":{"title":"A watchdog below systemd","description":"`true` demands a watchdog device that systemd feeds (`RuntimeWatchdogSec=`), so that a host whose kernel or systemd stands still reboots. Where there is none, the keeper is not put in force.","const":true,"examples":[true]},"dryRun":{"title":"Only say it","description":"The keeper watches, decides and says what it would do. It changes neither the register nor the identity, and no validator is bound to it. Say `false` once its log shows what you expect.","type":"boolean","default":true,"examples":[false]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"examples":[{"group":"mainnet-1","peer":{"host":"val-fra-1","url":"https://val-fra-1.example.org:7443"},"register":{"endpoints":["https://etcd-1.example.org:2379","https://etcd-2.example.org:2379","https://etcd-3.example.org:2379"],"ca":"/etc/vexor-agent/etcd/ca.pem","certificate":"/etc/vexor-agent/etcd/val-ams-1.pem","key":"/etc/vexor-agent/etcd/val-ams-1.key"},"timing":{"clockError":"0.001","takeAfter":"40s"},"unplanned":"allowed","dryRun":false}]},"maintenance":{"title":"Maintenance windows","x-merge":"the later file's section replaces the earlier one whole","description":"When the agent may write. Outside an `allow` window, and inside any `deny` window, changes wait; people who run `vexor apply` are not held back. Without `allow` every time is allowed.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"allow":{"title":"Times to write","description":"The agent writes in these windows only.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/$defs/window"}},"deny":{"title":"Times not to write","description":"The agent never writes in these windows; `deny` wins over `allow`.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/$defs/window"}}},"examples":[{"allow":[{"cron":"0 9 * * 1-5","duration":"8h","timeZone":"Europe/Amsterdam"}],"deny":[{"cron":"0 0 24 12 *","duration":"3d"}]}]},"health":{"title":"Health after a change","x-merge":"the later file's section replaces the earlier one whole","description":"What must be healthy, and for how long, before the agent keeps what it applied. A check that fails rolls the change back. One that cannot tell makes the agent wait and say so, until the unconfirmed change is rolled back.","type":"object","required":["checks"],"additionalProperties":false,"properties":{"holdFor":{"title":"How long it must stay healthy","description":"From the end of the apply.","$ref":"#/$defs/wait","default":"1m","examples":["2m"]},"within":{"title":"How long it may take to tell","description":"After this the change is rolled back if no check has failed and not all were healthy for `holdFor`. At least `holdFor`.","$ref":"#/$defs/wait","default":"10m","examples":["15m"]},"checks":{"title":"What is checked","description":"Each entry is one check, every two seconds.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/$defs/check"}}},"examples":[{"holdFor":"2m","checks":[{"client":"healthy"},{"slotsBehind":{"atMost":50}}]}]},"checks":{"title":"Checks of this host","x-merge":"the later file's section replaces the earlier one whole","description":"What `vexor audit` makes of its checks here. A finding that is silenced is still shown, and does not count in the exit code.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"silence":{"title":"Findings that are known","description":"By the id of the check. Each says why, and until when: after that day it counts again.","type":"object","minProperties":1,"maxProperties":200,"propertyNames":{"pattern":"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"},"additionalProperties":{"$ref":"#/$defs/silence"},"examples":[{"cpu.governor":{"why":"the supplier holds the clocks","until":"2027-06-30"}}]}},"examples":[{"silence":{"cpu.governor":{"why":"the supplier holds the clocks","until":"2027-06-30"}}}]}},"$defs":{"silence":{"title":"One finding","description":"Both are required.","type":"object","required":["why","until"],"additionalProperties":false,"properties":{"why":{"$ref":"#/$defs/why"},"until":{"title":"The last day","description":"In UTC; from the next day on the finding counts again.","type":"string","pattern":"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$","x-wanted":"a day such as 2027-06-30","examples":["2027-06-30"]}}},"sysctl":{"title":"One parameter","description":"Where a number or text alone does not say enough: exactly one of `value`, `atLeast` and `atMost`, and what may go with it.","type":["integer","string","object"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-longest":65535,"x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)","additionalProperties":false,"properties":{"value":{"$ref":"#/$defs/value"},"atLeast":{"$ref":"#/$defs/atLeast"},"atMost":{"$ref":"#/$defs/atMost"},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"if":{"type":"object"},"then":{"oneOf":[{"required":["value"]},{"required":["atLeast"]},{"required":["atMost"]}]}},"sysfs":{"title":"One file","description":"Where a number or a word alone does not say enough. A mask of CPUs is hexadecimal, in quotes.","type":["integer","string","object"],"minimum":0,"pattern":"^[A-Za-z0-9_.,+-]{1,2048}$","x-longest":2048,"x-wanted":"a number or a word, or a mask of CPUs in hexadecimal","x-type-hint":"A file below /sys takes a number or a word: write 1 for on, 0 for off.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The value","type":["integer","string"],"minimum":0,"pattern":"^[A-Za-z0-9_.,+-]{1,2048}$","x-longest":2048,"x-wanted":"a number or a word, or a mask of CPUs in hexadecimal","examples":["none",1024]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"irqAffinity":{"title":"One rule","type":"object","required":["match","cpus"],"additionalProperties":false,"properties":{"match":{"$ref":"#/$defs/match"},"cpus":{"$ref":"#/$defs/cpus"},"spread":{"title":"One CPU each, or all","description":"`each` gives every interrupt one CPU of the set, in turn; `all` gives every interrupt the whole set.","enum":["each","all"],"default":"all","examples":["each"]},"irqbalance":{"title":"A running irqbalance","description":"irqbalance would undo the affinity. `ban` adds these interrupts to its ban list and keeps the bans that are there; without it the rule is blocked while irqbalance runs.","enum":["ban"],"examples":["ban"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"match":{"title":"Which interrupts","description":"At least one of `device`, `driver` and `name`; an interrupt must fit all that are given. Each is a glob (`*`, `?`).","type":"object","minProperties":1,"additionalProperties":false,"properties":{"device":{"title":"Device","description":"A network interface, a block device or a PCI address.","type":"string","pattern":"^[^\\s]{1,255}$","x-longest":255,"x-wanted":"a device name","examples":["eth0","nvme0","0000:01:00.0"]},"driver":{"title":"Driver","description":"The kernel driver of the device.","type":"string","pattern":"^[^\\s]{1,255}$","x-longest":255,"x-wanted":"a driver name","examples":["ixgbe"]},"name":{"title":"Name","description":"The name in `/proc/interrupts`.","type":"string","pattern":"^(?![\\s\\S]{256})[\\s\\S]*\\S","x-longest":255,"x-wanted":"a glob over interrupt names","examples":["eth0-TxRx-*"]}}},"cpuPinning":{"title":"One rule","type":"object","required":["unit","cpus"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]{1,255}$","x-longest":255,"x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"thread":{"title":"Thread","description":"The name of one of the unit's threads, as `ps -L` shows it, or a glob (`*`, `?`) over such names; without it the rule is for the whole unit. The kernel keeps 15 characters of a name, so a longer one counts up to there. A thread is pinned live only.","type":"string","pattern":"^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$","x-longest":255,"x-wanted":"a thread's name, or a glob over names","examples":["solPohTickProd"]},"cpus":{"$ref":"#/$defs/cpus"},"enforce":{"title":"By which means","description":"`affinity` sets CPUAffinity=, which a process may change for itself; `cpuset` sets AllowedCPUs=, which it cannot leave; `both` sets both.","enum":["affinity","cpuset","both"],"default":"affinity","examples":["cpuset"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"limits":{"title":"One unit","type":"object","required":["unit"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]{1,255}$","x-longest":255,"x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"nofile":{"title":"Open files","description":"`LimitNOFILE=`: how many files each process may have open, soft and hard limit alike. A map where more is to be said.","$ref":"#/$defs/openFiles","examples":[1000000]},"memlock":{"title":"Locked memory","description":"`LimitMEMLOCK=`: how many bytes each process may lock in memory, or `infinity`.","$ref":"#/$defs/lockedMemory","examples":["infinity",2000000000]}}},"openFiles":{"type":["integer","object"],"minimum":1,"x-type-hint":"Write the number of files: 1000000.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The limit","type":"integer","minimum":1,"examples":[1000000]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"lockedMemory":{"type":["integer","string","object"],"minimum":1,"pattern":"^infinity$","x-wanted":"a number of bytes, or infinity","x-type-hint":"Write the number of bytes, or infinity.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The limit","type":["integer","string"],"minimum":1,"pattern":"^infinity$","x-wanted":"a number of bytes, or infinity","examples":["infinity"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"cpus":{"title":"CPUs","description":"A CPU set in the kernel's list form; compared as a set, never as text.","type":["integer","string"],"minimum":0,"pattern":"\\S","x-wanted":"a CPU set such as 0-3,8","examples":["0-3,8","0-31:2/4",2]},"value":{"title":"Exact value","description":"Exactly this value.","$ref":"#/$defs/scalar","examples":[10]},"atLeast":{"title":"Lower bound","description":"Raised to this where it is lower, never lowered. Keys with several values compare value by value.","$ref":"#/$defs/scalar","examples":[134217728,"4096 131072 134217728"]},"atMost":{"title":"Upper bound","description":"Lowered to this where it is higher, never raised.","$ref":"#/$defs/scalar","examples":[10]},"adopt":{"title":"Permission to take over","x-type-hint":"Name the value that may be replaced: adopt: {from: VALUE}.","description":"Permission to replace a custom value: exactly the one in `from`, and no other. Say `why` with it: a reviewer reads both.","type":"object","required":["from"],"additionalProperties":false,"properties":{"from":{"title":"The custom value","description":"The value found, which may be replaced.","type":["integer","string"],"pattern":"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$","x-longest":65535,"x-wanted":"one line of text or a number","x-type-hint":"Write the value as the plan shows it.","x-hint":"Write the value as the plan shows it.","examples":[262144]}},"examples":[{"from":262144}]},"why":{"title":"Reason","description":"Why the value is wanted. The plan shows it.","type":"string","examples":["Agave refuses to start below it"]},"onDrift":{"title":"When it moves","description":"Overrides the file's `onDrift` for this setting.","enum":["correct","report"],"examples":["report"]},"pubkey":{"type":"string","x-secret":true},"keyPath":{"type":"string","pattern":"^/[^\\x00-\\x1f\\x7f]{1,4094}$","x-longest":4095,"x-wanted":"the path of a file, from / on","x-hint":"The key itself stays on the host: only its path stands here.","x-type-hint":"The key itself stays on the host: only its path stands here.","x-secret":true},"guard":{"type":"object","required":["skip","why"],"additionalProperties":false,"properties":{"skip":{"title":"Lift it","const":true,"examples":[true]},"why":{"$ref":"#/$defs/why","pattern":"\\S","x-wanted":"a reason"}},"examples":[{"skip":true,"why":"no stake yet"}]},"scalar":{"type":["integer","string"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-longest":65535,"x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)"},"wait":{"type":"string","pattern":"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$","x-wanted":"a time of 4h at most, such as 30s, 5m or 1h"},"shortTime":{"type":"string","pattern":"^[1-9][0-9]{0,6}(ms|s|m)$","x-wanted":"a time such as 1500ms, 30s or 2m"},"filePath":{"type":"string","pattern":"^/[^\\x00-\\x1f\\x7f]{1,4094}$","x-longest":4095,"x-wanted":"the path of a file, from / on"},"duration":{"type":"string","pattern":"^[1-9][0-9]{0,5}(s|m|h|d)$","x-wanted":"a time such as 30s, 5m, 4h or 7d"},"window":{"title":"One window","type":"object","required":["cron","duration"],"additionalProperties":false,"properties":{"cron":{"title":"When it opens","description":"Five fields: minute, hour, day of month, month, day of week.","type":"string","pattern":"^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$","x-longest":255,"x-wanted":"five fields, for example \"0 9 * * 1-5\"","examples":["0 9 * * 1-5"]},"duration":{"title":"How long it is open","$ref":"#/$defs/duration","examples":["8h"]},"timeZone":{"title":"Whose clock","description":"A name of the time zone database.","type":"string","pattern":"^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$","x-longest":255,"default":"UTC","x-wanted":"a time zone such as Europe/Amsterdam","examples":["Europe/Amsterdam"]},"why":{"$ref":"#/$defs/why"}}},"check":{"title":"One check","description":"Exactly one of these.","type":"object","additionalProperties":false,"minProperties":1,"maxProperties":1,"properties":{"client":{"title":"The validator client","description":"The active client reports itself healthy.","enum":["healthy"],"examples":["healthy"]},"slotsBehind":{"title":"Slots behind the cluster","description":"How far the client is behind the cluster, as its RPC tells.","type":"object","minProperties":1,"additionalProperties":false,"properties":{"atLeast":{"title":"The least","type":"number"},"atMost":{"title":"The most","type":"number"}}},"url":{"title":"A page","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$","x-longest":2000,"x-wanted":"an http:// or https:// address","description":"Well when it answers 2xx, failing when it answers anything else; no answer cannot tell.","examples":["http://127.0.0.1:9100/-/healthy"]},"command":{"title":"A command","description":"Run without a shell, as the user `vexor-health` without any right, for ten seconds at most; what it leaves behind is ended. It reaches the network, sees no home directory, and can write in its own `/tmp` alone. Exit 0 is healthy, 1 to 99 unhealthy, all else unknown.","type":"array","minItems":1,"maxItems":32,"items":{"type":"string","pattern":"^[^\\x00-\\x1f]{1,4095}$","x-longest":4095,"x-wanted":"one argument"},"examples":[["/usr/local/bin/check-slots","--max","50"]]},"metric":{"title":"A metric","description":"One value of a page in the Prometheus text format: the largest of the samples of that name. Without the page or the name the check cannot tell.","type":"object","minProperties":3,"additionalProperties":false,"properties":{"url":{"title":"An address","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$","x-longest":2000,"x-wanted":"an http:// or https:// address","examples":["http://127.0.0.1:7999/metrics"]},"name":{"title":"Its name","type":"string","pattern":"^[A-Za-z_:][A-Za-z0-9_:]{0,254}$","x-longest":255},"atLeast":{"title":"The least","type":"number"},"atMost":{"title":"The most","type":"number"}},"required":["url","name"]}}}}}; }
let $schema36;
function schema36() { return $schema36 ??= {"title":"Permission to take over","x-type-hint":"Name the value that may be replaced: adopt: {from: VALUE}.","description":"Permission to replace a custom value: exactly the one in `from`, and no other. Say `why` with it: a reviewer reads both.","type":"object","required":["from"],"additionalProperties":false,"properties":{"from":{"title":"The custom value","description":"The value found, which may be replaced.","type":["integer","string"],"pattern":"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$","x-longest":65535,"x-wanted":"one line of text or a number","x-type-hint":"Write the value as the plan shows it.","x-hint":"Write the value as the plan shows it.","examples":[262144]}},"examples":[{"from":262144}]}; }
let $schema37;
function schema37() { return $schema37 ??= {"title":"Reason","description":"Why the value is wanted. The plan shows it.","type":"string","examples":["Agave refuses to start below it"]}; }
let $schema38;
function schema38() { return $schema38 ??= {"title":"When it moves","description":"Overrides the file's `onDrift` for this setting.","enum":["correct","report"],"examples":["report"]}; }
let $schema74;
function schema74() { return $schema74 ??= {"type":"string","x-secret":true}; }
let $schema75;
function schema75() { return $schema75 ??= {"type":"string","pattern":"^/[^\\x00-\\x1f\\x7f]{1,4094}$","x-longest":4095,"x-wanted":"the path of a file, from / on","x-hint":"The key itself stays on the host: only its path stands here.","x-type-hint":"The key itself stays on the host: only its path stands here.","x-secret":true}; }
let $schema85;
function schema85() { return $schema85 ??= {"type":"string","pattern":"^/[^\\x00-\\x1f\\x7f]{1,4094}$","x-longest":4095,"x-wanted":"the path of a file, from / on"}; }
let $schema89;
function schema89() { return $schema89 ??= {"type":"string","pattern":"^[1-9][0-9]{0,6}(ms|s|m)$","x-wanted":"a time such as 1500ms, 30s or 2m"}; }
let $schema105;
function schema105() { return $schema105 ??= {"type":"string","pattern":"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$","x-wanted":"a time of 4h at most, such as 30s, 5m or 1h"}; }
let $schema107;
function schema107() { return $schema107 ??= {"title":"One check","description":"Exactly one of these.","type":"object","additionalProperties":false,"minProperties":1,"maxProperties":1,"properties":{"client":{"title":"The validator client","description":"The active client reports itself healthy.","enum":["healthy"],"examples":["healthy"]},"slotsBehind":{"title":"Slots behind the cluster","description":"How far the client is behind the cluster, as its RPC tells.","type":"object","minProperties":1,"additionalProperties":false,"properties":{"atLeast":{"title":"The least","type":"number"},"atMost":{"title":"The most","type":"number"}}},"url":{"title":"A page","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$","x-longest":2000,"x-wanted":"an http:// or https:// address","description":"Well when it answers 2xx, failing when it answers anything else; no answer cannot tell.","examples":["http://127.0.0.1:9100/-/healthy"]},"command":{"title":"A command","description":"Run without a shell, as the user `vexor-health` without any right, for ten seconds at most; what it leaves behind is ended. It reaches the network, sees no home directory, and can write in its own `/tmp` alone. Exit 0 is healthy, 1 to 99 unhealthy, all else unknown.","type":"array","minItems":1,"maxItems":32,"items":{"type":"string","pattern":"^[^\\x00-\\x1f]{1,4095}$","x-longest":4095,"x-wanted":"one argument"},"examples":[["/usr/local/bin/check-slots","--max","50"]]},"metric":{"title":"A metric","description":"One value of a page in the Prometheus text format: the largest of the samples of that name. Without the page or the name the check cannot tell.","type":"object","minProperties":3,"additionalProperties":false,"properties":{"url":{"title":"An address","type":"string","pattern":"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$","x-longest":2000,"x-wanted":"an http:// or https:// address","examples":["http://127.0.0.1:7999/metrics"]},"name":{"title":"Its name","type":"string","pattern":"^[A-Za-z_:][A-Za-z0-9_:]{0,254}$","x-longest":255},"atLeast":{"title":"The least","type":"number"},"atMost":{"title":"The most","type":"number"}},"required":["url","name"]}}}; }
const func1 = Object.prototype.hasOwnProperty;
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$", "u"); }
let $pattern5;
function pattern5() { return $pattern5 ??= new RegExp("\\S", "u"); }
let $pattern6;
function pattern6() { return $pattern6 ??= new RegExp("^(?![\\s\\S]{256})[A-Za-z0-9_][A-Za-z0-9_:@+-]*([./][A-Za-z0-9_:@+-]+)*$", "u"); }
let $pattern12;
function pattern12() { return $pattern12 ??= new RegExp("^(?![\\s\\S]{256})[A-Za-z0-9_.@:*?-]+(/[A-Za-z0-9_.@:*?-]+)+$", "u"); }
let $pattern30;
function pattern30() { return $pattern30 ??= new RegExp("^[a-z][a-z0-9-]{0,31}$", "u"); }
let $pattern31;
function pattern31() { return $pattern31 ??= new RegExp("^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$", "u"); }
let $pattern32;
function pattern32() { return $pattern32 ??= new RegExp("^(?![\\s\\S]{2001})https?://[^\\s,]+$", "u"); }
let $pattern11;
function pattern11() { return $pattern11 ??= new RegExp("^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$", "u"); }
let $pattern48;
function pattern48() { return $pattern48 ??= new RegExp("^/[^\\x00-\\x1f\\x7f]{1,4094}$", "u"); }
let $pattern51;
function pattern51() { return $pattern51 ??= new RegExp("^/[^\\x00-\\x1f\\x7f]{0,4094}$", "u"); }
let $pattern53;
function pattern53() { return $pattern53 ??= new RegExp("^(?![\\s\\S]{2001})https?://[^\\s]+$", "u"); }
let $pattern57;
function pattern57() { return $pattern57 ??= new RegExp("^[a-z0-9][a-z0-9-]{0,62}$", "u"); }
let $pattern59;
function pattern59() { return $pattern59 ??= new RegExp("^https://[A-Za-z0-9._\\[\\]:-]{1,260}/?$", "u"); }
let $pattern60;
function pattern60() { return $pattern60 ??= new RegExp("^https?://[A-Za-z0-9._\\[\\]:-]{1,260}/?$", "u"); }
let $pattern65;
function pattern65() { return $pattern65 ??= new RegExp("^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$", "u"); }
let $pattern66;
function pattern66() { return $pattern66 ??= new RegExp("^[1-9][0-9]{0,6}(ms|s|m)$", "u"); }
let $pattern74;
function pattern74() { return $pattern74 ??= new RegExp("^0\\.[0-9]{1,6}$", "u"); }
let $pattern75;
function pattern75() { return $pattern75 ??= new RegExp("^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]{2,45}\\])?:[0-9]{1,5}$", "u"); }
let $pattern79;
function pattern79() { return $pattern79 ??= new RegExp("^0x([0-9A-Fa-f]{96}|[0-9A-Fa-f]{5184})$", "u"); }
let $pattern86;
function pattern86() { return $pattern86 ??= new RegExp("^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$", "u"); }
let $pattern88;
function pattern88() { return $pattern88 ??= new RegExp("^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$", "u"); }
let $pattern89;
function pattern89() { return $pattern89 ??= new RegExp("^[^\\x00-\\x1f]{1,4095}$", "u"); }
let $pattern91;
function pattern91() { return $pattern91 ??= new RegExp("^[A-Za-z_:][A-Za-z0-9_:]{0,254}$", "u"); }
let $pattern92;
function pattern92() { return $pattern92 ??= new RegExp("^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$", "u"); }
let $schema32;
function schema32() { return $schema32 ??= {"title":"One parameter","description":"Where a number or text alone does not say enough: exactly one of `value`, `atLeast` and `atMost`, and what may go with it.","type":["integer","string","object"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-longest":65535,"x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)","additionalProperties":false,"properties":{"value":{"$ref":"#/$defs/value"},"atLeast":{"$ref":"#/$defs/atLeast"},"atMost":{"$ref":"#/$defs/atMost"},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"if":{"type":"object"},"then":{"oneOf":[{"required":["value"]},{"required":["atLeast"]},{"required":["atMost"]}]}}; }
let $schema33;
function schema33() { return $schema33 ??= {"type":["integer","string"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-longest":65535,"x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)"}; }
let $pattern7;
function pattern7() { return $pattern7 ??= new RegExp("^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$", "u"); }

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(((!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))) && (typeof data !== "string")) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema32().type},message:"must be integer,string,object",schema:schema32().type,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(!(data && typeof data == "object" && !Array.isArray(data))){
const err1 = {};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
let passing0 = null;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.value === undefined){
const err2 = {instancePath,schemaPath:"#/then/oneOf/0/required",keyword:"required",params:{missingProperty: "value"},message:"must have required property '"+"value"+"'",schema:schema32().then.oneOf[0].required,parentSchema:schema32().then.oneOf[0],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid1 = _errs6 === errors;
if(_valid1){
valid1 = true;
passing0 = 0;
}
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.atLeast === undefined){
const err3 = {instancePath,schemaPath:"#/then/oneOf/1/required",keyword:"required",params:{missingProperty: "atLeast"},message:"must have required property '"+"atLeast"+"'",schema:schema32().then.oneOf[1].required,parentSchema:schema32().then.oneOf[1],data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid1 = _errs7 === errors;
if(_valid1 && valid1){
valid1 = false;
passing0 = [passing0, 1];
}
else {
if(_valid1){
valid1 = true;
passing0 = 1;
}
const _errs8 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.atMost === undefined){
const err4 = {instancePath,schemaPath:"#/then/oneOf/2/required",keyword:"required",params:{missingProperty: "atMost"},message:"must have required property '"+"atMost"+"'",schema:schema32().then.oneOf[2].required,parentSchema:schema32().then.oneOf[2],data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid1 = _errs8 === errors;
if(_valid1 && valid1){
valid1 = false;
passing0 = [passing0, 2];
}
else {
if(_valid1){
valid1 = true;
passing0 = 2;
}
}
}
if(!valid1){
const err5 = {instancePath,schemaPath:"#/then/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf",schema:schema32().then.oneOf,parentSchema:schema32().then,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
var _valid0 = _errs4 === errors;
valid0 = _valid0;
}
if(!valid0){
const err6 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema32().if,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(typeof data === "string"){
if(!pattern7().test(data)){
const err7 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "value") || (key0 === "atLeast")) || (key0 === "atMost")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err8 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.value !== undefined){
let data0 = data.value;
if((!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))) && (typeof data0 !== "string")){
const err9 = {instancePath:instancePath+"/value",schemaPath:"#/$defs/value/type",keyword:"type",params:{type: schema33().type},message:"must be integer,string",schema:schema33().type,parentSchema:schema33(),data:data0};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(typeof data0 === "string"){
if(!pattern7().test(data0)){
const err10 = {instancePath:instancePath+"/value",schemaPath:"#/$defs/value/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33(),data:data0};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data.atLeast !== undefined){
let data1 = data.atLeast;
if((!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))) && (typeof data1 !== "string")){
const err11 = {instancePath:instancePath+"/atLeast",schemaPath:"#/$defs/atLeast/type",keyword:"type",params:{type: schema33().type},message:"must be integer,string",schema:schema33().type,parentSchema:schema33(),data:data1};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern7().test(data1)){
const err12 = {instancePath:instancePath+"/atLeast",schemaPath:"#/$defs/atLeast/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33(),data:data1};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
if(data.atMost !== undefined){
let data2 = data.atMost;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err13 = {instancePath:instancePath+"/atMost",schemaPath:"#/$defs/atMost/type",keyword:"type",params:{type: schema33().type},message:"must be integer,string",schema:schema33().type,parentSchema:schema33(),data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(typeof data2 === "string"){
if(!pattern7().test(data2)){
const err14 = {instancePath:instancePath+"/atMost",schemaPath:"#/$defs/atMost/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![\\s\\S]{65536})(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33(),data:data2};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.adopt !== undefined){
let data3 = data.adopt;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.from === undefined){
const err15 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
for(const key1 in data3){
if(!(key1 === "from")){
const err16 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data3};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data3.from !== undefined){
let data4 = data3.from;
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err17 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data4};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(typeof data4 === "string"){
if(!pattern11().test(data4)){
const err18 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data4};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
else {
const err19 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data3};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.why !== undefined){
let data5 = data.why;
if(typeof data5 !== "string"){
const err20 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data5};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data6 = data.onDrift;
if(!((data6 === "correct") || (data6 === "report"))){
const err21 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema39;
function schema39() { return $schema39 ??= {"title":"One file","description":"Where a number or a word alone does not say enough. A mask of CPUs is hexadecimal, in quotes.","type":["integer","string","object"],"minimum":0,"pattern":"^[A-Za-z0-9_.,+-]{1,2048}$","x-longest":2048,"x-wanted":"a number or a word, or a mask of CPUs in hexadecimal","x-type-hint":"A file below /sys takes a number or a word: write 1 for on, 0 for off.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The value","type":["integer","string"],"minimum":0,"pattern":"^[A-Za-z0-9_.,+-]{1,2048}$","x-longest":2048,"x-wanted":"a number or a word, or a mask of CPUs in hexadecimal","examples":["none",1024]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}}; }
let $pattern13;
function pattern13() { return $pattern13 ??= new RegExp("^[A-Za-z0-9_.,+-]{1,2048}$", "u"); }

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(((!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))) && (typeof data !== "string")) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema39().type},message:"must be integer,string,object",schema:schema39().type,parentSchema:schema39(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data < 0 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema39(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(typeof data === "string"){
if(!pattern13().test(data)){
const err2 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.,+-]{1,2048}$"},message:"must match pattern \""+"^[A-Za-z0-9_.,+-]{1,2048}$"+"\"",schema:"^[A-Za-z0-9_.,+-]{1,2048}$",parentSchema:schema39(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.value === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "value"},message:"must have required property '"+"value"+"'",schema:schema39().required,parentSchema:schema39(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "value") || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema39(),data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.value !== undefined){
let data0 = data.value;
if((!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))) && (typeof data0 !== "string")){
const err5 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: schema39().properties.value.type},message:"must be integer,string",schema:schema39().properties.value.type,parentSchema:schema39().properties.value,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
const err6 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema39().properties.value,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(typeof data0 === "string"){
if(!pattern13().test(data0)){
const err7 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.,+-]{1,2048}$"},message:"must match pattern \""+"^[A-Za-z0-9_.,+-]{1,2048}$"+"\"",schema:"^[A-Za-z0-9_.,+-]{1,2048}$",parentSchema:schema39().properties.value,data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.adopt !== undefined){
let data1 = data.adopt;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.from === undefined){
const err8 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key1 in data1){
if(!(key1 === "from")){
const err9 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data1.from !== undefined){
let data2 = data1.from;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err10 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(typeof data2 === "string"){
if(!pattern11().test(data2)){
const err11 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
}
else {
const err12 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.why !== undefined){
let data3 = data.why;
if(typeof data3 !== "string"){
const err13 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data3};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data4 = data.onDrift;
if(!((data4 === "correct") || (data4 === "report"))){
const err14 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema43;
function schema43() { return $schema43 ??= {"title":"One rule","type":"object","required":["match","cpus"],"additionalProperties":false,"properties":{"match":{"$ref":"#/$defs/match"},"cpus":{"$ref":"#/$defs/cpus"},"spread":{"title":"One CPU each, or all","description":"`each` gives every interrupt one CPU of the set, in turn; `all` gives every interrupt the whole set.","enum":["each","all"],"default":"all","examples":["each"]},"irqbalance":{"title":"A running irqbalance","description":"irqbalance would undo the affinity. `ban` adds these interrupts to its ban list and keeps the bans that are there; without it the rule is blocked while irqbalance runs.","enum":["ban"],"examples":["ban"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}}; }
let $schema44;
function schema44() { return $schema44 ??= {"title":"Which interrupts","description":"At least one of `device`, `driver` and `name`; an interrupt must fit all that are given. Each is a glob (`*`, `?`).","type":"object","minProperties":1,"additionalProperties":false,"properties":{"device":{"title":"Device","description":"A network interface, a block device or a PCI address.","type":"string","pattern":"^[^\\s]{1,255}$","x-longest":255,"x-wanted":"a device name","examples":["eth0","nvme0","0000:01:00.0"]},"driver":{"title":"Driver","description":"The kernel driver of the device.","type":"string","pattern":"^[^\\s]{1,255}$","x-longest":255,"x-wanted":"a driver name","examples":["ixgbe"]},"name":{"title":"Name","description":"The name in `/proc/interrupts`.","type":"string","pattern":"^(?![\\s\\S]{256})[\\s\\S]*\\S","x-longest":255,"x-wanted":"a glob over interrupt names","examples":["eth0-TxRx-*"]}}}; }
let $schema45;
function schema45() { return $schema45 ??= {"title":"CPUs","description":"A CPU set in the kernel's list form; compared as a set, never as text.","type":["integer","string"],"minimum":0,"pattern":"\\S","x-wanted":"a CPU set such as 0-3,8","examples":["0-3,8","0-31:2/4",2]}; }
let $pattern16;
function pattern16() { return $pattern16 ??= new RegExp("^[^\\s]{1,255}$", "u"); }
let $pattern18;
function pattern18() { return $pattern18 ??= new RegExp("^(?![\\s\\S]{256})[\\s\\S]*\\S", "u"); }

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.match === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "match"},message:"must have required property '"+"match"+"'",schema:schema43().required,parentSchema:schema43(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cpus === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cpus"},message:"must have required property '"+"cpus"+"'",schema:schema43().required,parentSchema:schema43(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "match") || (key0 === "cpus")) || (key0 === "spread")) || (key0 === "irqbalance")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema43(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.match !== undefined){
let data0 = data.match;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(Object.keys(data0).length < 1){
const err3 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema44(),data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data0){
if(!(((key1 === "device") || (key1 === "driver")) || (key1 === "name"))){
const err4 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema44(),data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data0.device !== undefined){
let data1 = data0.device;
if(typeof data1 === "string"){
if(!pattern16().test(data1)){
const err5 = {instancePath:instancePath+"/match/device",schemaPath:"#/$defs/match/properties/device/pattern",keyword:"pattern",params:{pattern: "^[^\\s]{1,255}$"},message:"must match pattern \""+"^[^\\s]{1,255}$"+"\"",schema:"^[^\\s]{1,255}$",parentSchema:schema44().properties.device,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/match/device",schemaPath:"#/$defs/match/properties/device/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44().properties.device.type,parentSchema:schema44().properties.device,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data0.driver !== undefined){
let data2 = data0.driver;
if(typeof data2 === "string"){
if(!pattern16().test(data2)){
const err7 = {instancePath:instancePath+"/match/driver",schemaPath:"#/$defs/match/properties/driver/pattern",keyword:"pattern",params:{pattern: "^[^\\s]{1,255}$"},message:"must match pattern \""+"^[^\\s]{1,255}$"+"\"",schema:"^[^\\s]{1,255}$",parentSchema:schema44().properties.driver,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/match/driver",schemaPath:"#/$defs/match/properties/driver/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44().properties.driver.type,parentSchema:schema44().properties.driver,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data0.name !== undefined){
let data3 = data0.name;
if(typeof data3 === "string"){
if(!pattern18().test(data3)){
const err9 = {instancePath:instancePath+"/match/name",schemaPath:"#/$defs/match/properties/name/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})[\\s\\S]*\\S"},message:"must match pattern \""+"^(?![\\s\\S]{256})[\\s\\S]*\\S"+"\"",schema:"^(?![\\s\\S]{256})[\\s\\S]*\\S",parentSchema:schema44().properties.name,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/match/name",schemaPath:"#/$defs/match/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema44().properties.name.type,parentSchema:schema44().properties.name,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema44().type,parentSchema:schema44(),data:data0};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.cpus !== undefined){
let data4 = data.cpus;
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err12 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/type",keyword:"type",params:{type: schema45().type},message:"must be integer,string",schema:schema45().type,parentSchema:schema45(),data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
const err13 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema45(),data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(typeof data4 === "string"){
if(!pattern5().test(data4)){
const err14 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema45(),data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.spread !== undefined){
let data5 = data.spread;
if(!((data5 === "each") || (data5 === "all"))){
const err15 = {instancePath:instancePath+"/spread",schemaPath:"#/properties/spread/enum",keyword:"enum",params:{allowedValues: schema43().properties.spread.enum},message:"must be equal to one of the allowed values",schema:schema43().properties.spread.enum,parentSchema:schema43().properties.spread,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.irqbalance !== undefined){
let data6 = data.irqbalance;
if(!(data6 === "ban")){
const err16 = {instancePath:instancePath+"/irqbalance",schemaPath:"#/properties/irqbalance/enum",keyword:"enum",params:{allowedValues: schema43().properties.irqbalance.enum},message:"must be equal to one of the allowed values",schema:schema43().properties.irqbalance.enum,parentSchema:schema43().properties.irqbalance,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.adopt !== undefined){
let data7 = data.adopt;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.from === undefined){
const err17 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key2 in data7){
if(!(key2 === "from")){
const err18 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data7.from !== undefined){
let data8 = data7.from;
if((!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))) && (typeof data8 !== "string")){
const err19 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(typeof data8 === "string"){
if(!pattern11().test(data8)){
const err20 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
}
else {
const err21 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.why !== undefined){
let data9 = data.why;
if(typeof data9 !== "string"){
const err22 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data10 = data.onDrift;
if(!((data10 === "correct") || (data10 === "report"))){
const err23 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema43().type,parentSchema:schema43(),data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema49;
function schema49() { return $schema49 ??= {"title":"One rule","type":"object","required":["unit","cpus"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]{1,255}$","x-longest":255,"x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"thread":{"title":"Thread","description":"The name of one of the unit's threads, as `ps -L` shows it, or a glob (`*`, `?`) over such names; without it the rule is for the whole unit. The kernel keeps 15 characters of a name, so a longer one counts up to there. A thread is pinned live only.","type":"string","pattern":"^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$","x-longest":255,"x-wanted":"a thread's name, or a glob over names","examples":["solPohTickProd"]},"cpus":{"$ref":"#/$defs/cpus"},"enforce":{"title":"By which means","description":"`affinity` sets CPUAffinity=, which a process may change for itself; `cpuset` sets AllowedCPUs=, which it cannot leave; `both` sets both.","enum":["affinity","cpuset","both"],"default":"affinity","examples":["cpuset"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}}; }
let $pattern21;
function pattern21() { return $pattern21 ??= new RegExp("^[^/\\s]{1,255}$", "u"); }
let $pattern22;
function pattern22() { return $pattern22 ??= new RegExp("^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$", "u"); }

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.unit === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "unit"},message:"must have required property '"+"unit"+"'",schema:schema49().required,parentSchema:schema49(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cpus === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cpus"},message:"must have required property '"+"cpus"+"'",schema:schema49().required,parentSchema:schema49(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "unit") || (key0 === "thread")) || (key0 === "cpus")) || (key0 === "enforce")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema49(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.unit !== undefined){
let data0 = data.unit;
if(typeof data0 === "string"){
if(!pattern21().test(data0)){
const err3 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[^/\\s]{1,255}$"},message:"must match pattern \""+"^[^/\\s]{1,255}$"+"\"",schema:"^[^/\\s]{1,255}$",parentSchema:schema49().properties.unit,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49().properties.unit.type,parentSchema:schema49().properties.unit,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.thread !== undefined){
let data1 = data.thread;
if(typeof data1 === "string"){
if(!pattern22().test(data1)){
const err5 = {instancePath:instancePath+"/thread",schemaPath:"#/properties/thread/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$"+"\"",schema:"^(?![\\s\\S]{256})[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$",parentSchema:schema49().properties.thread,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/thread",schemaPath:"#/properties/thread/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49().properties.thread.type,parentSchema:schema49().properties.thread,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.cpus !== undefined){
let data2 = data.cpus;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err7 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/type",keyword:"type",params:{type: schema45().type},message:"must be integer,string",schema:schema45().type,parentSchema:schema45(),data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 < 0 || isNaN(data2)){
const err8 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema45(),data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(typeof data2 === "string"){
if(!pattern5().test(data2)){
const err9 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema45(),data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.enforce !== undefined){
let data3 = data.enforce;
if(!(((data3 === "affinity") || (data3 === "cpuset")) || (data3 === "both"))){
const err10 = {instancePath:instancePath+"/enforce",schemaPath:"#/properties/enforce/enum",keyword:"enum",params:{allowedValues: schema49().properties.enforce.enum},message:"must be equal to one of the allowed values",schema:schema49().properties.enforce.enum,parentSchema:schema49().properties.enforce,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.adopt !== undefined){
let data4 = data.adopt;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.from === undefined){
const err11 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data4){
if(!(key1 === "from")){
const err12 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data4.from !== undefined){
let data5 = data4.from;
if((!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))) && (typeof data5 !== "string")){
const err13 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(typeof data5 === "string"){
if(!pattern11().test(data5)){
const err14 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
}
else {
const err15 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.why !== undefined){
let data6 = data.why;
if(typeof data6 !== "string"){
const err16 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data7 = data.onDrift;
if(!((data7 === "correct") || (data7 === "report"))){
const err17 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema49().type,parentSchema:schema49(),data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema54;
function schema54() { return $schema54 ??= {"title":"One unit","type":"object","required":["unit"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]{1,255}$","x-longest":255,"x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"nofile":{"title":"Open files","description":"`LimitNOFILE=`: how many files each process may have open, soft and hard limit alike. A map where more is to be said.","$ref":"#/$defs/openFiles","examples":[1000000]},"memlock":{"title":"Locked memory","description":"`LimitMEMLOCK=`: how many bytes each process may lock in memory, or `infinity`.","$ref":"#/$defs/lockedMemory","examples":["infinity",2000000000]}}}; }
let $schema55;
function schema55() { return $schema55 ??= {"type":["integer","object"],"minimum":1,"x-type-hint":"Write the number of files: 1000000.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The limit","type":"integer","minimum":1,"examples":[1000000]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}}; }

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate30.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema55().type},message:"must be integer,object",schema:schema55().type,parentSchema:schema55(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data < 1 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema55(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.value === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "value"},message:"must have required property '"+"value"+"'",schema:schema55().required,parentSchema:schema55(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "value") || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema55(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.value !== undefined){
let data0 = data.value;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err4 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema55().properties.value.type,parentSchema:schema55().properties.value,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 1 || isNaN(data0)){
const err5 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema55().properties.value,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
if(data.adopt !== undefined){
let data1 = data.adopt;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.from === undefined){
const err6 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
for(const key1 in data1){
if(!(key1 === "from")){
const err7 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data1.from !== undefined){
let data2 = data1.from;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err8 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(typeof data2 === "string"){
if(!pattern11().test(data2)){
const err9 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
}
else {
const err10 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.why !== undefined){
let data3 = data.why;
if(typeof data3 !== "string"){
const err11 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data4 = data.onDrift;
if(!((data4 === "correct") || (data4 === "report"))){
const err12 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
validate30.errors = vErrors;
return errors === 0;
}
validate30.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema59;
function schema59() { return $schema59 ??= {"type":["integer","string","object"],"minimum":1,"pattern":"^infinity$","x-wanted":"a number of bytes, or infinity","x-type-hint":"Write the number of bytes, or infinity.","additionalProperties":false,"required":["value"],"properties":{"value":{"title":"The limit","type":["integer","string"],"minimum":1,"pattern":"^infinity$","x-wanted":"a number of bytes, or infinity","examples":["infinity"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}}; }
let $pattern27;
function pattern27() { return $pattern27 ??= new RegExp("^infinity$", "u"); }

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate32.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(((!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))) && (typeof data !== "string")) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema59().type},message:"must be integer,string,object",schema:schema59().type,parentSchema:schema59(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data < 1 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema59(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(typeof data === "string"){
if(!pattern27().test(data)){
const err2 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^infinity$"},message:"must match pattern \""+"^infinity$"+"\"",schema:"^infinity$",parentSchema:schema59(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.value === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "value"},message:"must have required property '"+"value"+"'",schema:schema59().required,parentSchema:schema59(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "value") || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema59(),data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.value !== undefined){
let data0 = data.value;
if((!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))) && (typeof data0 !== "string")){
const err5 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: schema59().properties.value.type},message:"must be integer,string",schema:schema59().properties.value.type,parentSchema:schema59().properties.value,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 1 || isNaN(data0)){
const err6 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema59().properties.value,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(typeof data0 === "string"){
if(!pattern27().test(data0)){
const err7 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/pattern",keyword:"pattern",params:{pattern: "^infinity$"},message:"must match pattern \""+"^infinity$"+"\"",schema:"^infinity$",parentSchema:schema59().properties.value,data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.adopt !== undefined){
let data1 = data.adopt;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.from === undefined){
const err8 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key1 in data1){
if(!(key1 === "from")){
const err9 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data1.from !== undefined){
let data2 = data1.from;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err10 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(typeof data2 === "string"){
if(!pattern11().test(data2)){
const err11 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
}
else {
const err12 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data1};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.why !== undefined){
let data3 = data.why;
if(typeof data3 !== "string"){
const err13 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data3};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data4 = data.onDrift;
if(!((data4 === "correct") || (data4 === "report"))){
const err14 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
validate32.errors = vErrors;
return errors === 0;
}
validate32.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.unit === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "unit"},message:"must have required property '"+"unit"+"'",schema:schema54().required,parentSchema:schema54(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "unit") || (key0 === "nofile")) || (key0 === "memlock"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema54(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.unit !== undefined){
let data0 = data.unit;
if(typeof data0 === "string"){
if(!pattern21().test(data0)){
const err2 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[^/\\s]{1,255}$"},message:"must match pattern \""+"^[^/\\s]{1,255}$"+"\"",schema:"^[^/\\s]{1,255}$",parentSchema:schema54().properties.unit,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54().properties.unit.type,parentSchema:schema54().properties.unit,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.nofile !== undefined){
if(!(validate30(data.nofile, {instancePath:instancePath+"/nofile",parentData:data,parentDataProperty:"nofile",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
errors = vErrors.length;
}
}
if(data.memlock !== undefined){
if(!(validate32(data.memlock, {instancePath:instancePath+"/memlock",parentData:data,parentDataProperty:"memlock",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema54().type,parentSchema:schema54(),data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate29.errors = vErrors;
return errors === 0;
}
validate29.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema66;
function schema66() { return $schema66 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/client.schema.json","title":"Client descriptor","description":"How a validator client is recognised and dealt with. The known ones are in clients/; `clients:` in a host file adds others, or replaces one of the same name. A client of a host file is recognised by what is there: no program is run for it.","type":"object","required":["name","family","parts"],"additionalProperties":false,"properties":{"name":{"title":"What people call it","description":"For people.","type":"string","pattern":"^\\S.{0,39}$","examples":["Agave"]},"family":{"title":"Its chain","description":"Clients of one family never run at the same time on one machine.","enum":["solana","ethereum","other"],"examples":["solana"]},"parts":{"title":"Its programs","description":"One entry for each program that it consists of.","type":"array","minItems":1,"maxItems":8,"items":{"type":"object","required":["role","exe"],"additionalProperties":false,"x-refused":{"tell":"It is called identifyBy.","can":"It is called capabilities.","says":"It is called commandLineContains.","steady":"It is called steadyFor.","version":"A host file runs no program: its clients are recognised by exe, argv, commandLineContains and identifyBy.","help":"A host file runs no program: its clients are recognised by exe, argv, commandLineContains and identifyBy."},"properties":{"role":{"title":"What the program is for","description":"`validator` signs; `beacon` and `execution` only follow the chain.","enum":["validator","beacon","execution"],"examples":["validator"]},"exe":{"title":"Names of the program file","description":"Base names of the executable.","type":"array","minItems":1,"items":{"$ref":"#/$defs/word"},"examples":[["agave-validator"]]},"argv":{"title":"Words on the command line","description":"One of these must be an argument of its own.","type":"array","items":{"$ref":"#/$defs/word"},"examples":[["bn","beacon_node"]]},"command":{"title":"Sub-commands","description":"One of these is the program's sub-command: the first word that is neither a flag nor what a flag takes. With a sub-command of its own behind it (`validator voluntary-exit`), the program does something else.","type":"array","minItems":1,"items":{"$ref":"#/$defs/word"},"examples":[["validator"]]},"tools":{"title":"Sub-commands of its tools","description":"With one of these as its sub-command, the program does something else, and ends.","type":"array","minItems":1,"items":{"$ref":"#/$defs/word"},"examples":[["accounts","wallet"]]},"commandLineContains":{"title":"Text on the command line","description":"One of these must occur somewhere on the command line.","type":"array","items":{"type":"string","pattern":"^.{3,}$"},"examples":[["tech.pegasys.teku"]]},"identifyBy":{"title":"What identifies it among others of that name","description":"One of these must be true; such a part comes before those without this.","type":"object","minProperties":1,"additionalProperties":false,"properties":{"version":{"title":"Text in its version","description":"Its version contains this. Vexor asks for it where a client that it knows itself has a program of the same name.","type":"string","pattern":"^.{2,}$","examples":["client:JitoLabs"]},"flags":{"title":"Flags","description":"One of these is on the command line.","type":"array","items":{"$ref":"#/$defs/flag"},"examples":[["--block-engine-url"]]},"commandLineContains":{"title":"Text","description":"One of these occurs on the command line.","type":"array","items":{"type":"string","pattern":"^.{3,}$"},"examples":[["qrysm"]]}}},"package":{"title":"Its npm package","description":"The package whose package.json says the version of a program that npm has installed.","type":"string","pattern":"^(@[a-z0-9._-]{1,64}/)?[a-z0-9._-]{1,64}$","examples":["@chainsafe/lodestar"]},"flags":{"title":"Flags that say where things are","description":"Which flag is followed by what.","type":"object","additionalProperties":false,"properties":{"ledger":{"$ref":"#/$defs/flags"},"accounts":{"$ref":"#/$defs/flags"},"identity":{"$ref":"#/$defs/flags"},"voteAccount":{"$ref":"#/$defs/flags"},"rpcPort":{"$ref":"#/$defs/flags"},"tower":{"$ref":"#/$defs/flags"},"config":{"$ref":"#/$defs/flags"},"datadir":{"$ref":"#/$defs/flags"}},"examples":[{"ledger":["--ledger"]}]},"ports":{"title":"Ports it uses when nothing else is said","description":"By purpose; `rpc` is where its health is asked.","type":"object","propertyNames":{"pattern":"^[a-z0-9]+$"},"additionalProperties":{"type":"integer","minimum":1,"maximum":65535},"examples":[{"gossip":8001,"rpc":8899}]},"health":{"title":"How its health is asked","description":"`solana`: getHealth; `beacon`: /eth/v1/node/health, for a validator that of the beacon node it works with; `none`: its process is all there is.","enum":["solana","beacon","none"],"default":"none","examples":["solana"]},"steadyFor":{"title":"How long it must stay up","description":"Seconds that it must stay up, where it has no answer of its own, before it counts as healthy.","type":"integer","minimum":0,"maximum":3600,"default":3,"examples":[15]},"adapter":{"title":"Whose commands it takes","description":"Which of the built-in ways to change an identity, or to carry slashing protection, fits it.","enum":["agave","fdctl","firedancer","prysm","lighthouse","nimbus","teku","lodestar","none"],"default":"none","examples":["agave"]},"capabilities":{"title":"What it can do","description":"What it can do, in each version.","type":"array","uniqueItems":true,"items":{"type":"string","enum":["liveSwap","requireTower","towerTransfer","voteHistory","adminSocket","waitForRestartWindow","slashingProtection","historyImport","wait"]},"examples":[["liveSwap","requireTower"]]},"since":{"title":"What it can do from a version on","description":"Capabilities that it has from this version of its program on. A version that is unknown is older.","type":"object","propertyNames":{"enum":["historyImport","wait"]},"additionalProperties":{"type":"string","pattern":"^\\d{1,4}(\\.\\d{1,6}){1,2}$"},"examples":[{"historyImport":"26.10"}]},"bootIdentity":{"title":"Where it keeps the identity it starts with","description":"`link`: a file named by a flag, best a link; `toml`: its configuration; `unit`: the unit's command line.","enum":["link","toml","unit","none"],"default":"none","examples":["link"]}}},"examples":[[{"role":"validator","exe":["my-validator"]}]]}},"$defs":{"word":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"},"flag":{"type":"string","pattern":"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"},"flags":{"title":"Flags","description":"The flags that this stands behind.","type":"array","minItems":1,"items":{"$ref":"#/$defs/flag"},"examples":[["--ledger"]]}}}; }
let $schema67;
function schema67() { return $schema67 ??= {"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"}; }
let $schema71;
function schema71() { return $schema71 ??= {"type":"string","pattern":"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"}; }
let $pattern35;
function pattern35() { return $pattern35 ??= new RegExp("^\\S.{0,39}$", "u"); }
let $pattern36;
function pattern36() { return $pattern36 ??= new RegExp("^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$", "u"); }
let $pattern40;
function pattern40() { return $pattern40 ??= new RegExp("^.{3,}$", "u"); }
let $pattern41;
function pattern41() { return $pattern41 ??= new RegExp("^.{2,}$", "u"); }
let $pattern42;
function pattern42() { return $pattern42 ??= new RegExp("^--?[A-Za-z][A-Za-z0-9._-]{0,63}$", "u"); }
let $pattern44;
function pattern44() { return $pattern44 ??= new RegExp("^(@[a-z0-9._-]{1,64}/)?[a-z0-9._-]{1,64}$", "u"); }
let $pattern46;
function pattern46() { return $pattern46 ??= new RegExp("^[a-z0-9]+$", "u"); }
let $pattern47;
function pattern47() { return $pattern47 ??= new RegExp("^\\d{1,4}(\\.\\d{1,6}){1,2}$", "u"); }
let $schema72;
function schema72() { return $schema72 ??= {"title":"Flags","description":"The flags that this stands behind.","type":"array","minItems":1,"items":{"$ref":"#/$defs/flag"},"examples":[["--ledger"]]}; }

function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate36.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema72(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern42().test(data0)){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/flag/pattern",keyword:"pattern",params:{pattern: "^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"},message:"must match pattern \""+"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"+"\"",schema:"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$",parentSchema:schema71(),data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/flag/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71().type,parentSchema:schema71(),data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema72().type,parentSchema:schema72(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate36.errors = vErrors;
return errors === 0;
}
validate36.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/client.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate35.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema66().required,parentSchema:schema66(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.family === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "family"},message:"must have required property '"+"family"+"'",schema:schema66().required,parentSchema:schema66(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.parts === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "parts"},message:"must have required property '"+"parts"+"'",schema:schema66().required,parentSchema:schema66(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "name") || (key0 === "family")) || (key0 === "parts"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema66(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern35().test(data0)){
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^\\S.{0,39}$"},message:"must match pattern \""+"^\\S.{0,39}$"+"\"",schema:"^\\S.{0,39}$",parentSchema:schema66().properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.name.type,parentSchema:schema66().properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.family !== undefined){
let data1 = data.family;
if(!(((data1 === "solana") || (data1 === "ethereum")) || (data1 === "other"))){
const err6 = {instancePath:instancePath+"/family",schemaPath:"#/properties/family/enum",keyword:"enum",params:{allowedValues: schema66().properties.family.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.family.enum,parentSchema:schema66().properties.family,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.parts !== undefined){
let data2 = data.parts;
if(Array.isArray(data2)){
if(data2.length > 8){
const err7 = {instancePath:instancePath+"/parts",schemaPath:"#/properties/parts/maxItems",keyword:"maxItems",params:{limit: 8},message:"must NOT have more than 8 items",schema:8,parentSchema:schema66().properties.parts,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/parts",schemaPath:"#/properties/parts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema66().properties.parts,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.role === undefined){
const err9 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/required",keyword:"required",params:{missingProperty: "role"},message:"must have required property '"+"role"+"'",schema:schema66().properties.parts.items.required,parentSchema:schema66().properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data3.exe === undefined){
const err10 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/required",keyword:"required",params:{missingProperty: "exe"},message:"must have required property '"+"exe"+"'",schema:schema66().properties.parts.items.required,parentSchema:schema66().properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key1 in data3){
if(!(["role","exe","argv","command","tools","commandLineContains","identifyBy","package","flags","ports","health","steadyFor","adapter","capabilities","since","bootIdentity"].includes(key1))){
const err11 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema66().properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data3.role !== undefined){
let data4 = data3.role;
if(!(((data4 === "validator") || (data4 === "beacon")) || (data4 === "execution"))){
const err12 = {instancePath:instancePath+"/parts/" + i0+"/role",schemaPath:"#/properties/parts/items/properties/role/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.role.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.role.enum,parentSchema:schema66().properties.parts.items.properties.role,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.exe !== undefined){
let data5 = data3.exe;
if(Array.isArray(data5)){
if(data5.length < 1){
const err13 = {instancePath:instancePath+"/parts/" + i0+"/exe",schemaPath:"#/properties/parts/items/properties/exe/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema66().properties.parts.items.properties.exe,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
let data6 = data5[i1];
if(typeof data6 === "string"){
if(!pattern36().test(data6)){
const err14 = {instancePath:instancePath+"/parts/" + i0+"/exe/" + i1,schemaPath:"#/$defs/word/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$",parentSchema:schema67(),data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/parts/" + i0+"/exe/" + i1,schemaPath:"#/$defs/word/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema67().type,parentSchema:schema67(),data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/parts/" + i0+"/exe",schemaPath:"#/properties/parts/items/properties/exe/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.exe.type,parentSchema:schema66().properties.parts.items.properties.exe,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data3.argv !== undefined){
let data7 = data3.argv;
if(Array.isArray(data7)){
const len2 = data7.length;
for(let i2=0; i2<len2; i2++){
let data8 = data7[i2];
if(typeof data8 === "string"){
if(!pattern36().test(data8)){
const err17 = {instancePath:instancePath+"/parts/" + i0+"/argv/" + i2,schemaPath:"#/$defs/word/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$",parentSchema:schema67(),data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/parts/" + i0+"/argv/" + i2,schemaPath:"#/$defs/word/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema67().type,parentSchema:schema67(),data:data8};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/parts/" + i0+"/argv",schemaPath:"#/properties/parts/items/properties/argv/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.argv.type,parentSchema:schema66().properties.parts.items.properties.argv,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.command !== undefined){
let data9 = data3.command;
if(Array.isArray(data9)){
if(data9.length < 1){
const err20 = {instancePath:instancePath+"/parts/" + i0+"/command",schemaPath:"#/properties/parts/items/properties/command/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema66().properties.parts.items.properties.command,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
const len3 = data9.length;
for(let i3=0; i3<len3; i3++){
let data10 = data9[i3];
if(typeof data10 === "string"){
if(!pattern36().test(data10)){
const err21 = {instancePath:instancePath+"/parts/" + i0+"/command/" + i3,schemaPath:"#/$defs/word/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$",parentSchema:schema67(),data:data10};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/parts/" + i0+"/command/" + i3,schemaPath:"#/$defs/word/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema67().type,parentSchema:schema67(),data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/parts/" + i0+"/command",schemaPath:"#/properties/parts/items/properties/command/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.command.type,parentSchema:schema66().properties.parts.items.properties.command,data:data9};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data3.tools !== undefined){
let data11 = data3.tools;
if(Array.isArray(data11)){
if(data11.length < 1){
const err24 = {instancePath:instancePath+"/parts/" + i0+"/tools",schemaPath:"#/properties/parts/items/properties/tools/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema66().properties.parts.items.properties.tools,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len4 = data11.length;
for(let i4=0; i4<len4; i4++){
let data12 = data11[i4];
if(typeof data12 === "string"){
if(!pattern36().test(data12)){
const err25 = {instancePath:instancePath+"/parts/" + i0+"/tools/" + i4,schemaPath:"#/$defs/word/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$",parentSchema:schema67(),data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/parts/" + i0+"/tools/" + i4,schemaPath:"#/$defs/word/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema67().type,parentSchema:schema67(),data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/parts/" + i0+"/tools",schemaPath:"#/properties/parts/items/properties/tools/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.tools.type,parentSchema:schema66().properties.parts.items.properties.tools,data:data11};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data3.commandLineContains !== undefined){
let data13 = data3.commandLineContains;
if(Array.isArray(data13)){
const len5 = data13.length;
for(let i5=0; i5<len5; i5++){
let data14 = data13[i5];
if(typeof data14 === "string"){
if(!pattern40().test(data14)){
const err28 = {instancePath:instancePath+"/parts/" + i0+"/commandLineContains/" + i5,schemaPath:"#/properties/parts/items/properties/commandLineContains/items/pattern",keyword:"pattern",params:{pattern: "^.{3,}$"},message:"must match pattern \""+"^.{3,}$"+"\"",schema:"^.{3,}$",parentSchema:schema66().properties.parts.items.properties.commandLineContains.items,data:data14};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/parts/" + i0+"/commandLineContains/" + i5,schemaPath:"#/properties/parts/items/properties/commandLineContains/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.commandLineContains.items.type,parentSchema:schema66().properties.parts.items.properties.commandLineContains.items,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/parts/" + i0+"/commandLineContains",schemaPath:"#/properties/parts/items/properties/commandLineContains/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.commandLineContains.type,parentSchema:schema66().properties.parts.items.properties.commandLineContains,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data3.identifyBy !== undefined){
let data15 = data3.identifyBy;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(Object.keys(data15).length < 1){
const err31 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy",schemaPath:"#/properties/parts/items/properties/identifyBy/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema66().properties.parts.items.properties.identifyBy,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key2 in data15){
if(!(((key2 === "version") || (key2 === "flags")) || (key2 === "commandLineContains"))){
const err32 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy",schemaPath:"#/properties/parts/items/properties/identifyBy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema66().properties.parts.items.properties.identifyBy,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data15.version !== undefined){
let data16 = data15.version;
if(typeof data16 === "string"){
if(!pattern41().test(data16)){
const err33 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/version",schemaPath:"#/properties/parts/items/properties/identifyBy/properties/version/pattern",keyword:"pattern",params:{pattern: "^.{2,}$"},message:"must match pattern \""+"^.{2,}$"+"\"",schema:"^.{2,}$",parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.version,data:data16};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/version",schemaPath:"#/properties/parts/items/properties/identifyBy/properties/version/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.identifyBy.properties.version.type,parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.version,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data15.flags !== undefined){
let data17 = data15.flags;
if(Array.isArray(data17)){
const len6 = data17.length;
for(let i6=0; i6<len6; i6++){
let data18 = data17[i6];
if(typeof data18 === "string"){
if(!pattern42().test(data18)){
const err35 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/flags/" + i6,schemaPath:"#/$defs/flag/pattern",keyword:"pattern",params:{pattern: "^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"},message:"must match pattern \""+"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$"+"\"",schema:"^--?[A-Za-z][A-Za-z0-9._-]{0,63}$",parentSchema:schema71(),data:data18};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/flags/" + i6,schemaPath:"#/$defs/flag/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema71().type,parentSchema:schema71(),data:data18};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/flags",schemaPath:"#/properties/parts/items/properties/identifyBy/properties/flags/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.identifyBy.properties.flags.type,parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.flags,data:data17};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data15.commandLineContains !== undefined){
let data19 = data15.commandLineContains;
if(Array.isArray(data19)){
const len7 = data19.length;
for(let i7=0; i7<len7; i7++){
let data20 = data19[i7];
if(typeof data20 === "string"){
if(!pattern40().test(data20)){
const err38 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/commandLineContains/" + i7,schemaPath:"#/properties/parts/items/properties/identifyBy/properties/commandLineContains/items/pattern",keyword:"pattern",params:{pattern: "^.{3,}$"},message:"must match pattern \""+"^.{3,}$"+"\"",schema:"^.{3,}$",parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.commandLineContains.items,data:data20};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/commandLineContains/" + i7,schemaPath:"#/properties/parts/items/properties/identifyBy/properties/commandLineContains/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.identifyBy.properties.commandLineContains.items.type,parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.commandLineContains.items,data:data20};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy/commandLineContains",schemaPath:"#/properties/parts/items/properties/identifyBy/properties/commandLineContains/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.identifyBy.properties.commandLineContains.type,parentSchema:schema66().properties.parts.items.properties.identifyBy.properties.commandLineContains,data:data19};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
else {
const err41 = {instancePath:instancePath+"/parts/" + i0+"/identifyBy",schemaPath:"#/properties/parts/items/properties/identifyBy/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().properties.parts.items.properties.identifyBy.type,parentSchema:schema66().properties.parts.items.properties.identifyBy,data:data15};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data3.package !== undefined){
let data21 = data3.package;
if(typeof data21 === "string"){
if(!pattern44().test(data21)){
const err42 = {instancePath:instancePath+"/parts/" + i0+"/package",schemaPath:"#/properties/parts/items/properties/package/pattern",keyword:"pattern",params:{pattern: "^(@[a-z0-9._-]{1,64}/)?[a-z0-9._-]{1,64}$"},message:"must match pattern \""+"^(@[a-z0-9._-]{1,64}/)?[a-z0-9._-]{1,64}$"+"\"",schema:"^(@[a-z0-9._-]{1,64}/)?[a-z0-9._-]{1,64}$",parentSchema:schema66().properties.parts.items.properties.package,data:data21};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/parts/" + i0+"/package",schemaPath:"#/properties/parts/items/properties/package/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.package.type,parentSchema:schema66().properties.parts.items.properties.package,data:data21};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data3.flags !== undefined){
let data22 = data3.flags;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key3 in data22){
if(!((((((((key3 === "ledger") || (key3 === "accounts")) || (key3 === "identity")) || (key3 === "voteAccount")) || (key3 === "rpcPort")) || (key3 === "tower")) || (key3 === "config")) || (key3 === "datadir"))){
const err44 = {instancePath:instancePath+"/parts/" + i0+"/flags",schemaPath:"#/properties/parts/items/properties/flags/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema66().properties.parts.items.properties.flags,data:data22};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data22.ledger !== undefined){
if(!(validate36(data22.ledger, {instancePath:instancePath+"/parts/" + i0+"/flags/ledger",parentData:data22,parentDataProperty:"ledger",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.accounts !== undefined){
if(!(validate36(data22.accounts, {instancePath:instancePath+"/parts/" + i0+"/flags/accounts",parentData:data22,parentDataProperty:"accounts",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.identity !== undefined){
if(!(validate36(data22.identity, {instancePath:instancePath+"/parts/" + i0+"/flags/identity",parentData:data22,parentDataProperty:"identity",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.voteAccount !== undefined){
if(!(validate36(data22.voteAccount, {instancePath:instancePath+"/parts/" + i0+"/flags/voteAccount",parentData:data22,parentDataProperty:"voteAccount",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.rpcPort !== undefined){
if(!(validate36(data22.rpcPort, {instancePath:instancePath+"/parts/" + i0+"/flags/rpcPort",parentData:data22,parentDataProperty:"rpcPort",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.tower !== undefined){
if(!(validate36(data22.tower, {instancePath:instancePath+"/parts/" + i0+"/flags/tower",parentData:data22,parentDataProperty:"tower",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.config !== undefined){
if(!(validate36(data22.config, {instancePath:instancePath+"/parts/" + i0+"/flags/config",parentData:data22,parentDataProperty:"config",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
if(data22.datadir !== undefined){
if(!(validate36(data22.datadir, {instancePath:instancePath+"/parts/" + i0+"/flags/datadir",parentData:data22,parentDataProperty:"datadir",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
}
else {
const err45 = {instancePath:instancePath+"/parts/" + i0+"/flags",schemaPath:"#/properties/parts/items/properties/flags/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().properties.parts.items.properties.flags.type,parentSchema:schema66().properties.parts.items.properties.flags,data:data22};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data3.ports !== undefined){
let data31 = data3.ports;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
for(const key4 in data31){
const _errs64 = errors;
if(typeof key4 === "string"){
if(!pattern46().test(key4)){
const err46 = {instancePath:instancePath+"/parts/" + i0+"/ports",schemaPath:"#/properties/parts/items/properties/ports/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+$"},message:"must match pattern \""+"^[a-z0-9]+$"+"\"",schema:"^[a-z0-9]+$",parentSchema:schema66().properties.parts.items.properties.ports.propertyNames,data:key4,propertyName:key4};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
var valid25 = _errs64 === errors;
if(!valid25){
const err47 = {instancePath:instancePath+"/parts/" + i0+"/ports",schemaPath:"#/properties/parts/items/properties/ports/propertyNames",keyword:"propertyNames",params:{propertyName: key4},message:"property name must be valid",schema:schema66().properties.parts.items.properties.ports.propertyNames,parentSchema:schema66().properties.parts.items.properties.ports,data:data31};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
for(const key5 in data31){
let data32 = data31[key5];
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err48 = {instancePath:instancePath+"/parts/" + i0+"/ports/" + step(key5),schemaPath:"#/properties/parts/items/properties/ports/additionalProperties/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema66().properties.parts.items.properties.ports.additionalProperties.type,parentSchema:schema66().properties.parts.items.properties.ports.additionalProperties,data:data32};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 65535 || isNaN(data32)){
const err49 = {instancePath:instancePath+"/parts/" + i0+"/ports/" + step(key5),schemaPath:"#/properties/parts/items/properties/ports/additionalProperties/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema66().properties.parts.items.properties.ports.additionalProperties,data:data32};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data32 < 1 || isNaN(data32)){
const err50 = {instancePath:instancePath+"/parts/" + i0+"/ports/" + step(key5),schemaPath:"#/properties/parts/items/properties/ports/additionalProperties/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema66().properties.parts.items.properties.ports.additionalProperties,data:data32};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
}
else {
const err51 = {instancePath:instancePath+"/parts/" + i0+"/ports",schemaPath:"#/properties/parts/items/properties/ports/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().properties.parts.items.properties.ports.type,parentSchema:schema66().properties.parts.items.properties.ports,data:data31};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data3.health !== undefined){
let data33 = data3.health;
if(!(((data33 === "solana") || (data33 === "beacon")) || (data33 === "none"))){
const err52 = {instancePath:instancePath+"/parts/" + i0+"/health",schemaPath:"#/properties/parts/items/properties/health/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.health.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.health.enum,parentSchema:schema66().properties.parts.items.properties.health,data:data33};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data3.steadyFor !== undefined){
let data34 = data3.steadyFor;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
const err53 = {instancePath:instancePath+"/parts/" + i0+"/steadyFor",schemaPath:"#/properties/parts/items/properties/steadyFor/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema66().properties.parts.items.properties.steadyFor.type,parentSchema:schema66().properties.parts.items.properties.steadyFor,data:data34};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 3600 || isNaN(data34)){
const err54 = {instancePath:instancePath+"/parts/" + i0+"/steadyFor",schemaPath:"#/properties/parts/items/properties/steadyFor/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema66().properties.parts.items.properties.steadyFor,data:data34};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(data34 < 0 || isNaN(data34)){
const err55 = {instancePath:instancePath+"/parts/" + i0+"/steadyFor",schemaPath:"#/properties/parts/items/properties/steadyFor/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema66().properties.parts.items.properties.steadyFor,data:data34};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
if(data3.adapter !== undefined){
let data35 = data3.adapter;
if(!(((((((((data35 === "agave") || (data35 === "fdctl")) || (data35 === "firedancer")) || (data35 === "prysm")) || (data35 === "lighthouse")) || (data35 === "nimbus")) || (data35 === "teku")) || (data35 === "lodestar")) || (data35 === "none"))){
const err56 = {instancePath:instancePath+"/parts/" + i0+"/adapter",schemaPath:"#/properties/parts/items/properties/adapter/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.adapter.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.adapter.enum,parentSchema:schema66().properties.parts.items.properties.adapter,data:data35};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data3.capabilities !== undefined){
let data36 = data3.capabilities;
if(Array.isArray(data36)){
const len8 = data36.length;
for(let i8=0; i8<len8; i8++){
let data37 = data36[i8];
if(typeof data37 !== "string"){
const err57 = {instancePath:instancePath+"/parts/" + i0+"/capabilities/" + i8,schemaPath:"#/properties/parts/items/properties/capabilities/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.capabilities.items.type,parentSchema:schema66().properties.parts.items.properties.capabilities.items,data:data37};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(!(((((((((data37 === "liveSwap") || (data37 === "requireTower")) || (data37 === "towerTransfer")) || (data37 === "voteHistory")) || (data37 === "adminSocket")) || (data37 === "waitForRestartWindow")) || (data37 === "slashingProtection")) || (data37 === "historyImport")) || (data37 === "wait"))){
const err58 = {instancePath:instancePath+"/parts/" + i0+"/capabilities/" + i8,schemaPath:"#/properties/parts/items/properties/capabilities/items/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.capabilities.items.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.capabilities.items.enum,parentSchema:schema66().properties.parts.items.properties.capabilities.items,data:data37};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
let i9 = data36.length;
let j0;
if(i9 > 1){
const indices0 = {};
for(;i9--;){
let item0 = data36[i9];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err59 = {instancePath:instancePath+"/parts/" + i0+"/capabilities",schemaPath:"#/properties/parts/items/properties/capabilities/uniqueItems",keyword:"uniqueItems",params:{i: i9, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i9+" are identical)",schema:true,parentSchema:schema66().properties.parts.items.properties.capabilities,data:data36};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
break;
}
indices0[item0] = i9;
}
}
}
else {
const err60 = {instancePath:instancePath+"/parts/" + i0+"/capabilities",schemaPath:"#/properties/parts/items/properties/capabilities/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.items.properties.capabilities.type,parentSchema:schema66().properties.parts.items.properties.capabilities,data:data36};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data3.since !== undefined){
let data38 = data3.since;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
for(const key6 in data38){
const _errs78 = errors;
if(!((key6 === "historyImport") || (key6 === "wait"))){
const err61 = {instancePath:instancePath+"/parts/" + i0+"/since",schemaPath:"#/properties/parts/items/properties/since/propertyNames/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.since.propertyNames.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.since.propertyNames.enum,parentSchema:schema66().properties.parts.items.properties.since.propertyNames,data:key6,propertyName:key6};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
var valid30 = _errs78 === errors;
if(!valid30){
const err62 = {instancePath:instancePath+"/parts/" + i0+"/since",schemaPath:"#/properties/parts/items/properties/since/propertyNames",keyword:"propertyNames",params:{propertyName: key6},message:"property name must be valid",schema:schema66().properties.parts.items.properties.since.propertyNames,parentSchema:schema66().properties.parts.items.properties.since,data:data38};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
for(const key7 in data38){
let data39 = data38[key7];
if(typeof data39 === "string"){
if(!pattern47().test(data39)){
const err63 = {instancePath:instancePath+"/parts/" + i0+"/since/" + step(key7),schemaPath:"#/properties/parts/items/properties/since/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^\\d{1,4}(\\.\\d{1,6}){1,2}$"},message:"must match pattern \""+"^\\d{1,4}(\\.\\d{1,6}){1,2}$"+"\"",schema:"^\\d{1,4}(\\.\\d{1,6}){1,2}$",parentSchema:schema66().properties.parts.items.properties.since.additionalProperties,data:data39};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
else {
const err64 = {instancePath:instancePath+"/parts/" + i0+"/since/" + step(key7),schemaPath:"#/properties/parts/items/properties/since/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema66().properties.parts.items.properties.since.additionalProperties.type,parentSchema:schema66().properties.parts.items.properties.since.additionalProperties,data:data39};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/parts/" + i0+"/since",schemaPath:"#/properties/parts/items/properties/since/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().properties.parts.items.properties.since.type,parentSchema:schema66().properties.parts.items.properties.since,data:data38};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data3.bootIdentity !== undefined){
let data40 = data3.bootIdentity;
if(!((((data40 === "link") || (data40 === "toml")) || (data40 === "unit")) || (data40 === "none"))){
const err66 = {instancePath:instancePath+"/parts/" + i0+"/bootIdentity",schemaPath:"#/properties/parts/items/properties/bootIdentity/enum",keyword:"enum",params:{allowedValues: schema66().properties.parts.items.properties.bootIdentity.enum},message:"must be equal to one of the allowed values",schema:schema66().properties.parts.items.properties.bootIdentity.enum,parentSchema:schema66().properties.parts.items.properties.bootIdentity,data:data40};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().properties.parts.items.type,parentSchema:schema66().properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/parts",schemaPath:"#/properties/parts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema66().properties.parts.type,parentSchema:schema66().properties.parts,data:data2};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
else {
const err69 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema66().type,parentSchema:schema66(),data};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
validate35.errors = vErrors;
return errors === 0;
}
validate35.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema80;
function schema80() { return $schema80 ??= {"type":"object","required":["skip","why"],"additionalProperties":false,"properties":{"skip":{"title":"Lift it","const":true,"examples":[true]},"why":{"$ref":"#/$defs/why","pattern":"\\S","x-wanted":"a reason"}},"examples":[{"skip":true,"why":"no stake yet"}]}; }

function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate46.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.skip === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "skip"},message:"must have required property '"+"skip"+"'",schema:schema80().required,parentSchema:schema80(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.why === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "why"},message:"must have required property '"+"why"+"'",schema:schema80().required,parentSchema:schema80(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "skip") || (key0 === "why"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema80(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.skip !== undefined){
let data0 = data.skip;
if(true !== data0){
const err3 = {instancePath:instancePath+"/skip",schemaPath:"#/properties/skip/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant",schema:true,parentSchema:schema80().properties.skip,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.why !== undefined){
let data1 = data.why;
if(typeof data1 !== "string"){
const err4 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern5().test(data1)){
const err5 = {instancePath:instancePath+"/why",schemaPath:"#/properties/why/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema80().properties.why,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema80().type,parentSchema:schema80(),data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate46.errors = vErrors;
return errors === 0;
}
validate46.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema102;
function schema102() { return $schema102 ??= {"title":"One window","type":"object","required":["cron","duration"],"additionalProperties":false,"properties":{"cron":{"title":"When it opens","description":"Five fields: minute, hour, day of month, month, day of week.","type":"string","pattern":"^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$","x-longest":255,"x-wanted":"five fields, for example \"0 9 * * 1-5\"","examples":["0 9 * * 1-5"]},"duration":{"title":"How long it is open","$ref":"#/$defs/duration","examples":["8h"]},"timeZone":{"title":"Whose clock","description":"A name of the time zone database.","type":"string","pattern":"^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$","x-longest":255,"default":"UTC","x-wanted":"a time zone such as Europe/Amsterdam","examples":["Europe/Amsterdam"]},"why":{"$ref":"#/$defs/why"}}}; }
let $schema103;
function schema103() { return $schema103 ??= {"type":"string","pattern":"^[1-9][0-9]{0,5}(s|m|h|d)$","x-wanted":"a time such as 30s, 5m, 4h or 7d"}; }
let $pattern83;
function pattern83() { return $pattern83 ??= new RegExp("^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$", "u"); }
let $pattern84;
function pattern84() { return $pattern84 ??= new RegExp("^[1-9][0-9]{0,5}(s|m|h|d)$", "u"); }
let $pattern85;
function pattern85() { return $pattern85 ??= new RegExp("^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", "u"); }

function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate53.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cron === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cron"},message:"must have required property '"+"cron"+"'",schema:schema102().required,parentSchema:schema102(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.duration === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "duration"},message:"must have required property '"+"duration"+"'",schema:schema102().required,parentSchema:schema102(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "cron") || (key0 === "duration")) || (key0 === "timeZone")) || (key0 === "why"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema102(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.cron !== undefined){
let data0 = data.cron;
if(typeof data0 === "string"){
if(!pattern83().test(data0)){
const err3 = {instancePath:instancePath+"/cron",schemaPath:"#/properties/cron/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$"},message:"must match pattern \""+"^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$"+"\"",schema:"^(?![\\s\\S]{256})\\s*(\\S+\\s+){4}\\S+\\s*$",parentSchema:schema102().properties.cron,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/cron",schemaPath:"#/properties/cron/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema102().properties.cron.type,parentSchema:schema102().properties.cron,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.duration !== undefined){
let data1 = data.duration;
if(typeof data1 === "string"){
if(!pattern84().test(data1)){
const err5 = {instancePath:instancePath+"/duration",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}(s|m|h|d)$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}(s|m|h|d)$"+"\"",schema:"^[1-9][0-9]{0,5}(s|m|h|d)$",parentSchema:schema103(),data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/duration",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema103().type,parentSchema:schema103(),data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.timeZone !== undefined){
let data2 = data.timeZone;
if(typeof data2 === "string"){
if(!pattern85().test(data2)){
const err7 = {instancePath:instancePath+"/timeZone",schemaPath:"#/properties/timeZone/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$"},message:"must match pattern \""+"^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$"+"\"",schema:"^(?![\\s\\S]{256})[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$",parentSchema:schema102().properties.timeZone,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/timeZone",schemaPath:"#/properties/timeZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema102().properties.timeZone.type,parentSchema:schema102().properties.timeZone,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.why !== undefined){
let data3 = data.why;
if(typeof data3 !== "string"){
const err9 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema102().type,parentSchema:schema102(),data};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}
validate53.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema108;
function schema108() { return $schema108 ??= {"title":"One finding","description":"Both are required.","type":"object","required":["why","until"],"additionalProperties":false,"properties":{"why":{"$ref":"#/$defs/why"},"until":{"title":"The last day","description":"In UTC; from the next day on the finding counts again.","type":"string","pattern":"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$","x-wanted":"a day such as 2027-06-30","examples":["2027-06-30"]}}}; }
let $pattern93;
function pattern93() { return $pattern93 ??= new RegExp("^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", "u"); }

function validate56(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate56.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.why === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "why"},message:"must have required property '"+"why"+"'",schema:schema108().required,parentSchema:schema108(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.until === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "until"},message:"must have required property '"+"until"+"'",schema:schema108().required,parentSchema:schema108(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "why") || (key0 === "until"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema108(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.why !== undefined){
let data0 = data.why;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.until !== undefined){
let data1 = data.until;
if(typeof data1 === "string"){
if(!pattern93().test(data1)){
const err4 = {instancePath:instancePath+"/until",schemaPath:"#/properties/until/pattern",keyword:"pattern",params:{pattern: "^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"},message:"must match pattern \""+"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"+"\"",schema:"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",parentSchema:schema108().properties.until,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/until",schemaPath:"#/properties/until/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema108().properties.until.type,parentSchema:schema108().properties.until,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema108().type,parentSchema:schema108(),data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate56.errors = vErrors;
return errors === 0;
}
validate56.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/host.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema31().required,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(["apiVersion","host","extends","mode","onDrift","sysctl","sysfs","irqAffinity","cpuPinning","limits","client","clients","identity","failover","maintenance","health","checks"].includes(key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("vexor/v1" !== data0){
const err2 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "vexor/v1"},message:"must be equal to constant",schema:"vexor/v1",parentSchema:schema31().properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.host !== undefined){
let data1 = data.host;
if(typeof data1 === "string"){
if(!pattern4().test(data1)){
const err3 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$",parentSchema:schema31().properties.host,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.host.type,parentSchema:schema31().properties.host,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.extends !== undefined){
let data2 = data.extends;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern5().test(data3)){
const err5 = {instancePath:instancePath+"/extends/" + i0,schemaPath:"#/properties/extends/items/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31().properties.extends.items,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/extends/" + i0,schemaPath:"#/properties/extends/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.extends.items.type,parentSchema:schema31().properties.extends.items,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
let i1 = data2.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data2[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err7 = {instancePath:instancePath+"/extends",schemaPath:"#/properties/extends/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema31().properties.extends,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err8 = {instancePath:instancePath+"/extends",schemaPath:"#/properties/extends/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.extends.type,parentSchema:schema31().properties.extends,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.mode !== undefined){
let data4 = data.mode;
if(!((data4 === "enforce") || (data4 === "observe"))){
const err9 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/enum",keyword:"enum",params:{allowedValues: schema31().properties.mode.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.mode.enum,parentSchema:schema31().properties.mode,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data5 = data.onDrift;
if(!((data5 === "correct") || (data5 === "report"))){
const err10 = {instancePath:instancePath+"/onDrift",schemaPath:"#/properties/onDrift/enum",keyword:"enum",params:{allowedValues: schema31().properties.onDrift.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.onDrift.enum,parentSchema:schema31().properties.onDrift,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.sysctl !== undefined){
let data6 = data.sysctl;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key1 in data6){
const _errs13 = errors;
if(typeof key1 === "string"){
if(!pattern6().test(key1)){
const err11 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})[A-Za-z0-9_][A-Za-z0-9_:@+-]*([./][A-Za-z0-9_:@+-]+)*$"},message:"must match pattern \""+"^(?![\\s\\S]{256})[A-Za-z0-9_][A-Za-z0-9_:@+-]*([./][A-Za-z0-9_:@+-]+)*$"+"\"",schema:"^(?![\\s\\S]{256})[A-Za-z0-9_][A-Za-z0-9_:@+-]*([./][A-Za-z0-9_:@+-]+)*$",parentSchema:schema31().properties.sysctl.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
var valid4 = _errs13 === errors;
if(!valid4){
const err12 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema31().properties.sysctl.propertyNames,parentSchema:schema31().properties.sysctl,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
for(const key2 in data6){
if(!(validate21(data6[key2], {instancePath:instancePath+"/sysctl/" + step(key2),parentData:data6,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.sysctl.type,parentSchema:schema31().properties.sysctl,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.sysfs !== undefined){
let data8 = data.sysfs;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key3 in data8){
const _errs18 = errors;
if(typeof key3 === "string"){
if(!pattern12().test(key3)){
const err14 = {instancePath:instancePath+"/sysfs",schemaPath:"#/properties/sysfs/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{256})[A-Za-z0-9_.@:*?-]+(/[A-Za-z0-9_.@:*?-]+)+$"},message:"must match pattern \""+"^(?![\\s\\S]{256})[A-Za-z0-9_.@:*?-]+(/[A-Za-z0-9_.@:*?-]+)+$"+"\"",schema:"^(?![\\s\\S]{256})[A-Za-z0-9_.@:*?-]+(/[A-Za-z0-9_.@:*?-]+)+$",parentSchema:schema31().properties.sysfs.propertyNames,data:key3,propertyName:key3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
var valid6 = _errs18 === errors;
if(!valid6){
const err15 = {instancePath:instancePath+"/sysfs",schemaPath:"#/properties/sysfs/propertyNames",keyword:"propertyNames",params:{propertyName: key3},message:"property name must be valid",schema:schema31().properties.sysfs.propertyNames,parentSchema:schema31().properties.sysfs,data:data8};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
for(const key4 in data8){
if(!(validate23(data8[key4], {instancePath:instancePath+"/sysfs/" + step(key4),parentData:data8,parentDataProperty:key4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/sysfs",schemaPath:"#/properties/sysfs/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.sysfs.type,parentSchema:schema31().properties.sysfs,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.irqAffinity !== undefined){
let data10 = data.irqAffinity;
if(Array.isArray(data10)){
const len1 = data10.length;
for(let i2=0; i2<len1; i2++){
if(!(validate25(data10[i2], {instancePath:instancePath+"/irqAffinity/" + i2,parentData:data10,parentDataProperty:i2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err17 = {instancePath:instancePath+"/irqAffinity",schemaPath:"#/properties/irqAffinity/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.irqAffinity.type,parentSchema:schema31().properties.irqAffinity,data:data10};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.cpuPinning !== undefined){
let data12 = data.cpuPinning;
if(Array.isArray(data12)){
const len2 = data12.length;
for(let i3=0; i3<len2; i3++){
if(!(validate27(data12[i3], {instancePath:instancePath+"/cpuPinning/" + i3,parentData:data12,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/cpuPinning",schemaPath:"#/properties/cpuPinning/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.cpuPinning.type,parentSchema:schema31().properties.cpuPinning,data:data12};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.limits !== undefined){
let data14 = data.limits;
if(Array.isArray(data14)){
const len3 = data14.length;
for(let i4=0; i4<len3; i4++){
if(!(validate29(data14[i4], {instancePath:instancePath+"/limits/" + i4,parentData:data14,parentDataProperty:i4,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
errors = vErrors.length;
}
}
}
else {
const err19 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.limits.type,parentSchema:schema31().properties.limits,data:data14};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.client !== undefined){
let data16 = data.client;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.active === undefined){
const err20 = {instancePath:instancePath+"/client",schemaPath:"#/properties/client/required",keyword:"required",params:{missingProperty: "active"},message:"must have required property '"+"active"+"'",schema:schema31().properties.client.required,parentSchema:schema31().properties.client,data:data16};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
for(const key5 in data16){
if(!(["active","unit","stopWithin","healthyWithin","steadyFor","holdFor","probe","dual","adopt","why","onDrift"].includes(key5))){
const err21 = {instancePath:instancePath+"/client",schemaPath:"#/properties/client/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.client,data:data16};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data16.active !== undefined){
let data17 = data16.active;
if(typeof data17 === "string"){
if(!pattern30().test(data17)){
const err22 = {instancePath:instancePath+"/client/active",schemaPath:"#/properties/client/properties/active/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,31}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,31}$"+"\"",schema:"^[a-z][a-z0-9-]{0,31}$",parentSchema:schema31().properties.client.properties.active,data:data17};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/client/active",schemaPath:"#/properties/client/properties/active/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.client.properties.active.type,parentSchema:schema31().properties.client.properties.active,data:data17};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data16.unit !== undefined){
let data18 = data16.unit;
if(typeof data18 === "string"){
if(!pattern31().test(data18)){
const err24 = {instancePath:instancePath+"/client/unit",schemaPath:"#/properties/client/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$",parentSchema:schema31().properties.client.properties.unit,data:data18};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/client/unit",schemaPath:"#/properties/client/properties/unit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.client.properties.unit.type,parentSchema:schema31().properties.client.properties.unit,data:data18};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data16.stopWithin !== undefined){
let data19 = data16.stopWithin;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
const err26 = {instancePath:instancePath+"/client/stopWithin",schemaPath:"#/properties/client/properties/stopWithin/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31().properties.client.properties.stopWithin.type,parentSchema:schema31().properties.client.properties.stopWithin,data:data19};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 > 3600 || isNaN(data19)){
const err27 = {instancePath:instancePath+"/client/stopWithin",schemaPath:"#/properties/client/properties/stopWithin/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema31().properties.client.properties.stopWithin,data:data19};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data19 < 1 || isNaN(data19)){
const err28 = {instancePath:instancePath+"/client/stopWithin",schemaPath:"#/properties/client/properties/stopWithin/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31().properties.client.properties.stopWithin,data:data19};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
if(data16.healthyWithin !== undefined){
let data20 = data16.healthyWithin;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
const err29 = {instancePath:instancePath+"/client/healthyWithin",schemaPath:"#/properties/client/properties/healthyWithin/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31().properties.client.properties.healthyWithin.type,parentSchema:schema31().properties.client.properties.healthyWithin,data:data20};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 > 86400 || isNaN(data20)){
const err30 = {instancePath:instancePath+"/client/healthyWithin",schemaPath:"#/properties/client/properties/healthyWithin/maximum",keyword:"maximum",params:{comparison: "<=", limit: 86400},message:"must be <= 86400",schema:86400,parentSchema:schema31().properties.client.properties.healthyWithin,data:data20};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data20 < 1 || isNaN(data20)){
const err31 = {instancePath:instancePath+"/client/healthyWithin",schemaPath:"#/properties/client/properties/healthyWithin/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31().properties.client.properties.healthyWithin,data:data20};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
if(data16.steadyFor !== undefined){
let data21 = data16.steadyFor;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
const err32 = {instancePath:instancePath+"/client/steadyFor",schemaPath:"#/properties/client/properties/steadyFor/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31().properties.client.properties.steadyFor.type,parentSchema:schema31().properties.client.properties.steadyFor,data:data21};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 > 3600 || isNaN(data21)){
const err33 = {instancePath:instancePath+"/client/steadyFor",schemaPath:"#/properties/client/properties/steadyFor/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema31().properties.client.properties.steadyFor,data:data21};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data21 < 0 || isNaN(data21)){
const err34 = {instancePath:instancePath+"/client/steadyFor",schemaPath:"#/properties/client/properties/steadyFor/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31().properties.client.properties.steadyFor,data:data21};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
if(data16.holdFor !== undefined){
let data22 = data16.holdFor;
if(!(((typeof data22 == "number") && (!(data22 % 1) && !isNaN(data22))) && (isFinite(data22)))){
const err35 = {instancePath:instancePath+"/client/holdFor",schemaPath:"#/properties/client/properties/holdFor/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31().properties.client.properties.holdFor.type,parentSchema:schema31().properties.client.properties.holdFor,data:data22};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if((typeof data22 == "number") && (isFinite(data22))){
if(data22 > 3600 || isNaN(data22)){
const err36 = {instancePath:instancePath+"/client/holdFor",schemaPath:"#/properties/client/properties/holdFor/maximum",keyword:"maximum",params:{comparison: "<=", limit: 3600},message:"must be <= 3600",schema:3600,parentSchema:schema31().properties.client.properties.holdFor,data:data22};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data22 < 0 || isNaN(data22)){
const err37 = {instancePath:instancePath+"/client/holdFor",schemaPath:"#/properties/client/properties/holdFor/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31().properties.client.properties.holdFor,data:data22};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
if(data16.probe !== undefined){
let data23 = data16.probe;
if(typeof data23 === "string"){
if(!pattern32().test(data23)){
const err38 = {instancePath:instancePath+"/client/probe",schemaPath:"#/properties/client/properties/probe/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s,]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s,]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s,]+$",parentSchema:schema31().properties.client.properties.probe,data:data23};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/client/probe",schemaPath:"#/properties/client/properties/probe/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.client.properties.probe.type,parentSchema:schema31().properties.client.properties.probe,data:data23};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data16.dual !== undefined){
let data24 = data16.dual;
if(!((data24 === "off") || (data24 === "auto"))){
const err40 = {instancePath:instancePath+"/client/dual",schemaPath:"#/properties/client/properties/dual/enum",keyword:"enum",params:{allowedValues: schema31().properties.client.properties.dual.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.client.properties.dual.enum,parentSchema:schema31().properties.client.properties.dual,data:data24};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data16.adopt !== undefined){
let data25 = data16.adopt;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(data25.from === undefined){
const err41 = {instancePath:instancePath+"/client/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data25};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
for(const key6 in data25){
if(!(key6 === "from")){
const err42 = {instancePath:instancePath+"/client/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data25};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data25.from !== undefined){
let data26 = data25.from;
if((!(((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26))) && (isFinite(data26)))) && (typeof data26 !== "string")){
const err43 = {instancePath:instancePath+"/client/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data26};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(typeof data26 === "string"){
if(!pattern11().test(data26)){
const err44 = {instancePath:instancePath+"/client/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data26};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
}
else {
const err45 = {instancePath:instancePath+"/client/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data25};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data16.why !== undefined){
let data27 = data16.why;
if(typeof data27 !== "string"){
const err46 = {instancePath:instancePath+"/client/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data27};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data16.onDrift !== undefined){
let data28 = data16.onDrift;
if(!((data28 === "correct") || (data28 === "report"))){
const err47 = {instancePath:instancePath+"/client/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data28};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/client",schemaPath:"#/properties/client/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.client.type,parentSchema:schema31().properties.client,data:data16};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.clients !== undefined){
let data29 = data.clients;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
if(Object.keys(data29).length < 1){
const err49 = {instancePath:instancePath+"/clients",schemaPath:"#/properties/clients/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.clients,data:data29};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
for(const key7 in data29){
const _errs61 = errors;
if(typeof key7 === "string"){
if(!pattern30().test(key7)){
const err50 = {instancePath:instancePath+"/clients",schemaPath:"#/properties/clients/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,31}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,31}$"+"\"",schema:"^[a-z][a-z0-9-]{0,31}$",parentSchema:schema31().properties.clients.propertyNames,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
var valid19 = _errs61 === errors;
if(!valid19){
const err51 = {instancePath:instancePath+"/clients",schemaPath:"#/properties/clients/propertyNames",keyword:"propertyNames",params:{propertyName: key7},message:"property name must be valid",schema:schema31().properties.clients.propertyNames,parentSchema:schema31().properties.clients,data:data29};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
for(const key8 in data29){
if(!(validate35(data29[key8], {instancePath:instancePath+"/clients/" + step(key8),parentData:data29,parentDataProperty:key8,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors);
errors = vErrors.length;
}
}
}
else {
const err52 = {instancePath:instancePath+"/clients",schemaPath:"#/properties/clients/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.clients.type,parentSchema:schema31().properties.clients,data:data29};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data.identity !== undefined){
let data31 = data.identity;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.pubkey === undefined){
const err53 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/required",keyword:"required",params:{missingProperty: "pubkey"},message:"must have required property '"+"pubkey"+"'",schema:schema31().properties.identity.required,parentSchema:schema31().properties.identity,data:data31};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(data31.keypair === undefined){
const err54 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/required",keyword:"required",params:{missingProperty: "keypair"},message:"must have required property '"+"keypair"+"'",schema:schema31().properties.identity.required,parentSchema:schema31().properties.identity,data:data31};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
for(const key9 in data31){
if(!(["pubkey","keypair","voteAccount","voteAccountKey","tower","unstaked","clusterRpc","restart","guards","adopt","why","onDrift"].includes(key9))){
const err55 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.identity,data:data31};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data31.pubkey !== undefined){
let data32 = data31.pubkey;
if(typeof data32 !== "string"){
const err56 = {instancePath:instancePath+"/identity/pubkey",schemaPath:"#/$defs/pubkey/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema74().type,parentSchema:schema74(),data:data32};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data31.keypair !== undefined){
let data33 = data31.keypair;
if(typeof data33 === "string"){
if(!pattern48().test(data33)){
const err57 = {instancePath:instancePath+"/identity/keypair",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data33};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
else {
const err58 = {instancePath:instancePath+"/identity/keypair",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data33};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data31.voteAccount !== undefined){
let data34 = data31.voteAccount;
if(typeof data34 !== "string"){
const err59 = {instancePath:instancePath+"/identity/voteAccount",schemaPath:"#/$defs/pubkey/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema74().type,parentSchema:schema74(),data:data34};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data31.voteAccountKey !== undefined){
let data35 = data31.voteAccountKey;
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
if(data35.keypair === undefined){
const err60 = {instancePath:instancePath+"/identity/voteAccountKey",schemaPath:"#/properties/identity/properties/voteAccountKey/required",keyword:"required",params:{missingProperty: "keypair"},message:"must have required property '"+"keypair"+"'",schema:schema31().properties.identity.properties.voteAccountKey.required,parentSchema:schema31().properties.identity.properties.voteAccountKey,data:data35};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
for(const key10 in data35){
if(!((key10 === "keypair") || (key10 === "adopt"))){
const err61 = {instancePath:instancePath+"/identity/voteAccountKey",schemaPath:"#/properties/identity/properties/voteAccountKey/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.identity.properties.voteAccountKey,data:data35};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data35.keypair !== undefined){
let data36 = data35.keypair;
if(typeof data36 === "string"){
if(!pattern48().test(data36)){
const err62 = {instancePath:instancePath+"/identity/voteAccountKey/keypair",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data36};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
else {
const err63 = {instancePath:instancePath+"/identity/voteAccountKey/keypair",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data36};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data35.adopt !== undefined){
let data37 = data35.adopt;
if(data37 && typeof data37 == "object" && !Array.isArray(data37)){
if(data37.from === undefined){
const err64 = {instancePath:instancePath+"/identity/voteAccountKey/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data37};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
for(const key11 in data37){
if(!(key11 === "from")){
const err65 = {instancePath:instancePath+"/identity/voteAccountKey/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data37};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data37.from !== undefined){
let data38 = data37.from;
if((!(((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38))) && (isFinite(data38)))) && (typeof data38 !== "string")){
const err66 = {instancePath:instancePath+"/identity/voteAccountKey/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data38};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if(typeof data38 === "string"){
if(!pattern11().test(data38)){
const err67 = {instancePath:instancePath+"/identity/voteAccountKey/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data38};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
}
else {
const err68 = {instancePath:instancePath+"/identity/voteAccountKey/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data37};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
else {
const err69 = {instancePath:instancePath+"/identity/voteAccountKey",schemaPath:"#/properties/identity/properties/voteAccountKey/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.identity.properties.voteAccountKey.type,parentSchema:schema31().properties.identity.properties.voteAccountKey,data:data35};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data31.tower !== undefined){
let data39 = data31.tower;
if(typeof data39 === "string"){
if(!pattern51().test(data39)){
const err70 = {instancePath:instancePath+"/identity/tower",schemaPath:"#/properties/identity/properties/tower/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{0,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{0,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{0,4094}$",parentSchema:schema31().properties.identity.properties.tower,data:data39};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
else {
const err71 = {instancePath:instancePath+"/identity/tower",schemaPath:"#/properties/identity/properties/tower/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.identity.properties.tower.type,parentSchema:schema31().properties.identity.properties.tower,data:data39};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data31.unstaked !== undefined){
let data40 = data31.unstaked;
if(typeof data40 === "string"){
if(!pattern48().test(data40)){
const err72 = {instancePath:instancePath+"/identity/unstaked",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data40};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
else {
const err73 = {instancePath:instancePath+"/identity/unstaked",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data40};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data31.clusterRpc !== undefined){
let data41 = data31.clusterRpc;
if((typeof data41 !== "string") && (!(Array.isArray(data41)))){
const err74 = {instancePath:instancePath+"/identity/clusterRpc",schemaPath:"#/properties/identity/properties/clusterRpc/type",keyword:"type",params:{type: schema31().properties.identity.properties.clusterRpc.type},message:"must be string,array",schema:schema31().properties.identity.properties.clusterRpc.type,parentSchema:schema31().properties.identity.properties.clusterRpc,data:data41};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
if(typeof data41 === "string"){
if(!pattern53().test(data41)){
const err75 = {instancePath:instancePath+"/identity/clusterRpc",schemaPath:"#/properties/identity/properties/clusterRpc/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s]+$",parentSchema:schema31().properties.identity.properties.clusterRpc,data:data41};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(Array.isArray(data41)){
if(data41.length > 3){
const err76 = {instancePath:instancePath+"/identity/clusterRpc",schemaPath:"#/properties/identity/properties/clusterRpc/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema31().properties.identity.properties.clusterRpc,data:data41};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
if(data41.length < 1){
const err77 = {instancePath:instancePath+"/identity/clusterRpc",schemaPath:"#/properties/identity/properties/clusterRpc/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.identity.properties.clusterRpc,data:data41};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
const len4 = data41.length;
for(let i5=0; i5<len4; i5++){
let data42 = data41[i5];
if(typeof data42 === "string"){
if(!pattern53().test(data42)){
const err78 = {instancePath:instancePath+"/identity/clusterRpc/" + i5,schemaPath:"#/properties/identity/properties/clusterRpc/items/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s]+$",parentSchema:schema31().properties.identity.properties.clusterRpc.items,data:data42};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
else {
const err79 = {instancePath:instancePath+"/identity/clusterRpc/" + i5,schemaPath:"#/properties/identity/properties/clusterRpc/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.identity.properties.clusterRpc.items.type,parentSchema:schema31().properties.identity.properties.clusterRpc.items,data:data42};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
let i6 = data41.length;
let j1;
if(i6 > 1){
const indices1 = {};
for(;i6--;){
let item1 = data41[i6];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err80 = {instancePath:instancePath+"/identity/clusterRpc",schemaPath:"#/properties/identity/properties/clusterRpc/uniqueItems",keyword:"uniqueItems",params:{i: i6, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i6+" are identical)",schema:true,parentSchema:schema31().properties.identity.properties.clusterRpc,data:data41};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
break;
}
indices1[item1] = i6;
}
}
}
}
if(data31.restart !== undefined){
let data43 = data31.restart;
if(!(data43 === "allowed")){
const err81 = {instancePath:instancePath+"/identity/restart",schemaPath:"#/properties/identity/properties/restart/enum",keyword:"enum",params:{allowedValues: schema31().properties.identity.properties.restart.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.identity.properties.restart.enum,parentSchema:schema31().properties.identity.properties.restart,data:data43};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data31.guards !== undefined){
let data44 = data31.guards;
if(data44 && typeof data44 == "object" && !Array.isArray(data44)){
if(Object.keys(data44).length < 1){
const err82 = {instancePath:instancePath+"/identity/guards",schemaPath:"#/properties/identity/properties/guards/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.identity.properties.guards,data:data44};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
for(const key12 in data44){
if(!((((((key12 === "leaderSlot") || (key12 === "caughtUp")) || (key12 === "votingElsewhere")) || (key12 === "voteAccount")) || (key12 === "tower")) || (key12 === "fence"))){
const err83 = {instancePath:instancePath+"/identity/guards",schemaPath:"#/properties/identity/properties/guards/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.identity.properties.guards,data:data44};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data44.leaderSlot !== undefined){
if(!(validate46(data44.leaderSlot, {instancePath:instancePath+"/identity/guards/leaderSlot",parentData:data44,parentDataProperty:"leaderSlot",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data44.caughtUp !== undefined){
if(!(validate46(data44.caughtUp, {instancePath:instancePath+"/identity/guards/caughtUp",parentData:data44,parentDataProperty:"caughtUp",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data44.votingElsewhere !== undefined){
if(!(validate46(data44.votingElsewhere, {instancePath:instancePath+"/identity/guards/votingElsewhere",parentData:data44,parentDataProperty:"votingElsewhere",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data44.voteAccount !== undefined){
if(!(validate46(data44.voteAccount, {instancePath:instancePath+"/identity/guards/voteAccount",parentData:data44,parentDataProperty:"voteAccount",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data44.tower !== undefined){
if(!(validate46(data44.tower, {instancePath:instancePath+"/identity/guards/tower",parentData:data44,parentDataProperty:"tower",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data44.fence !== undefined){
if(!(validate46(data44.fence, {instancePath:instancePath+"/identity/guards/fence",parentData:data44,parentDataProperty:"fence",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
}
else {
const err84 = {instancePath:instancePath+"/identity/guards",schemaPath:"#/properties/identity/properties/guards/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.identity.properties.guards.type,parentSchema:schema31().properties.identity.properties.guards,data:data44};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data31.adopt !== undefined){
let data51 = data31.adopt;
if(data51 && typeof data51 == "object" && !Array.isArray(data51)){
if(data51.from === undefined){
const err85 = {instancePath:instancePath+"/identity/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data51};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
for(const key13 in data51){
if(!(key13 === "from")){
const err86 = {instancePath:instancePath+"/identity/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key13},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data51};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data51.from !== undefined){
let data52 = data51.from;
if((!(((typeof data52 == "number") && (!(data52 % 1) && !isNaN(data52))) && (isFinite(data52)))) && (typeof data52 !== "string")){
const err87 = {instancePath:instancePath+"/identity/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data52};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
if(typeof data52 === "string"){
if(!pattern11().test(data52)){
const err88 = {instancePath:instancePath+"/identity/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data52};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
}
}
else {
const err89 = {instancePath:instancePath+"/identity/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data51};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data31.why !== undefined){
let data53 = data31.why;
if(typeof data53 !== "string"){
const err90 = {instancePath:instancePath+"/identity/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data53};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data31.onDrift !== undefined){
let data54 = data31.onDrift;
if(!((data54 === "correct") || (data54 === "report"))){
const err91 = {instancePath:instancePath+"/identity/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data54};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/identity",schemaPath:"#/properties/identity/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.identity.type,parentSchema:schema31().properties.identity,data:data31};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data.failover !== undefined){
let data55 = data.failover;
if(data55 && typeof data55 == "object" && !Array.isArray(data55)){
if(data55.group === undefined){
const err93 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "group"},message:"must have required property '"+"group"+"'",schema:schema31().properties.failover.required,parentSchema:schema31().properties.failover,data:data55};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
if(data55.peer === undefined){
const err94 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "peer"},message:"must have required property '"+"peer"+"'",schema:schema31().properties.failover.required,parentSchema:schema31().properties.failover,data:data55};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
if(data55.register === undefined){
const err95 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/required",keyword:"required",params:{missingProperty: "register"},message:"must have required property '"+"register"+"'",schema:schema31().properties.failover.required,parentSchema:schema31().properties.failover,data:data55};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
for(const key14 in data55){
if(!(["group","peer","register","timing","manager","validator","unplanned","failsafe","strict","dryRun","adopt","why","onDrift"].includes(key14))){
const err96 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover,data:data55};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(data55.group !== undefined){
let data56 = data55.group;
if(typeof data56 === "string"){
if(!pattern57().test(data56)){
const err97 = {instancePath:instancePath+"/failover/group",schemaPath:"#/properties/failover/properties/group/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9-]{0,62}$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9-]{0,62}$"+"\"",schema:"^[a-z0-9][a-z0-9-]{0,62}$",parentSchema:schema31().properties.failover.properties.group,data:data56};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/failover/group",schemaPath:"#/properties/failover/properties/group/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.group.type,parentSchema:schema31().properties.failover.properties.group,data:data56};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
if(data55.peer !== undefined){
let data57 = data55.peer;
if(data57 && typeof data57 == "object" && !Array.isArray(data57)){
if(data57.host === undefined){
const err99 = {instancePath:instancePath+"/failover/peer",schemaPath:"#/properties/failover/properties/peer/required",keyword:"required",params:{missingProperty: "host"},message:"must have required property '"+"host"+"'",schema:schema31().properties.failover.properties.peer.required,parentSchema:schema31().properties.failover.properties.peer,data:data57};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
if(data57.url === undefined){
const err100 = {instancePath:instancePath+"/failover/peer",schemaPath:"#/properties/failover/properties/peer/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema31().properties.failover.properties.peer.required,parentSchema:schema31().properties.failover.properties.peer,data:data57};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
for(const key15 in data57){
if(!((key15 === "host") || (key15 === "url"))){
const err101 = {instancePath:instancePath+"/failover/peer",schemaPath:"#/properties/failover/properties/peer/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover.properties.peer,data:data57};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data57.host !== undefined){
let data58 = data57.host;
if(typeof data58 === "string"){
if(!pattern4().test(data58)){
const err102 = {instancePath:instancePath+"/failover/peer/host",schemaPath:"#/properties/failover/properties/peer/properties/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$",parentSchema:schema31().properties.failover.properties.peer.properties.host,data:data58};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
else {
const err103 = {instancePath:instancePath+"/failover/peer/host",schemaPath:"#/properties/failover/properties/peer/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.peer.properties.host.type,parentSchema:schema31().properties.failover.properties.peer.properties.host,data:data58};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
if(data57.url !== undefined){
let data59 = data57.url;
if(typeof data59 === "string"){
if(!pattern59().test(data59)){
const err104 = {instancePath:instancePath+"/failover/peer/url",schemaPath:"#/properties/failover/properties/peer/properties/url/pattern",keyword:"pattern",params:{pattern: "^https://[A-Za-z0-9._\\[\\]:-]{1,260}/?$"},message:"must match pattern \""+"^https://[A-Za-z0-9._\\[\\]:-]{1,260}/?$"+"\"",schema:"^https://[A-Za-z0-9._\\[\\]:-]{1,260}/?$",parentSchema:schema31().properties.failover.properties.peer.properties.url,data:data59};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
else {
const err105 = {instancePath:instancePath+"/failover/peer/url",schemaPath:"#/properties/failover/properties/peer/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.peer.properties.url.type,parentSchema:schema31().properties.failover.properties.peer.properties.url,data:data59};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
}
else {
const err106 = {instancePath:instancePath+"/failover/peer",schemaPath:"#/properties/failover/properties/peer/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.properties.peer.type,parentSchema:schema31().properties.failover.properties.peer,data:data57};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data55.register !== undefined){
let data60 = data55.register;
if(data60 && typeof data60 == "object" && !Array.isArray(data60)){
if(data60.endpoints === undefined){
const err107 = {instancePath:instancePath+"/failover/register",schemaPath:"#/properties/failover/properties/register/required",keyword:"required",params:{missingProperty: "endpoints"},message:"must have required property '"+"endpoints"+"'",schema:schema31().properties.failover.properties.register.required,parentSchema:schema31().properties.failover.properties.register,data:data60};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
for(const key16 in data60){
if(!((((((((key16 === "protocol") || (key16 === "endpoints")) || (key16 === "ca")) || (key16 === "certificate")) || (key16 === "key")) || (key16 === "login")) || (key16 === "unencrypted")) || (key16 === "olderEtcd"))){
const err108 = {instancePath:instancePath+"/failover/register",schemaPath:"#/properties/failover/properties/register/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key16},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover.properties.register,data:data60};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
if(data60.protocol !== undefined){
let data61 = data60.protocol;
if(!((data61 === "grpc") || (data61 === "gateway"))){
const err109 = {instancePath:instancePath+"/failover/register/protocol",schemaPath:"#/properties/failover/properties/register/properties/protocol/enum",keyword:"enum",params:{allowedValues: schema31().properties.failover.properties.register.properties.protocol.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.failover.properties.register.properties.protocol.enum,parentSchema:schema31().properties.failover.properties.register.properties.protocol,data:data61};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
if(data60.endpoints !== undefined){
let data62 = data60.endpoints;
if(Array.isArray(data62)){
if(data62.length > 9){
const err110 = {instancePath:instancePath+"/failover/register/endpoints",schemaPath:"#/properties/failover/properties/register/properties/endpoints/maxItems",keyword:"maxItems",params:{limit: 9},message:"must NOT have more than 9 items",schema:9,parentSchema:schema31().properties.failover.properties.register.properties.endpoints,data:data62};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
if(data62.length < 1){
const err111 = {instancePath:instancePath+"/failover/register/endpoints",schemaPath:"#/properties/failover/properties/register/properties/endpoints/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.failover.properties.register.properties.endpoints,data:data62};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
const len5 = data62.length;
for(let i7=0; i7<len5; i7++){
let data63 = data62[i7];
if(typeof data63 === "string"){
if(!pattern60().test(data63)){
const err112 = {instancePath:instancePath+"/failover/register/endpoints/" + i7,schemaPath:"#/properties/failover/properties/register/properties/endpoints/items/pattern",keyword:"pattern",params:{pattern: "^https?://[A-Za-z0-9._\\[\\]:-]{1,260}/?$"},message:"must match pattern \""+"^https?://[A-Za-z0-9._\\[\\]:-]{1,260}/?$"+"\"",schema:"^https?://[A-Za-z0-9._\\[\\]:-]{1,260}/?$",parentSchema:schema31().properties.failover.properties.register.properties.endpoints.items,data:data63};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
else {
const err113 = {instancePath:instancePath+"/failover/register/endpoints/" + i7,schemaPath:"#/properties/failover/properties/register/properties/endpoints/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.register.properties.endpoints.items.type,parentSchema:schema31().properties.failover.properties.register.properties.endpoints.items,data:data63};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
let i8 = data62.length;
let j2;
if(i8 > 1){
const indices2 = {};
for(;i8--;){
let item2 = data62[i8];
if(typeof item2 !== "string"){
continue;
}
if(typeof indices2[item2] == "number"){
j2 = indices2[item2];
const err114 = {instancePath:instancePath+"/failover/register/endpoints",schemaPath:"#/properties/failover/properties/register/properties/endpoints/uniqueItems",keyword:"uniqueItems",params:{i: i8, j: j2},message:"must NOT have duplicate items (items ## "+j2+" and "+i8+" are identical)",schema:true,parentSchema:schema31().properties.failover.properties.register.properties.endpoints,data:data62};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
break;
}
indices2[item2] = i8;
}
}
}
else {
const err115 = {instancePath:instancePath+"/failover/register/endpoints",schemaPath:"#/properties/failover/properties/register/properties/endpoints/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.failover.properties.register.properties.endpoints.type,parentSchema:schema31().properties.failover.properties.register.properties.endpoints,data:data62};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data60.ca !== undefined){
let data64 = data60.ca;
if(typeof data64 === "string"){
if(!pattern48().test(data64)){
const err116 = {instancePath:instancePath+"/failover/register/ca",schemaPath:"#/$defs/filePath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema85(),data:data64};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
else {
const err117 = {instancePath:instancePath+"/failover/register/ca",schemaPath:"#/$defs/filePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema85().type,parentSchema:schema85(),data:data64};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data60.certificate !== undefined){
let data65 = data60.certificate;
if(typeof data65 === "string"){
if(!pattern48().test(data65)){
const err118 = {instancePath:instancePath+"/failover/register/certificate",schemaPath:"#/$defs/filePath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema85(),data:data65};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
else {
const err119 = {instancePath:instancePath+"/failover/register/certificate",schemaPath:"#/$defs/filePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema85().type,parentSchema:schema85(),data:data65};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
if(data60.key !== undefined){
let data66 = data60.key;
if(typeof data66 === "string"){
if(!pattern48().test(data66)){
const err120 = {instancePath:instancePath+"/failover/register/key",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data66};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
else {
const err121 = {instancePath:instancePath+"/failover/register/key",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data66};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
if(data60.login !== undefined){
let data67 = data60.login;
if(typeof data67 === "string"){
if(!pattern48().test(data67)){
const err122 = {instancePath:instancePath+"/failover/register/login",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data67};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
else {
const err123 = {instancePath:instancePath+"/failover/register/login",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data67};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
if(data60.unencrypted !== undefined){
let data68 = data60.unencrypted;
if(!(data68 === "allowed")){
const err124 = {instancePath:instancePath+"/failover/register/unencrypted",schemaPath:"#/properties/failover/properties/register/properties/unencrypted/enum",keyword:"enum",params:{allowedValues: schema31().properties.failover.properties.register.properties.unencrypted.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.failover.properties.register.properties.unencrypted.enum,parentSchema:schema31().properties.failover.properties.register.properties.unencrypted,data:data68};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
if(data60.olderEtcd !== undefined){
let data69 = data60.olderEtcd;
if(typeof data69 === "string"){
if(!pattern65().test(data69)){
const err125 = {instancePath:instancePath+"/failover/register/olderEtcd",schemaPath:"#/properties/failover/properties/register/properties/olderEtcd/pattern",keyword:"pattern",params:{pattern: "^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$"},message:"must match pattern \""+"^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$"+"\"",schema:"^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$",parentSchema:schema31().properties.failover.properties.register.properties.olderEtcd,data:data69};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
else {
const err126 = {instancePath:instancePath+"/failover/register/olderEtcd",schemaPath:"#/properties/failover/properties/register/properties/olderEtcd/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.register.properties.olderEtcd.type,parentSchema:schema31().properties.failover.properties.register.properties.olderEtcd,data:data69};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
}
else {
const err127 = {instancePath:instancePath+"/failover/register",schemaPath:"#/properties/failover/properties/register/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.properties.register.type,parentSchema:schema31().properties.failover.properties.register,data:data60};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
}
if(data55.timing !== undefined){
let data70 = data55.timing;
if(data70 && typeof data70 == "object" && !Array.isArray(data70)){
if(Object.keys(data70).length < 1){
const err128 = {instancePath:instancePath+"/failover/timing",schemaPath:"#/properties/failover/properties/timing/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.failover.properties.timing,data:data70};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
for(const key17 in data70){
if(!(["renewEvery","answerWithin","demoteAfter","killAfter","watchdog","holdFor","takeAfter","fence","clockError"].includes(key17))){
const err129 = {instancePath:instancePath+"/failover/timing",schemaPath:"#/properties/failover/properties/timing/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key17},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover.properties.timing,data:data70};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
if(data70.renewEvery !== undefined){
let data71 = data70.renewEvery;
if(typeof data71 === "string"){
if(!pattern66().test(data71)){
const err130 = {instancePath:instancePath+"/failover/timing/renewEvery",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data71};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
else {
const err131 = {instancePath:instancePath+"/failover/timing/renewEvery",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data71};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
if(data70.answerWithin !== undefined){
let data72 = data70.answerWithin;
if(typeof data72 === "string"){
if(!pattern66().test(data72)){
const err132 = {instancePath:instancePath+"/failover/timing/answerWithin",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data72};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
else {
const err133 = {instancePath:instancePath+"/failover/timing/answerWithin",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data72};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
if(data70.demoteAfter !== undefined){
let data73 = data70.demoteAfter;
if(typeof data73 === "string"){
if(!pattern66().test(data73)){
const err134 = {instancePath:instancePath+"/failover/timing/demoteAfter",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data73};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
else {
const err135 = {instancePath:instancePath+"/failover/timing/demoteAfter",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data73};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
}
if(data70.killAfter !== undefined){
let data74 = data70.killAfter;
if(typeof data74 === "string"){
if(!pattern66().test(data74)){
const err136 = {instancePath:instancePath+"/failover/timing/killAfter",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data74};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
else {
const err137 = {instancePath:instancePath+"/failover/timing/killAfter",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data74};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
if(data70.watchdog !== undefined){
let data75 = data70.watchdog;
if(typeof data75 === "string"){
if(!pattern66().test(data75)){
const err138 = {instancePath:instancePath+"/failover/timing/watchdog",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data75};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
else {
const err139 = {instancePath:instancePath+"/failover/timing/watchdog",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data75};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
if(data70.holdFor !== undefined){
let data76 = data70.holdFor;
if(typeof data76 === "string"){
if(!pattern66().test(data76)){
const err140 = {instancePath:instancePath+"/failover/timing/holdFor",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data76};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
else {
const err141 = {instancePath:instancePath+"/failover/timing/holdFor",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data76};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
if(data70.takeAfter !== undefined){
let data77 = data70.takeAfter;
if(typeof data77 === "string"){
if(!pattern66().test(data77)){
const err142 = {instancePath:instancePath+"/failover/timing/takeAfter",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data77};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
}
else {
const err143 = {instancePath:instancePath+"/failover/timing/takeAfter",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data77};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
}
if(data70.fence !== undefined){
let data78 = data70.fence;
if(typeof data78 === "string"){
if(!pattern66().test(data78)){
const err144 = {instancePath:instancePath+"/failover/timing/fence",schemaPath:"#/$defs/shortTime/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,6}(ms|s|m)$"},message:"must match pattern \""+"^[1-9][0-9]{0,6}(ms|s|m)$"+"\"",schema:"^[1-9][0-9]{0,6}(ms|s|m)$",parentSchema:schema89(),data:data78};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
else {
const err145 = {instancePath:instancePath+"/failover/timing/fence",schemaPath:"#/$defs/shortTime/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema89().type,parentSchema:schema89(),data:data78};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
}
if(data70.clockError !== undefined){
let data79 = data70.clockError;
if(typeof data79 === "string"){
if(!pattern74().test(data79)){
const err146 = {instancePath:instancePath+"/failover/timing/clockError",schemaPath:"#/properties/failover/properties/timing/properties/clockError/pattern",keyword:"pattern",params:{pattern: "^0\\.[0-9]{1,6}$"},message:"must match pattern \""+"^0\\.[0-9]{1,6}$"+"\"",schema:"^0\\.[0-9]{1,6}$",parentSchema:schema31().properties.failover.properties.timing.properties.clockError,data:data79};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
}
else {
const err147 = {instancePath:instancePath+"/failover/timing/clockError",schemaPath:"#/properties/failover/properties/timing/properties/clockError/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.timing.properties.clockError.type,parentSchema:schema31().properties.failover.properties.timing.properties.clockError,data:data79};
if(vErrors === null){
vErrors = [err147];
}
else {
vErrors.push(err147);
}
errors++;
}
}
}
else {
const err148 = {instancePath:instancePath+"/failover/timing",schemaPath:"#/properties/failover/properties/timing/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.properties.timing.type,parentSchema:schema31().properties.failover.properties.timing,data:data70};
if(vErrors === null){
vErrors = [err148];
}
else {
vErrors.push(err148);
}
errors++;
}
}
if(data55.manager !== undefined){
let data80 = data55.manager;
if(data80 && typeof data80 == "object" && !Array.isArray(data80)){
if(data80.listen === undefined){
const err149 = {instancePath:instancePath+"/failover/manager",schemaPath:"#/properties/failover/properties/manager/required",keyword:"required",params:{missingProperty: "listen"},message:"must have required property '"+"listen"+"'",schema:schema31().properties.failover.properties.manager.required,parentSchema:schema31().properties.failover.properties.manager,data:data80};
if(vErrors === null){
vErrors = [err149];
}
else {
vErrors.push(err149);
}
errors++;
}
for(const key18 in data80){
if(!(((key18 === "listen") || (key18 === "ca")) || (key18 === "token"))){
const err150 = {instancePath:instancePath+"/failover/manager",schemaPath:"#/properties/failover/properties/manager/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key18},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover.properties.manager,data:data80};
if(vErrors === null){
vErrors = [err150];
}
else {
vErrors.push(err150);
}
errors++;
}
}
if(data80.listen !== undefined){
let data81 = data80.listen;
if(typeof data81 === "string"){
if(!pattern75().test(data81)){
const err151 = {instancePath:instancePath+"/failover/manager/listen",schemaPath:"#/properties/failover/properties/manager/properties/listen/pattern",keyword:"pattern",params:{pattern: "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]{2,45}\\])?:[0-9]{1,5}$"},message:"must match pattern \""+"^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]{2,45}\\])?:[0-9]{1,5}$"+"\"",schema:"^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:]{2,45}\\])?:[0-9]{1,5}$",parentSchema:schema31().properties.failover.properties.manager.properties.listen,data:data81};
if(vErrors === null){
vErrors = [err151];
}
else {
vErrors.push(err151);
}
errors++;
}
}
else {
const err152 = {instancePath:instancePath+"/failover/manager/listen",schemaPath:"#/properties/failover/properties/manager/properties/listen/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.manager.properties.listen.type,parentSchema:schema31().properties.failover.properties.manager.properties.listen,data:data81};
if(vErrors === null){
vErrors = [err152];
}
else {
vErrors.push(err152);
}
errors++;
}
}
if(data80.ca !== undefined){
let data82 = data80.ca;
if(typeof data82 === "string"){
if(!pattern48().test(data82)){
const err153 = {instancePath:instancePath+"/failover/manager/ca",schemaPath:"#/$defs/filePath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema85(),data:data82};
if(vErrors === null){
vErrors = [err153];
}
else {
vErrors.push(err153);
}
errors++;
}
}
else {
const err154 = {instancePath:instancePath+"/failover/manager/ca",schemaPath:"#/$defs/filePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema85().type,parentSchema:schema85(),data:data82};
if(vErrors === null){
vErrors = [err154];
}
else {
vErrors.push(err154);
}
errors++;
}
}
if(data80.token !== undefined){
let data83 = data80.token;
if(typeof data83 === "string"){
if(!pattern48().test(data83)){
const err155 = {instancePath:instancePath+"/failover/manager/token",schemaPath:"#/$defs/keyPath/pattern",keyword:"pattern",params:{pattern: "^/[^\\x00-\\x1f\\x7f]{1,4094}$"},message:"must match pattern \""+"^/[^\\x00-\\x1f\\x7f]{1,4094}$"+"\"",schema:"^/[^\\x00-\\x1f\\x7f]{1,4094}$",parentSchema:schema75(),data:data83};
if(vErrors === null){
vErrors = [err155];
}
else {
vErrors.push(err155);
}
errors++;
}
}
else {
const err156 = {instancePath:instancePath+"/failover/manager/token",schemaPath:"#/$defs/keyPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema75().type,parentSchema:schema75(),data:data83};
if(vErrors === null){
vErrors = [err156];
}
else {
vErrors.push(err156);
}
errors++;
}
}
}
else {
const err157 = {instancePath:instancePath+"/failover/manager",schemaPath:"#/properties/failover/properties/manager/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.properties.manager.type,parentSchema:schema31().properties.failover.properties.manager,data:data80};
if(vErrors === null){
vErrors = [err157];
}
else {
vErrors.push(err157);
}
errors++;
}
}
if(data55.validator !== undefined){
let data84 = data55.validator;
if(data84 && typeof data84 == "object" && !Array.isArray(data84)){
if(data84.unit === undefined){
const err158 = {instancePath:instancePath+"/failover/validator",schemaPath:"#/properties/failover/properties/validator/required",keyword:"required",params:{missingProperty: "unit"},message:"must have required property '"+"unit"+"'",schema:schema31().properties.failover.properties.validator.required,parentSchema:schema31().properties.failover.properties.validator,data:data84};
if(vErrors === null){
vErrors = [err158];
}
else {
vErrors.push(err158);
}
errors++;
}
if(data84.keys === undefined){
const err159 = {instancePath:instancePath+"/failover/validator",schemaPath:"#/properties/failover/properties/validator/required",keyword:"required",params:{missingProperty: "keys"},message:"must have required property '"+"keys"+"'",schema:schema31().properties.failover.properties.validator.required,parentSchema:schema31().properties.failover.properties.validator,data:data84};
if(vErrors === null){
vErrors = [err159];
}
else {
vErrors.push(err159);
}
errors++;
}
if(data84.beaconNode === undefined){
const err160 = {instancePath:instancePath+"/failover/validator",schemaPath:"#/properties/failover/properties/validator/required",keyword:"required",params:{missingProperty: "beaconNode"},message:"must have required property '"+"beaconNode"+"'",schema:schema31().properties.failover.properties.validator.required,parentSchema:schema31().properties.failover.properties.validator,data:data84};
if(vErrors === null){
vErrors = [err160];
}
else {
vErrors.push(err160);
}
errors++;
}
for(const key19 in data84){
if(!((((key19 === "unit") || (key19 === "keys")) || (key19 === "beaconNode")) || (key19 === "otherBeaconNodes"))){
const err161 = {instancePath:instancePath+"/failover/validator",schemaPath:"#/properties/failover/properties/validator/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key19},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.failover.properties.validator,data:data84};
if(vErrors === null){
vErrors = [err161];
}
else {
vErrors.push(err161);
}
errors++;
}
}
if(data84.unit !== undefined){
let data85 = data84.unit;
if(typeof data85 === "string"){
if(!pattern31().test(data85)){
const err162 = {instancePath:instancePath+"/failover/validator/unit",schemaPath:"#/properties/failover/properties/validator/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9_.@:\\\\-]*\\.service$",parentSchema:schema31().properties.failover.properties.validator.properties.unit,data:data85};
if(vErrors === null){
vErrors = [err162];
}
else {
vErrors.push(err162);
}
errors++;
}
}
else {
const err163 = {instancePath:instancePath+"/failover/validator/unit",schemaPath:"#/properties/failover/properties/validator/properties/unit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.validator.properties.unit.type,parentSchema:schema31().properties.failover.properties.validator.properties.unit,data:data85};
if(vErrors === null){
vErrors = [err163];
}
else {
vErrors.push(err163);
}
errors++;
}
}
if(data84.keys !== undefined){
let data86 = data84.keys;
if(Array.isArray(data86)){
if(data86.length > 1000){
const err164 = {instancePath:instancePath+"/failover/validator/keys",schemaPath:"#/properties/failover/properties/validator/properties/keys/maxItems",keyword:"maxItems",params:{limit: 1000},message:"must NOT have more than 1000 items",schema:1000,parentSchema:schema31().properties.failover.properties.validator.properties.keys,data:data86};
if(vErrors === null){
vErrors = [err164];
}
else {
vErrors.push(err164);
}
errors++;
}
if(data86.length < 1){
const err165 = {instancePath:instancePath+"/failover/validator/keys",schemaPath:"#/properties/failover/properties/validator/properties/keys/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.failover.properties.validator.properties.keys,data:data86};
if(vErrors === null){
vErrors = [err165];
}
else {
vErrors.push(err165);
}
errors++;
}
const len6 = data86.length;
for(let i9=0; i9<len6; i9++){
let data87 = data86[i9];
if(typeof data87 === "string"){
if(!pattern79().test(data87)){
const err166 = {instancePath:instancePath+"/failover/validator/keys/" + i9,schemaPath:"#/properties/failover/properties/validator/properties/keys/items/pattern",keyword:"pattern",params:{pattern: "^0x([0-9A-Fa-f]{96}|[0-9A-Fa-f]{5184})$"},message:"must match pattern \""+"^0x([0-9A-Fa-f]{96}|[0-9A-Fa-f]{5184})$"+"\"",schema:"^0x([0-9A-Fa-f]{96}|[0-9A-Fa-f]{5184})$",parentSchema:schema31().properties.failover.properties.validator.properties.keys.items,data:data87};
if(vErrors === null){
vErrors = [err166];
}
else {
vErrors.push(err166);
}
errors++;
}
}
else {
const err167 = {instancePath:instancePath+"/failover/validator/keys/" + i9,schemaPath:"#/properties/failover/properties/validator/properties/keys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.validator.properties.keys.items.type,parentSchema:schema31().properties.failover.properties.validator.properties.keys.items,data:data87};
if(vErrors === null){
vErrors = [err167];
}
else {
vErrors.push(err167);
}
errors++;
}
}
let i10 = data86.length;
let j3;
if(i10 > 1){
const indices3 = {};
for(;i10--;){
let item3 = data86[i10];
if(typeof item3 !== "string"){
continue;
}
if(typeof indices3[item3] == "number"){
j3 = indices3[item3];
const err168 = {instancePath:instancePath+"/failover/validator/keys",schemaPath:"#/properties/failover/properties/validator/properties/keys/uniqueItems",keyword:"uniqueItems",params:{i: i10, j: j3},message:"must NOT have duplicate items (items ## "+j3+" and "+i10+" are identical)",schema:true,parentSchema:schema31().properties.failover.properties.validator.properties.keys,data:data86};
if(vErrors === null){
vErrors = [err168];
}
else {
vErrors.push(err168);
}
errors++;
break;
}
indices3[item3] = i10;
}
}
}
else {
const err169 = {instancePath:instancePath+"/failover/validator/keys",schemaPath:"#/properties/failover/properties/validator/properties/keys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.failover.properties.validator.properties.keys.type,parentSchema:schema31().properties.failover.properties.validator.properties.keys,data:data86};
if(vErrors === null){
vErrors = [err169];
}
else {
vErrors.push(err169);
}
errors++;
}
}
if(data84.beaconNode !== undefined){
let data88 = data84.beaconNode;
if(typeof data88 === "string"){
if(!pattern53().test(data88)){
const err170 = {instancePath:instancePath+"/failover/validator/beaconNode",schemaPath:"#/properties/failover/properties/validator/properties/beaconNode/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s]+$",parentSchema:schema31().properties.failover.properties.validator.properties.beaconNode,data:data88};
if(vErrors === null){
vErrors = [err170];
}
else {
vErrors.push(err170);
}
errors++;
}
}
else {
const err171 = {instancePath:instancePath+"/failover/validator/beaconNode",schemaPath:"#/properties/failover/properties/validator/properties/beaconNode/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.validator.properties.beaconNode.type,parentSchema:schema31().properties.failover.properties.validator.properties.beaconNode,data:data88};
if(vErrors === null){
vErrors = [err171];
}
else {
vErrors.push(err171);
}
errors++;
}
}
if(data84.otherBeaconNodes !== undefined){
let data89 = data84.otherBeaconNodes;
if(Array.isArray(data89)){
if(data89.length > 3){
const err172 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes",schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes,data:data89};
if(vErrors === null){
vErrors = [err172];
}
else {
vErrors.push(err172);
}
errors++;
}
if(data89.length < 1){
const err173 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes",schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes,data:data89};
if(vErrors === null){
vErrors = [err173];
}
else {
vErrors.push(err173);
}
errors++;
}
const len7 = data89.length;
for(let i11=0; i11<len7; i11++){
let data90 = data89[i11];
if(typeof data90 === "string"){
if(!pattern53().test(data90)){
const err174 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes/" + i11,schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/items/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s]+$",parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes.items,data:data90};
if(vErrors === null){
vErrors = [err174];
}
else {
vErrors.push(err174);
}
errors++;
}
}
else {
const err175 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes/" + i11,schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes.items.type,parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes.items,data:data90};
if(vErrors === null){
vErrors = [err175];
}
else {
vErrors.push(err175);
}
errors++;
}
}
let i12 = data89.length;
let j4;
if(i12 > 1){
const indices4 = {};
for(;i12--;){
let item4 = data89[i12];
if(typeof item4 !== "string"){
continue;
}
if(typeof indices4[item4] == "number"){
j4 = indices4[item4];
const err176 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes",schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/uniqueItems",keyword:"uniqueItems",params:{i: i12, j: j4},message:"must NOT have duplicate items (items ## "+j4+" and "+i12+" are identical)",schema:true,parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes,data:data89};
if(vErrors === null){
vErrors = [err176];
}
else {
vErrors.push(err176);
}
errors++;
break;
}
indices4[item4] = i12;
}
}
}
else {
const err177 = {instancePath:instancePath+"/failover/validator/otherBeaconNodes",schemaPath:"#/properties/failover/properties/validator/properties/otherBeaconNodes/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes.type,parentSchema:schema31().properties.failover.properties.validator.properties.otherBeaconNodes,data:data89};
if(vErrors === null){
vErrors = [err177];
}
else {
vErrors.push(err177);
}
errors++;
}
}
}
else {
const err178 = {instancePath:instancePath+"/failover/validator",schemaPath:"#/properties/failover/properties/validator/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.properties.validator.type,parentSchema:schema31().properties.failover.properties.validator,data:data84};
if(vErrors === null){
vErrors = [err178];
}
else {
vErrors.push(err178);
}
errors++;
}
}
if(data55.unplanned !== undefined){
let data91 = data55.unplanned;
if(!(data91 === "allowed")){
const err179 = {instancePath:instancePath+"/failover/unplanned",schemaPath:"#/properties/failover/properties/unplanned/enum",keyword:"enum",params:{allowedValues: schema31().properties.failover.properties.unplanned.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.failover.properties.unplanned.enum,parentSchema:schema31().properties.failover.properties.unplanned,data:data91};
if(vErrors === null){
vErrors = [err179];
}
else {
vErrors.push(err179);
}
errors++;
}
}
if(data55.failsafe !== undefined){
let data92 = data55.failsafe;
if(!(data92 === "allowed")){
const err180 = {instancePath:instancePath+"/failover/failsafe",schemaPath:"#/properties/failover/properties/failsafe/enum",keyword:"enum",params:{allowedValues: schema31().properties.failover.properties.failsafe.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.failover.properties.failsafe.enum,parentSchema:schema31().properties.failover.properties.failsafe,data:data92};
if(vErrors === null){
vErrors = [err180];
}
else {
vErrors.push(err180);
}
errors++;
}
}
if(data55.strict !== undefined){
let data93 = data55.strict;
if(true !== data93){
const err181 = {instancePath:instancePath+"/failover/strict",schemaPath:"#/properties/failover/properties/strict/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant",schema:true,parentSchema:schema31().properties.failover.properties.strict,data:data93};
if(vErrors === null){
vErrors = [err181];
}
else {
vErrors.push(err181);
}
errors++;
}
}
if(data55.dryRun !== undefined){
let data94 = data55.dryRun;
if(typeof data94 !== "boolean"){
const err182 = {instancePath:instancePath+"/failover/dryRun",schemaPath:"#/properties/failover/properties/dryRun/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema31().properties.failover.properties.dryRun.type,parentSchema:schema31().properties.failover.properties.dryRun,data:data94};
if(vErrors === null){
vErrors = [err182];
}
else {
vErrors.push(err182);
}
errors++;
}
}
if(data55.adopt !== undefined){
let data95 = data55.adopt;
if(data95 && typeof data95 == "object" && !Array.isArray(data95)){
if(data95.from === undefined){
const err183 = {instancePath:instancePath+"/failover/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36().required,parentSchema:schema36(),data:data95};
if(vErrors === null){
vErrors = [err183];
}
else {
vErrors.push(err183);
}
errors++;
}
for(const key20 in data95){
if(!(key20 === "from")){
const err184 = {instancePath:instancePath+"/failover/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key20},message:"must NOT have additional properties",schema:false,parentSchema:schema36(),data:data95};
if(vErrors === null){
vErrors = [err184];
}
else {
vErrors.push(err184);
}
errors++;
}
}
if(data95.from !== undefined){
let data96 = data95.from;
if((!(((typeof data96 == "number") && (!(data96 % 1) && !isNaN(data96))) && (isFinite(data96)))) && (typeof data96 !== "string")){
const err185 = {instancePath:instancePath+"/failover/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36().properties.from.type},message:"must be integer,string",schema:schema36().properties.from.type,parentSchema:schema36().properties.from,data:data96};
if(vErrors === null){
vErrors = [err185];
}
else {
vErrors.push(err185);
}
errors++;
}
if(typeof data96 === "string"){
if(!pattern11().test(data96)){
const err186 = {instancePath:instancePath+"/failover/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,65535}$",parentSchema:schema36().properties.from,data:data96};
if(vErrors === null){
vErrors = [err186];
}
else {
vErrors.push(err186);
}
errors++;
}
}
}
}
else {
const err187 = {instancePath:instancePath+"/failover/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36().type,parentSchema:schema36(),data:data95};
if(vErrors === null){
vErrors = [err187];
}
else {
vErrors.push(err187);
}
errors++;
}
}
if(data55.why !== undefined){
let data97 = data55.why;
if(typeof data97 !== "string"){
const err188 = {instancePath:instancePath+"/failover/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37().type,parentSchema:schema37(),data:data97};
if(vErrors === null){
vErrors = [err188];
}
else {
vErrors.push(err188);
}
errors++;
}
}
if(data55.onDrift !== undefined){
let data98 = data55.onDrift;
if(!((data98 === "correct") || (data98 === "report"))){
const err189 = {instancePath:instancePath+"/failover/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38().enum},message:"must be equal to one of the allowed values",schema:schema38().enum,parentSchema:schema38(),data:data98};
if(vErrors === null){
vErrors = [err189];
}
else {
vErrors.push(err189);
}
errors++;
}
}
}
else {
const err190 = {instancePath:instancePath+"/failover",schemaPath:"#/properties/failover/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.failover.type,parentSchema:schema31().properties.failover,data:data55};
if(vErrors === null){
vErrors = [err190];
}
else {
vErrors.push(err190);
}
errors++;
}
}
if(data.maintenance !== undefined){
let data99 = data.maintenance;
if(data99 && typeof data99 == "object" && !Array.isArray(data99)){
if(Object.keys(data99).length < 1){
const err191 = {instancePath:instancePath+"/maintenance",schemaPath:"#/properties/maintenance/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.maintenance,data:data99};
if(vErrors === null){
vErrors = [err191];
}
else {
vErrors.push(err191);
}
errors++;
}
for(const key21 in data99){
if(!((key21 === "allow") || (key21 === "deny"))){
const err192 = {instancePath:instancePath+"/maintenance",schemaPath:"#/properties/maintenance/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key21},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.maintenance,data:data99};
if(vErrors === null){
vErrors = [err192];
}
else {
vErrors.push(err192);
}
errors++;
}
}
if(data99.allow !== undefined){
let data100 = data99.allow;
if(Array.isArray(data100)){
if(data100.length > 20){
const err193 = {instancePath:instancePath+"/maintenance/allow",schemaPath:"#/properties/maintenance/properties/allow/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema31().properties.maintenance.properties.allow,data:data100};
if(vErrors === null){
vErrors = [err193];
}
else {
vErrors.push(err193);
}
errors++;
}
if(data100.length < 1){
const err194 = {instancePath:instancePath+"/maintenance/allow",schemaPath:"#/properties/maintenance/properties/allow/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.maintenance.properties.allow,data:data100};
if(vErrors === null){
vErrors = [err194];
}
else {
vErrors.push(err194);
}
errors++;
}
const len8 = data100.length;
for(let i13=0; i13<len8; i13++){
if(!(validate53(data100[i13], {instancePath:instancePath+"/maintenance/allow/" + i13,parentData:data100,parentDataProperty:i13,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
}
else {
const err195 = {instancePath:instancePath+"/maintenance/allow",schemaPath:"#/properties/maintenance/properties/allow/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.maintenance.properties.allow.type,parentSchema:schema31().properties.maintenance.properties.allow,data:data100};
if(vErrors === null){
vErrors = [err195];
}
else {
vErrors.push(err195);
}
errors++;
}
}
if(data99.deny !== undefined){
let data102 = data99.deny;
if(Array.isArray(data102)){
if(data102.length > 20){
const err196 = {instancePath:instancePath+"/maintenance/deny",schemaPath:"#/properties/maintenance/properties/deny/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema31().properties.maintenance.properties.deny,data:data102};
if(vErrors === null){
vErrors = [err196];
}
else {
vErrors.push(err196);
}
errors++;
}
if(data102.length < 1){
const err197 = {instancePath:instancePath+"/maintenance/deny",schemaPath:"#/properties/maintenance/properties/deny/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.maintenance.properties.deny,data:data102};
if(vErrors === null){
vErrors = [err197];
}
else {
vErrors.push(err197);
}
errors++;
}
const len9 = data102.length;
for(let i14=0; i14<len9; i14++){
if(!(validate53(data102[i14], {instancePath:instancePath+"/maintenance/deny/" + i14,parentData:data102,parentDataProperty:i14,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
}
else {
const err198 = {instancePath:instancePath+"/maintenance/deny",schemaPath:"#/properties/maintenance/properties/deny/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.maintenance.properties.deny.type,parentSchema:schema31().properties.maintenance.properties.deny,data:data102};
if(vErrors === null){
vErrors = [err198];
}
else {
vErrors.push(err198);
}
errors++;
}
}
}
else {
const err199 = {instancePath:instancePath+"/maintenance",schemaPath:"#/properties/maintenance/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.maintenance.type,parentSchema:schema31().properties.maintenance,data:data99};
if(vErrors === null){
vErrors = [err199];
}
else {
vErrors.push(err199);
}
errors++;
}
}
if(data.health !== undefined){
let data104 = data.health;
if(data104 && typeof data104 == "object" && !Array.isArray(data104)){
if(data104.checks === undefined){
const err200 = {instancePath:instancePath+"/health",schemaPath:"#/properties/health/required",keyword:"required",params:{missingProperty: "checks"},message:"must have required property '"+"checks"+"'",schema:schema31().properties.health.required,parentSchema:schema31().properties.health,data:data104};
if(vErrors === null){
vErrors = [err200];
}
else {
vErrors.push(err200);
}
errors++;
}
for(const key22 in data104){
if(!(((key22 === "holdFor") || (key22 === "within")) || (key22 === "checks"))){
const err201 = {instancePath:instancePath+"/health",schemaPath:"#/properties/health/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key22},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.health,data:data104};
if(vErrors === null){
vErrors = [err201];
}
else {
vErrors.push(err201);
}
errors++;
}
}
if(data104.holdFor !== undefined){
let data105 = data104.holdFor;
if(typeof data105 === "string"){
if(!pattern86().test(data105)){
const err202 = {instancePath:instancePath+"/health/holdFor",schemaPath:"#/$defs/wait/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$"},message:"must match pattern \""+"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$"+"\"",schema:"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$",parentSchema:schema105(),data:data105};
if(vErrors === null){
vErrors = [err202];
}
else {
vErrors.push(err202);
}
errors++;
}
}
else {
const err203 = {instancePath:instancePath+"/health/holdFor",schemaPath:"#/$defs/wait/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema105().type,parentSchema:schema105(),data:data105};
if(vErrors === null){
vErrors = [err203];
}
else {
vErrors.push(err203);
}
errors++;
}
}
if(data104.within !== undefined){
let data106 = data104.within;
if(typeof data106 === "string"){
if(!pattern86().test(data106)){
const err204 = {instancePath:instancePath+"/health/within",schemaPath:"#/$defs/wait/pattern",keyword:"pattern",params:{pattern: "^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$"},message:"must match pattern \""+"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$"+"\"",schema:"^([1-9][0-9]{0,3}s|([1-9][0-9]?|1[0-9][0-9]|2[0-3][0-9]|240)m|[1-4]h)$",parentSchema:schema105(),data:data106};
if(vErrors === null){
vErrors = [err204];
}
else {
vErrors.push(err204);
}
errors++;
}
}
else {
const err205 = {instancePath:instancePath+"/health/within",schemaPath:"#/$defs/wait/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema105().type,parentSchema:schema105(),data:data106};
if(vErrors === null){
vErrors = [err205];
}
else {
vErrors.push(err205);
}
errors++;
}
}
if(data104.checks !== undefined){
let data107 = data104.checks;
if(Array.isArray(data107)){
if(data107.length > 20){
const err206 = {instancePath:instancePath+"/health/checks",schemaPath:"#/properties/health/properties/checks/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema31().properties.health.properties.checks,data:data107};
if(vErrors === null){
vErrors = [err206];
}
else {
vErrors.push(err206);
}
errors++;
}
if(data107.length < 1){
const err207 = {instancePath:instancePath+"/health/checks",schemaPath:"#/properties/health/properties/checks/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.health.properties.checks,data:data107};
if(vErrors === null){
vErrors = [err207];
}
else {
vErrors.push(err207);
}
errors++;
}
const len10 = data107.length;
for(let i15=0; i15<len10; i15++){
let data108 = data107[i15];
if(data108 && typeof data108 == "object" && !Array.isArray(data108)){
if(Object.keys(data108).length > 1){
const err208 = {instancePath:instancePath+"/health/checks/" + i15,schemaPath:"#/$defs/check/maxProperties",keyword:"maxProperties",params:{limit: 1},message:"must NOT have more than 1 properties",schema:1,parentSchema:schema107(),data:data108};
if(vErrors === null){
vErrors = [err208];
}
else {
vErrors.push(err208);
}
errors++;
}
if(Object.keys(data108).length < 1){
const err209 = {instancePath:instancePath+"/health/checks/" + i15,schemaPath:"#/$defs/check/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema107(),data:data108};
if(vErrors === null){
vErrors = [err209];
}
else {
vErrors.push(err209);
}
errors++;
}
for(const key23 in data108){
if(!(((((key23 === "client") || (key23 === "slotsBehind")) || (key23 === "url")) || (key23 === "command")) || (key23 === "metric"))){
const err210 = {instancePath:instancePath+"/health/checks/" + i15,schemaPath:"#/$defs/check/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key23},message:"must NOT have additional properties",schema:false,parentSchema:schema107(),data:data108};
if(vErrors === null){
vErrors = [err210];
}
else {
vErrors.push(err210);
}
errors++;
}
}
if(data108.client !== undefined){
let data109 = data108.client;
if(!(data109 === "healthy")){
const err211 = {instancePath:instancePath+"/health/checks/" + i15+"/client",schemaPath:"#/$defs/check/properties/client/enum",keyword:"enum",params:{allowedValues: schema107().properties.client.enum},message:"must be equal to one of the allowed values",schema:schema107().properties.client.enum,parentSchema:schema107().properties.client,data:data109};
if(vErrors === null){
vErrors = [err211];
}
else {
vErrors.push(err211);
}
errors++;
}
}
if(data108.slotsBehind !== undefined){
let data110 = data108.slotsBehind;
if(data110 && typeof data110 == "object" && !Array.isArray(data110)){
if(Object.keys(data110).length < 1){
const err212 = {instancePath:instancePath+"/health/checks/" + i15+"/slotsBehind",schemaPath:"#/$defs/check/properties/slotsBehind/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema107().properties.slotsBehind,data:data110};
if(vErrors === null){
vErrors = [err212];
}
else {
vErrors.push(err212);
}
errors++;
}
for(const key24 in data110){
if(!((key24 === "atLeast") || (key24 === "atMost"))){
const err213 = {instancePath:instancePath+"/health/checks/" + i15+"/slotsBehind",schemaPath:"#/$defs/check/properties/slotsBehind/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key24},message:"must NOT have additional properties",schema:false,parentSchema:schema107().properties.slotsBehind,data:data110};
if(vErrors === null){
vErrors = [err213];
}
else {
vErrors.push(err213);
}
errors++;
}
}
if(data110.atLeast !== undefined){
let data111 = data110.atLeast;
if(!((typeof data111 == "number") && (isFinite(data111)))){
const err214 = {instancePath:instancePath+"/health/checks/" + i15+"/slotsBehind/atLeast",schemaPath:"#/$defs/check/properties/slotsBehind/properties/atLeast/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema107().properties.slotsBehind.properties.atLeast.type,parentSchema:schema107().properties.slotsBehind.properties.atLeast,data:data111};
if(vErrors === null){
vErrors = [err214];
}
else {
vErrors.push(err214);
}
errors++;
}
}
if(data110.atMost !== undefined){
let data112 = data110.atMost;
if(!((typeof data112 == "number") && (isFinite(data112)))){
const err215 = {instancePath:instancePath+"/health/checks/" + i15+"/slotsBehind/atMost",schemaPath:"#/$defs/check/properties/slotsBehind/properties/atMost/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema107().properties.slotsBehind.properties.atMost.type,parentSchema:schema107().properties.slotsBehind.properties.atMost,data:data112};
if(vErrors === null){
vErrors = [err215];
}
else {
vErrors.push(err215);
}
errors++;
}
}
}
else {
const err216 = {instancePath:instancePath+"/health/checks/" + i15+"/slotsBehind",schemaPath:"#/$defs/check/properties/slotsBehind/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema107().properties.slotsBehind.type,parentSchema:schema107().properties.slotsBehind,data:data110};
if(vErrors === null){
vErrors = [err216];
}
else {
vErrors.push(err216);
}
errors++;
}
}
if(data108.url !== undefined){
let data113 = data108.url;
if(typeof data113 === "string"){
if(!pattern88().test(data113)){
const err217 = {instancePath:instancePath+"/health/checks/" + i15+"/url",schemaPath:"#/$defs/check/properties/url/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$",parentSchema:schema107().properties.url,data:data113};
if(vErrors === null){
vErrors = [err217];
}
else {
vErrors.push(err217);
}
errors++;
}
}
else {
const err218 = {instancePath:instancePath+"/health/checks/" + i15+"/url",schemaPath:"#/$defs/check/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema107().properties.url.type,parentSchema:schema107().properties.url,data:data113};
if(vErrors === null){
vErrors = [err218];
}
else {
vErrors.push(err218);
}
errors++;
}
}
if(data108.command !== undefined){
let data114 = data108.command;
if(Array.isArray(data114)){
if(data114.length > 32){
const err219 = {instancePath:instancePath+"/health/checks/" + i15+"/command",schemaPath:"#/$defs/check/properties/command/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items",schema:32,parentSchema:schema107().properties.command,data:data114};
if(vErrors === null){
vErrors = [err219];
}
else {
vErrors.push(err219);
}
errors++;
}
if(data114.length < 1){
const err220 = {instancePath:instancePath+"/health/checks/" + i15+"/command",schemaPath:"#/$defs/check/properties/command/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema107().properties.command,data:data114};
if(vErrors === null){
vErrors = [err220];
}
else {
vErrors.push(err220);
}
errors++;
}
const len11 = data114.length;
for(let i16=0; i16<len11; i16++){
let data115 = data114[i16];
if(typeof data115 === "string"){
if(!pattern89().test(data115)){
const err221 = {instancePath:instancePath+"/health/checks/" + i15+"/command/" + i16,schemaPath:"#/$defs/check/properties/command/items/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x1f]{1,4095}$"},message:"must match pattern \""+"^[^\\x00-\\x1f]{1,4095}$"+"\"",schema:"^[^\\x00-\\x1f]{1,4095}$",parentSchema:schema107().properties.command.items,data:data115};
if(vErrors === null){
vErrors = [err221];
}
else {
vErrors.push(err221);
}
errors++;
}
}
else {
const err222 = {instancePath:instancePath+"/health/checks/" + i15+"/command/" + i16,schemaPath:"#/$defs/check/properties/command/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema107().properties.command.items.type,parentSchema:schema107().properties.command.items,data:data115};
if(vErrors === null){
vErrors = [err222];
}
else {
vErrors.push(err222);
}
errors++;
}
}
}
else {
const err223 = {instancePath:instancePath+"/health/checks/" + i15+"/command",schemaPath:"#/$defs/check/properties/command/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema107().properties.command.type,parentSchema:schema107().properties.command,data:data114};
if(vErrors === null){
vErrors = [err223];
}
else {
vErrors.push(err223);
}
errors++;
}
}
if(data108.metric !== undefined){
let data116 = data108.metric;
if(data116 && typeof data116 == "object" && !Array.isArray(data116)){
if(Object.keys(data116).length < 3){
const err224 = {instancePath:instancePath+"/health/checks/" + i15+"/metric",schemaPath:"#/$defs/check/properties/metric/minProperties",keyword:"minProperties",params:{limit: 3},message:"must NOT have fewer than 3 properties",schema:3,parentSchema:schema107().properties.metric,data:data116};
if(vErrors === null){
vErrors = [err224];
}
else {
vErrors.push(err224);
}
errors++;
}
if(data116.url === undefined){
const err225 = {instancePath:instancePath+"/health/checks/" + i15+"/metric",schemaPath:"#/$defs/check/properties/metric/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema107().properties.metric.required,parentSchema:schema107().properties.metric,data:data116};
if(vErrors === null){
vErrors = [err225];
}
else {
vErrors.push(err225);
}
errors++;
}
if(data116.name === undefined){
const err226 = {instancePath:instancePath+"/health/checks/" + i15+"/metric",schemaPath:"#/$defs/check/properties/metric/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema107().properties.metric.required,parentSchema:schema107().properties.metric,data:data116};
if(vErrors === null){
vErrors = [err226];
}
else {
vErrors.push(err226);
}
errors++;
}
for(const key25 in data116){
if(!((((key25 === "url") || (key25 === "name")) || (key25 === "atLeast")) || (key25 === "atMost"))){
const err227 = {instancePath:instancePath+"/health/checks/" + i15+"/metric",schemaPath:"#/$defs/check/properties/metric/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key25},message:"must NOT have additional properties",schema:false,parentSchema:schema107().properties.metric,data:data116};
if(vErrors === null){
vErrors = [err227];
}
else {
vErrors.push(err227);
}
errors++;
}
}
if(data116.url !== undefined){
let data117 = data116.url;
if(typeof data117 === "string"){
if(!pattern88().test(data117)){
const err228 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/url",schemaPath:"#/$defs/check/properties/metric/properties/url/pattern",keyword:"pattern",params:{pattern: "^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$"},message:"must match pattern \""+"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$"+"\"",schema:"^(?![\\s\\S]{2001})https?://[^\\s\"'<>]+$",parentSchema:schema107().properties.metric.properties.url,data:data117};
if(vErrors === null){
vErrors = [err228];
}
else {
vErrors.push(err228);
}
errors++;
}
}
else {
const err229 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/url",schemaPath:"#/$defs/check/properties/metric/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema107().properties.metric.properties.url.type,parentSchema:schema107().properties.metric.properties.url,data:data117};
if(vErrors === null){
vErrors = [err229];
}
else {
vErrors.push(err229);
}
errors++;
}
}
if(data116.name !== undefined){
let data118 = data116.name;
if(typeof data118 === "string"){
if(!pattern91().test(data118)){
const err230 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/name",schemaPath:"#/$defs/check/properties/metric/properties/name/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_:][A-Za-z0-9_:]{0,254}$"},message:"must match pattern \""+"^[A-Za-z_:][A-Za-z0-9_:]{0,254}$"+"\"",schema:"^[A-Za-z_:][A-Za-z0-9_:]{0,254}$",parentSchema:schema107().properties.metric.properties.name,data:data118};
if(vErrors === null){
vErrors = [err230];
}
else {
vErrors.push(err230);
}
errors++;
}
}
else {
const err231 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/name",schemaPath:"#/$defs/check/properties/metric/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema107().properties.metric.properties.name.type,parentSchema:schema107().properties.metric.properties.name,data:data118};
if(vErrors === null){
vErrors = [err231];
}
else {
vErrors.push(err231);
}
errors++;
}
}
if(data116.atLeast !== undefined){
let data119 = data116.atLeast;
if(!((typeof data119 == "number") && (isFinite(data119)))){
const err232 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/atLeast",schemaPath:"#/$defs/check/properties/metric/properties/atLeast/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema107().properties.metric.properties.atLeast.type,parentSchema:schema107().properties.metric.properties.atLeast,data:data119};
if(vErrors === null){
vErrors = [err232];
}
else {
vErrors.push(err232);
}
errors++;
}
}
if(data116.atMost !== undefined){
let data120 = data116.atMost;
if(!((typeof data120 == "number") && (isFinite(data120)))){
const err233 = {instancePath:instancePath+"/health/checks/" + i15+"/metric/atMost",schemaPath:"#/$defs/check/properties/metric/properties/atMost/type",keyword:"type",params:{type: "number"},message:"must be number",schema:schema107().properties.metric.properties.atMost.type,parentSchema:schema107().properties.metric.properties.atMost,data:data120};
if(vErrors === null){
vErrors = [err233];
}
else {
vErrors.push(err233);
}
errors++;
}
}
}
else {
const err234 = {instancePath:instancePath+"/health/checks/" + i15+"/metric",schemaPath:"#/$defs/check/properties/metric/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema107().properties.metric.type,parentSchema:schema107().properties.metric,data:data116};
if(vErrors === null){
vErrors = [err234];
}
else {
vErrors.push(err234);
}
errors++;
}
}
}
else {
const err235 = {instancePath:instancePath+"/health/checks/" + i15,schemaPath:"#/$defs/check/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema107().type,parentSchema:schema107(),data:data108};
if(vErrors === null){
vErrors = [err235];
}
else {
vErrors.push(err235);
}
errors++;
}
}
}
else {
const err236 = {instancePath:instancePath+"/health/checks",schemaPath:"#/properties/health/properties/checks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.health.properties.checks.type,parentSchema:schema31().properties.health.properties.checks,data:data107};
if(vErrors === null){
vErrors = [err236];
}
else {
vErrors.push(err236);
}
errors++;
}
}
}
else {
const err237 = {instancePath:instancePath+"/health",schemaPath:"#/properties/health/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.health.type,parentSchema:schema31().properties.health,data:data104};
if(vErrors === null){
vErrors = [err237];
}
else {
vErrors.push(err237);
}
errors++;
}
}
if(data.checks !== undefined){
let data121 = data.checks;
if(data121 && typeof data121 == "object" && !Array.isArray(data121)){
if(Object.keys(data121).length < 1){
const err238 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.checks,data:data121};
if(vErrors === null){
vErrors = [err238];
}
else {
vErrors.push(err238);
}
errors++;
}
for(const key26 in data121){
if(!(key26 === "silence")){
const err239 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key26},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.checks,data:data121};
if(vErrors === null){
vErrors = [err239];
}
else {
vErrors.push(err239);
}
errors++;
}
}
if(data121.silence !== undefined){
let data122 = data121.silence;
if(data122 && typeof data122 == "object" && !Array.isArray(data122)){
if(Object.keys(data122).length > 200){
const err240 = {instancePath:instancePath+"/checks/silence",schemaPath:"#/properties/checks/properties/silence/maxProperties",keyword:"maxProperties",params:{limit: 200},message:"must NOT have more than 200 properties",schema:200,parentSchema:schema31().properties.checks.properties.silence,data:data122};
if(vErrors === null){
vErrors = [err240];
}
else {
vErrors.push(err240);
}
errors++;
}
if(Object.keys(data122).length < 1){
const err241 = {instancePath:instancePath+"/checks/silence",schemaPath:"#/properties/checks/properties/silence/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.checks.properties.silence,data:data122};
if(vErrors === null){
vErrors = [err241];
}
else {
vErrors.push(err241);
}
errors++;
}
for(const key27 in data122){
const _errs278 = errors;
if(typeof key27 === "string"){
if(!pattern92().test(key27)){
const err242 = {instancePath:instancePath+"/checks/silence",schemaPath:"#/properties/checks/properties/silence/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"+"\"",schema:"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$",parentSchema:schema31().properties.checks.properties.silence.propertyNames,data:key27,propertyName:key27};
if(vErrors === null){
vErrors = [err242];
}
else {
vErrors.push(err242);
}
errors++;
}
}
var valid88 = _errs278 === errors;
if(!valid88){
const err243 = {instancePath:instancePath+"/checks/silence",schemaPath:"#/properties/checks/properties/silence/propertyNames",keyword:"propertyNames",params:{propertyName: key27},message:"property name must be valid",schema:schema31().properties.checks.properties.silence.propertyNames,parentSchema:schema31().properties.checks.properties.silence,data:data122};
if(vErrors === null){
vErrors = [err243];
}
else {
vErrors.push(err243);
}
errors++;
}
}
for(const key28 in data122){
if(!(validate56(data122[key28], {instancePath:instancePath+"/checks/silence/" + step(key28),parentData:data122,parentDataProperty:key28,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors);
errors = vErrors.length;
}
}
}
else {
const err244 = {instancePath:instancePath+"/checks/silence",schemaPath:"#/properties/checks/properties/silence/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.checks.properties.silence.type,parentSchema:schema31().properties.checks.properties.silence,data:data122};
if(vErrors === null){
vErrors = [err244];
}
else {
vErrors.push(err244);
}
errors++;
}
}
}
else {
const err245 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.checks.type,parentSchema:schema31().properties.checks,data:data121};
if(vErrors === null){
vErrors = [err245];
}
else {
vErrors.push(err245);
}
errors++;
}
}
}
else {
const err246 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().type,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err246];
}
else {
vErrors.push(err246);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

function step(key) {
return /[~/]/.test(key) ? key.replace(/~/g, "~0").replace(/\//g, "~1") : key;
}
