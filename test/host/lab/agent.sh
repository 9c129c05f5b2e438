#!/bin/sh
# The guest's end of the lab's command channel, started by lab-agent.service. One request is a line
# "LIMIT-SECONDS SCRIPT-BYTES INPUT-BYTES" followed by exactly those bytes; its answer a line
# "exit CODE STDOUT-BYTES STDERR-BYTES" followed likewise. "ready BOOT-ID" opens the conversation.
port=/dev/virtio-ports/vexor.lab
modprobe virtio_console
until [ -e "$port" ]; do sleep 0.1; done
exec 3<>"$port"
mkdir -p /run/lab
cd /run/lab || exit 1
printf 'ready %s\n' "$(cat /proc/sys/kernel/random/boot_id)" >&3
while read -r limit script input <&3; do
  head -c "$script" <&3 >script
  : >input
  [ "$input" = 0 ] || head -c "$input" <&3 >input
  (cd / && exec timeout -s KILL "$limit" sh /run/lab/script) <input >stdout 2>stderr 3>&-
  code=$?
  printf 'exit %s %s\n' "$code" "$(stat --printf '%s ' stdout stderr)" >&3
  cat stdout stderr >&3
done
