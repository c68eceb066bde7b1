/** The command line `brooder`. Each command lives in its own file and loads only when it runs, so that `--help` answers at once. */
import { asFailure, Failure } from '@brooder/contracts';
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { commandModules } from './commands/index.ts';

/** 0 done, 1 failed, 2 called in a way that makes no sense. */
const exitStatus = { failed: 1, usage: 2 } as const;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('brooder')
    .description(manifest.description)
    .version(manifest.version, '-V, --version')
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .addHelpText('after', '\nExample:\n  $ brooder up\n  $ brooder sql -c "select count(*) from flights"');
  for (const register of commandModules) register(program);
  await program.parseAsync(argv as string[], { from: 'user' });
}

// A reader that has enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : exitStatus.usage;
  } else {
    const failure = asFailure(thrown);
    process.stderr.write(`brooder: ${failure.message}\n`);
    if (failure.fields.detail) process.stderr.write(`  ${failure.fields.detail}\n`);
    if (failure.fields.hint) process.stderr.write(`  ${failure.fields.hint}\n`);
    // An unexpected error has a cause that only its stack tells.
    if (!(thrown instanceof Failure))
      process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exitCode = exitStatus.failed;
  }
}
