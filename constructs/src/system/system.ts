import { appLabels } from '@brooder/contracts';
import { type Body, fold, isExpr, merged, opt, type TextMap, type Value } from '../expr/index.ts';
import { chartVersion, version } from './version.ts';

export interface SystemProps {
  /** Name of the installation; the Helm release's name. Part of every object's name and of every selector. */
  readonly release: Value<string>;
  /** Namespace of the gateway. */
  readonly namespace: Value<string>;
  /**
   * Namespace of the workers. It holds no Secret but the workers' own, because the right to create pods is the right to mount Secrets.
   * @default `<namespace>-workers`
   */
  readonly workerNamespace?: Value<string>;
  /**
   * Stands for "brooder" in names and in the label app.kubernetes.io/name.
   * @default brooder
   */
  readonly nameOverride?: Value<string>;
  /**
   * Stands for release and name together in names.
   * @default - made of release and name
   */
  readonly fullnameOverride?: Value<string>;
  /**
   * Who applies the manifests: the label app.kubernetes.io/managed-by.
   * @default cdk8s
   */
  readonly managedBy?: Value<string>;
  /**
   * Labels on every object, beside Brooder's own.
   * @default - none
   */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /**
   * Annotations on every object.
   * @default - none
   */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
}

/** Labels or annotations: a map of values, or a literal whose entries may be expressions. */
export type LabelMap = Value<Readonly<Record<string, string>>> | TextMap;

export type Component = 'gateway' | 'worker' | 'config-store' | 'monitoring' | 'migration' | 'seed' | 'test';

const chartLabel = 'helm.sh/chart';
/** Kubernetes' limit of a name that is also a DNS label. */
const nameLimit = 63;

/** Names, labels and namespaces of one installation. Every part takes it, so that all of them agree. */
export class System {
  readonly release: Value<string>;
  readonly namespace: Value<string>;
  readonly workerNamespace: Value<string>;
  /** What all names begin with: at most 63 characters, made like `helm create` makes it. */
  readonly fullname: Value<string>;
  private readonly props: SystemProps;

  constructor(props: SystemProps) {
    this.props = props;
    this.release = props.release;
    this.namespace = props.namespace;
    this.workerNamespace = props.workerNamespace ?? suffixed(props.namespace, 'workers');
    this.fullname = fold(
      [props.release, props.nameOverride ?? '', props.fullnameOverride ?? ''] as const,
      'text',
      fullnameOf,
      () => 'include "brooder.fullname" $',
    );
  }

  /** `<fullname>-<suffix>`, cut to 63 characters at the end of the fullname, so that it is a DNS label too. */
  name(suffix: string): Value<string> {
    return fold(
      [suffixed(this.fullname, suffix)] as const,
      'text',
      (name) => name,
      () => `include "brooder.named" (list $ "${suffix}")`,
    );
  }

  /** The labels that select the pods of a component. They never change between versions: selectors are immutable. */
  selector(component: Component): TextMap {
    return {
      [appLabels.name]: this.appName(),
      [appLabels.instance]: this.release,
      [appLabels.component]: component,
    };
  }

  /** All labels of an object: the installation's, Brooder's own, then `more`; a later one wins. */
  labels(component: Component, ...more: readonly LabelMap[]): Value<TextMap> {
    const own = fold(
      [this.selector(component), this.managedBy(), this.props.labels ?? {}] as const,
      'tree',
      (selector, managedBy, labels) => ({
        ...(labels as TextMap),
        ...(selector as TextMap),
        ...fixedLabels,
        [appLabels.managedBy]: managedBy as string,
      }),
      () => `include "brooder.labels" (list $ "${component}") | fromJson`,
    );
    const all = [own, ...more];
    return all.length === 1 ? own : merged(...(all as LabelMap[]));
  }

  /** The installation's annotations and those of `more`; absent when there are none. */
  annotations(...more: readonly LabelMap[]): Body {
    const all = [...(this.props.annotations === undefined ? [] : [this.props.annotations]), ...more];
    if (all.length === 0) return undefined;
    // A literal map always has keys; only maps of values can be empty.
    const certain = more.some((map) => !isExpr(map) && Object.values(map).some((value) => value !== undefined));
    return certain ? merged(...all) : opt(merged(...all));
  }

  /** Metadata of an object of `component` in the release namespace, or in the one given. */
  metadata(
    component: Component,
    name: Value<string>,
    more: {
      namespace?: Value<string> | 'none';
      labels?: LabelMap;
      annotations?: LabelMap;
    } = {},
  ): { name: Value<string>; namespace?: Value<string>; labels: Body; annotations?: Body } {
    const { namespace = this.namespace } = more;
    return {
      name,
      ...(namespace === 'none' ? {} : { namespace }),
      labels: this.labels(component, ...(more.labels === undefined ? [] : [more.labels])),
      annotations: this.annotations(...(more.annotations === undefined ? [] : [more.annotations])),
    };
  }

  private appName(): Value<string> {
    return fold(
      [this.props.nameOverride ?? ''] as const,
      'text',
      (override) => cut(override || appName, nameLimit),
      () => 'include "brooder.name" $',
    );
  }

  private managedBy(): Value<string> {
    return this.props.managedBy ?? 'cdk8s';
  }
}

const appName = 'brooder';
const fixedLabels = {
  [appLabels.partOf]: appName,
  [appLabels.version]: version,
  [chartLabel]: `${appName}-${chartVersion}`,
};

/** `<front>-<suffix>`, at most 63 characters: the end of the front is cut. */
export const suffixed = (front: Value<string>, suffix: string): Value<string> =>
  fold(
    [front, suffix] as const,
    'text',
    (name) => `${cut(name, nameLimit - suffix.length - 1)}-${suffix}`,
    (name, end) => `include "brooder.suffixed" (list ${name} ${end})`,
  );

const cut = (name: string, limit: number) => name.slice(0, limit).replace(/-$/, '');

function fullnameOf(release: string, nameOverride: string, fullnameOverride: string): string {
  if (fullnameOverride !== '') return cut(fullnameOverride, nameLimit);
  const name = nameOverride || appName;
  return cut(release.includes(name) ? release : `${release}-${name}`, nameLimit);
}

/** Named templates behind names and labels; `nameTemplates` and the functions above must say the same, which the parity test shows. */
export const nameTemplates = `{{- define "brooder.name" }}
{{- .Values.nameOverride | default "${appName}" | trunc ${nameLimit} | trimSuffix "-" }}
{{- end }}

{{- define "brooder.fullname" }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc ${nameLimit} | trimSuffix "-" }}
{{- else }}
{{- $name := .Values.nameOverride | default "${appName}" }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc ${nameLimit} | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc ${nameLimit} | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "brooder.suffixed" }}
{{- $room := sub ${nameLimit - 1} (len (index . 1)) | int }}
{{- printf "%s-%s" (index . 0 | trunc $room | trimSuffix "-") (index . 1) }}
{{- end }}

{{- define "brooder.named" }}
{{- include "brooder.suffixed" (list (include "brooder.fullname" (index . 0)) (index . 1)) }}
{{- end }}

{{- define "brooder.labels" }}
{{- $root := index . 0 }}
{{- $own := dict
  "${appLabels.name}" (include "brooder.name" $root)
  "${appLabels.instance}" $root.Release.Name
  "${appLabels.component}" (index . 1)
  "${appLabels.partOf}" "${appName}"
  "${appLabels.version}" "${version}"
  "${appLabels.managedBy}" $root.Release.Service
  "${chartLabel}" "${appName}-${chartVersion}" }}
{{- include "brooder.merged" (list $root.Values.commonLabels $own) }}
{{- end }}`;
