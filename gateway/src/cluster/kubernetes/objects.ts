/**
 * The Kubernetes objects of this room, as the API server writes them in JSON: only the fields that are read or written here. The rest of a
 * pod passes through untouched, also fields of a Kubernetes newer than this code.
 */

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  /** Another object of the same name has another uid. */
  uid: string;
  /** Opaque; only compared, and sent back as a precondition. */
  resourceVersion: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Without blockOwnerDeletion, which would need a right on the owner's finalizers. */
  ownerReferences?: OwnerReference[];
  /** RFC 3339. */
  creationTimestamp?: string;
  deletionTimestamp?: string;
}

/** What a creator gives: the server adds uid and resourceVersion. */
export type NewMeta = Omit<
  ObjectMeta,
  'uid' | 'resourceVersion' | 'namespace' | 'creationTimestamp' | 'deletionTimestamp'
>;

/** An object that is to be created. */
export type New<T extends { metadata: ObjectMeta }> = Omit<T, 'metadata' | 'status'> & { metadata: NewMeta };

/** Kubernetes quantities by resource name: `{ cpu: '2', memory: '4Gi' }`. */
export type Quantities = Record<string, string>;

export interface Container {
  name: string;
  image?: string;
  resources?: { requests?: Quantities; limits?: Quantities };
  [field: string]: unknown;
}

export interface PodSpec {
  containers: Container[];
  [field: string]: unknown;
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt?: string };
    terminated?: { exitCode: number; reason?: string; message?: string };
  };
}

export interface Pod {
  metadata: ObjectMeta;
  spec: PodSpec;
  status?: {
    phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    podIP?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface PodTemplate {
  metadata: ObjectMeta;
  template: { metadata?: Partial<NewMeta>; spec: PodSpec };
}

export interface Secret {
  metadata: ObjectMeta;
  type?: string;
  /** Values in base64. Absent on a Secret without content. */
  data?: Record<string, string>;
}

export interface Service {
  metadata: ObjectMeta;
  spec: { selector: Record<string, string>; ports: { name: string; port: number }[]; [field: string]: unknown };
}

export interface ObjectReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

export interface KubernetesEvent {
  metadata: ObjectMeta;
  involvedObject: ObjectReference;
  type: 'Normal' | 'Warning';
  reason?: string;
  message?: string;
  count?: number;
  lastTimestamp?: string | null;
}

/** The body of every answer that is not the object asked for; source: apimachinery meta/v1 Status. */
export interface Status {
  kind: 'Status';
  message?: string;
  reason?: string;
  code?: number;
  details?: { name?: string; causes?: { field?: string; reason?: string }[]; retryAfterSeconds?: number };
}
