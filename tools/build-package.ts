/**
 * Builds `@brooder/constructs` for publishing into `constructs/package/`: JavaScript and types of the room and of what it shares with
 * other rooms, so that the package needs only its peers. `npm pack ./constructs/package` makes the tarball.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const out = join('constructs', 'package');
const shared = '@brooder/contracts';

const sources = globSync('{constructs,contracts}/src/**/*.ts').filter((path) => !/\.(test|fixture)\.ts$/.test(path));
const config = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    outDir: '.',
    rootDir: '../..',
    declaration: true,
    incremental: false,
    tsBuildInfoFile: null,
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
  },
  include: [],
  files: sources.map((path) => join('..', '..', path)),
};

interface Manifest {
  readonly [field: string]: unknown;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** @throws when the compiler finds an error */
export function buildPackage(): string {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const configFile = join(out, 'tsconfig.json');
  writeFileSync(configFile, JSON.stringify(config));
  const compiled = spawnSync('tsc', ['--project', configFile], { stdio: 'inherit' });
  if (compiled.status !== 0) throw new Error('the constructs did not compile');
  rmSync(configFile);
  inlineShared();
  const { version, description, license, peerDependencies, keywords, engines } = JSON.parse(
    readFileSync(join('constructs', 'package.json'), 'utf8'),
  ) as Manifest;
  const root = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const manifest = {
    name: '@brooder/constructs',
    version,
    description,
    license,
    keywords,
    repository: root.repository,
    type: 'module',
    sideEffects: false,
    engines,
    exports: {
      '.': { types: './constructs/src/index.d.ts', default: './constructs/src/index.js' },
      './package.json': './package.json',
    },
    main: './constructs/src/index.js',
    types: './constructs/src/index.d.ts',
    files: ['constructs', 'contracts', 'README.md', 'LICENSE'],
    peerDependencies,
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join('constructs', 'README.md'), join(out, 'README.md'));
  cpSync('LICENSE', join(out, 'LICENSE'));
  return out;
}

/** What is shared travels inside the package, so imports of it become relative. */
function inlineShared(): void {
  const door = join(out, 'contracts', 'src', 'index.js');
  for (const path of globSync(`${out}/constructs/**/*.{js,d.ts}`)) {
    const text = readFileSync(path, 'utf8');
    const target = relative(dirname(path), door);
    writeFileSync(path, text.replaceAll(`'${shared}'`, `'${target}'`).replaceAll(`"${shared}"`, `"${target}"`));
  }
}

if (import.meta.main) process.stdout.write(`${buildPackage()}\n`);
