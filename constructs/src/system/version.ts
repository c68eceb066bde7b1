import manifest from '../../package.json' with { type: 'json' };

/** Version of the constructs, the chart and, when a value names no other tag, the images. */
export const version: string = manifest.version;
