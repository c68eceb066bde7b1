/** The starter repository that `brooder init` writes. */
export { gitOpsFiles } from './gitops-files.ts';
export { manifestFolder, type Starter, starterFiles } from './starter-files.ts';
