/** The worker: one DuckDB for one org, behind Flight. */
export { type RunningWorker, startWorker, type WorkerOptions } from './start-worker.ts';
