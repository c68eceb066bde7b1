export { type ImageProps, imageReference, imageTemplate } from './image.ts';
export { type Component, type LabelMap, nameTemplates, System, type SystemProps, suffixed } from './system.ts';
export { chartVersion, version } from './version.ts';
