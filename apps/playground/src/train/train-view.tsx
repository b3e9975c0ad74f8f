import { ErrorNote } from '../app/error-note.tsx';
import { formatLarge, formatMs, formatShare } from '../shared/format.ts';
import { saveFile } from '../shared/save-file.ts';
import { Legend, TokenText } from '../shared/token-text.tsx';
import { CurveChart } from './curve-chart.tsx';
import { TextSource } from './text-source.tsx';
import { TrainFields } from './train-fields.tsx';
import type { Point, TrainState } from './train-state.ts';
import { zip } from './zip.ts';

/** A small base with its module, from a text of one's own. */
export function TrainView({ train }: { readonly train: TrainState }) {
  const { error } = train;
  return (
    <div class="train">
      <header class="lead">
        <h1>Train a model that recycles</h1>
        <p>
          From any text: a small base and its recycle module learn together, here, in this page. Nothing leaves your
          device.
        </p>
        <Legend />
      </header>
      <div class="train-desk">
        <TextSource train={train} />
        <TrainFields train={train} />
      </div>
      <RunControls train={train} />
      {error.value === undefined ? undefined : (
        <ErrorNote error={error.value} onClose={() => (error.value = undefined)} />
      )}
      <Curves train={train} />
      <Samples train={train} />
    </div>
  );
}

function RunControls({ train }: { readonly train: TrainState }) {
  const { value: status } = train.status;
  const isBusy = status === 'running' || status === 'stopping';
  return (
    <div class="run-controls">
      <div class="toolbar">
        {isBusy ? (
          <button type="button" class="primary" disabled={status === 'stopping'} onClick={() => train.stop()}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={train.text.value.trim() === ''}
            onClick={() => void train.start()}
          >
            {status === 'none' ? 'Train' : 'Train anew'}
          </button>
        )}
        <button type="button" disabled={status !== 'stopped'} onClick={() => void train.goOn()}>
          Continue
        </button>
        <button type="button" disabled={!train.canTakeHome.value} onClick={() => void train.use()}>
          Use in Race and Write
        </button>
        <button type="button" disabled={!train.canTakeHome.value} onClick={() => void takeHome(train, 'all')}>
          Download both (.zip)
        </button>
        <button
          type="button"
          disabled={!train.canTakeHome.value}
          onClick={() => void takeHome(train, 'model.safetensors')}
        >
          Base
        </button>
        <button
          type="button"
          disabled={!train.canTakeHome.value}
          onClick={() => void takeHome(train, 'recycle.safetensors')}
        >
          Module
        </button>
      </div>
      <progress
        max={train.progress.value?.totalSteps ?? 1}
        value={train.progress.value?.step ?? 0}
        aria-label="Steps"
      />
      <p class="soft run-status" role="status">
        {statusOf(train)}
      </p>
    </div>
  );
}

async function takeHome(train: TrainState, name: string): Promise<void> {
  try {
    const files = await train.takeHome();
    const one = files.find((file) => file.name === name);
    if (one === undefined) saveFile('recyclegpt-model.zip', zip(files));
    else saveFile(one.name, new Blob([one.bytes as BlobPart]));
  } catch (error) {
    train.report(error);
  }
}

function statusOf({ status, phase, plan, progress }: TrainState): string {
  if (phase.value !== '') return phase.value;
  const { value: facts } = plan;
  if (facts === undefined) return 'Some minutes are enough for a model of a few hundred thousand weights.';
  const sizes =
    `${formatLarge(facts.baseWeights)} weights and a module of ${formatLarge(facts.moduleWeights)}; ` +
    `${formatLarge(facts.trainTokens)} tokens to learn from, ${formatLarge(facts.heldOutTokens)} held out.`;
  const { value: last } = progress;
  if (last === undefined) return sizes;
  const left = last.leftMs === undefined || status.value !== 'running' ? '' : `, ${formatRough(last.leftMs)} left`;
  const ended = status.value === 'done' ? ' Done.' : status.value === 'stopped' ? ' Stopped.' : '';
  return `Step ${last.step} of ${last.totalSteps}${left}, ${formatLarge(Math.round(last.tokensPerSecond))} tokens a second.${ended} ${sizes}`;
}

function formatRough(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 10_000) * 10} s` : formatMs(ms);
}

function Curves({ train }: { readonly train: TrainState }) {
  const steps = train.plan.value?.totalSteps ?? train.settings.value.steps;
  const looks = train.looks.value;
  const place = (index: number): readonly Point[] =>
    looks.flatMap(({ step, acceptance }) => {
      const value = acceptance[index];
      return value === undefined ? [] : [{ step, value }];
    });
  return (
    <section class="curves" aria-labelledby="curves-title">
      <h2 id="curves-title" class="visually-hidden">
        How it learns
      </h2>
      <CurveChart
        title="Loss, in nats a token"
        steps={steps}
        format={(value) => value.toFixed(2)}
        curves={[
          { name: 'while learning', points: train.losses.value, look: 'soft' },
          { name: 'on held-out text', points: looks.map(({ step, loss }) => ({ step, value: loss })), look: 'accent' },
        ]}
      />
      <CurveChart
        title="Drafted tokens that are right, on held-out text"
        steps={steps}
        range={[0, 1]}
        format={formatShare}
        curves={[
          { name: 'first', points: place(0), look: 'accent' },
          { name: 'second', points: place(1), look: 'dashed' },
        ]}
      />
    </section>
  );
}

function Samples({ train }: { readonly train: TrainState }) {
  const samples = train.samples.value;
  return (
    <section class="samples" aria-label="Samples">
      <h2>What it writes</h2>
      {samples.length === 0 ? <p class="empty">Samples come while it learns, the newest first.</p> : undefined}
      {samples.map(({ step, prompt, tokens, acceptance }) => (
        <article key={step}>
          <h3>
            Step {step}
            {acceptance === undefined ? '' : `, ${formatShare(acceptance)} of its drafts kept`}
          </h3>
          <p class="sample-text">
            <span class="prompt">{prompt}</span>
            <TokenText tokens={tokens} />
          </p>
        </article>
      ))}
    </section>
  );
}
