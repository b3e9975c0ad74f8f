// From nothing to the first text: how many commands somebody types who has Node and an empty folder, and how long they take.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Capture, captureChat, captureDoctor, saveCapture, sessionOf } from './first-hour/captures.ts';
import { fillHubFolder, type Journey, journeys, modelFile, repository } from './first-hour/journeys.ts';
import { type LocalHub, startLocalHub } from './first-hour/local-hub.ts';
import { type JourneyResult, makeJourney } from './first-hour/make-journey.ts';
import type { Surroundings } from './first-hour/run-as-newcomer.ts';
import { startRegistry } from './first-hour/tarball-registry.ts';
import { benchOptions, finish, formatSpread, machine, printTable, root, say, spreadOf } from './shared-report.ts';

const { option, save } = benchOptions();
const repeats = option('repeats', 3);
const tarballs = process.env['RECYCLEGPT_TARBALLS'] ?? join(root, '.cache', 'tarballs');

if (!existsSync(join(tarballs, 'recyclegpt.tgz')))
  throw new Error(`${tarballs} holds no recyclegpt.tgz: make the tarballs with \`npm run tarballs\`.`);
const npmConfig = (name: string): string => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
const upstream = npmConfig('registry');

say(
  `From an empty folder to the first text, ${repeats} times in turns: packages from ${relative(root, tarballs) || tarballs}, all others from npm's cache where it has them; the time for typing is left out.`,
);
say(JSON.stringify(machine()));
const possible = journeys();
if (possible.length === 1) say(`Left out: the journeys with a model, since ${modelFile} is missing.`);

const hubFolder = mkdtempSync(join(tmpdir(), 'recyclegpt-first-hour-hub-'));
const captures: Capture[] = [];
const results = new Map<Journey, JourneyResult[]>(possible.map((journey) => [journey, []]));
try {
  await using registry = await startRegistry(tarballs, upstream);
  using hub = possible.some(({ needsHub }) => needsHub) ? await startHub() : undefined;
  const env = {
    npm_config_registry: registry.origin,
    npm_config_cache: npmConfig('cache'),
    npm_config_prefer_offline: 'true',
    // Both would ask a registry for what only the public one has.
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
    ORT_DISABLE_TELEMETRY: '1',
  };
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const [journey, made] of results) {
      const hubEnv = journey.needsHub && hub !== undefined ? { HF_ENDPOINT: hub.origin } : {};
      const isCaptured = save && repeat === repeats - 1;
      const afterwards = isCaptured && journey.name === 'embedded' ? captureMore : undefined;
      const result = await makeJourney(journey, { env: { ...env, ...hubEnv }, ...(afterwards && { afterwards }) });
      made.push(result);
      if (isCaptured)
        captures.push({ name: journey.name, title: `First text ${journey.title}`, output: sessionOf(result.commands) });
    }
} finally {
  rmSync(hubFolder, { recursive: true, force: true });
}

const rows = [...results].map(([journey, made]) => rowOf(journey, made));
printTable(
  ['journey', 'commands', 'first text s', 'install s', 'pull s', 'start to text s', 'installed MB', 'cache MB'],
  rows.map((row) => [
    row.title,
    String(row.numCommands),
    formatSpread(row.firstTextSeconds),
    formatSpread(row.installSeconds),
    row.pullSeconds === undefined ? '–' : formatSpread(row.pullSeconds),
    formatSpread(row.startSeconds),
    (row.installedBytes / 1e6).toFixed(0),
    (row.cachedBytes / 1e6).toFixed(0),
  ]),
);
for (const { title, commands } of rows) say(`\n${title}:\n${commands.map((line) => `  ${line}`).join('\n')}`);
for (const capture of captures) say(`Wrote ${relative(root, saveCapture(capture))}`);
finish('first-hour', { repeats, rows });

async function startHub(): Promise<LocalHub> {
  fillHubFolder(hubFolder);
  return await startLocalHub(hubFolder, repository);
}

async function captureMore(surroundings: Surroundings): Promise<void> {
  const chat = await captureChat(surroundings);
  if (chat === undefined) say('The chat is not captured: there is no `script` of util-linux to run it in a terminal.');
  captures.push(...(chat === undefined ? [] : [chat]), await captureDoctor(surroundings));
}

function rowOf({ name, title, commands }: Journey, made: readonly JourneyResult[]) {
  const [first] = made;
  const secondsOf = (index: number) => spreadOf(made.map((each) => each.commands[index]?.seconds ?? Number.NaN));
  return {
    ...{ name, title, commands, numCommands: commands.length },
    firstTextSeconds: spreadOf(made.map((each) => each.firstTextSeconds)),
    installSeconds: secondsOf(0),
    pullSeconds: commands.length > 2 ? secondsOf(1) : undefined,
    startSeconds: spreadOf(made.map((each) => each.commands.at(-1)?.firstOutputSeconds ?? Number.NaN)),
    installedBytes: first?.installedBytes ?? 0,
    cachedBytes: first?.cachedBytes ?? 0,
  };
}
