// A worker as far as the process cluster can tell: reads its settings, listens, prints its ready line, ends with its parent.
// BROODER_TEST_FAKE chooses a fault: "exit-78", "deaf" (ignores SIGTERM), "silent" (never ready), "babble" (a wrong first line).
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const fault = process.env.BROODER_TEST_FAKE ?? '';
if (fault === 'exit-78') process.exit(78);
if (fault === 'deaf') process.on('SIGTERM', () => {});
else process.on('SIGTERM', () => process.exit(0));
if (process.argv.includes('--exit-with-parent')) {
  process.stdin.on('end', () => process.exit(0)).resume();
}
const bearer = readFileSync(process.env.BROODER_WORKER_BEARER_FILE, 'utf8');
if (!readFileSync(process.env.BROODER_TLS_KEY_FILE, 'utf8')) process.exit(78);
// Answers with what it knows, so that a test can compare.
const server = createServer((socket) => socket.end(JSON.stringify({ bearer, env: Object.keys(process.env) })));
server.listen(0, '127.0.0.1', () => {
  const line = {
    ready: true,
    workerId: process.env.BROODER_WORKER_ID,
    host: '127.0.0.1',
    port: server.address().port,
    pid: process.pid,
  };
  if (fault === 'babble') process.stdout.write('hello\n');
  else if (fault !== 'silent') process.stdout.write(`${JSON.stringify(line)}\n`);
  process.stderr.write('a log line\n');
});
