export { toCsv } from './csv.ts';
export { type ProgressBar, progressBar } from './progress-bar.ts';
export { printResult, type ResultFormat, type TextResult } from './result.ts';
export { textTable } from './text-table.ts';
