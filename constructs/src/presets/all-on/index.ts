export { allOn } from './all-on.ts';
export { otherSide } from './other-side.ts';
