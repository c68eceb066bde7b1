export {
  type DataDirectory,
  openDataDirectory,
  type PublishedAddresses,
  readAddresses,
  readInternalSecret,
} from './data-directory.ts';
export { type DirectoryLock, lockDirectory } from './directory-lock.ts';
