# An agent that was taken over: answers each request on the socket $ARGV[0] with the lines of the
# file $ARGV[1].
use strict;
use IO::Socket::UNIX;
unlink $ARGV[0];
umask 0117;
my $server = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 8) or die "$!";
open my $file, '<', $ARGV[1] or die "$!";
local $/;
my $answer = <$file>;
$/ = "\n";
while (my $asker = $server->accept) {
  <$asker>;
  print $asker $answer;
  close $asker;
}
