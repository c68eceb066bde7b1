import { asciiYaml } from './ascii-yaml.ts';
import { privateEnvironment } from './private-home.ts';
import { type Finished, runProgram } from './run-program.ts';
import { toolPath } from './tools.ts';

/** Kubernetes that charts are rendered for. A helm built by `go build` says v1.20.0 by itself, which our `kubeVersion` floor refuses. */
export const kubeVersion = '1.34.0';

export interface HelmTemplateOptions {
  release: string;
  namespace: string;
  /** One object, laid over the chart's defaults; goes to helm on standard input. */
  values?: object;
  /** Later files win; `values` wins over all files. */
  valuesFiles?: readonly string[];
  /** Texts for `--set`, for example `gateway.replicas=3`. */
  set?: readonly string[];
  setString?: readonly string[];
  setJson?: readonly string[];
  /** `group/version` or `group/version/Kind` that `.Capabilities.APIVersions.Has` answers true for. */
  apiVersions?: readonly string[];
  /** Only these templates, as paths below the chart. */
  showOnly?: readonly string[];
  /** Render as an upgrade: `.Release.IsUpgrade`. */
  isUpgrade?: boolean;
  noHooks?: boolean;
  kubeVersion?: string;
  /** Milliseconds; default 30,000. */
  timeoutMs?: number;
}

export type HelmAnswer =
  | { failed: false; stdout: string; stderr: string }
  /** `stderr` holds helm's words, for example the message of a template's `fail`. */
  | { failed: true; stdout: string; stderr: string };

/** Renders a chart as `helm template` does. Several may run at once. @throws when helm is missing or runs over its deadline */
export async function helmTemplate(chartDir: string, options: HelmTemplateOptions): Promise<HelmAnswer> {
  const each = (flag: string, values: readonly string[] = []) => values.flatMap((value) => [flag, value]);
  const finished = await helm(
    [
      'template',
      options.release,
      chartDir,
      '--namespace',
      options.namespace,
      '--kube-version',
      options.kubeVersion ?? kubeVersion,
      ...each('--values', options.valuesFiles),
      ...(options.values === undefined ? [] : ['--values', '-']),
      ...each('--set', options.set),
      ...each('--set-string', options.setString),
      ...each('--set-json', options.setJson),
      ...each('--api-versions', options.apiVersions),
      ...each('--show-only', options.showOnly),
      ...(options.isUpgrade ? ['--is-upgrade'] : []),
      ...(options.noHooks ? ['--no-hooks'] : []),
    ],
    {
      ...(options.values === undefined ? {} : { stdin: asciiYaml(options.values) }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    },
  );
  return { ...finished, failed: finished.status !== 0 };
}

/** Runs any other helm command, for example `helm(['lint', '--strict', '--kube-version', kubeVersion, dir])`. */
export async function helm(
  args: readonly string[],
  options: { stdin?: string; timeoutMs?: number } = {},
): Promise<Finished> {
  return runProgram(toolPath('helm'), args, { ...options, env: privateEnvironment() });
}
