import type { Figure } from '../report.ts';
import type { Target } from '../target.ts';
import { connectCase } from './connect.ts';
import { flightRowsCase } from './flight-rows.ts';
import { idleWorkerCase } from './idle-worker.ts';
import { pgRowsCase } from './pg-rows.ts';
import { flightSelectOneCase, selectOneCase } from './select-one.ts';

export interface BenchCase {
  name: string;
  title: string;
  needs: 'pg' | 'flight' | 'process';
  measure(target: Target): Promise<Figure[]>;
}

export const benchCases: readonly BenchCase[] = [
  connectCase,
  selectOneCase,
  flightSelectOneCase,
  pgRowsCase,
  flightRowsCase,
  idleWorkerCase,
];
