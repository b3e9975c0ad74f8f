import type { Plot } from '../grammar/plot.ts';
import { beginningsPlots } from './beginnings.ts';
import { bravePlots } from './brave.ts';
import { contestsPlots } from './contests.ts';
import { findingPlots } from './finding.ts';
import { friendsPlots } from './friends.ts';
import { gamesPlots } from './games.ts';
import { givingPlots } from './giving.ts';
import { helpingPlots } from './helping.ts';
import { homePlots } from './home.ts';
import { householdPlots } from './household.ts';
import { learningPlots } from './learning.ts';
import { lostPlots } from './lost.ts';
import { machinesPlots } from './machines.ts';
import { makingPlots } from './making.ts';
import { nightFearsPlots } from './night-fears.ts';
import { patiencePlots } from './patience.ts';
import { quarrelsPlots } from './quarrels.ts';
import { rescuePlots } from './rescue.ts';
import { roomForMorePlots } from './room-for-more.ts';
import { sharingPlots } from './sharing.ts';
import { stuckPlots } from './stuck.ts';
import { teamworkPlots } from './teamwork.ts';
import { togetherPlots } from './together.ts';
import { toysPlots } from './toys.ts';
import { truthPlots } from './truth.ts';
import { weatherPlots } from './weather.ts';
import { wondersPlots } from './wonders.ts';

/** Every plot there is. */
export const allPlots: readonly Plot[] = [
  ...beginningsPlots,
  ...bravePlots,
  ...contestsPlots,
  ...findingPlots,
  ...friendsPlots,
  ...gamesPlots,
  ...givingPlots,
  ...helpingPlots,
  ...homePlots,
  ...householdPlots,
  ...learningPlots,
  ...lostPlots,
  ...machinesPlots,
  ...makingPlots,
  ...nightFearsPlots,
  ...patiencePlots,
  ...quarrelsPlots,
  ...rescuePlots,
  ...roomForMorePlots,
  ...sharingPlots,
  ...stuckPlots,
  ...teamworkPlots,
  ...togetherPlots,
  ...toysPlots,
  ...truthPlots,
  ...weatherPlots,
  ...wondersPlots,
];
