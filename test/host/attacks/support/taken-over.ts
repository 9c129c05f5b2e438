/** What an attacker who has taken over the agent can send: operations, with proofs made from git. */
import type { OperationResult, OperationMessage, OperationError } from "../../../../src/agent/operation.ts";
import type { Victim } from "./victim.ts";

const OPERATE = "/run/vexor-agent/operate.sock";

/** One line in, all lines out, as the agent's user. */
const CLIENT = "use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!;"
  + " local $/; print $s <STDIN>; shutdown $s, 1; print <$s>";

export interface Answer {
  readonly done?: OperationResult;
  readonly refused?: OperationError;
}

/** Sends text, or an object as an operation, to the root helper; its last line. */
export const tell = async ({ container }: Victim, request: object | string): Promise<Answer> => {
  const input = typeof request === "string" ? request
    : JSON.stringify({ format: "vexor.operation/1", ...request });
  const { stdout, stderr } = await container.exec(["setpriv", "--reuid=vexor-agent",
    "--regid=vexor-agent", "--clear-groups", "perl", "-e", CLIENT, OPERATE], { input });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (line === "") throw new Error(`nothing came back: ${stderr}`);
  const { done, refused } = JSON.parse(line) as Partial<Extract<OperationMessage, { done: OperationResult }>
    & Extract<OperationMessage, { refused: OperationError }>>;
  return { ...done ? { done } : {}, ...refused ? { refused } : {} };
};

const PROVE = `set -e
cd /home/git/work
for id in $(git rev-list $1 --not $2^@); do git cat-file commit $id | base64 -w0; echo; done
echo --
git cat-file tree $1^{tree} | base64 -w0; echo
git cat-file tree $1:hosts | base64 -w0; echo
echo --
git cat-file blob $1:hosts/lab.yaml
`;

/** What proves \`commit\` to a host that has accepted \`since\`: every honest mirror holds it. */
export const proofOf = async (victim: Victim, commit: string, since: string): Promise<object> => {
  const { code, stdout, stderr } = await victim.container.exec(
    ["runuser", "-u", "git", "--", "sh", "-c", PROVE, "sh", commit, since]);
  if (code !== 0) throw new Error(`no proof of ${commit}: ${stderr}`);
  const [commits = "", trees = "", file = ""] = stdout.split(/^--\n/m);
  const lines = (text: string): readonly string[] => text.split("\n").filter(Boolean);
  return { format: "vexor.proof/1", commit, path: "hosts/lab.yaml", commits: lines(commits),
    trees: lines(trees), files: { "hosts/lab.yaml": file } };
};

/** Has the root helper plan a commit, and then apply that plan. */
export const forced = async (victim: Victim, proof: object, except: readonly string[] = []):
Promise<Answer> => {
  const { done, refused } = await tell(victim, { op: "plan", proof, except });
  if (refused) return { refused };
  return tell(victim, { op: "apply", proof, except, plan: done?.plan?.id ?? "" });
};
