import type { Command } from 'commander';
import { addSettingOptions, readSettings } from '../command-settings.ts';
import { type Finding, machineChecks } from '../doctor/index.ts';

const marks = { ok: 'ok  ', warning: 'warn', problem: 'FAIL' } as const;

export function registerDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description(
      'say what is wrong with this machine and how to mend it; ends with 1 when something keeps brooder from running',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder doctor --pg-port 6432');
  addSettingOptions(command, 'up').action(async (options: Record<string, unknown>) => {
    const { values } = readSettings('up', options);
    const findings: Finding[] = [];
    for (const check of machineChecks) {
      const finding = await check(values);
      findings.push(finding);
      if (options.json) continue;
      process.stdout.write(`${marks[finding.verdict]}  ${finding.subject}: ${finding.found}\n`);
      if (finding.mend) process.stdout.write(`      ${finding.mend}\n`);
    }
    if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    if (findings.some((finding) => finding.verdict === 'problem')) process.exitCode = 1;
  });
}
