import type { Banks } from '../grammar/story-text.ts';
import { details } from './details.ts';
import { endings } from './endings.ts';
import { feelings } from './feelings.ts';
import { introductions } from './introductions.ts';
import { talk } from './talk.ts';

/** All lists of sentences that plots share. */
export const banks: Banks = { ...details, ...introductions, ...feelings, ...talk, ...endings };
