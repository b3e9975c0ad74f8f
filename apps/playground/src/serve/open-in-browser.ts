import { spawn } from 'node:child_process';

/** The command that opens an address in the browser that the user likes best. */
function opener(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return ['xdg-open', url];
}

/**
 * Shows an address in the browser of this computer's user.
 * @returns whether there was a program for that; what it then does is its own business
 */
export async function openInBrowser(url: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [command, ...args] = opener(platform, url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  return await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
