/** The repository's TypeScript files and what each imports, read as text. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface SourceFile {
  path: string;
  text: string;
  imports: string[];
}

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
      const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
      return [{ path, text, imports }];
    });
}

export const roomOf = (path: string) => path.split('/')[0]!;
export const isTest = (path: string) =>
  /\.test\.ts$|-contract\.ts$|(^|\/)test-[^/]+\.ts$|\/(simulation|fixtures)\//.test(path) || path.startsWith('test/');
