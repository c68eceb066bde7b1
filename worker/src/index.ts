/** The worker: one DuckDB for one org, behind Flight. */
export {
  type Engine,
  type EngineConnection,
  type EngineOptions,
  type EngineResult,
  type EngineStatement,
  openEngine,
} from './engine/index.ts';
export { type RunningWorker, startWorker, type WorkerOptions } from './start-worker.ts';
export { runWorkerProcess } from './worker-process.ts';
