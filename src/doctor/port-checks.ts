import { once } from 'node:events';
import { createServer } from 'node:net';
import { flagOf, type SettingName, type Settings } from '@brooder/contracts';
import { readAddresses } from '../data-dir/index.ts';
import type { Finding } from './finding.ts';

const listeners = ['pgPort', 'flightPort', 'apiPort', 'metricsPort'] as const satisfies readonly SettingName[];

export async function checkPorts(settings: Settings): Promise<Finding> {
  const subject = 'ports';
  if (readAddresses(settings.dataDir))
    return { subject, verdict: 'ok', found: 'a brooder runs on this data directory already' };
  const taken: string[] = [];
  for (const name of listeners) {
    const reason = await whyNot(settings.bind, settings[name]);
    if (reason) taken.push(`${settings[name]} (${reason}, choose another with ${flagOf(name)})`);
  }
  return taken.length === 0
    ? { subject, verdict: 'ok', found: listeners.map((name) => settings[name]).join(', ') }
    : {
        subject,
        verdict: 'problem',
        found: `not free: ${taken.join('; ')}`,
        mend: 'See who holds a port with "ss -ltnp".',
      };
}

async function whyNot(host: string, port: number): Promise<string | undefined> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EADDRINUSE' ? 'taken' : code === 'EACCES' ? 'not allowed for this user' : (code ?? 'unusable');
  }
}
