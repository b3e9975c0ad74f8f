import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hubCacheFolder, huggingFaceHome } from './hub-cache-folder.ts';

test.each([
  [{ HF_HUB_CACHE: '/c', HF_HOME: '/h', RECYCLEGPT_CACHE: '/r' }, '/c'],
  [{ HUGGINGFACE_HUB_CACHE: '/c', HF_HOME: '/h' }, '/c'],
  [{ HF_HOME: '/h', RECYCLEGPT_CACHE: '/r', XDG_CACHE_HOME: '/x' }, join('/h', 'hub')],
  [{ RECYCLEGPT_CACHE: '/r', XDG_CACHE_HOME: '/x' }, join('/r', 'hub')],
  [{ XDG_CACHE_HOME: '/x', HOME: '/me' }, join('/x', 'huggingface', 'hub')],
  [{ HOME: '/me', HF_HOME: '' }, join('/me', '.cache', 'huggingface', 'hub')],
])('with %j models of the hub lie in %s', (env, folder) => {
  expect(hubCacheFolder(env)).toBe(folder);
});

test('the token lies where other tools put it', () => {
  expect(huggingFaceHome({ HF_HOME: '/h', RECYCLEGPT_CACHE: '/r' })).toBe('/h');
  expect(huggingFaceHome({ HOME: '/me', RECYCLEGPT_CACHE: '/r' })).toBe(join('/me', '.cache', 'huggingface'));
});
