/**
 * How to start npm: the npm that runs this process, if one does; else the npm on the path.
 *
 * @returns {{ command: string; prefix: string[] }}
 */
export function npmCommand() {
  const script = process.env['npm_execpath'] ?? '';
  if (script.endsWith('npm-cli.js')) return { command: process.execPath, prefix: [script] };
  return { command: 'npm', prefix: [] };
}
