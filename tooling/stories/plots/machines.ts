import { plots } from '../grammar/plot.ts';

/** Machines as heroes. */
export const machinesPlots = plots([
  {
    id: 'little-machine-big-hill',
    worlds: ['machines'],
    weather: ['sunny', 'rainy', 'windy', 'snowy', 'plain'],
    cast: {
      big: { relation: 'stranger', look: 'big', named: 0.8 },
      child: { relation: 'stranger', kinds: ['girl', 'boy'], look: 'little', named: 1 },
    },
    tables: [
      [
        { load: 'apples for the school', wait: 'the children were hungry' },
        { load: 'blankets for the hospital', wait: 'the sick people were cold' },
        { load: 'letters and parcels', wait: 'everyone was waiting for the mail' },
        { load: 'toys for the feast', wait: 'the children were already standing at the window' },
        { load: 'books for the new library', wait: 'the shelves were empty' },
        { load: 'milk for the babies', wait: 'the babies were crying' },
      ],
    ],
    facts: {
      chant: [
        'I can, I can, I can',
        'Just a bit, just a bit, just a bit',
        'One more yard, one more yard',
        'Slow and steady, slow and steady',
      ],
      lesson: [
        'you can do more than you think',
        'it is not the size that matters, but the will',
        'one yard after another takes you to the top',
      ],
    },
    beats: [
      [
        '{day} {hero} heard that somebody had to carry {load} over the hill, for {wait}.',
        'One day there was a lot of work to do. There were {load} to be brought to the other side of the hill. {hero} listened.',
        '{day} {hero} was waiting for something to do. Then the phone rang: {load} had to go over the hill at once!',
      ],
      [
        '"I will not do that," said {big}. "I have just been washed."',
        '{big} shook {big.his} head. "The hill is too steep for me," {big.he} said.',
        '"Not today," said {big} and closed {big.his} eyes.',
      ],
      [
        'One after another, they all had a reason. {hero} was the smallest of them.',
        '"Who else?" the people asked. It became quiet. Then a small voice said, "I could try." It was {hero}.',
        '{hero} had never been up that hill. But {he} thought of the people on the other side. "I will do it," {he} said.',
      ],
      [
        '"You?" laughed {big}. "You are no bigger than my wheel."',
        '{big} laughed until {big.his} windows shook.',
        'The others looked at each other. Nobody believed it.',
      ],
      ['¶'],
      [
        'So {hero} took the load and set off. The first part was easy.',
        '{hero} was loaded up to the top. {He} took a deep breath and started.',
        'With {load} on board, {he} rolled out into the morning.',
      ],
      [
        'Then the hill began. {hero} went slower and slower.',
        'Halfway up, the road was wet, and {he} slid back.',
        'In the middle of the hill, {he} had to stop. Steam came from {his} hood.',
      ],
      [
        '{He} slid back a bit, took a run, and tried again. It was not enough.',
        'The first try was too slow. The second try was too fast. {He} had to find the right way.',
        'A stone lay in the road. {He} had to back up and go around it.',
        '{@fail} {@goOn}',
      ],
      [
        '"{chant}," {he} hummed, and the wheels hummed along.',
        '{child} was standing by the road. "You can do it!" called {child}, and ran along beside {him}.',
        '{He} thought of how {wait}. "{chant}," {he} said to {himself}.',
      ],
      [
        '"{chant}!" Slowly, very slowly, {he} climbed on.',
        'Yard by yard {he} crept upward. "{chant}." {He} did not look at the top. {He} only looked at the next yard.',
        '"{chant}." The wind blew against {him}, but {he} did not stop.',
      ],
      ['¶'],
      ['And then the road was flat. {He} was at the top!', 'One last push, and {he} could see the other side.'],
      [
        '"Toot, toot!" {He} rolled down the other side, and the wind sang around {him}.',
        'Below lay the town, small as a toy. {hero} honked with joy.',
        '{@happy}',
      ],
      [
        'All the people came running and cheered. Everything had arrived, and nothing was broken.',
        '"You came!" the people called. They put a wreath of flowers on {his} hood.',
        'They unloaded {load}, and {child} gave {him} a kiss, right on the lamp.',
      ],
      [
        'When {he} came home, {big} made room for {him}. "I was wrong," said {big}.',
        'That evening, nobody laughed at {him}. "How did you do it?" asked {big}. "Slowly," said {hero}.',
        'From then on, {big} said good morning to {him} first.',
      ],
      ['{@endLesson big}', '{@proud}', '{@endBed}', '{@endLesson big} {@endBed}'],
    ],
  },
  {
    id: 'old-machine-useful',
    worlds: ['machines'],
    weather: ['snowy', 'stormy', 'rainy'],
    cast: { young: { relation: 'stranger', look: 'new', named: 0.9 } },
    tables: [
      [
        {
          trouble: 'all the lights went out',
          why: 'the new one needed electricity, and there was none',
          did: 'started with a crank, as {he} had always done',
        },
        {
          trouble: 'the road was covered with deep snow',
          why: 'the new one had smooth tires and slid into a ditch',
          did: 'rolled out with {his} wide, rough wheels',
        },
        {
          trouble: 'the river rose over the street',
          why: 'the new one was too low for the water',
          did: 'drove through the water on {his} high wheels',
        },
        {
          trouble: 'the wind threw trees across the road',
          why: 'the new one was not allowed to get scratched',
          did: 'pushed the trees aside with {his} strong bumper',
        },
      ],
    ],
    facts: {
      rest: [
        'a clinic at the end of the valley',
        'a farm high up on the hill',
        'a school where the children were stuck',
        'a village behind the forest',
      ],
      lesson: [
        'old does not mean useless',
        'the new can learn from the old, and the old from the new',
        'everybody gets a moment to shine',
      ],
    },
    beats: [
      [
        '{hero} had worked for many years. {His} paint was pale, and {he} rattled on every corner. Then {young} came.',
        '{day} {hero} saw that somebody else was standing in {his} place. It was {young}, all shiny.',
        '{day} {hero} met {young}, who had just come from the factory and smelled of fresh paint.',
      ],
      [
        '"Now you can rest, old friend," the people said to {hero}. They meant it well. But {hero} was sad.',
        'From then on, {young} did all the work, and {hero} stood in the corner.',
        '"I am faster, quieter, and cleaner," said {young}. It was true.',
      ],
      [
        'Dust fell on {his} roof. A spider moved into {his} lamp.',
        '{hero} watched the others drive out in the morning and come back in the evening.',
        '{@sad} "Nobody needs me anymore," {he} thought.',
        'The only one who visited {him} was a {%kindOf} {%bird}.',
      ],
      ['¶'],
      [
        'Then came a night when {trouble}. Help had to be brought to {rest}.',
        'One evening, {trouble}. Somebody called from {rest}: "Please come quickly!"',
        'But that winter, {trouble}, and they were waiting for help at {rest}.',
      ],
      [
        '{young} started at once. But {young.he} did not get far: {why}.',
        '"I will do it," said {young}. But {why}.',
        '{young} tried it once. {young} tried it twice. It was no good, because {why}.',
      ],
      [
        '"What shall we do?" the people asked. Nobody thought of the one in the corner.',
        'They pushed and they pulled. Time was running out.',
        'They called the next town. No one could come.',
      ],
      [
        'Then there was a cough from the corner, and then a rattle. "May I?" asked {hero}.',
        '{hero} cleared {his} throat. "I still know the way," {he} said.',
        'Someone remembered {hero}. They wiped the dust from {his} windows.',
      ],
      ['¶'],
      [
        '{He} {did}. It was loud, and it was slow, but {he} moved.',
        'And {he} {did}.',
        '"Like in the old days," said {hero}. {He} {did}.',
      ],
      [
        'All night long {he} drove. {His} bolts creaked, and {his} lamp flickered, but {he} did not stop.',
        'Once {he} almost tipped over. Once {he} had to rest. Then {he} went on.',
        'Every bend and every hole in the road {he} knew by heart.',
        'On the way {he} found {young} and pulled {young.him} along behind {him}.',
      ],
      [
        'At sunrise {he} reached {rest}. Everyone was safe.',
        'When the sun came up, {he} was there, covered with mud, and {he} honked {his} old horn.',
      ],
      ['¶'],
      [
        'The people cheered. They washed {him}, oiled {him}, and painted {him} {%tone}.',
        '"We thought that you were too old," they said. "We are sorry."',
        '{@proud}',
      ],
      [
        '"Will you teach me how you did that?" asked {young}. {@happy}',
        '"I am fast," said {young}, "~but you are wise. Let us work together."',
        '{young} was very quiet. "I still have a lot to learn," {young.he} said.',
      ],
      [
        '{@endLesson young}',
        '{@endFriends young}',
        '{@endLesson young} {@endHappy}',
        'Since then, {young} drives when it is fine, and {hero} drives when it is hard. {@endLesson young}',
      ],
    ],
  },
]);
