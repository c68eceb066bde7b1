import { metadataInTemplate } from './given-objects.ts';
import { linkLocalTemplates } from './link-local.ts';
import { mergedTemplate } from './merged.ts';
import { millisecondsTemplate } from './milliseconds.ts';
import { recordsOfTemplate } from './records-of.ts';
import { strayExceptionsTemplate } from './stray-exceptions.ts';
import { textsUnderTemplate } from './texts-under.ts';

/** Named templates that the vocabulary leans on; they stand in the chart's helper file. */
export const namedTemplates: readonly string[] = [
  mergedTemplate,
  metadataInTemplate,
  millisecondsTemplate,
  recordsOfTemplate,
  linkLocalTemplates,
  strayExceptionsTemplate,
  textsUnderTemplate,
];
