/** Entry of the worker process. Everything else is loaded after the compile cache is on. */
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

enableCompileCache();
// Loading code makes much short-lived data; without this the young generation grows by 15 MB that an idle worker never uses.
setFlagsFromString('--semi-space-growth-factor=1');
const { runWorkerProcess } = await import('./worker-process.ts');
await runWorkerProcess(process.argv.slice(2), () => {
  setFlagsFromString('--semi-space-growth-factor=2');
  collectGarbage();
});

/** Node offers `gc` only to a context made after the flag; an idle worker would keep what its start left behind for hours. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void;
  collect({ type: 'major', flavor: 'last-resort' });
}
