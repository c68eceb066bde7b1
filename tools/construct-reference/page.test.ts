import { describe, expect, test } from 'vitest';
import { documentedConstructs, undocumented } from './page.ts';
import { classesIn, interfacesIn } from './read-declarations.ts';

test('every prop of every exported construct says what it is, and every optional one its default', () => {
  expect(undocumented(documentedConstructs())).toEqual([]);
});

test('the whole system and its parts are found with their props', () => {
  const found = new Map(documentedConstructs().map((construct) => [construct.name, construct]));
  expect(found.size).toBeGreaterThan(35);
  expect(found.get('Brooder')?.allProps.map(({ name }) => name)).toContain('values');
  expect(found.get('WorkerPool')?.nested.map(({ name }) => name)).toContain('WorkerSize');
  // Taken over from another interface.
  expect(found.get('BrooderPodMonitor')?.allProps.map(({ name }) => name)).toContain('relabelings');
});

describe('what is read of source text', () => {
  const source = `
/** What a pond has. */
export interface PondProps extends Omit<WaterProps, 'depth' | 'colour'> {
  /** Square metres. */
  readonly size: number;
  /**
   * Ducks, all of them
   * together.
   * @default - none
   */
  readonly ducks?: Value<
    readonly string[]
  >;
  /** Whether it freezes. @default true */
  readonly freezes?: boolean;
  readonly plain?: string;
}

/** Water with ducks. */
export class Pond extends Construct {
  readonly object: ApiObject;
  private readonly secret: string;

  constructor(scope: Construct, id: string, { size }: PondProps) {
    super(scope, id);
  }
}
`;

  test('props with types over several lines, comments of one line and of many', () => {
    const [pond] = interfacesIn(source);
    expect(pond).toMatchObject({
      name: 'PondProps',
      doc: 'What a pond has.',
      bases: [{ name: 'WaterProps', omit: ['depth', 'colour'] }],
    });
    expect(pond!.props).toEqual([
      { name: 'size', type: 'number', optional: false, doc: 'Square metres.' },
      {
        name: 'ducks',
        type: 'Value< readonly string[] >',
        optional: true,
        doc: 'Ducks, all of them together.',
        default: '- none',
      },
      { name: 'freezes', type: 'boolean', optional: true, doc: 'Whether it freezes.', default: 'true' },
      { name: 'plain', type: 'string', optional: true, doc: '' },
    ]);
  });

  test('a class with its props and public fields', () => {
    expect(classesIn(source)).toMatchObject([
      { name: 'Pond', doc: 'Water with ducks.', props: 'PondProps', fields: [{ name: 'object', type: 'ApiObject' }] },
    ]);
  });
});
