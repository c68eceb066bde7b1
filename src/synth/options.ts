/** Options that synth, diff and validate have in common. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ValuesFlags } from './values-flags.ts';

export interface ReleaseFlags {
  release: string;
  namespace: string;
}
export interface InstallationFlags extends ValuesFlags, ReleaseFlags {}

const repeated = (text: string, before: readonly string[] = []) => [...before, text];

export const addInstallationOptions = (command: Command): Command =>
  addReleaseOptions(command)
    .option('-f, --values <file>', 'values file, "-" for standard input; may be given again, later ones win', repeated)
    .option('--set <key=value>', 'one value, as Helm reads it; may be given again', repeated)
    .option('--set-string <key=value>', 'one value that stays text; may be given again', repeated)
    .option('--set-json <key=json>', 'one value as JSON; may be given again', repeated);

export const addReleaseOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--release <name>', 'name of the installation').default('brooder').argParser(matching(releaseName)),
    )
    .addOption(
      new Option('-n, --namespace <name>', 'namespace of the gateway').default('brooder').argParser(matching(label)),
    );

interface NameRule {
  pattern: RegExp;
  limit: number;
  meaning: string;
}

/** Source: Helm pkg/chartutil/validate_name.go. Dots, which Helm allows, do not fit into the names of Services. */
const releaseName: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  limit: 53,
  meaning: 'at most 53 lower-case letters, digits and inner dashes',
};
const label: NameRule = {
  ...releaseName,
  limit: 63,
  meaning: 'at most 63 lower-case letters, digits and inner dashes',
};

const matching =
  ({ pattern, limit, meaning }: NameRule) =>
  (text: string) => {
    if (!pattern.test(text) || text.length > limit) throw new InvalidArgumentError(`Give ${meaning}.`);
    return text;
  };
