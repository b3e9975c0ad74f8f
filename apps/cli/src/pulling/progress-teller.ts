import type { PullProgress } from '@recyclegpt/hub/node';
import { formatBytes, formatMs, formatShare } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';

const redrawMs = 100;

/** Share, speed and time left for people; one line a file for logs. */
export function pullTeller(terminal: Terminal, name: string): (progress: PullProgress) => void {
  let told: string | undefined;
  let drawnMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (terminal.stderr.isTTY === true) {
      // Bytes come thousands of times a second; nobody reads so fast.
      if (!progress.isChecking && performance.now() - drawnMs < redrawMs) return;
      drawnMs = performance.now();
      terminal.progress(progressLine(progress));
      return;
    }
    const { file, totalBytes } = progress;
    if (told !== file)
      terminal.note(
        `Pulling ${name}: ${which(progress)}${totalBytes === undefined ? '' : `, ${formatBytes(totalBytes)}`}`,
      );
    told = file;
  };
}

function which({ file, fileIndex, numFiles }: PullProgress): string {
  return numFiles > 1 ? `${file} (${fileIndex + 1} of ${numFiles})` : file;
}

/** One line of progress, over all files of the pull where their sizes are known. */
function progressLine(progress: PullProgress): string {
  const { pulledBytes, pullBytes, bytesPerSecond, isChecking } = progress;
  if (isChecking) return `${which(progress)}: checking its hash …`;
  const whole =
    pullBytes === undefined
      ? ''
      : ` of ${formatBytes(pullBytes)}, ${formatShare(pulledBytes / Math.max(1, pullBytes))}`;
  const speed = bytesPerSecond > 0 ? `, ${formatBytes(Math.round(bytesPerSecond))}/s` : '';
  const leftMs =
    pullBytes === undefined || bytesPerSecond <= 0 ? undefined : ((pullBytes - pulledBytes) * 1000) / bytesPerSecond;
  const left = leftMs === undefined ? '' : `, ${formatMs(Math.max(1000, leftMs))} left`;
  return `${which(progress)}: ${formatBytes(pulledBytes)}${whole}${speed}${left}`;
}
