import { type PullProgress, pull } from '@recyclegpt/hub/node';
import { ConfigError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { formatBytes, formatMs, formatShare } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `recyclegpt pull` */
export const pullCommand: Command = {
  name: 'pull',
  usage: 'NAME [options]',
  about: [
    'NAME is an alias (smollm2), organisation/name[@revision][:file] of the Hugging Face hub, or an http(s) address of a',
    '.gguf or .bin. Files are checked by their hash; a download that was cut goes on where it stopped.',
  ],
  options: ['offline', 'json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['pull smollm2', 'SmolLM2-135M-Instruct, 98 MB'],
    ['pull HuggingFaceTB/SmolLM2-360M-Instruct', 'a whole model'],
    ['pull bartowski/SmolLM2-360M-Instruct-GGUF:SmolLM2-360M-Instruct-Q4_0.gguf', 'one file of many'],
  ],
  run: runPull,
};

async function runPull({ words, options, terminal }: Call): Promise<void> {
  const [name] = words;
  if (name === undefined)
    throw new ConfigError({
      what: 'There is no model to pull',
      expected: 'recyclegpt pull NAME, as in recyclegpt pull smollm2',
    });
  const pulled = await pull(name, {
    env: terminal.env,
    offline: options.offline === true,
    signal: terminal.signal,
    onProgress: progressTeller(terminal, name),
    onWaiting: () => terminal.note(`Another pull of ${name} is under way; waiting for it.`),
  }).catch((error: unknown) => {
    if (terminal.signal.aborted) terminal.note('Stopped. What came is kept: the same command goes on from there.');
    throw error;
  });
  const { model, path, files, format, wasCached } = pulled;
  if (options.json === true) return await terminal.line(JSON.stringify({ model, path, files, format, wasCached }));
  await terminal.line(`${wasCached ? 'Already here' : 'Pulled'}: ${model}\n${path}`);
}

/** Size, speed and time left for people; one line a file for logs. */
function progressTeller(terminal: Terminal, name: string): (progress: PullProgress) => void {
  let told: string | undefined;
  return ({ file, fileIndex, numFiles, receivedBytes, totalBytes, bytesPerSecond }) => {
    const which = numFiles > 1 ? `${file} (${fileIndex + 1} of ${numFiles})` : file;
    if (terminal.stderr.isTTY !== true) {
      if (told !== file)
        terminal.note(`Pulling ${name}: ${which}${totalBytes === undefined ? '' : `, ${formatBytes(totalBytes)}`}`);
      told = file;
      return;
    }
    const whole =
      totalBytes === undefined
        ? ''
        : ` of ${formatBytes(totalBytes)}, ${formatShare(receivedBytes / Math.max(1, totalBytes))}`;
    const leftMs =
      totalBytes === undefined || bytesPerSecond <= 0
        ? undefined
        : ((totalBytes - receivedBytes) * 1000) / bytesPerSecond;
    const left = leftMs === undefined ? '' : `, ${formatMs(Math.max(1000, leftMs))} left`;
    terminal.progress(
      `${which}: ${formatBytes(receivedBytes)}${whole}, ${formatBytes(Math.round(bytesPerSecond))}/s${left}`,
    );
  };
}
