/** docs/logs.md: the events, from their table, and what a line and a message are made of. */
import { EVENTS } from "../src/agent/events.ts";

const INTRO = `# Logs, events and webhooks

Generated from \`src/agent/events.ts\` by \`npm run generate\`. The words and field names below stay as
they are; new ones may come.

## Events

| event | level | meaning |
|---|---|---|
`;

const LOG = `
## The log

One line of JSON for each event, on standard error, which systemd hands to the journal:
\`journalctl -u vexor-agent -o cat | jq 'select(.level == "warn")'\`. There each line has its
priority too, so \`journalctl -u vexor-agent -p warning\` shows alarms only.

| field | meaning |
|---|---|
| \`level\` | \`info\`, or \`warn\` for an alarm |
| \`time\` | ISO 8601, UTC |
| \`program\` | \`vexor-agent\` |
| \`version\` | of the program |
| \`event\` | a word of the table above |
| \`message\` | the same for people |
| \`state\` | the agent's state, see [metrics.md](metrics.md) |
| \`commit\` | the newest revision |
| \`plan\` | id of the newest plan |
| \`run\` | the run that waits for its health |
| \`address\` | of events about one setting: which |
| \`found\` | its value |
| \`wanted\` | what it should be |
| \`was\` | of \`moved\`: what it was before |
| \`writer\` | of \`moved\`: who did it, as far as could be told: \`pid\`, \`name\`, \`argv\`, \`exe\`, \`uid\`, \`user\`, \`login\` (who logged in, before any sudo), \`unit\`, \`parents\` |

Fields of which there is nothing to say are left out.

## Webhooks

\`\`\`yaml
webhooks:
  - urlFile: /etc/vexor-agent/slack.url      # chmod 640, for its path is a secret
    form: slack
  - url: https://alerts.example.org/vexor
    events: [applied, rolled-back, yielded]
    secretFile: /etc/vexor-agent/webhook.key
\`\`\`

Without \`events\`, every alarm and \`applied\` are sent. The same about the same thing is sent once
an hour. Messages are POSTed one after another, with 10 s for each try; timeouts, 408, 429 and
5xx are tried up to six times with growing pauses, or as \`Retry-After\` asks, five minutes at most;
anything else is given up at once. Redirects are not followed. Up to 50 messages wait for each
webhook, then the oldest is dropped. What is lost is in the log (\`webhook\`) and in
\`vexor_webhook_deliveries_total\`. No webhook ever holds up the agent.

\`slack\` is \`{"text": …}\`, as Slack, Mattermost and others take it. \`json\` is:

\`\`\`json
{"format": "vexor.event/2", "id": "0c4f…", "at": "2026-01-05T12:00:00.000Z", "level": "alarm",
 "event": "drift", "why": "sysctl/vm.swappiness: Vexor set 10 (run 1); now it is 42",
 "host": "val-ams-1", "version": "0.1.0", "state": "planning", "commit": "5cf291b7…",
 "plan": "81ce154f0ee0c2a75b1d9e3f46087a5c", "run": null,
 "setting": {"address": "sysctl/vm.swappiness", "found": "42", "wanted": "10"}}
\`\`\`

\`X-Vexor-Delivery\` is the \`id\`, the same with every try. With a \`secretFile\`,
\`X-Vexor-Signature: sha256=HEX\` is the HMAC-SHA256 of the body under that key: compare it before
believing anything, and refuse what is old by its \`at\`.

Messages hold nothing secret: users, passwords and queries of URLs are taken out, and of a writer
the command line. The webhook's own URL is never logged, its host at most.
`;

/** The whole page. */
export const logsReference = (): string => INTRO
  + Object.entries(EVENTS).map(([event, { level, about }]) =>
    `| \`${event}\` | ${level} | ${about} |\n`).join("") + LOG;
