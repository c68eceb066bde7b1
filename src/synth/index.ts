export { type Difference, differencesOf } from './differences.ts';
export {
  fileMark,
  type Installation,
  managedBy,
  manifestFiles,
  renderedKinds,
  renderInstallation,
  renderObjects,
  synthFiles,
} from './installation.ts';
export { liveSides } from './live-objects.ts';
export { readManifestFolder, readManifests } from './manifest-folder.ts';
export { type OwnFiles, staleFiles, type WrittenFiles, writeFiles } from './output-folder.ts';
export { type Finding, findingsOf } from './rules/index.ts';
export { gatherOverrides, type ValuesFlags } from './values-flags.ts';
