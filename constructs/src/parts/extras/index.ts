/** Objects of the user's own. */
export { ExtraObjects, type ExtraObjectsProps } from './extra-objects.ts';
