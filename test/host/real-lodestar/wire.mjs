/**
 * Between the validators and their beacon node: hands everything on, and writes down what was
 * posted (attestations, blocks) and which validator had which attester duty. It shares nothing with
 * Vexor, and knows nothing of who posts: `node wire.mjs PORT BEACON_PORT LOG`.
 */
import { appendFileSync } from "node:fs";
import { createServer, request } from "node:http";

const [port, beacon, log] = process.argv.slice(2);
const write = (line) => appendFileSync(log, `${JSON.stringify({ wall: Date.now(), ...line })}\n`);
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
const POSTED = [[/^\/eth\/v\d\/beacon\/pool\/attestations/, "attestation"],
  [/^\/eth\/v\d\/beacon\/(blinded_)?blocks/, "block"]];
const DUTIES = /^\/eth\/v1\/validator\/duties\/attester\//;

createServer((asked, answer) => {
  const { url, method, headers } = asked;
  const sent = [];
  const onward = request({ port: Number(beacon), host: "127.0.0.1", path: url, method, headers }, (reply) => {
    answer.writeHead(reply.statusCode, reply.headers);
    const got = [];
    reply.on("data", (chunk) => {
      answer.write(chunk);
      if (DUTIES.test(url)) got.push(chunk);
    });
    reply.on("end", () => {
      answer.end();
      if (DUTIES.test(url)) {
        for (const duty of parsed(Buffer.concat(got).toString())?.data ?? []) write({ is: "duty", duty });
      }
      const what = method === "POST" ? POSTED.find(([form]) => form.test(url))?.[1] : undefined;
      if (what === undefined) return;
      const body = parsed(Buffer.concat(sent).toString());
      for (const one of Array.isArray(body) ? body : [body]) write({ is: what, status: reply.statusCode, one });
    });
  });
  onward.on("error", () => answer.destroy());
  answer.on("close", () => onward.destroy());
  asked.on("data", (chunk) => sent.push(chunk));
  asked.pipe(onward);
}).listen(Number(port), "127.0.0.1");
