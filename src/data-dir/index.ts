export {
  type DataDirectory,
  openDataDirectory,
  type PublishedAddresses,
  readAddresses,
  readInternalSecret,
  writeWhole,
} from './data-directory.ts';
export { type DirectoryLock, lockDirectory } from './directory-lock.ts';
