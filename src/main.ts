/** The command line `brooder`. Each command lives in its own file and loads only when it runs, so that `--help` answers at once. */
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { commandModules } from './commands/index.ts';
import { printFailure } from './print-failure.ts';

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
    printFailure(thrown);
    process.exitCode = exitStatus.failed;
  }
}
