#!/usr/bin/perl
# inject-fault.pl FAULT DELAY-MS LENGTH-MS: tells the agent of a new commit, waits until what the fault is
# aimed at is there, and for so long after that; then strikes, and takes the fault away again after
# its length. Prints how many processes or files it met, and when: 0 is a miss.
use strict;
use warnings;
use Time::HiRes qw(sleep time);
my ($fault, $delay, $length) = ($ARGV[0], $ARGV[1] / 1000, $ARGV[2] / 1000);
my @bases = grep { -d "$_/system.slice" } "/sys/fs/cgroup", "/sys/fs/cgroup/systemd";
my %at = (agent => "vexor-agent.service", apply => "vexor-apply.service",
  operate => "system-vexor*operate.slice/*");

sub lines { my ($path) = @_; open my $file, "<", $path or return; my @all = <$file>; chomp @all; @all }
sub procs { map { my $part = $_; map { lines $_ } map { glob "$_/system.slice/$at{$part}/cgroup.procs" } @bases } @_ }
sub main_pid { grep { ((lines "/proc/$_/cmdline")[0] // "") =~ /^\S*vexor\0agent\0/ } procs "agent" }
sub await_any {
  for (my $end = time + 4; time < $end; sleep 0.002) { my @found = procs @_; return if @found }
}
my $begun = time;
sub told { printf qq({"hit": %d, "at": %d}\n), $_[0], (time - $begun) * 1000 }
sub hup { kill "HUP", main_pid }
sub send_signal { my ($signal, @pids) = @_; told scalar kill $signal, @pids; }

hup;
if ($fault eq "none") { told 1 }
elsif ($fault eq "kill agent") { sleep $delay; send_signal "KILL", main_pid }
elsif ($fault eq "kill operate") { await_any "operate"; sleep $delay; send_signal "KILL", procs "operate" }
elsif ($fault eq "kill apply") { await_any "apply"; sleep $delay; send_signal "KILL", procs "apply" }
elsif ($fault eq "kill both") {
  await_any "apply"; sleep $delay; send_signal "KILL", procs("apply", "operate"), main_pid
}
elsif ($fault eq "kill all") { sleep $delay; send_signal "KILL", procs "agent", "operate", "apply" }
elsif ($fault eq "stop agent") { sleep $delay; send_signal "STOP", main_pid }
elsif ($fault eq "stop operate") {
  await_any "operate"; sleep $delay;
  my @pids = procs "operate", "apply";
  send_signal "STOP", @pids;
  sleep $length;
  kill "CONT", @pids;
}
elsif ($fault eq "disk full") {
  sleep $delay;
  open my $file, ">", "/var/lib/vexor-agent/.filler" or die;
  for my $size (1 << 16, 1 << 12, 1) { 1 while (syswrite($file, "\0" x $size) // 0) == $size }
  told 1;
  sleep $length;
  unlink "/var/lib/vexor-agent/.filler";
}
elsif ($fault eq "source gone") {
  sleep $delay;
  told rename "/srv/fleet", "/srv/gone";
  sleep $length;
  rename "/srv/gone", "/srv/fleet";
}
elsif ($fault eq "source corrupt") {
  sleep $delay;
  my @new = sort { -M $a <=> -M $b } glob "/srv/fleet/.git/objects/??/*";
  my %kept;
  for my $path (@new[0 .. 2]) {
    local $/;
    open my $file, "<", $path or next;
    $kept{$path} = <$file>;
    my $bad = $kept{$path};
    substr($bad, length($bad) / 2, 1) ^= "\x5a";
    open my $out, ">", $path or next;
    print $out $bad;
  }
  told scalar keys %kept;
  sleep $length;
  for my $path (keys %kept) { open my $out, ">", $path or die; print $out $kept{$path} }
}
else { die "no such fault: $fault\n" }
