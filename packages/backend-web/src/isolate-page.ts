/** What came of isolating a page. */
export type Isolation =
  /** Threads can share memory. */
  | 'isolated'
  /** The page is being loaded again, then it will be. */
  | 'reloading'
  /** It is not, and cannot be: one thread runs. */
  | 'not-possible';

export interface IsolatePageOptions {
  /** Where the service worker lies: beside the page, since it serves what lies beneath it. Default: `isolation-worker.js`. */
  readonly workerUrl?: string | URL;
  /** Told why the page cannot be isolated. */
  readonly onNotice?: (message: string) => void;
}

/** Remembers, for this tab, that the page has been loaded again: it is not loaded again and again. */
const attemptKey = 'recyclegpt.isolation';

/**
 * Makes a page cross-origin isolated where its host does not send the headers for it: a service worker, the file
 * `@recyclegpt/backend-web/isolation-worker.js`, adds them, and the page is loaded again. Call it first of all, in
 * the page itself.
 */
export async function isolatePage({
  workerUrl = 'isolation-worker.js',
  onNotice = () => undefined,
}: IsolatePageOptions = {}): Promise<Isolation> {
  if (globalThis.crossOriginIsolated) {
    sessionStorage.removeItem(attemptKey);
    return 'isolated';
  }
  const reason = whyNot() ?? (await register(workerUrl));
  if (reason !== undefined) {
    onNotice(`One thread is used: ${reason}.`);
    return 'not-possible';
  }
  sessionStorage.setItem(attemptKey, 'once');
  location.reload();
  return 'reloading';
}

function whyNot(): string | undefined {
  if (!globalThis.isSecureContext) return 'the page came neither by https nor from this machine';
  if (!('serviceWorker' in navigator)) return 'this browser has no service workers here';
  if (sessionStorage.getItem(attemptKey) !== null) return 'the page is not isolated in spite of its service worker';
  return undefined;
}

/** Registers the service worker and waits until it runs; returns why that failed. */
async function register(workerUrl: string | URL): Promise<string | undefined> {
  try {
    await navigator.serviceWorker.register(workerUrl);
    await navigator.serviceWorker.ready;
    return undefined;
  } catch (error) {
    return `its service worker cannot be had (${error instanceof Error ? error.message : String(error)})`;
  }
}
