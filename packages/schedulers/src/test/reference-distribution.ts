import type { SamplerSettings } from '@recyclegpt/spec';

interface Entry {
  readonly id: number;
  readonly p: number;
}

function normalise(entries: readonly Entry[]): Entry[] {
  const sum = entries.reduce((total, { p }) => total + p, 0);
  return entries.map(({ id, p }) => ({ id, p: p / sum }));
}

/** Entries in the order of `key`, until their probabilities reach `mass`. */
function nucleus(entries: readonly Entry[], key: (entry: Entry) => number, mass: number): Entry[] {
  const sorted = [...entries].sort((a, b) => key(a) - key(b));
  const kept: Entry[] = [];
  let sum = 0;
  for (const entry of sorted) {
    kept.push(entry);
    sum += entry.p;
    if (sum >= mass) break;
  }
  return normalise(kept);
}

/** What the settings mean, written down plainly and apart from the sampler: sorts, and normalises at every step. */
export function referenceDistribution(
  raw: readonly number[],
  settings: SamplerSettings,
  history: readonly number[],
  promptLength: number,
): number[] {
  const { temperature = 1, topK, topP, minP, typicalP, penaltyWindow = history.length, logitBias = {} } = settings;
  const logits = raw.map((logit, id) => logit + (logitBias[id] ?? 0));
  const from = Math.max(0, history.length - penaltyWindow);
  for (const id of new Set(history.slice(from))) {
    const penalty = settings.repetitionPenalty ?? 1;
    logits[id] = logits[id]! > 0 ? logits[id]! / penalty : logits[id]! * penalty;
  }
  for (const id of history.slice(Math.max(from, promptLength))) logits[id]! -= settings.frequencyPenalty ?? 0;
  for (const id of new Set(history.slice(Math.max(from, promptLength)))) logits[id]! -= settings.presencePenalty ?? 0;
  const best = Math.max(...logits);
  let entries = normalise(logits.map((logit, id) => ({ id, p: Math.exp((logit - best) / temperature) })));
  if (topK !== undefined) entries = normalise([...entries].sort((a, b) => b.p - a.p).slice(0, topK));
  if (typicalP !== undefined) {
    const entropy = entries.reduce((sum, { p }) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
    entries = nucleus(entries, ({ p }) => Math.abs(-Math.log(p) - entropy), typicalP);
  }
  if (topP !== undefined) entries = nucleus(entries, ({ p }) => -p, topP);
  if (minP !== undefined) {
    const threshold = minP * Math.max(...entries.map(({ p }) => p));
    entries = normalise(entries.filter(({ p }) => p >= threshold));
  }
  const result = raw.map(() => 0);
  for (const { id, p } of entries) result[id] = p;
  return result;
}
