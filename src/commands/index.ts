import type { Command } from 'commander';
import { registerChart } from './chart.ts';
import { registerDiff } from './diff.ts';
import { registerDoctor } from './doctor.ts';
import { registerGateway } from './gateway.ts';
import { registerInit } from './init.ts';
import { registerLoad } from './load.ts';
import { registerMigrate } from './migrate.ts';
import { registerOrg } from './org.ts';
import { registerPing } from './ping.ts';
import { registerSeed } from './seed.ts';
import { registerSettings } from './settings.ts';
import { registerSql } from './sql.ts';
import { registerStatus } from './status.ts';
import { registerSynth } from './synth.ts';
import { registerUp } from './up.ts';
import { registerUser } from './user.ts';
import { registerValidate } from './validate.ts';
import { registerValues } from './values.ts';
import { registerWorker } from './worker.ts';

/** In the order `brooder --help` lists them. */
export const commandModules: readonly ((program: Command) => void)[] = [
  registerUp,
  registerSql,
  registerLoad,
  registerStatus,
  registerOrg,
  registerUser,
  registerSettings,
  registerDoctor,
  registerSynth,
  registerChart,
  registerDiff,
  registerValidate,
  registerValues,
  registerInit,
  registerMigrate,
  registerSeed,
  registerPing,
  registerGateway,
  registerWorker,
];
