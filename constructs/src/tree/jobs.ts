import type { Construct } from 'constructs';
import { chartOnly, whenBlock } from '../expr/index.ts';
import { type CommandPodProps, MigrationJob } from '../parts/jobs/index.ts';
import { imageReference } from '../system/index.ts';
import type { TreeContext } from './context.ts';

/** Helm hooks and test pods. Synthesised manifests hold none: gateways migrate at their start, under a lock. */
export function addJobs(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { jobs, migration } = values;
  const pod = commandPodOf(context);
  chartOnly(scope, 'hooks', (hooks) => {
    whenBlock(hooks, 'migration', migration.enabled, (s) => {
      new MigrationJob(s, 'migration', {
        system,
        pod,
        weight: migration.weight,
        wait: migration.wait,
        storeEnvironment: [],
        limits: jobs,
        podLabels: jobs.podLabels,
        podAnnotations: jobs.podAnnotations,
      });
    });
  });
}

const commandPodOf = ({ values: { image, global, jobs } }: TreeContext): CommandPodProps => ({
  image: imageReference(image, global.imageRegistry),
  imagePullPolicy: image.pullPolicy,
  imagePullSecrets: global.imagePullSecrets,
  resources: jobs.resources,
  nodeSelector: jobs.nodeSelector,
  tolerations: jobs.tolerations,
  affinity: jobs.affinity,
  priorityClassName: jobs.priorityClassName,
});
