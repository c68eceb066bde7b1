/** From the seed file to what the config store is filled with. */
export { parseSeedFile, type SeedPlan } from './parse-seed-file.ts';
export { readPasswords } from './read-passwords.ts';
