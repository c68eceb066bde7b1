import { fold, type Value } from '../expr/index.ts';
import { version } from './version.ts';

export interface ImageProps {
  /**
   * Registry host in front of the repository.
   * @default - none: the container runtime's own
   */
  readonly registry?: Value<string>;
  readonly repository: Value<string>;
  /** @default the version of this package */
  readonly tag?: Value<string>;
  /**
   * `sha256:…`; wins over the tag.
   * @default - none
   */
  readonly digest?: Value<string>;
}

/** `registry/repository:tag`, or `registry/repository@digest`. `mirror` stands in for the registry when it is not empty. */
export const imageReference = (image: ImageProps, mirror: Value<string> = ''): Value<string> =>
  fold(
    [
      {
        mirror,
        registry: image.registry ?? '',
        repository: image.repository,
        tag: image.tag ?? '',
        digest: image.digest ?? '',
      },
    ],
    'text',
    (parts) => {
      const { mirror, registry, repository, tag, digest } = parts as unknown as Record<string, string>;
      const host = mirror || registry;
      return `${host ? `${host}/` : ''}${repository}${digest ? `@${digest}` : `:${tag || version}`}`;
    },
    (parts) => `include "brooder.image" ${parts}`,
  );

export const imageTemplate = `{{- define "brooder.image" }}
{{- with (.mirror | default .registry) }}{{ . }}/{{ end }}{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default "${version}" }}{{ end }}
{{- end }}`;
