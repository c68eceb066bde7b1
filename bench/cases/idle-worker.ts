import { readdirSync, readFileSync } from 'node:fs';
import type { Figure } from '../report.ts';
import type { BenchCase } from './index.ts';

/** Memory of a process in MB from /proc/<pid>/smaps_rollup; source: proc_pid_smaps(5). Pss counts a shared page once over its users. */
function memory(pid: number): { rss: number; pss: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)![1]) / 1_000;
  return { rss: field('Rss'), pss: field('Pss') };
}

function workersOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const mine = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(parent);
        return mine && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker/src/main.ts');
      } catch {
        return false; // it ended while we looked
      }
    })
    .map(Number);
}

export const idleWorkerCase: BenchCase = {
  name: 'idle-worker',
  title: 'Memory of workers that wait for an org',
  needs: 'process',
  async measure({ process: gateway }): Promise<Figure[]> {
    const workers = workersOf(gateway!).map(memory);
    if (workers.length === 0) throw new Error('the gateway has no worker processes');
    const least = (pick: (m: { rss: number; pss: number }) => number) => Math.min(...workers.map(pick));
    return [
      { what: 'workers', value: workers.length, unit: 'processes', more: true },
      { what: 'RSS of the smallest', value: least((m) => m.rss), unit: 'MB', bar: 80, more: false },
      { what: 'PSS of the smallest', value: least((m) => m.pss), unit: 'MB', bar: 30, more: false },
      { what: 'gateway RSS', value: memory(gateway!).rss, unit: 'MB', more: false },
    ];
  },
};
