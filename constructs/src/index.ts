/** Typed cdk8s constructs of Brooder's manifests, for `cdk8s synth` here and for import into other infrastructure code. */
export { BrooderNamespace, type BrooderNamespaceProps } from './parts/namespace.ts';
