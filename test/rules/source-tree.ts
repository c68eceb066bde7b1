/** The repository's TypeScript files and what each imports, read as text. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface SourceFile {
  path: string;
  text: string;
  imports: string[];
}

/** Static imports and re-exports (the last line of a long one begins with a brace), dynamic imports, and imports for effect. */
const importPattern = /^(?:import|export|\})[^'\n]*? from '([^'\n]+)'|\bimport\('([^'\n]+)'\)|^import '([^'\n]+)'/gm;

export function sourceFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => path !== '' && !path.includes('/gen/'))
    .flatMap((path) => {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return []; // listed by git, deleted in the work tree
      }
      const imports = [...text.matchAll(importPattern)].map((match) => (match[1] ?? match[2] ?? match[3])!);
      return [{ path, text, imports }];
    });
}

export const roomOf = (path: string) => path.split('/')[0]!;
export const isTest = (path: string) =>
  /\.(test|fixture)\.ts$|-contract\.ts$|(^|\/)test-[^/]+\.ts$|\/(simulation|fixtures)\//.test(path) ||
  path.startsWith('test/');
