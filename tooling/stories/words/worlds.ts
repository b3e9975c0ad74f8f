import type { WorldId } from '../grammar/plot.ts';
import { machines, toys } from './made-worlds.ts';
import { farm, seaside, village } from './tame-worlds.ts';
import { jungle, pond, woods } from './wild-worlds.ts';
import type { World } from './world.ts';

/** Every world by its name. */
export const worlds: Readonly<Record<WorldId, World>> = { woods, farm, pond, jungle, village, toys, machines, seaside };
