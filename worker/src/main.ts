/** Entry of the worker process. Everything else is loaded after the compile cache is on. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runWorkerProcess } = await import('./worker-process.ts');
await runWorkerProcess(process.argv.slice(2));
