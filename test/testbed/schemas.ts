import { join } from 'node:path';
import { privateEnvironment } from './private-home.ts';
import { runProgram } from './run-program.ts';
import { howToGet, toolPath } from './tools.ts';

/** One object that its schema refuses, or that has none. */
export interface SchemaFinding {
  file: string;
  kind: string;
  name: string;
  status: string;
  message: string;
}

export interface SchemaAnswer {
  /** True when any object is refused, has no schema, or cannot be read. */
  failed: boolean;
  /** Objects that passed; a test that expects success also expects a number here. */
  valid: number;
  findings: SchemaFinding[];
}

/** Folder of strict JSON schemas, one a kind, written by prepare.ts. @throws when `BROODER_TEST_SCHEMAS` is not set */
export function schemaFolder(): string {
  const folder = process.env.BROODER_TEST_SCHEMAS;
  if (!folder) throw new Error(`no schemas for kubeconform: ${howToGet}`);
  return folder;
}

/** Where kubeconform finds the schema of an object below {@link schemaFolder}; the writer of the schemas names files the same way. */
export const schemaPathTemplate = '{{.ResourceKind}}{{.KindSuffix}}.json';

/**
 * Checks manifests with `kubeconform -strict` against the schemas of the test API server, its CRDs included: an unknown field and an
 * unknown kind are findings. `input`: YAML text, or a list of files.
 */
export async function kubeconform(input: string | readonly string[]): Promise<SchemaAnswer> {
  const files = typeof input === 'string' ? ['-'] : input;
  const { status, stdout, stderr } = await runProgram(
    toolPath('kubeconform'),
    ['-strict', '-summary', '-output', 'json', '-schema-location', join(schemaFolder(), schemaPathTemplate), ...files],
    { env: privateEnvironment(), ...(typeof input === 'string' ? { stdin: input } : {}) },
  );
  let report: { resources?: Record<string, string>[]; summary: Record<'valid' | 'invalid' | 'errors', number> };
  try {
    report = JSON.parse(stdout) as typeof report;
  } catch {
    throw new Error(`kubeconform ended with ${status} and no report: ${stderr || stdout}`);
  }
  const findings = (report.resources ?? []).map((resource) => ({
    file: resource.filename ?? '',
    kind: resource.kind ?? '',
    name: resource.name ?? '',
    status: resource.status ?? '',
    message: resource.msg ?? '',
  }));
  return { failed: status !== 0, valid: report.summary.valid, findings };
}
