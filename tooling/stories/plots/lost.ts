import { plots } from '../grammar/plot.ts';

/** Things and ways that are lost and found. */
export const lostPlots = plots([
  {
    id: 'lost-treasure',
    worlds: ['woods', 'farm', 'pond', 'jungle', 'village'],
    cast: { helper: { relation: 'stranger', kinds: 'help', look: 'friendly' } },
    tables: [
      [
        { thing: 'toy bear', soft: 'its soft brown ears', need: '{He} could not sleep without it.' },
        { thing: 'blanket', soft: 'its soft yellow edge', need: '{He} had slept under it since {he} was a baby.' },
        { thing: 'red scarf', soft: 'its warm wool', need: '{His} grandma had knitted it.' },
        { thing: 'silver bell', soft: 'its bright sound', need: 'It rang so sweetly that everyone stopped to listen.' },
        {
          thing: 'blue marble',
          soft: 'its deep blue color',
          need: 'When {he} looked into it, {he} could see the whole sky.',
        },
        { thing: 'little drum', soft: 'its happy boom', need: '{He} played it every evening.' },
        { thing: 'golden button', soft: 'its golden shine', need: 'It was {his} lucky button.' },
        { thing: 'wooden boat', soft: 'its white sail', need: '{His} dad had made it out of one piece of wood.' },
      ],
      [
        {
          under: 'in a hole in the ground',
          help: 'mole,mouse,rabbit',
          helpHow:
            '{helper.He} was small enough to slip into the hole, and after a while {helper.he} came out backward, pulling the {thing} behind {helper.him}',
          clue: 'a small dark hole',
        },
        {
          under: 'at the bottom of the stream',
          help: 'otter,beaver,frog,duck',
          helpHow:
            '{helper.He} took a deep breath and dived, and when {helper.he} came up again, there was the {thing}, wet but whole',
          clue: 'something shining in the water',
        },
        {
          under: 'under a heavy stone',
          help: 'bear,ox,badger',
          helpHow: '{helper.He} put {helper.his} shoulder against the stone and pushed until it rolled away',
          clue: 'a little corner of it under a stone',
        },
        {
          under: 'between thorny bushes',
          help: 'hedgehog,goat,lizard',
          helpHow:
            '{helper.He} was not afraid of thorns. {helper.He} crept under the branches and pulled the {thing} out',
          clue: 'a spot of color between the thorns',
        },
        {
          under: 'in the long dark grass',
          help: 'owl,cat,firefly',
          helpHow:
            '{helper.He} could see well in the dark and looked behind every blade, and soon {helper.he} called, "Here it is!"',
          clue: 'a place where the grass was pressed down',
        },
      ],
    ],
    facts: {
      lesson: [
        'you should take good care of the things you love',
        'it helps to think back step by step',
        'some things are easier with four eyes than with two',
        'what is lost can be found again',
      ],
    },
    beats: [
      [
        '{hero} had a {thing} that {he} loved more than anything. {need}',
        'Of all the things {hero} owned, {he} loved {his} {thing} the most. {need}',
        'Wherever {hero} went, {his} {thing} went too. {need}',
        '{hero} had a special {thing}. {He} loved {soft}. {need}',
      ],
      [
        '[One evening|One day], {he} looked for it, and it was gone!',
        'But one {time} the {thing} was not there. {He} looked everywhere at home: under the bed, behind the door, even in the soup pot.',
        'Then one day {he} came home and noticed that {his} {thing} was missing.',
        '{day} {hero} wanted to show {his} {thing} to a friend. But where was it? The {thing} was gone!',
      ],
      [
        '{@worried}',
        '{@sad}',
        '"Where is my {thing}?" {hero} cried.',
        '"It cannot just walk away," {he} said.',
        'Without it, the day felt empty.',
      ],
      ['¶'],
      [
        '{hero} went back to {spot}, where {he} had played. No {thing}.',
        'First {he} looked near {spot}. There was only an old [shoe|leaf|nut].',
        '{He} asked {crowd}, but nobody had seen it.',
        '"Where was I today?" {he} asked {himself}. "First I was at {spot}, then at {spot2}." So {he} went there and looked.',
        'Step by step, {he} walked back the way {he} had come.',
      ],
      [
        'Then {he} looked around {spot2}, behind every bush and every stone. Nothing!',
        'At {spot2} {he} called, "{thing}, where are you?" But things do not answer.',
        'By {spot2} {he} found a {color} ribbon, but that was not what {he} wanted.',
        'Nothing but leaves and dust. {@tired}',
        '{@goOn}',
      ],
      ['¶'],
      [
        'On the way {he} met {helper}. {@askWrong helper} {@tell hero}',
        '{helper} was sitting {where}. {@askWrong helper} "I lost my {thing}," said {hero}.',
        'There {he} saw {helper}. "Please help me look," {he} said. "I have lost my {thing}." {@comfort helper}',
        '{He} was about to go home when {helper} spoke to {him}. {@askWrong helper} "My {thing} is lost," said {hero}, and {his} voice shook.',
      ],
      [
        'Together they looked again, slowly this time, and they found {clue}. The {thing} was {under}! {helpHow}.',
        '"I saw {clue} this morning," said {helper}. "Come!" And really, the {thing} lay {under}. {helpHow}.',
        '"Four eyes see more than two," said {helper}. And it was true: soon they saw {clue}. {helpHow}.',
        '{helper} put {helper.his} nose to the ground, walked around twice, and stopped at {clue}. "It must be {under}," {helper.he} said. {helpHow}.',
      ],
      ['¶'],
      [
        '{hero} pressed the {thing} to {his} heart. {@thanks helper}',
        '{@happy} {@thanks helper}',
        '{hero} took it in both [hands|arms] and looked at {soft}. {@thanks helper}',
        'It was a bit dirty, but that did not matter. {@thanks helper} {@welcome helper}',
      ],
      [
        '{@endLesson helper} {@endBed}',
        '{@endMeal helper}',
        '{@endFriends helper}',
        'From then on, {he} looked after it well. {@endHappy}',
        '{@endPromise} {@endBed}',
      ],
    ],
  },
  {
    id: 'lost-on-the-way',
    worlds: ['woods', 'farm', 'pond', 'jungle', 'village'],
    cold: 0.4,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'mother', 'dad', 'mama', 'papa', 'grandma'] },
      helper: { relation: 'stranger' },
    },
    tables: [
      [
        { lure: 'a blue butterfly', lured: 'ran after the butterfly, over a [hill|ditch] and around a corner' },
        { lure: 'a hopping beetle', lured: 'followed the beetle from leaf to leaf' },
        { lure: 'the sound of music', lured: 'followed the music, which seemed to come from farther and farther away' },
        {
          lure: 'a feather that danced in the wind',
          lured: 'ran after the feather, and each time {he} nearly had it, the wind blew again',
        },
        { lure: 'a trail of tiny footprints', lured: 'followed the footprints one by one' },
      ],
      [
        { mark: 'a crooked tree with two tops', clever: 'the crooked tree' },
        { mark: 'a white stone shaped like an egg', clever: 'the egg stone' },
        { mark: 'a broken fence with a red ribbon', clever: 'the red ribbon' },
        { mark: 'a bush full of orange berries', clever: 'the orange berries' },
        { mark: 'an old well with a bucket', clever: 'the old well' },
      ],
    ],
    facts: {
      lesson: [
        'it is good to look back now and then, so you know the way home',
        'when you are lost, you should stay calm and ask for help',
        'you should stay close to the ones who look after you',
      ],
    },
    beats: [
      [
        '{day} {hero} went for a walk with {mom}. "Stay close to me," said {mom}.',
        '{day} {hero} and {mom} were on their way to {spot}. They passed {mark}.',
        '{day} {hero} was out with {mom}. "Look, {mark}," said {mom}. "We are nearly halfway."',
      ],
      [
        'But then {hero} noticed {lure}. {He} {lured}.',
        'On the way, {lure} caught {his} eye. {He} forgot everything and {lured}.',
        'Suddenly there was {lure}! {hero} {lured}.',
        '{mom} stopped to talk to a neighbor. Just then, {hero} noticed {lure}. {He} {lured}.',
      ],
      [
        'When {he} looked up, {he} did not know where {he} was.',
        'When {he} stopped at last, nothing looked the way it should. {@scared}',
        'Then {he} turned around. No {mom.kind}! Only strange paths to the left and to the right.',
        'All at once it was very quiet. {hero} was alone.',
      ],
      ['¶'],
      [
        '"Hello? Is anybody there?" {he} called. Only the wind answered.',
        '{He} took the path on the left. It ended at a [ditch|wall of bushes]. {He} took the path on the right. It led {him} back to the start.',
        '{He} ran this way, and then that way, but that only made {him} more lost.',
        '{He} tried to remember the way, but every bush looked like the last one.',
        '{@worried}',
      ],
      [
        '{@sad}',
        'Then {he} remembered what {mom} always said: "If you are lost, stop and breathe." So {he} sat down and breathed.',
        '{@scared}',
        'A tear rolled down {his} nose, but {he} wiped it away.',
      ],
      ['¶'],
      [
        'That was how {helper} found {him}. {@askWrong helper} "I am lost," said {hero}.',
        'Just then, {helper} came around the corner. {hero} was shy, but {he} asked, "Please, which way is home?"',
        '"Why are you here all alone?" asked {helper}. {@tell hero}',
        '{helper} was carrying a basket along the path and stopped. {@askWrong helper} {@tell hero}',
      ],
      [
        '"What did you see on the way?" asked {helper}. {hero} thought hard. "We came past {mark}!" {he} said. "I know that place," said {helper}. "Follow me."',
        '"Do you remember anything?" asked {helper}. "Yes," said {hero}. "There was {mark}." "Then it is not far," said {helper}.',
        '"Tell me one thing you saw," said {helper}. {hero} closed {his} eyes. "I saw {mark}," {he} said. "Very good! That will help us," said {helper}.',
      ],
      [
        'They walked side by side, and soon {hero} saw {clever}.',
        'Around two corners and down a slope they went, and there was {clever}.',
        '{helper} went ahead and {hero} followed, until they came to {clever}.',
        'On the way {helper} told funny stories, so that {hero} forgot to be scared. Then they saw {clever}.',
      ],
      [
        'And there stood {mom}, calling {his} name! {hero} ran into {mom.his} arms.',
        '"There you are!" cried {mom}, and held {hero} tight.',
        'From there {hero} could see {mom}, who was looking everywhere. "I am here!" {he} shouted and ran as fast as {he} could.',
      ],
      ['¶'],
      [
        '"I was so worried," said {mom}. "I am sorry," said {hero}. "I will stay close to you now."',
        '{mom} thanked {helper} again and again.',
        '{mom} was not angry, only glad. "Thank you, {helper}," {mom.he} said.',
        '"You did the right thing," said {mom}. "You stopped, and you asked for help."',
      ],
      [
        '{@endLesson mom}',
        '{@endPromise}',
        '{@endLesson mom} {@endBed}',
        '{@endBed}',
        'They invited {helper} home. {@endMeal helper}',
      ],
    ],
  },
]);
