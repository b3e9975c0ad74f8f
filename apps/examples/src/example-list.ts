import type { LanguageModel } from 'recyclegpt';
import * as acceptance from './custom-acceptance.ts';
import * as backend from './custom-backend.ts';
import * as draftLength from './custom-draft-length.ts';
import * as drafter from './custom-drafter.ts';
import * as processor from './custom-logits-processor.ts';
import * as scheduler from './custom-scheduler.ts';

/** All examples by the names of their files. */
export const exampleList: Readonly<Record<string, (model: LanguageModel) => Promise<object>>> = {
  'custom-scheduler': scheduler.example,
  'custom-drafter': drafter.example,
  'custom-acceptance': acceptance.example,
  'custom-draft-length': draftLength.example,
  'custom-logits-processor': processor.example,
  'custom-backend': backend.example,
};
