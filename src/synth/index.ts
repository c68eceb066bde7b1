export {
  checkedValues,
  fileMark,
  type Installation,
  managedBy,
  manifestFiles,
  renderInstallation,
  synthFiles,
} from './installation.ts';
export { type OwnFiles, staleFiles, type WrittenFiles, writeFiles } from './output-folder.ts';
export { gatherOverrides, type ValuesFlags } from './values-flags.ts';
