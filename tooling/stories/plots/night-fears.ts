import { plots } from '../grammar/plot.ts';

/** Noises in the dark and thunder. */
export const nightFearsPlots = plots([
  {
    id: 'noise-at-night',
    worlds: ['woods', 'village', 'farm', 'village'],
    times: ['night', 'night', 'evening'],
    weather: ['plain', 'windy', 'stormy'],
    cold: 0.4,
    tables: [
      [
        {
          noise: 'scratch, scratch, scratch',
          was: 'a small branch that was rubbing against the [window|wall]',
          kindly: 'Good evening, branch',
        },
        { noise: 'tap, tap, tap', was: 'a drop of water falling into a bucket', kindly: 'Good evening, drop' },
        { noise: 'hoo, hoo, hoo', was: 'the wind blowing over an empty bottle', kindly: 'Good evening, wind' },
        { noise: 'rustle, rustle', was: 'a tiny mouse who was looking for crumbs', kindly: 'Good evening, mouse' },
        { noise: 'creak, creak', was: 'the old door, which nobody had closed', kindly: 'Good evening, door' },
        { noise: 'thump, thump', was: 'a shutter that had come loose in the wind', kindly: 'Good evening, shutter' },
        {
          noise: 'chirp, chirp',
          was: 'a cricket that had come in because of the rain',
          kindly: 'Good evening, cricket',
        },
      ],
    ],
    facts: {
      lesson: [
        'many things are only scary until you look at them',
        'the dark is just the day with the light turned off',
        'it helps to find out what is there',
      ],
      light: ['a small lamp', 'a candle', 'a flashlight', 'a lantern'],
      guess: ['a monster with green teeth', 'a giant', 'a wolf', 'a ghost', 'a dragon', 'a robber'],
    },
    beats: [
      [
        '{day} {hero} was lying in bed when {he} heard a noise. {noise}!',
        '{day} {hero} could not sleep. Everything was quiet. Then came a strange sound: {noise}.',
        '{day} {hero} woke up. Something was going {noise}.',
        '{day} {hero} had just put out the light. Suddenly there it was: {noise}.',
      ],
      [
        '{@scared}',
        '"Who is there?" {he} called. Nobody answered. There was only the noise: {noise}.',
        '{He} pulled the blanket over {his} head. But {he} could still hear it.',
        'What could it be? Maybe {guess}!',
      ],
      ['¶'],
      [
        '{He} thought of {guess}. {He} could almost see it in the corner.',
        '{He} hugged {his} pillow. "It is nothing," {he} told {himself}. {noise}, went the nothing.',
        'First {he} put {his} fingers in {his} ears. That was boring, and {he} could not sleep that way.',
        'First {he} sang a song to make {himself} brave. When the song was over, the noise was still there.',
        '"Go away!" {he} said. It did not go away.',
      ],
      [
        'Then {he} called for help, but everyone was fast asleep.',
        'Then {he} made {himself} very small, as small as a [pea|nut|button].',
        'Then it stopped. {hero} breathed out. And then it started again!',
        'The shadow on the wall looked like {guess}.',
      ],
      [
        '"I must know what it is," {he} thought. {He} took {light} and got up.',
        '{@think} {He} took {light}, and with soft steps {he} went to look.',
        'At last {he} had enough of being afraid. {He} picked up {light} and put one foot out of bed, and then the other.',
        '"I am small, but I am brave," {he} whispered. {He} took {light} and went toward the noise.',
      ],
      [
        'Step by step {he} came closer. {noise}. The noise got louder.',
        '{His} hand was shaking, and so was the light.',
        'The floor was cold. The shadows danced. But {hero} did not turn back.',
        'One step. Two steps. Three steps. Now {he} was there.',
      ],
      ['¶'],
      [
        '{He} held up {light}. And what did {he} see? It was {was}!',
        'There it was. It was not {guess}. It was only {was}.',
        'And then {hero} had to laugh. It was {was}!',
        '{He} looked once, and {he} looked twice. It was {was}, and nothing else.',
      ],
      [
        '"{kindly}," said {hero}. "You gave me a fright."',
        '"Is that all?" said {hero}. "{kindly}, and good night!"',
        '"So it was you," {he} said and laughed. "{kindly}!"',
        '"I was so afraid of you," {he} said, "~and you are so small."',
      ],
      [
        '{@proud}',
        'All the fear was gone, like a soap bubble. Plop!',
        '{hero} felt brave and strong.',
        '{He} went back to bed, and {his} steps were not shaking anymore.',
      ],
      [
        '{noise}, it went again. But now it sounded almost like a lullaby. Soon {hero} was asleep.',
        'The next morning, {he} told everyone about it. {@endLesson}',
        '{@endLesson} Then {he} closed {his} eyes and slept until morning.',
        'And if {he} hears that noise today, {he} just smiles and turns over in bed.',
        'Then {he} crept under the warm blanket, smiled, and fell asleep. {@endLesson}',
      ],
    ],
  },
  {
    id: 'thunder-together',
    worlds: ['woods', 'farm', 'village', 'jungle', 'pond'],
    weather: ['stormy'],
    times: ['evening', 'afternoon', 'night'],
    cast: {
      big: { relation: 'stranger', look: 'big', named: 0.6, kinds: ['bear', 'ox', 'horse', 'dog', 'goose', 'ram'] },
    },
    tables: [
      [
        { hide: 'under a table', snug: 'a table' },
        { hide: 'under a big blanket', snug: 'a blanket' },
        { hide: 'in a corner of the shed', snug: 'a corner' },
        { hide: 'inside a hollow log', snug: 'a log' },
        { hide: 'behind a pile of hay', snug: 'a pile of hay' },
      ],
    ],
    facts: {
      lesson: [
        'even the big ones are afraid sometimes',
        'fear is only half as big when you share it',
        'helping someone else makes you brave',
      ],
      game: [
        'counted the time between the flash and the boom',
        'made up a song about thunder',
        'said that the clouds were bowling',
        'drummed along with the thunder',
        'told the silliest story they knew',
      ],
    },
    beats: [
      [
        '{day} {hero} saw black clouds in the sky. The wind began to howl.',
        '{day} {hero} was on the way home when the sky turned dark.',
        '{day} {hero} was playing {where}. Suddenly it became as dark as night.',
      ],
      [
        'Flash! Boom! {hero} jumped.',
        'Then came a flash of lightning, and right after it a loud boom. {@scared}',
        'The first thunder rolled over the land. {hero} put {his} hands over {his} ears.',
        '"Boom!" went the thunder, so loud that the ground shook. {@scared}',
      ],
      ['¶'],
      [
        '{He} ran as fast as {he} could and hid {hide}.',
        'Quickly {he} crept {hide}. It was a good place to hide.',
        '"I must hide," {he} cried, and so {he} hid {hide}.',
      ],
      [
        'But what was that? Somebody was already there! It was {big}, shaking from head to foot.',
        'In the dark {he} touched something soft. It was {big}, with both eyes shut.',
        '"Who is there?" asked a trembling voice. It was {big}!',
        'Next to {him} somebody sobbed. When the lightning flashed, {he} saw {big}.',
      ],
      [
        '"You are so big," said {hero}. "Are you scared too?"',
        '{@surprised} "But you are so strong!" said {hero}.',
        '"What are you doing here?" asked {hero}.',
      ],
      [
        '"Please do not tell anyone," whispered {big}. "I have always been afraid of thunder."',
        '"Yes," said {big}. "I can lift a tree, but I cannot bear that boom."',
        '{big} nodded. "Being big does not help against thunder," {big.he} said.',
      ],
      ['¶'],
      [
        '{hero} forgot that {he} was afraid. {He} took the big one\'s hand and said, "I will stay with you."',
        '"Then let us be scared together," said {hero}, and moved closer.',
        '{hero} had never comforted anyone so big. {He} stroked the big back and said, "It will soon be over."',
        'All at once {hero} wanted to be brave, for both of them. "I know what we can do," {he} said.',
      ],
      [
        'Together they {game}.',
        'They held on to each other and {game}.',
        'And because the thunder would not stop, they {game}.',
      ],
      [
        'Boom! It was still loud. But now it was not so bad.',
        'At the next boom they only jumped a little, and at the one after that they laughed.',
        'With every flash they were a little less afraid.',
        'The storm rumbled and grumbled, and they hardly noticed it.',
      ],
      ['¶'],
      [
        'At last it was quiet. Drops were shining everywhere.',
        'Little by little, the thunder moved away. A star came out.',
        'Then the clouds went away, and the air smelled fresh and good.',
      ],
      [
        '"Thank you," said {big}. "You are the bravest friend I have."',
        '"Were you not afraid at all?" asked {big}. "Oh yes," said {hero}, "~but not as much as before."',
        '"I will never laugh at anybody who is scared," said {big}. "Me neither," said {hero}.',
      ],
      [
        '{@endLesson big}',
        '{@endFriends big}',
        '{@endLesson big} {@endHappy}',
        'And when there is thunder today, two friends sit together under {snug} and sing.',
      ],
    ],
  },
]);
