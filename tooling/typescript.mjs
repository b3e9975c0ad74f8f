// Lets Node run the repository's TypeScript sources: `node --import ./tooling/typescript.mjs file.ts`.
// A file of its own, since tsx is found from here and not from the root when only the demo is installed.
import 'tsx';

// Nothing that runs from a checkout reports to anybody, whatever it loads.
process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
