import { useEffect } from 'preact/hooks';
import type { DeviceCosts } from '../../protocol/calls.ts';
import type { RoundRecord } from '../../protocol/round-record.ts';
import { formatMs, formatShare } from '../../shared/format.ts';
import type { WriteState } from '../write-state.ts';
import { type Bar, BarChart } from './bar-chart.tsx';
import { acceptanceByPosition, lengthCounts, reasonCounts } from './figures.ts';
import { Timeline } from './timeline.tsx';

/** What happened below the text: rounds, acceptance, lengths, times, choices. */
export function InsideDrawer({ state }: { readonly state: WriteState }) {
  const turns = state.activeColumn.value?.turns.value ?? [];
  const rounds = turns.flatMap((turn) => turn.rounds);
  const costs = state.costs.value;
  useEffect(() => {
    if (costs === undefined) void state.refreshCosts();
  }, [costs, state]);
  const exactness = turns.at(-1)?.stats?.exactness;
  return (
    <div class="drawer-content">
      <h2>Inside</h2>
      <Timeline rounds={rounds} />
      <BarChart
        title="Acceptance by position"
        note="Of the drafted tokens that were judged, how many the model would have written itself."
        axis="place in the draft"
        bars={acceptanceBars(rounds)}
      />
      <BarChart
        title="Tokens a round"
        note="One is the model’s own; the others were recycled."
        axis="tokens that a round brought"
        bars={lengthBars(rounds)}
      />
      <BarChart
        title="T(M), measured here"
        note={costNote(costs)}
        axis="M: tokens that one pass takes in"
        bars={costBars(costs)}
      />
      <Choices rounds={rounds} />
      {exactness === undefined ? undefined : <p class="soft">{exactnessNote(exactness)}</p>}
    </div>
  );
}

function exactnessNote(exactness: 'bitwise' | 'near-ties'): string {
  return exactness === 'bitwise'
    ? 'Wide and narrow passes give the same bits on this device: the text is that of plain decoding, to the letter.'
    : 'Wide passes round differently on this device: where two tokens tie, the text may differ from plain decoding.';
}

function acceptanceBars(rounds: readonly RoundRecord[]): readonly Bar[] {
  return acceptanceByPosition(rounds).map(({ kept, judged }, place) => ({
    label: `${place + 1}`,
    height: kept / judged,
    value: formatShare(kept / judged),
  }));
}

function lengthBars(rounds: readonly RoundRecord[]): readonly Bar[] {
  const counts = lengthCounts(rounds);
  const most = Math.max(1, ...counts);
  return counts.map((count, index) => ({
    label: `${index + 1}`,
    height: count / most,
    value: `${count}`,
    isAccent: index > 0,
  }));
}

function costBars(costs: DeviceCosts | undefined): readonly Bar[] {
  if (costs === undefined) return [];
  const most = Math.max(...costs.baseMs);
  return costs.baseMs.map((ms, index) => ({
    label: `${index + 1}`,
    height: ms / most,
    value: ms >= 10 ? ms.toFixed(0) : ms.toFixed(1),
    isAccent: index > 0,
  }));
}

function costNote(costs: DeviceCosts | undefined): string {
  const [one, two] = costs?.baseMs ?? [];
  if (one === undefined || two === undefined) return 'Milliseconds of a pass.';
  const draft = costs?.draftMs;
  const drafting = draft === undefined ? '' : ` The module drafts a token in ${formatMs(draft)}.`;
  return `Milliseconds of a pass. Checking one drafted token costs ${(two / one).toFixed(2)}× a pass without.${drafting}`;
}

function Choices({ rounds }: { readonly rounds: readonly RoundRecord[] }) {
  const counts = reasonCounts(rounds);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class="chart">
      <h3>Why drafts had their lengths</h3>
      {counts.length === 0 ? <p class="empty">Nothing to show yet.</p> : undefined}
      <ul class="choices">
        {counts.slice(0, 8).map(({ reason, count }) => (
          <li key={reason}>
            <span class="choice-bar" style={{ '--share': count / total }} />
            <span>{reason}</span>
            <span class="soft">{count}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
