import { readFileSync } from 'node:fs';

/** A file of JSON that this project wrote itself. @throws SyntaxError for what is none */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
