/** DuckDB through its C API: streaming execution off the event loop, Arrow batches as views of DuckDB's own memory. */
export { type CgroupLimits, cgroupLimits, type FileReader } from './cgroup.ts';
export type {
  AppendTarget,
  ArrowAppender,
  Engine,
  EngineConnection,
  EngineOptions,
  EngineResult,
  EngineStatement,
  Progress,
} from './engine.ts';
export { openEngine } from './open-engine.ts';
