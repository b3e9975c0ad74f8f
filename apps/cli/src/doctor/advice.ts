import { formatBytes, formatShare } from '../terminal/format.ts';
import { type Diagnosis, type ModelDiagnosis, streamedPerSecond } from './diagnosis.ts';

/** Shares and ratios from which something is worth saying. */
const [busyLoad, noticeableGain, cheapPass, nearBandwidth] = [0.5, 1.1, 2, 0.5];
/** Smaller weights stay in the caches of many processors, where fewer bytes gain nothing. */
const cachedBytes = 64e6;

/** What would make a model faster here, the most effective first; each with the reason that was measured. */
export function adviceFor(diagnosis: Diagnosis): readonly string[] {
  const { machine, model, modelProblem } = diagnosis;
  const advice: string[] = [];
  if (model === undefined) advice.push(`No model could be measured: ${modelProblem ?? 'none was found'}`);
  if (model?.facts.isSeeded === true)
    advice.push('This is the tiny model with random weights. `recyclegpt pull smollm2` fetches a real one (98 MB).');
  const isBusy = machine.loadPerCore !== undefined && machine.loadPerCore > busyLoad;
  if (isBusy) advice.push(busyAdvice(machine.loadPerCore ?? 0));
  if (model !== undefined) advice.push(...memoryAdvice(model, diagnosis));
  // Beside other programs threads wait for cores, and which number is best is a matter of chance.
  if (model !== undefined && !isBusy) advice.push(...threadAdvice(model));
  if (model !== undefined && !model.facts.isSeeded)
    advice.push(...moduleAdvice(model), ...precisionAdvice(model, diagnosis));
  if (machine.usableCores < machine.cores)
    advice.push(
      `Only ${machine.usableCores} of ${machine.cores} cores may be used here: a container or the system limits this program.`,
    );
  return advice;
}

function busyAdvice(loadPerCore: number): string {
  const told =
    loadPerCore < 1
      ? `Other programs keep ${formatShare(loadPerCore)} of the cores busy`
      : `For each core ${loadPerCore.toFixed(1)} programs want to run`;
  return `${told}: the speeds above are lower than they could be, and uneven. Stop them and measure again.`;
}

function memoryAdvice({ facts }: ModelDiagnosis, { machine }: Diagnosis): readonly string[] {
  if (facts.weightsBytes < machine.freeMemoryBytes) return [];
  return [
    `The weights take ${formatBytes(facts.weightsBytes)} and ${formatBytes(machine.freeMemoryBytes)} of memory are free: they may be read from the disk in every pass. Close programs, or take a smaller model or quantisation.`,
  ];
}

function threadAdvice({ threadMs, passMs }: ModelDiagnosis): readonly string[] {
  const measured = Object.entries(threadMs).map(([threads, ms]) => ({ threads: Number(threads), ms }));
  const best = measured.reduce((a, b) => (b.ms < a.ms ? b : a), { threads: 0, ms: Number.POSITIVE_INFINITY });
  const now = passMs[1];
  if (best.threads === 0 || now === undefined || now < best.ms * noticeableGain) return [];
  return [`--threads ${best.threads} would be ${(now / best.ms).toFixed(1)} times as fast for single tokens.`];
}

/** A module pays where a pass over several rows costs little more than one over one. */
function moduleAdvice({ facts, recycle, passMs }: ModelDiagnosis): readonly string[] {
  const [one, four] = [passMs[1], passMs[4]];
  if (one === undefined || four === undefined) return [];
  const cost = four / one;
  const told = `a pass over 4 tokens costs ${cost.toFixed(1)} times one over 1`;
  if (cost > cheapPass) return [`Drafts gain little here: ${told}. The scheduler sees that and drafts less.`];
  if (recycle === undefined)
    return [
      `A recycle module would pay: ${told}. \`recyclegpt train module --base ${facts.name} --out module\` trains one.`,
    ];
  return recycle.weightsMatch
    ? []
    : [
        `The recycle module ${recycle.name} was trained on other weights; one of its own would draft better: \`recyclegpt train module\`.`,
      ];
}

function precisionAdvice(model: ModelDiagnosis, { bandwidthBytesPerSecond, backends }: Diagnosis): readonly string[] {
  const { precision } = model.facts;
  const streamed = streamedPerSecond(model);
  if (streamed === undefined) return [];
  const isBound = streamed > nearBandwidth * bandwidthBytesPerSecond;
  const told = `a pass streams its weights at ${formatBytes(Math.round(streamed))}/s, ${formatShare(streamed / bandwidthBytesPerSecond)} of what copying memory moves`;
  const lacksProducts = backends.some(
    ({ name, hasIntegerProducts }) => name === 'node' && hasIntegerProducts === false,
  );
  if (precision === 'f32' && (isBound || model.facts.weightsBytes > cachedBytes))
    return [`--precision int8 moves a quarter of the bytes (${told}).`];
  if (precision === 'int8' && isBound)
    return [`A .gguf in Q4_0 or Q4_1 of this model would move half of the bytes: memory is the limit (${told}).`];
  if (precision === 'int8' && lacksProducts)
    return [
      'This processor has no instructions for 8-bit products (VNNI); --precision int4 with a .gguf in Q4_0 may be faster.',
    ];
  if (!isBound) return [`Memory is not the limit (${told}): more or faster cores would help.`];
  return [`Memory is the limit (${told}): faster memory would help, or a smaller model.`];
}
