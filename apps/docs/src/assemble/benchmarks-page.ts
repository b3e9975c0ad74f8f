import { generalSection } from './benchmark-general.ts';
import { benchmarkSections } from './benchmark-sections.ts';
import { resultNames } from './results.ts';
import type { Page } from './site-file.ts';

const intro = `# Benchmarks

Every figure on this page comes from a file in \`docs/results\`, and each section names the command that made it. The page is
generated from those files, so it cannot say something else.

How to read them:

- **Absolute times** are of one machine on one day. They mean little for yours.
- **Ratios** are taken inside one run in which the things compared take turns. They travel better.
- **What was missed** is in the [log](./project/log.md), with an account of why.

\`recyclegpt doctor\` measures T(M) on your machine, and \`recyclegpt bench\` measures your prompts:
[read the bench](./guides/read-the-bench.md).`;

/** The page with tables and charts of every file in `docs/results`. */
export function benchmarksPage(): Page {
  const sections = resultNames().map((name) => ({ name, text: benchmarkSections[name]?.() ?? generalSection(name) }));
  const order = Object.keys(benchmarkSections);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const texts = sections.sort((a, b) => place(a.name) - place(b.name)).map(({ text }) => text);
  return { path: 'benchmarks.md', source: 'docs/results', markdown: [intro, ...texts].join('\n\n') };
}
