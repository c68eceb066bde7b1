export { type ImageProps, imageReference, imageTemplate } from './image.ts';
export { imageUser, restrictedContainer, restrictedPod } from './pod-security.ts';
export { type Component, type LabelMap, nameTemplates, System, type SystemProps, suffixed } from './system.ts';
export { chartVersion, version } from './version.ts';
