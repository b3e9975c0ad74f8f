import { readResults } from './results.ts';

/** Figures that pages name instead of writing them down: `%{speed-up module int8 adaptive}`. */
const figures: Readonly<Record<string, (...words: readonly string[]) => string>> = {
  /** T(M)/T(1) after the shortest past. */
  'pass-ratio': (precision = '', rows = '') => passRatio(precision, rows).toFixed(2),
  'pass-ms': (precision = '', rows = '') => (passesOf(precision)[rows] ?? Number.NaN).toFixed(1),
  'speed-up': (file = '', precision = '', scheduler = '') =>
    rowOf(file, precision, scheduler).speedUpGeomean.toFixed(2),
  'tokens-a-pass': (file = '', precision = '', scheduler = '') =>
    rowOf(file, precision, scheduler).meanAcceptedTokens.toFixed(2),
  departures: (precision = '', scheduler = '') => {
    const { departures = Number.NaN, newTokens = Number.NaN } = rowOf('module', precision, scheduler);
    return `${departures} of ${newTokens}`;
  },
  'first-kept': (precision = '', scheduler = '') => {
    const row = readResults('module').results.find(
      (each) => each.precision === precision && each.scheduler === scheduler,
    );
    return `${(100 * (row?.acceptanceByPosition[0] ?? Number.NaN)).toFixed(0)} %`;
  },
  kl: (precision = '') => fidelityOf(precision).klToF32.toFixed(3),
  'same-choice': (precision = '') => `${(100 * fidelityOf(precision).sameChoice).toFixed(1)} %`,
  'prefill-ratio': (precision = '') => {
    const row = readResults('decode').rows.find(({ engine }) => engine === `recyclegpt ${precision}`);
    return (row?.prefillOverLlama ?? Number.NaN).toFixed(2);
  },
};

function passesOf(precision: string): Readonly<Record<string, number>> {
  const rows = readResults('passes').rows.filter((row) => row.precision === precision);
  return rows.sort((a, b) => a.past - b.past)[0]?.bestMs ?? {};
}

function passRatio(precision: string, rows: string): number {
  const ms = passesOf(precision);
  return (ms[rows] ?? Number.NaN) / (ms['1'] ?? Number.NaN);
}

function rowOf(file: string, precision: string, scheduler: string) {
  const { results: module } = readResults('module');
  const rows = file === 'module' ? module : readResults('schedulers').rows;
  const row = rows.find((each) => each.precision === precision && each.scheduler === scheduler);
  if (row === undefined) throw new Error(`docs/results/${file}.json has no row for ${precision}, ${scheduler}.`);
  return row;
}

function fidelityOf(precision: string) {
  const row = readResults('fidelity').rows.find((each) => each.precision === precision);
  if (row === undefined) throw new Error(`docs/results/fidelity.json has no row for ${precision}.`);
  return row;
}

/** Puts figures of `docs/results` where a page names them. @throws Error for one that is not there */
export function withFigures(markdown: string, source: string): string {
  return markdown.replaceAll(/%\{([^}]*)\}/g, (whole, call: string) => {
    const [name = '', ...words] = call.split(' ');
    const text = figures[name]?.(...words);
    if (text === undefined || text.includes('NaN')) throw new Error(`${source}: there is no figure ${whole}.`);
    return text;
  });
}
