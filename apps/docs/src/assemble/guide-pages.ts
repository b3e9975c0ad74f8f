import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { framed } from './charts.ts';
import { withFigures } from './figures.ts';
import { readRepositoryFile, repositoryRoot } from './repository.ts';
import type { Page } from './site-file.ts';

const folder = 'apps/docs/pages';

/** The pages that are written by hand, as they stand in `pages/`. */
export function guidePages(): readonly Page[] {
  const files = readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' });
  const paths = files.filter((file) => file.endsWith('.md')).map((file) => file.split(sep).join('/'));
  return paths.sort().map((path) => ({
    path,
    source: `${folder}/${path}`,
    markdown: withPictures(withFigures(readFileSync(join(repositoryRoot, folder, path), 'utf8'), path)),
  }));
}

/** Puts pictures in where a page names them, so that they take the colours of the page: `<!-- picture: rounds -->`. */
function withPictures(markdown: string): string {
  return markdown.replaceAll(/<!-- picture: ([\w-]+) -->/g, (_, name: string) =>
    framed(readRepositoryFile(`apps/docs/pictures/${name}.svg`)),
  );
}
