import { expect, it } from 'vitest';
import { contentFaults, placeFaults, type ReleaseManifest } from './release-faults.ts';

const sound: ReleaseManifest = {
  name: 'a',
  version: '1.2.0',
  license: 'MIT',
  description: 'a',
  repository: { url: 'git+https://example.org/a.git' },
  publishConfig: { access: 'public', provenance: true },
};
const changelogs = new Map([['a', '# a\n\n## 1.2.0\n\n### Minor Changes\n']]);

it('lets sound packages through', () => {
  expect(contentFaults({ manifests: [sound], changelogs, waitingChangesets: [] })).toEqual([]);
  const place = { changes: [], branch: 'main', baseBranch: 'main', hasIdentity: true };
  expect(placeFaults(place)).toEqual([]);
});

it.each<[string, Partial<ReleaseManifest>]>([
  ['has version 0.0.0', { version: '0.0.0' }],
  ['has no changelog of 1.3.0', { version: '1.3.0' }],
  ['"access": "public"', { publishConfig: { provenance: true } }],
  ['"provenance": true', { publishConfig: { access: 'public' } }],
  ['repository.url', { repository: {} }],
])('refuses a package that %s', (fault, change) => {
  const faults = contentFaults({ manifests: [{ ...sound, ...change }], changelogs, waitingChangesets: [] });
  expect(faults.some((each) => each.startsWith('a ') && each.includes(fault))).toBe(true);
});

it('refuses waiting changesets and different versions', () => {
  const other = { ...sound, name: 'b', version: '1.1.0' };
  const both = new Map([...changelogs, ['b', '\n## 1.1.0\n']]);
  const faults = contentFaults({ manifests: [sound, other], changelogs: both, waitingChangesets: ['new.md'] });
  expect(faults).toEqual([
    'changeset new.md is in no version yet: run `npx changeset version`',
    'packages have versions 1.2.0, 1.1.0. Expected one version for all',
  ]);
});

it('refuses a dirty tree, another branch, and a machine without identity', () => {
  const place = { changes: [' M a.ts', '?? b.ts'], branch: 'try', baseBranch: 'main', hasIdentity: false };
  expect(placeFaults(place)).toEqual([
    'the tree has 2 uncommitted changes, the first: M a.ts',
    'the branch is try. Expected main',
    expect.stringContaining('release.yml'),
  ]);
});
