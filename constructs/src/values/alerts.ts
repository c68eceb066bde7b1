import { type AlertEntry, type AlertId, alertEntries } from '../prometheus/index.ts';
import { flag, group, integer, text, type ValueNode } from '../schema/index.ts';

export interface AlertValues {
  readonly enabled: boolean;
  readonly severity: string;
  readonly for: string;
  readonly threshold: number;
}

const alertNode = ({ name, promise, severity, hold, threshold, unit }: AlertEntry): ValueNode<AlertValues> =>
  group(`${name}. Promised: ${promise}`, {
    enabled: flag('Write this alert.', true),
    severity: text("The alert's label `severity`, for example critical, warning or info.", {
      default: severity as string,
      mayBeEmpty: false,
    }),
    for: text('How long it must hold before it fires.', { form: 'duration', default: hold, mayBeEmpty: false }),
    threshold: integer(`In ${unit}.`, threshold, { minimum: 0 }),
  });

/** One group of values for each alert of the table. */
export const alertValues = group(
  'The alerts. Each has a page in docs/runbooks.',
  Object.fromEntries(alertEntries.map(([id, entry]) => [id, alertNode(entry)])) as Record<
    AlertId,
    ValueNode<AlertValues>
  >,
);
