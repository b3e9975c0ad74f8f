import { spawn, spawnSync } from 'node:child_process';
import { newcomerEnvironment, type Surroundings } from './run-as-newcomer.ts';

/** What is typed, and what has to be on the screen before it is. */
export interface Typing {
  readonly after: string;
  readonly text: string;
}

const keystrokeMs = 30;
const timeoutMs = 240_000;

/** Whether programs can be run here as in a terminal: by util-linux's `script`. */
export function hasTerminal(): boolean {
  return process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
}

/** Runs a command as in a terminal window of so many columns, types into it, and returns everything that it showed. */
export async function runInTerminal(
  line: string,
  {
    surroundings,
    typing,
    columns,
  }: { readonly surroundings: Surroundings; readonly typing: readonly Typing[]; readonly columns: number },
): Promise<string> {
  const command = `stty cols ${columns} rows 40; ${line}`;
  const env = newcomerEnvironment(surroundings);
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: surroundings.folder, env });
  const ending = setTimeout(() => child.kill(), timeoutMs);
  const waiting = [...typing];
  let [output, seen] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [next] = waiting;
    const at = next === undefined ? -1 : output.indexOf(next.after, seen);
    if (next === undefined || at < 0) return;
    waiting.shift();
    seen = at + next.after.length;
    for (const [index, key] of [...next.text].entries())
      setTimeout(() => child.stdin.write(key), keystrokeMs * (index + 1));
  });
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  clearTimeout(ending);
  if (exitCode !== 0 || waiting.length > 0) throw new Error(`\`${line}\` ended with ${exitCode}:\n${output}`);
  return output;
}
