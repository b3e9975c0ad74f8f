// Checks the architecture: who imports whom, and what may know the platform. `pnpm arrows`.
import { fileURLToPath } from 'node:url';
import { findViolations } from './arrows/find-violations.ts';
import { describeViolation } from './arrows/violation.ts';

const violations = findViolations(fileURLToPath(new URL('../..', import.meta.url)));
for (const violation of violations) console.error(describeViolation(violation));
if (violations.length > 0) {
  console.error(`arrows: ${violations.length} violation${violations.length === 1 ? '' : 's'}`);
  process.exitCode = 1;
} else {
  console.log('arrows: every import points down');
}
