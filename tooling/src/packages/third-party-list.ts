import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError } from './check-error.ts';
import type { Dependency } from './dependency-licences.ts';

/**
 * Markdown that names everybody whose code is bundled, with the licence texts that have to go along.
 *
 * @param texts licence texts by package name, for packages that leave theirs out of what they publish
 * @throws CheckError when a package has no licence text and `texts` has none for it.
 */
export function thirdPartyList(
  dependencies: readonly Dependency[],
  texts: Readonly<Record<string, string>> = {},
): string {
  const parts = dependencies.map((each) => {
    const text = texts[each.name] ?? licenceText(each);
    const quoted = text.trimEnd().split(/\r?\n/).map((line) => `    ${line}`.trimEnd());
    return `## ${each.name} ${each.version} (${each.licence})\n\n${quoted.join('\n')}\n`;
  });
  return ['# Third-party code', 'This page holds code of the packages below, each under its licence.\n', ...parts].join('\n');
}

function licenceText({ name, version, folder }: Dependency): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)\b/i.test(file));
  if (files.length === 0) {
    throw new CheckError(`${name}@${version} has no licence text in its folder. Expected LICENSE or COPYING`);
  }
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trimEnd()).join('\n\n');
}
