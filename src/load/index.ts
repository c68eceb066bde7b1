export { sendRows, type TableTarget } from './send-rows.ts';
export { openSourceFile, type SourceFile } from './source-file.ts';
