# isolated-drift.sh DIR VEXOR FILE: watches drift from a file system of its own, where only its own programs
# start. A machine at rest starts few; the one that a bench shares with others starts many.
set -e
mount -t tmpfs none "$1"
cd "$1"
mkdir -p proc sys tmp run var etc/systemd/system etc/sysctl.d usr/lib/sysctl.d
cp -a /etc/passwd /etc/hostname etc/ 2>/dev/null || :
cp -a /etc/sysctl.d/. etc/sysctl.d/ 2>/dev/null || :
cp -a /usr/lib/sysctl.d/. usr/lib/sysctl.d/ 2>/dev/null || :
ldd "$2" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p ".${library%/*}"
  cp -L "$library" ".$library"
done
cp "$2" vexor
cp "$3" host.yaml
mount --rbind /proc proc
mount --rbind /sys sys
mount --bind /etc/systemd/system etc/systemd/system
exec chroot . /vexor drift --watch --json -f /host.yaml
