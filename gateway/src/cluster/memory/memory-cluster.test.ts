import { realClock, realRandom } from '../../seams/index.ts';
import { clusterContract } from '../cluster-contract.ts';
import { createMemoryCluster } from './memory-cluster.ts';

clusterContract('memory', async () => {
  const cluster = createMemoryCluster({ clock: realClock, random: realRandom, bootMs: () => 5 });
  return {
    cluster,
    kill: (worker) => cluster.end(worker.workerId, 'signal SIGKILL'),
    exists: (uid) => cluster.processes().some((process) => process.uid === uid && process.phase !== 'ended'),
    dispose: () => cluster.close(),
  };
});
