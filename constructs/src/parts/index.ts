/** Every part that can stand alone in a chart of yours, with its props. */

export { ExtraObjects, type ExtraObjectsProps } from './extras/index.ts';
export {
  GatewayConfig,
  type GatewayConfigProps,
  GatewayDeployment,
  type GatewayDeploymentProps,
  type GatewayPodProps,
  type GatewayProbe,
  GatewayService,
  GatewayServiceAccount,
  type GatewayServiceAccountProps,
  type GatewayServiceProps,
  type SecretVariable,
} from './gateway/index.ts';
export {
  GatewayHttpRoute,
  type GatewayHttpRouteProps,
  GatewayIngress,
  type GatewayIngressProps,
  GatewayStreamRoute,
  type GatewayStreamRouteProps,
} from './ingress/index.ts';
export {
  type ClientLogin,
  type CommandPodProps,
  type CommandProps,
  type JobLimits,
  MigrationJob,
  type MigrationJobProps,
  type SecretKey,
  SeedJob,
  type SeedJobProps,
  TestClosedPort,
  type TestClosedPortProps,
  TestNetworkPolicy,
  type TestNetworkPolicyProps,
  TestPod,
  type TestPodProps,
} from './jobs/index.ts';
export {
  type AlertSettings,
  BrooderPodMonitor,
  BrooderRules,
  type BrooderRulesProps,
  BrooderServiceMonitor,
  GooglePodMonitoring,
  GrafanaDashboard,
  type GrafanaDashboardProps,
  type MonitorProps,
  type PodMonitorProps,
  type ScrapeProps,
} from './monitoring/index.ts';
export { BrooderNamespace, type BrooderNamespaceProps } from './namespace.ts';
export {
  DefaultDeny,
  type DnsProps,
  GatewayNetworkPolicy,
  type GatewayNetworkPolicyProps,
  type Place,
  type WorkerEgress,
  WorkerNetworkPolicy,
  type WorkerNetworkPolicyProps,
} from './network/index.ts';
export type { PodPlacementProps } from './pod-placement.ts';
export {
  BundledPostgres,
  type BundledPostgresProps,
  PostgresNetworkPolicy,
  type PostgresNetworkPolicyProps,
  type PostgresStorage,
} from './postgres/index.ts';
export {
  GatewayReleaseRole,
  type GatewayReleaseRoleProps,
  type GatewayRoleProps,
  GatewayWorkerRole,
  type GatewayWorkerRoleProps,
} from './rbac/index.ts';
export {
  BrooderPriorityClass,
  type BrooderPriorityClassProps,
  GatewayAutoscaler,
  type GatewayAutoscalerProps,
  GatewayDisruptionBudget,
  type GatewayDisruptionBudgetProps,
  GatewayScaledObject,
  type GatewayScaledObjectProps,
} from './scaling/index.ts';
export {
  BrooderSecret,
  type BrooderSecretProps,
  ListenerCertificate,
  type ListenerCertificateProps,
} from './secrets/index.ts';
export {
  WarehouseIdentity,
  type WarehouseIdentityProps,
  WarehouseSecret,
  type WarehouseSecretProps,
} from './warehouse/index.ts';
export {
  WorkerAdmissionPolicy,
  type WorkerAdmissionPolicyProps,
  WorkerConfig,
  type WorkerConfigProps,
  WorkerLimitRange,
  type WorkerLimitRangeProps,
  WorkerPool,
  type WorkerPoolProps,
  type WorkerProbe,
  WorkerQuota,
  type WorkerQuotaProps,
  WorkerServiceAccount,
  type WorkerServiceAccountProps,
  type WorkerSettings,
  type WorkerSize,
  type WorkerVolume,
} from './worker/index.ts';
