export { ZoneOffsets } from './zone-offsets.ts';
