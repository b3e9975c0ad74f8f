import type { LanguageModel } from '@recyclegpt/core';
import type { Call } from '../../command.ts';
import { checkModelOptions } from '../../generating/generation-options.ts';
import { refuseWithoutModule } from '../../generating/scheduler-option.ts';
import { withModel } from '../../generating/with-model.ts';
import { evaluateDrafts } from './evaluate-drafts.ts';
import { evaluateQuestions } from './evaluate-questions.ts';
import { type EvaluateSettings, evaluateSettings } from './evaluate-settings.ts';
import { evaluateTexts } from './evaluate-texts.ts';
import { evaluateWriting } from './evaluate-writing.ts';
import { type EvaluationReport, evaluationLines } from './evaluation-lines.ts';

/** `recyclegpt evaluate`. What was measured before Ctrl-C is put out all the same. */
export async function runEvaluate(call: Call): Promise<void> {
  checkModelOptions(call.options);
  const settings = await evaluateSettings(call.options, call.words);
  await withModel(call, async (model) => {
    for (const { scheduler } of settings.contestants)
      if (model.recycle === undefined) refuseWithoutModule(scheduler.name, `none was found for ${model.facts.name}`);
    const report = await evaluate(call, model, settings);
    if (call.options.json === true) await call.terminal.line(JSON.stringify(report));
    else await call.terminal.write(`${evaluationLines(report).join('\n')}\n`);
  });
}

async function evaluate(call: Call, model: LanguageModel, settings: EvaluateSettings): Promise<EvaluationReport> {
  const { data, answers, prompts, questions } = settings;
  const hasTexts = data.length > 0 || answers !== undefined;
  const { name, precision, backend } = model.facts;
  const parts = {
    texts: data.length > 0 ? await evaluateTexts(call, model, settings) : undefined,
    drafts: hasTexts ? await evaluateDrafts(call, model, settings) : undefined,
    writing: prompts === undefined ? undefined : await evaluateWriting(call, model, settings),
    questions: questions === undefined ? undefined : await evaluateQuestions(call, model, settings),
  };
  const isComplete = !call.terminal.signal.aborted;
  return { model: name, precision, backend, recycle: model.recycle?.name, judge: settings.judge, ...parts, isComplete };
}
