/** Names of the systems Brooder learned from, and what stands for each in Brooder. */
import { duckgres } from './duckgres.ts';
import { kubernetesDemo } from './kubernetes-demo.ts';
import { lakehouseArticle } from './lakehouse-article.ts';
import type { SeedDocument } from './names.ts';
import { peerChart } from './peer-chart.ts';
import { provisioning } from './provisioning.ts';
import { quackOnDemand } from './quack-on-demand.ts';
import type { SeedRow } from './row.ts';

export { type SeedDocument, seedNames } from './names.ts';
export { later, type SeedRow } from './row.ts';

/** The rows of each document, by the name there. */
export const seedMap: Readonly<Record<SeedDocument, Readonly<Record<string, SeedRow>>>> = {
  duckgres,
  quackOnDemand,
  peerChart,
  lakehouseArticle,
  kubernetesDemo,
  provisioning,
};

/** One value or many, as a list. */
export const listOf = <T extends string>(given: T | readonly T[] | undefined): readonly T[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;
