/** The generated pages of docs/reference; `generate-docs.ts` writes and checks them beside its own. */
import { chartPage } from './chart-page.ts';
import { constructsPage } from './construct-reference/page.ts';
import { checklistPage } from './helm-checklist/page.ts';
import { seedPage } from './seed-map/page.ts';

export const referencePages: Readonly<Record<string, () => string>> = {
  'docs/reference/chart.md': chartPage,
  'docs/reference/constructs.md': constructsPage,
  'docs/reference/seeds.md': seedPage,
  'docs/reference/helm-checklist.md': checklistPage,
};
