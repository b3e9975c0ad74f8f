import type { TrainingEvent } from '@recyclegpt/train';
import { formatCount, formatMs, formatShare } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';

type StepEvent = Extract<TrainingEvent, { kind: 'step-done' }>;

/** Milliseconds between lines for pipes and logs. */
const noteEveryMs = 60_000;

/** Shows a training run as it goes on: a moving line for people, now and then a line for logs. */
export class TrainingView {
  readonly #terminal: Terminal;
  #notedMs = performance.now();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: TrainingEvent): void {
    if (event.kind === 'step-done') this.#step(event);
    else for (const line of linesOf(event)) this.#terminal.note(line);
  }

  #step(event: StepEvent): void {
    const text = stepText(event);
    this.#terminal.progress(text);
    if (this.#terminal.stderr.isTTY === true || performance.now() - this.#notedMs < noteEveryMs) return;
    this.#notedMs = performance.now();
    this.#terminal.note(text);
  }
}

function stepText({ progress, rowsPerSecond, leftMs }: StepEvent): string {
  const { step, totalSteps, loss, metrics } = progress;
  const parts = [
    `Training: step ${formatCount(step)} of ${formatCount(totalSteps)}`,
    `loss ${loss.toFixed(3)}`,
    ...acceptanceText(metrics),
    `${formatCount(Math.round(rowsPerSecond))} tokens/s`,
    ...(leftMs === undefined ? [] : [`${formatMs(leftMs)} left`]),
  ];
  return parts.join(', ');
}

function acceptanceText(metrics: Readonly<Record<string, number>>): readonly string[] {
  const shares = Object.entries(metrics).filter(([name]) => /^(acceptance|draftAccuracy)\.\d+$/.test(name));
  return shares.length === 0 ? [] : [`drafts right ${shares.map(([, share]) => formatShare(share)).join(' / ')}`];
}

function resultText({ result, isBest }: Extract<TrainingEvent, { kind: 'validation-done' }>): string {
  const { loss, tokensPerPass } = result.metrics;
  const parts = [
    ...(loss === undefined ? [] : [`held-out loss ${loss.toFixed(4)}`]),
    ...(tokensPerPass === undefined ? [] : [`${tokensPerPass.toFixed(3)} tokens a pass on held-out texts`]),
    ...acceptanceText(result.metrics),
  ];
  return `${parts.join(', ')}${isBest ? ' (the best so far)' : ''}`;
}

/** What is told of an event that is no step. */
function linesOf(event: Exclude<TrainingEvent, StepEvent>): readonly string[] {
  switch (event.kind) {
    case 'run-resumed':
      return [
        ...event.damaged.map((damaged) => `A checkpoint is damaged and left out: ${damaged}`),
        `Going on after step ${formatCount(event.step)}.`,
      ];
    case 'validation-done':
      return [`Step ${formatCount(event.step)}: ${resultText(event)}`];
    case 'run-ended':
      if (event.isComplete) return [];
      return [`Stopped after step ${formatCount(event.step)}: the same command goes on from there.`];
    case 'checkpoint-written':
      return [];
    default:
      return event satisfies never;
  }
}
