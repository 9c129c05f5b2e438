/** Of the kernel's variables, those that are not settings: secrets, and what moves by itself. */

const SECRET = /(?:_key|_secret)$/;

export const isSecretSysctl = (path: string): boolean => SECRET.test(path);

const MOVING = new RegExp("^(?:kernel/(?:random/(?:uuid|entropy_avail)|ns_last_pid|pty/nr"
  + "|perf_event_max_sample_rate|hung_task_detect_count|sched_domain/.*)"
  + "|fs/(?:aio-nr|dentry-state|file-nr|inode-nr|inode-state|quota/.*|nr_open_cur)"
  + "|net/netfilter/nf_conntrack_count|net/.*/flush|dev/raid/.*_cur"
  + "|net/ipv4/tcp_child_ehash_entries_cur)$");

/** A count, a clock or a number drawn at each look. */
export const isMovingSysctl = (path: string): boolean => MOVING.test(path);
