import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fencesOf } from './assemble/fences.ts';
import { guidePages } from './assemble/guide-pages.ts';
import { repositoryRoot } from './assemble/repository.ts';
import { followGuide, guideRoom, outputPattern } from './check/follow-guide.ts';

const guides = guidePages().filter(({ markdown }) => fencesOf(markdown).some(({ marks }) => marks.includes('run')));

/** A hub on this machine, which serves the storyteller as `my-org/storyteller`. */
let hub: { readonly process: ChildProcess; readonly origin: string };
beforeAll(async () => {
  const program = join(repositoryRoot, 'packages/hub/src/test/serve-hub.ts');
  const loader = join(repositoryRoot, 'tooling/typescript.mjs');
  const args = ['--conditions=@recyclegpt/source', '--import', loader, program];
  const model = join(repositoryRoot, 'models/storyteller-medium');
  const child = spawn(process.execPath, [...args, model, 'my-org/storyteller'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  hub = { process: child, origin: line.toString().trim() };
}, 60_000);
afterAll(() => void hub?.process.kill());

describe('followed from start to end', () => {
  it.each(guides.map((page) => [page.path, page] as const))(
    '%s does what it says',
    { timeout: 600_000 },
    async (path, page) => {
      const room = guideRoom(path.replace(/.*\/|\.md$/g, ''), { HF_ENDPOINT: hub.origin });
      try {
        expect(await followGuide(page, room)).toBeGreaterThan(0);
      } finally {
        rmSync(room.folder, { recursive: true, force: true });
      }
    },
  );

  it('all guides are', () => {
    const left = guidePages().filter(
      ({ path }) => path.startsWith('guides/') && !guides.some((page) => page.path === path),
    );
    expect(left.map(({ path }) => path)).toEqual([]);
    expect(guides.length).toBeGreaterThanOrEqual(15);
  });
});

describe('an output as a page has it', () => {
  it.each([
    ['a … c\n…\nend', 'a b c\n1\n2\nend', true],
    ['a … c\n…\nend', 'a b c\nend', true],
    ['a … c\nend', 'a b c\n1\nend', false],
    ['40 tokens, … passes', '40 tokens, 12 passes', true],
    ['40 tokens, … passes', '41 tokens, 12 passes', false],
    ['…\nlast', 'one\ntwo\nlast', true],
    ['…\nlast', 'one\ntwo', false],
  ])('%j and %j: %s', (pattern, output, isMatch) => {
    expect(outputPattern(pattern).test(output)).toBe(isMatch);
  });
});
