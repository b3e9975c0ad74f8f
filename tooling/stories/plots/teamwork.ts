import { plots } from '../grammar/plot.ts';

/** Rescues that need many. */
export const teamworkPlots = plots([
  {
    id: 'stuck-in-mud',
    worlds: ['farm', 'woods', 'jungle', 'pond'],
    cast: {
      big: { relation: 'stranger', look: 'big', kinds: ['cow', 'hippo', 'ox', 'bear', 'moose', 'buffalo'] },
      friend: { relation: 'friend' },
    },
    facts: {
      count: ['One, two, three, pull', 'Heave, ho! Heave, ho', 'All together now'],
      rope: ['a long vine', 'an old rope', 'a rope made of twisted grass', 'a rope made of scarves tied together'],
      lesson: ['together even the small are strong', 'no help is too small', 'every little bit counts'],
    },
    beats: [
      [
        '{day} {hero} heard a deep, sad moo. Or was it a groan? It came from {spot}.',
        '{day} {hero} was going to {hobby} when {he} heard somebody call for help.',
        '{day} {hero} saw something big and brown in the mud {where}. It moved!',
      ],
      [
        'There stood {big}, up to {big.his} tummy in the mud.',
        'It was {big}. {big.He} had sunk so deep that only {big.his} back could be seen.',
        'In the middle of it was {big}, who could not move one leg.',
      ],
      [
        '"I only wanted to cool my feet," said {big}. "And now I cannot get out."',
        '"I am stuck," {big} moaned. "The more I move, the deeper I sink."',
        '"Please help me," said {big}. Then {big.he} saw how small {hero} was, and sighed.',
      ],
      ['¶'],
      [
        '{hero} took hold of the tail and pulled. Plop! {He} fell over backward.',
        '{hero} pushed from behind. {big} did not move. {hero} did: {he} slid right under {big}.',
        'First {hero} pulled at one ear. "Ouch!" said {big}. That was no good.',
      ],
      [
        '{hero} called {friend}, and they pulled together. The mud made a slurping sound, but {big} stayed where {big.he} was.',
        '{friend} came to help. They dug and they pushed. For every bit of mud they took away, two bits came back.',
        'Then {friend} came with a stick to lift {big} out. "Crack!" said the stick.',
      ],
      [
        '{@tired}',
        '"We are too small," said {friend}.',
        '"It is kind of you," said {big}, "~but you are much too little." {@goOn}',
      ],
      [
        '{@think} "We may be small," {he} said, "~but there are many of us!"',
        '"Then we need more small ones," said {hero}, and {he} ran to get help.',
        '"Wait here," {he} said. "Very funny," said {big}. And {hero} ran to call the others.',
      ],
      ['¶'],
      [
        'Soon they came from all sides: {%number} rabbits, a duck, a family of mice, and a snail, who was a bit late.',
        '{crowd} came, big and small. Even a {%bug} wanted to help.',
        'They brought {rope} and tied it around {big}. Everyone took hold of it.',
      ],
      [
        'They put branches on the mud, so that nobody would sink in. Then they all held on to {rope}.',
        '{hero} showed them what to do. Half of them would pull and half of them would push.',
        'In a long row they stood, the biggest in front and the smallest at the end.',
      ],
      [
        '"{count}!" shouted {hero}. They pulled. Nothing. They pulled again. "I felt something!" cried {big}.',
        '"{count}!" {big} moved, just a bit. "{count}!" A bit more.',
        'They pulled until their faces were red. "Once more!" called {hero}. "{count}!"',
      ],
      [
        'At last the smallest mouse took hold as well. And that was exactly what had been missing. Slurp, slurp, plop!',
        'And then, with a sound like a giant kiss, the mud let go.',
        'Then a little ladybug sat down on the end of the rope and pulled too. Plop! Out came {big}, and all of them fell over in a heap.',
      ],
      ['¶'],
      [
        'They were all covered in mud, and they laughed until they could not breathe.',
        '"You did it!" cried {big}. "You little giants!"',
        '{big} shook {big.himself}, and it rained mud.',
      ],
      [
        '"Who was the strongest?" asked {friend}. "The last one," said {hero}. "And the first one. And everyone in between."',
        'Then they all took a bath together, and {big} was the shower.',
        'To thank them, {big} carried them home on {big.his} back, all at once.',
      ],
      ['{@endLesson big}', '{@endFriends big}', '{@endMeal big}', '{@endLesson friend} {@endBed}', '{@endHappy}'],
    ],
  },
  {
    id: 'fog-and-the-bell',
    worlds: ['seaside', 'seaside', 'pond'],
    weather: ['foggy'],
    times: ['morning', 'evening'],
    cast: {
      old: { relation: 'stranger', look: 'old', kinds: ['sailor', 'fisherman', 'pelican', 'turtle'] },
      friend: { relation: 'friend' },
    },
    tables: [
      [
        {
          broken: 'the lamp of the lighthouse had gone out',
          sound: 'beat on a pot with a spoon',
          loud: 'bong, bong, bong',
        },
        { broken: 'the big bell had no rope anymore', sound: 'threw stones at the bell', loud: 'ding, ding, ding' },
        { broken: 'the horn was full of sand', sound: 'blew into a big shell', loud: 'hoo, hoo, hoo' },
        { broken: 'the light on the pier was broken', sound: 'drummed on an old barrel', loud: 'boom, boom, boom' },
      ],
    ],
    facts: {
      lesson: [
        'if you cannot be seen, you must be heard',
        'a little noise at the right time can save a life',
        'you do not have to be big to show the way',
      ],
    },
    beats: [
      [
        '{day} {hero} could not see {his} own feet. The fog was as thick as soup.',
        '{day} {hero} went to {spot}. There was nothing but fog, in front of {him} and behind {him}.',
        '{day} {hero} and {friend} were sitting by the water. Slowly the fog came in and wrapped everything in gray.',
      ],
      [
        'And {old} was still out there in a little boat!',
        '"Our old friend has not come back yet," said somebody. {hero} was worried.',
        'Then {he} heard a voice, far out on the water. It was {old}, who could not find the way back.',
      ],
      ['Of all days, it was the day when {broken}.', 'But {broken}.', 'And to make it worse, {broken}.'],
      ['¶'],
      [
        '{hero} called as loud as {he} could. The fog swallowed it.',
        'They waved with a white cloth. That is not a clever thing to do in a white fog.',
        'First they lit a candle. You could not even see it from three steps away.',
      ],
      [
        '{friend} ran to get help, but everyone was out looking, on the wrong side of the bay.',
        '"I will swim out," said {friend}. "No!" said {hero}. "Then there will be two of you lost."',
        'They shouted together until they were hoarse. {@fail hero}',
      ],
      [
        'There were rocks out there, as sharp as teeth. {@scared}',
        '{hero} thought of the rocks under the water. There was no time to lose.',
        'The voice came from farther and farther away.',
      ],
      [
        '{@think} "You cannot see anything in the fog," {he} said, "~but you can hear!"',
        '"What is louder than we are?" asked {hero}. {He} looked around.',
        'Then {hero} remembered what {old} had once said: "When your eyes cannot help you, use your ears."',
      ],
      ['¶'],
      [
        '{He} {sound}. {loud}, it went across the water.',
        'And {hero} {sound}, as hard as {he} could. {loud}!',
        'So they {sound}, first {hero}, then {friend}. {loud}!',
      ],
      [
        '{loud}. Then they listened. Nothing. {loud}, once more.',
        '{His} arms hurt, but {he} went on. {loud}, again and again.',
        'They did it for an hour without a break, and they took turns.',
      ],
      [
        'And then somebody answered out of the fog. "I hear you! Do not stop!"',
        'At last they heard the splash of oars, first softly, then closer.',
        'Then a dark shape came out of the gray. It was the boat!',
      ],
      [
        '{old} climbed out, wet and cold and very glad.',
        'They pulled the boat up on the sand, and {old} took both of them in {old.his} arms.',
      ],
      ['¶'],
      [
        '"I followed the sound," said {old}. "It led me past the rocks, like a hand."',
        '"That was the finest music of my life," said {old}.',
        '"You have saved me," said {old}. "I will never forget that sound."',
      ],
      ['{@endLesson old}', '{@endMeal old} {@endLesson old}', '{@proud} {@endLesson old}', '{@endBed}'],
    ],
  },
]);
