import { bootGuest } from "/work/main/test/host/lab/guest.ts";
import { BINARY } from "/work/main/test/host/lab/machine.ts";
import { readFileSync } from "node:fs";
const g = await bootGuest({ name: "units", binary: BINARY });
try {
  for (const u of ["vexor-defaults.service","vexor-recover.service"]) await g.writeFile("/etc/systemd/system/"+u, readFileSync("/work/main/packaging/systemd/"+u));
  await g.writeFile("/etc/sysctl.d/50-x.conf", "vm.swappiness = 7\nvm.dirty_ratio = 20\n");
  await g.exec(["mkdir","-p","/var/lib/vexor-agent/runs"]);
  console.log(await g.exec(["sh","-c","ls -l /run/systemd/units/ | grep sysctl; vexor help | grep -E 'defaults|recover'; vexor defaults --record; echo rc=$?; systemctl daemon-reload; systemctl enable vexor-defaults vexor-recover; systemctl start vexor-defaults; systemd-analyze verify /etc/systemd/system/vexor-*.service; sync"]));
  await g.shutdown(); await g.boot();
  console.log(await g.exec(["sh","-c","journalctl -b | grep -iE 'cycle|vexor' ; systemctl status --no-pager vexor-defaults vexor-recover | head -40; head -c 300 /run/vexor-agent/kernel-defaults.json; grep -E 'swappiness|dirty_ratio|max_dgram' /run/vexor-agent/kernel-defaults.json; wc /run/vexor-agent/kernel-defaults.json; cat /proc/sys/vm/swappiness; systemctl --failed --no-legend; ls -l /run/vexor-agent; systemd-analyze critical-chain vexor-defaults.service systemd-sysctl.service --no-pager"], {timeoutMs: 120000}));
} finally { await g.destroy(); }
