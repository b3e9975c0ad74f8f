import { expect, it } from 'vitest';
import { embeddedSource } from './embedded-model.ts';

it('finds the files of the embedded model beside the page, wherever that lies', () => {
  const file = { name: 'config.json', sizeBytes: 3, sha256: 'ab' };
  const source = embeddedSource({ name: 'toy', files: [file] }, 'https://host.example/some/where/index.html#/race');
  expect(source).toEqual({
    kind: 'embedded',
    name: 'toy',
    files: [
      {
        name: 'config.json',
        url: 'https://host.example/some/where/model/config.json',
        sizeBytes: 3,
        sha256: 'ab',
      },
    ],
  });
  expect(embeddedSource(undefined, 'https://host.example/')).toEqual({ kind: 'seeded' });
});
