/** Real parts for chart tests: helm, kubeconform, and a Kubernetes API server with the CRDs that the chart renders objects for. */
export { dryRun, type KubectlOptions, kubectl, kubectlOutput, testKubeconfig, withNamespace } from './api-server.ts';
export { type HelmAnswer, type HelmTemplateOptions, helm, helmTemplate, kubeVersion } from './helm.ts';
export { requireTool, type TestbedPart } from './require-tool.ts';
export { type Finished, type RunOptions, runProgram } from './run-program.ts';
export { kubeconform, type SchemaAnswer, type SchemaFinding, schemaFolder } from './schemas.ts';
export { findTool, type ToolName, toolPath } from './tools.ts';
