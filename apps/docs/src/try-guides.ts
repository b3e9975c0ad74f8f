import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fencesOf } from './assemble/fences.ts';
import { guidePages } from './assemble/guide-pages.ts';
import { followGuide, guideRoom } from './check/follow-guide.ts';

const child = spawn(
  process.execPath,
  [
    '--conditions=@recyclegpt/source',
    '--import',
    '/work/main/tooling/typescript.mjs',
    '/work/main/packages/hub/src/test/serve-hub.ts',
    '/work/main/models/storyteller-medium',
    'my-org/storyteller',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const [line] = await once(child.stdout!, 'data');
const only = process.argv.slice(2);
for (const page of guidePages()) {
  if (!fencesOf(page.markdown).some(({ marks }) => marks.includes('run'))) continue;
  if (only.length > 0 && !only.some((o) => page.path.includes(o))) continue;
  const room = guideRoom('try', { HF_ENDPOINT: line.toString().trim() });
  const start = performance.now();
  try {
    const n = await followGuide(page, room);
    console.log(`ok   ${page.path} ${n} runs ${((performance.now() - start) / 1000).toFixed(0)} s`);
  } catch (e) {
    console.log(`FAIL ${page.path}`, (e as Error).message.slice(0, 2500));
  }
  rmSync(room.folder, { recursive: true, force: true });
}
child.kill();
