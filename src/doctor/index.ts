import { checkDataDirectory, checkDisk } from './data-directory-checks.ts';
import type { Check } from './finding.ts';
import { checkEngine, checkLibc, checkMemory, checkNode, checkPostgresBinaries } from './machine-checks.ts';
import { checkPorts } from './port-checks.ts';

export type { Check, Finding } from './finding.ts';

/** In the order a start meets them. */
export const machineChecks: readonly Check[] = [
  checkNode,
  checkLibc,
  checkEngine,
  checkPostgresBinaries,
  checkMemory,
  checkDataDirectory,
  checkDisk,
  checkPorts,
];
