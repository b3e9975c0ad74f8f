import { machineLine } from './machine-line.ts';
import { table } from './markdown.ts';
import { type Machine, readAnyResults } from './results.ts';

type Cell = string | number | boolean;

/** A section for results that the site has no section of its own for: their rows as a table. */
export function generalSection(name: string): string {
  const results = readAnyResults(name) as { readonly machine?: Machine; readonly rows?: readonly unknown[] };
  const rows = (Array.isArray(results.rows) ? results.rows : [results]).map((row) => flat(row));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 8);
  const lines = rows.map((row) => columns.map((column) => shown(row[column])));
  return [
    `## ${name}`,
    ...(results.machine === undefined ? [] : [machineLine(results.machine)]),
    `\`\`\`sh\nnpm run bench -- ${name}\n\`\`\``,
    table(columns, lines),
  ].join('\n\n');
}

/** The plain values of an object and of the objects in it, by their paths. */
function flat(value: unknown, path = ''): Readonly<Record<string, Cell>> {
  if (typeof value !== 'object' || value === null) return { [path]: value as Cell };
  if (Array.isArray(value)) return {};
  const entries = Object.entries(value).filter(([key]) => path !== '' || (key !== 'machine' && key !== 'bench'));
  return Object.assign({}, ...entries.map(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`)));
}

function shown(cell: Cell | undefined): string {
  if (typeof cell !== 'number') return cell === undefined ? '–' : String(cell);
  return Number.isInteger(cell) ? cell.toLocaleString('en') : cell.toPrecision(4);
}
