import { formatBytes, formatMs, plural } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines } from '../terminal/table.ts';
import { adviceFor } from './advice.ts';
import { type BackendFacts, type Diagnosis, type ModelDiagnosis, streamedPerSecond } from './diagnosis.ts';

/** The report for people. */
export function reportLines(diagnosis: Diagnosis, style: Style): readonly string[] {
  const { model, modelProblem } = diagnosis;
  const advice = adviceFor(diagnosis);
  return [
    style.bold('Machine'),
    ...indented(tableLines(machineRows(diagnosis))),
    '',
    style.bold('Backends'),
    ...indented(tableLines(diagnosis.backends.map(backendRow))),
    '',
    style.bold(`Model${model === undefined ? '' : `: ${model.facts.name}`}`),
    ...indented(model === undefined ? [modelProblem ?? 'none'] : modelLines(model)),
    ...indented(model?.isEmbedded === true ? embeddedNote : []),
    '',
    style.bold('Places'),
    ...indented(tableLines(placeRows(diagnosis))),
    '',
    style.bold('What would make it faster'),
    ...indented(advice.length === 0 ? ['Nothing that was looked at: this is as it should be.'] : advice),
  ];
}

const embeddedNote = [
  'This storyteller came with recyclegpt. `recyclegpt doctor NAME` measures another model;',
  '`recyclegpt pull smollm2` fetches one that answers questions (98 MB).',
];

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function machineRows({ machine, bandwidthBytesPerSecond, backends }: Diagnosis): readonly (readonly string[])[] {
  const { processor, cores, usableCores, memoryGiB, freeMemoryBytes, platform, versions, loadPerCore } = machine;
  const threads = backends.find(({ name }) => name === 'node')?.threads;
  return [
    ['processor', `${processor}, ${cores} cores${usableCores < cores ? `, ${usableCores} usable` : ''}`],
    ['threads', threads === undefined ? 'unknown' : `${threads} in a pass of the node backend`],
    ['memory', `${memoryGiB} GiB, ${formatBytes(freeMemoryBytes)} free`],
    ['bandwidth', `${formatBytes(Math.round(bandwidthBytesPerSecond))}/s when all threads copy`],
    ...(loadPerCore === undefined ? [] : [['load', `${loadPerCore.toFixed(2)} a core, over the last minute`]]),
    ['system', `${platform}, Node ${versions.node}, recyclegpt ${versions.recyclegpt}`],
  ];
}

function backendRow({ name, description, precisions, hasIntegerProducts, problem }: BackendFacts): readonly string[] {
  if (problem !== undefined) return [name, `does not run here. ${problem}`];
  const products =
    hasIntegerProducts === undefined
      ? ''
      : `; 8-bit products: ${hasIntegerProducts ? 'exact, in hardware' : 'without VNNI'}`;
  return [name, `${description}; ${precisions.join(', ')}${products}`];
}

function modelLines(model: ModelDiagnosis): readonly string[] {
  const { facts, format, recycle, passMs, threadMs } = model;
  const one = passMs[1];
  const streamed = streamedPerSecond(model);
  const passes = Object.entries(passMs).map(([rows, ms]) => [
    `T(${rows})`,
    formatMs(ms),
    one === undefined ? '' : `${(ms / one).toFixed(2)} x T(1)`,
    `${formatMs(ms / Number(rows))} a token`,
  ]);
  return [
    ...tableLines([
      [
        'weights',
        `${formatBytes(facts.weightsBytes)} in ${facts.precision}${format === undefined ? '' : `, from ${format}`}`,
      ],
      [
        'module',
        recycle === undefined ? 'none found' : `${recycle.name}${recycle.weightsMatch ? '' : ' (of other weights)'}`,
      ],
      ...(one === undefined ? [] : [['plain speed', `${(1000 / one).toFixed(0)} tokens a second at most`]]),
      ...(streamed === undefined ? [] : [['streams', `${formatBytes(Math.round(streamed))}/s of weights in T(1)`]]),
      ...Object.entries(threadMs).map(([threads, ms]) => [plural(Number(threads), 'thread'), `T(1) ${formatMs(ms)}`]),
    ]),
    'Milliseconds of a pass over M tokens, the best of several:',
    ...tableLines(passes, [0, 1, 2, 3]),
  ];
}

function placeRows({ places }: Diagnosis): readonly (readonly string[])[] {
  const { cacheFolder, hubFolder, freeDiskBytes, modelFolders, hubVariables } = places;
  return [
    ['own cache', cacheFolder],
    ['hub cache', `${hubFolder}${freeDiskBytes === undefined ? '' : `, ${formatBytes(freeDiskBytes)} free`}`],
    ['your models', modelFolders.length === 0 ? 'RECYCLEGPT_MODELS is not set' : modelFolders.join(', ')],
    ['hub variables', hubVariables.length === 0 ? 'none set' : hubVariables.join(', ')],
  ];
}
