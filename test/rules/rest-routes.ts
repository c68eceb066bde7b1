import { sourceFiles } from './source-tree.ts';

const registered = /app\.(get|post|put|patch|delete)(?:<[\s\S]*?>)?\(\s*'(\/[^']*)'/g;

/** `METHOD /path/{parameter}` of every route that the REST listener registers, read from its source. */
export const routesOfRest = (): string[] =>
  sourceFiles()
    .filter(({ path }) => path.startsWith('gateway/src/listeners/http/') && !path.endsWith('.test.ts'))
    .flatMap(({ text }) =>
      [...text.matchAll(registered)].map(
        ([, method, route]) => `${method!.toUpperCase()} ${route!.replaceAll(/:(\w+)/g, '{$1}')}`,
      ),
    );
