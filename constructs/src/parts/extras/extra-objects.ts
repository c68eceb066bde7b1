import { Construct } from 'constructs';
import { eachObject, isNameless, PassedObject, Refusal, str, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface ExtraObjectsProps {
  readonly system: System;
  /** Whole manifests. One that names no namespace goes into the release's. */
  readonly objects: Value<readonly Readonly<Record<string, unknown>>[]>;
}

/** Objects of the user's own that are installed with Brooder. */
export class ExtraObjects extends Construct {
  constructor(scope: Construct, id: string, { system, objects }: ExtraObjectsProps) {
    super(scope, id);
    eachObject(this, 'extra', objects, (s, index, object) => {
      new Refusal(
        s,
        'nameless',
        isNameless(object),
        str`extraObjects[${index}] lacks apiVersion, kind or metadata.name. Write it as a whole manifest.`,
      );
      new PassedObject(s, 'object', object, system.namespace);
    });
  }
}
