import { parseDuration } from '@brooder/contracts';
import { InvalidArgumentError, Option } from 'commander';

/** An option such as `--wait 60s`; its value is milliseconds. Anything else ends the program with exit code 2. */
export function durationOption(flags: string, description: string, fallback: string): Option {
  return new Option(flags, description).default(parseDuration(fallback), fallback).argParser((text) => {
    const ms = parseDuration(text);
    if (ms === undefined) throw new InvalidArgumentError('Give a duration such as 250ms, 30s or 2m.');
    return ms;
  });
}
