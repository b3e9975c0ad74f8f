import { type VerifiedFile, verifyCached } from '@recyclegpt/hub/node';
import { FileError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { formatBytes, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';

/** `recyclegpt verify` */
export const verify: Command = {
  name: 'verify',
  usage: '[NAME] [options]',
  about: [
    'Hashes the files of a model in the cache, or of all, and compares them with what the hub told when they came.',
    'Nothing is changed and nothing asked of the network; the exit code is 1 if something is damaged or missing.',
  ],
  options: ['json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['verify', 'everything in the cache'],
    ['verify smollm2', 'one model'],
  ],
  run: runVerify,
};

async function runVerify({ words, options, terminal }: Call): Promise<void> {
  const files = await verifyCached(words[0], {
    env: terminal.env,
    signal: terminal.signal,
    onFile: (path, sizeBytes) => terminal.progress(`Hashing ${path}, ${formatBytes(sizeBytes)} …`),
  });
  terminal.clearProgress();
  if (options.json === true) await terminal.line(JSON.stringify({ files }));
  else for (const line of linesOf(files)) await terminal.line(line);
  const spoilt = files.filter(({ state }) => state === 'damaged' || state === 'missing');
  if (spoilt.length > 0) throw spoiltError(spoilt);
}

function linesOf(files: readonly VerifiedFile[]): readonly string[] {
  if (files.length === 0) return ['Nothing in the cache.'];
  const rows = files.map(({ path, sizeBytes, state }) => [state, formatBytes(sizeBytes), path]);
  const whole = files.filter(({ state }) => state === 'whole').length;
  return [...tableLines(rows, [1]), `${whole} of ${plural(files.length, 'file')} whole.`];
}

function spoiltError(spoilt: readonly VerifiedFile[]): FileError {
  const [first] = spoilt;
  return new FileError({
    what: `${plural(spoilt.length, 'file')} of the cache cannot be used`,
    where: first?.path,
    expected: first?.expected === undefined ? undefined : `${first.expected.kind} ${first.expected.hex}`,
    got: first?.state === 'missing' ? 'no file' : `sha256 ${first?.sha256}`,
    next: `Fetch it anew: recyclegpt remove ${first?.model}, then recyclegpt pull ${first?.model}.`,
  });
}
