import type { TarballSizes } from './tarball-sizes.ts';

/** Thousands of bytes that a package, or several together, may have. */
export interface SizeBudget {
  readonly packedKb: number;
  readonly unpackedKb: number;
}

/** `tooling/size-budgets.json`. */
export interface SizeBudgets {
  readonly packages: Readonly<Record<string, SizeBudget>>;
  readonly together: readonly (SizeBudget & { readonly name: string; readonly packages: readonly string[] })[];
}

/** One line of the table. */
interface SizeRow extends SizeBudget {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

export type SizesByPackage = ReadonlyMap<string, TarballSizes>;

/** A table of what each package weighs beside what it may weigh, those of several packages together last. */
export function sizeTable(sizes: SizesByPackage, budgets: SizeBudgets): string {
  const all = rows(sizes, budgets);
  const cells = all.map((row) => [
    row.name,
    `${kilobytes(row.packedBytes)} of ${row.packedKb}`,
    `${kilobytes(row.unpackedBytes)} of ${row.unpackedKb}`,
  ]);
  const table = [['', 'packed kB', 'unpacked kB'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map(([name = '', packed = '', unpacked = '']) =>
      [name.padEnd(widths[0] ?? 0), packed.padStart(widths[1] ?? 0), unpacked.padStart(widths[2] ?? 0)].join('  '),
    )
    .join('\n');
}

/**
 * What is above its budget or has none, each with the files that grew since `before`, or the largest files where nothing is
 * known of before. Empty when all is well.
 */
export function overBudget(sizes: SizesByPackage, budgets: SizeBudgets, before: SizesByPackage): string[] {
  const unknown = [...sizes.keys()].filter((name) => !(name in budgets.packages));
  const missing = unknown.map((name) => `${name} has no budget. Expected a line in tooling/size-budgets.json`);
  const tooLarge = rows(sizes, budgets).flatMap((row) => {
    const faults = [
      fault('packed', row.packedBytes, row.packedKb),
      fault('unpacked', row.unpackedBytes, row.unpackedKb),
    ].filter((each) => each !== undefined);
    if (faults.length === 0) return [];
    const members = budgets.together.find(({ name }) => name === row.name)?.packages ?? [row.name];
    return [`${row.name}: ${faults.join('; ')}\n${grownFiles(members, sizes, before).join('\n')}`];
  });
  return [...missing, ...tooLarge];
}

function fault(what: string, bytes: number, budgetKb: number): string | undefined {
  return bytes > budgetKb * 1000 ? `${kilobytes(bytes)} kB ${what}, the budget is ${budgetKb} kB` : undefined;
}

function grownFiles(packages: readonly string[], sizes: SizesByPackage, before: SizesByPackage): string[] {
  const files = packages.flatMap((name) =>
    Object.entries(sizes.get(name)?.files ?? {}).map(([path, bytes]) => {
      const earlier = before.get(name);
      return { path: `${name}/${path}`, bytes, grown: earlier ? bytes - (earlier.files[path] ?? 0) : 0 };
    }),
  );
  const grown = files.filter((file) => file.grown > 0).sort((a, b) => b.grown - a.grown);
  if (grown.length > 0) return grown.slice(0, 12).map(({ path, grown }) => `  grew by ${grown} bytes: ${path}`);
  const largest = files.sort((a, b) => b.bytes - a.bytes).slice(0, 12);
  return largest.map(({ path, bytes }) => `  ${bytes} bytes: ${path}`);
}

function rows(sizes: SizesByPackage, budgets: SizeBudgets): SizeRow[] {
  const single = Object.entries(budgets.packages).map(([name, budget]) => ({ ...budget, name, packages: [name] }));
  return [...single, ...budgets.together]
    .filter(({ packages }) => packages.every((name) => sizes.has(name)))
    .map(({ name, packages, packedKb, unpackedKb }) => ({
      name,
      packedKb,
      unpackedKb,
      packedBytes: sum(packages.map((each) => sizes.get(each)?.packedBytes ?? 0)),
      unpackedBytes: sum(packages.map((each) => sizes.get(each)?.unpackedBytes ?? 0)),
    }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
