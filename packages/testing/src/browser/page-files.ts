/** A script that imports one that declares cases, runs them, and tells the page what became of each. */
export function suiteScript(entry: string): string {
  return `
import { runCases } from 'vitest';
import ${JSON.stringify(entry)};

const tell = typeof document === 'undefined' ? (message) => postMessage(message) : (message) => globalThis.tell(message);
let total = 0;
runCases((result) => {
  tell({ index: total, result });
  total += 1;
}).then(
  () => tell({ total }),
  (error) => tell({ failure: String(error?.stack ?? error) }),
);
`;
}

/** The page that runs `suite.js`, in a worker or itself. */
export const suitePage = `<!doctype html>
<meta charset="utf-8">
<title>recyclegpt tests</title>
<script type="module">
const query = new URLSearchParams(location.search);
if (query.get('place') === 'page') {
  import('./suite.js').catch((error) => globalThis.tell({ failure: String(error.stack ?? error) }));
} else {
  const worker = new Worker('./suite.js' + location.search, { type: 'module' });
  worker.onmessage = ({ data }) => globalThis.tell(data);
  worker.onerror = ({ message, filename, lineno }) =>
    globalThis.tell({ failure: 'The worker failed: ' + (message ?? 'its script did not load') + ' ' + (filename ?? '') + ':' + (lineno ?? '') });
}
</script>
`;
