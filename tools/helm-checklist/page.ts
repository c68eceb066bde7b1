import { markdownTable } from '../markdown.ts';
import { checklist } from './points.ts';

/** docs/reference/helm-checklist.md */
export function checklistPage(): string {
  const all = Object.values(checklist).flat();
  const met = all.filter((point) => point.met).length;
  let number = 0;
  const sections = Object.entries(checklist).map(([title, points]) => {
    const rows = points.map(({ point, met, where }) => {
      number += 1;
      return [String(number), point, met ? 'yes' : 'no', where];
    });
    return `## ${title}\n\n${markdownTable(['', 'A reviewer looks for', '', 'Where, or why not'], rows)}\n`;
  });
  return `# The chart against a reviewer's list

What people who maintain large public charts look for, point by point: ${met} of ${all.length} are there. A test looks up every path that is named.

${sections.join('\n')}`;
}
