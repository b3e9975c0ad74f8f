import { formatMs, plural } from '../shared/format.ts';
import type { RaceState } from './race-state.ts';
import { proofOf, sentenceOf, type Verdict } from './verdict.ts';

/** The real figures, once the lanes have come to their end. */
export function VerdictPanel({ race }: { readonly race: RaceState }) {
  const verdict = race.replay.isOver.value ? race.verdict.value : undefined;
  return (
    <section class="verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title" class="visually-hidden">
        Result
      </h2>
      <dl class="figures">
        {figuresOf(verdict).map(([name, value, note]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong>
              <small>{note}</small>
            </dd>
          </div>
        ))}
      </dl>
      <p class="verdict-sentence" role="status">
        {verdict === undefined ? waitingFor(race) : `${sentenceOf(verdict)} ${proofOf(verdict)}`}
      </p>
    </section>
  );
}

function figuresOf(verdict: Verdict | undefined): readonly (readonly [string, string, string])[] {
  if (verdict === undefined) {
    return [
      ['Speed, measured here', '–', 'plain against recycled'],
      ['Passes of the model', '–', 'plain → recycled'],
      ['Text', '–', 'token by token'],
    ];
  }
  const { speedUp, plainMs, recycledMs, numTurns, plainPasses, recycledPasses, comparison, numTokens } = verdict;
  const text = comparison.areIdentical
    ? ['identical', `${numTokens} of ${numTokens} tokens`]
    : ['differs', `from token ${comparison.numShared + 1} on`];
  return [
    [
      'Speed, measured here',
      `${speedUp.toFixed(2)}×`,
      `${formatMs(plainMs)} → ${formatMs(recycledMs)} a token, ${plural(numTurns, 'run')}`,
    ],
    [
      'Passes of the model',
      `${plainPasses} → ${recycledPasses}`,
      `${(plainPasses / recycledPasses).toFixed(2)} tokens a pass`,
    ],
    ['Text', text[0] ?? '', text[1] ?? ''],
  ];
}

function waitingFor({ replay, isRunning }: RaceState): string {
  if (isRunning.value && replay.available.value === 0) return 'Getting ready …';
  return replay.hasAll.value || isRunning.value ? 'The result comes when both lanes are done.' : '';
}
