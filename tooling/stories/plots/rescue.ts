import { plots } from '../grammar/plot.ts';

/** Somebody is in trouble, and somebody else comes. */
export const rescuePlots = plots([
  {
    id: 'bird-with-hurt-wing',
    worlds: ['woods', 'farm', 'village', 'village', 'seaside'],
    cold: 0.7,
    cast: {
      bird: {
        relation: 'stranger',
        kinds: ['robin', 'sparrow', 'swallow', 'seagull', 'crow', 'finch', 'dove'],
        look: 'young',
      },
      mom: { relation: 'family', kinds: ['mom', 'mother', 'grandma', 'grandpa', 'dad'] },
    },
    tables: [
      [
        { bed: 'an old hat', feed: 'crumbs and drops of water' },
        { bed: 'a shoe box full of hay', feed: 'seeds, one after the other' },
        { bed: 'a warm glove', feed: 'tiny bits of apple' },
        { bed: 'a soup bowl with moss in it', feed: 'berries that {he} had crushed with a spoon' },
      ],
    ],
    facts: {
      lesson: [
        'if you love somebody, you let them fly',
        'patience and care can heal many things',
        'some friends have to go away, and they are still friends',
      ],
    },
    beats: [
      [
        '{day} {hero} found {bird} {where}. One wing hung down.',
        '{day} {hero} heard a weak peep. In the grass lay {bird} with a hurt wing.',
        '{day} {hero} almost stepped on {bird}, who was lying on the ground and could not fly.',
      ],
      [
        '"Do not be afraid," whispered {hero}. But {bird} shook with fear.',
        '{hero} knelt down. {He} could see how fast the little heart was beating.',
        '"Who did this to you?" asked {hero}. {bird} only blinked.',
      ],
      [
        'Very gently {he} picked {bird.him} up and carried {bird.him} home.',
        '{He} wrapped {bird.him} in {his} scarf and ran to {mom}.',
        '{He} made a nest with {his} hands and went home, step by step, so that it would not shake.',
      ],
      [
        '"Can you help?" {he} asked {mom}. "We can try," said {mom}.',
        '{mom} looked at the wing. "It is not broken," {mom.he} said. "But it needs rest."',
        '"What shall we do?" asked {hero}. {mom} tied up the wing with a small piece of cloth.',
      ],
      ['¶'],
      ['They made a bed out of {bed}.', '{hero} got {bed} and put it in a quiet corner.', 'For a bed they took {bed}.'],
      [
        'At first {bird} did not want to eat. {hero} tried bread. No. {He} tried a worm. No. Then {he} tried {feed}, and that was right.',
        'On the first day, {bird} ate nothing. On the second day, {hero} sang to {bird.him}, and {bird.he} took {feed}.',
        '{hero} got up in the night to give {bird} {feed}.',
      ],
      [
        'Day by day, {bird} grew stronger. Soon {bird.he} hopped on {his} shoulder.',
        '{hero} told {bird} everything that had happened in the day, and {bird} put {bird.his} head to one side and listened.',
        'After a week {bird} sang for the first time, a short little song. It was the most beautiful song that {hero} had ever heard.',
      ],
      [
        'After two weeks they tried to fly. {bird} flapped, fell, and landed on a pillow.',
        'Then came the first try: from the chair to the table. Bump! That was too early.',
        '"Now fly," said {hero}. {bird} spread {bird.his} wings, but the one was still weak. They had to wait a little longer.',
      ],
      ['¶'],
      [
        'One morning, {bird} flew around the room three times and sat down at the window. {bird.He} looked out at the sky.',
        'And then came the day when {bird} flew from wall to wall. {mom} said, "I think it is time."',
        'Outside, the other birds were gathering. {bird} heard them and became restless.',
      ],
      [
        '{hero} had a lump in {his} throat. "You can stay here, if you want," {he} said. {bird} looked at {him}, and then at the sky.',
        '"But then I will be alone," said {hero}. {@sad}',
        '"Must I?" asked {hero}. {mom} said nothing and took {his} hand.',
      ],
      [
        '{hero} opened the window. "Fly," {he} said softly.',
        'It was hard, but {he} carried {bird} outside and opened {his} hands.',
        '{He} kissed {bird} on the head. Then {he} opened the window wide.',
      ],
      [
        '{bird} flew up, higher and higher, made a circle over the roof, and was gone.',
        'For a moment {bird} sat there, as if to say thank you. Then {bird.he} was only a dot in the blue.',
      ],
      ['¶'],
      [
        'The next spring, {hero} woke up because somebody was singing at {his} window. {hero} knew that song!',
        'But every morning after that, there was a {%small} on the windowsill. And {hero} knew who had brought it.',
        'And when the snow had melted, {bird} came back, and {bird.he} was not alone. {bird.He} built a nest above {his} window.',
      ],
      ['{@endLesson mom}', '{@endHappy}', '{@endLesson mom} {@endHappy}'],
    ],
  },
  {
    id: 'small-saves-big',
    worlds: ['jungle', 'woods', 'farm'],
    cast: { big: { relation: 'stranger', look: 'proud', kinds: ['lion', 'tiger', 'bear', 'wolf', 'bull', 'eagle'] } },
    tables: [
      [
        { trap: 'a net of thick ropes', free: 'bit through one rope after another' },
        { trap: 'a cage with a wooden lock', free: 'turned the little lock with a straw until it clicked' },
        { trap: 'a tangle of wire', free: 'bent the thin wires apart, one by one' },
        { trap: 'a deep pit', free: 'rolled down branches and stones until there was a kind of stairs' },
      ],
    ],
    facts: {
      lesson: [
        'nobody is too small to help',
        'a kindness is never wasted',
        'you should never laugh at a small promise',
      ],
    },
    beats: [
      [
        '{day} {hero} was running {where} and did not look where {he} was going. {He} ran right over the paw of {big}, who was asleep.',
        '{day} {hero} was looking for something to eat. By mistake {he} woke up {big}.',
        '{day} {hero} stumbled and fell on something warm. It was {big}!',
      ],
      [
        '{big} grabbed {him}. "How dare you wake me up?" {big.he} roared.',
        '"Who is tickling me?" growled {big}, and put a heavy foot on {his} tail.',
        '{big} opened one eye. "What do we have here? A snack?"',
      ],
      [
        '{@scared} "Please let me go," said {hero}. "One day I will help you."',
        '"Please, let me go!" begged {hero}. "I will do something for you some day. I promise."',
      ],
      [
        '{big} laughed until {big.his} tummy shook. "You? Help me?" But because {big.he} had laughed so well, {big.he} let {hero} go.',
        '"That is the best joke I have heard this year," said {big}. "Run along, before I change my mind."',
        '{big} was not really hungry. "Off with you, little hero," {big.he} said and yawned.',
      ],
      [
        '"Thank you!" called {hero}. "I will not forget it."',
        '{hero} ran home as fast as {he} could. But {he} did not forget what {he} had promised.',
      ],
      ['¶'],
      [
        'A few weeks later, there was a terrible roar near {spot}.',
        'Some time after that, {hero} was about to {hobby} when the ground shook. Somebody was roaring for help.',
        'Then one evening, everyone ran away from {spot}. Something was howling there.',
      ],
      [
        'Everybody ran the other way. Only {hero} ran toward it.',
        '"Do not go there!" called {crowd}. But {hero} knew that voice.',
        '{hero} was scared too. But {he} had given {his} word.',
      ],
      [
        'There was {big}, caught in {trap}.',
        'It was {big}. {big.He} was in {trap} and could not get out.',
        '{big} had walked into {trap}. The more {big.he} fought, the worse it got.',
      ],
      [
        '"It is no use," said {big}. "I have tried with all my strength. How could you help me?"',
        '"Oh, it is only you," said {big}, and laid down {big.his} head.',
        '{big} had pulled and pushed until there was no strength left in {big.him}.',
      ],
      ['¶'],
      [
        '"Hold still," said {hero}. And {he} {free}.',
        '{hero} did not answer. {He} went to work. {He} {free}.',
        '"Now it is my turn," said {hero}, and {he} {free}.',
      ],
      [
        'It took a long time. {His} jaws and {his} paws hurt, but {he} did not stop.',
        'The moon came up, and {he} was still at it.',
        'Twice {he} had to rest, and twice {he} went on.',
      ],
      [
        'And then, when the sun was coming up, {big} was free.',
        'At last there was a crack and a jerk, and {big} could get out.',
      ],
      [
        '{big} bowed, so low that {big.his} nose touched the ground. "I laughed at you," {big.he} said. "I will never do that again."',
        '"You kept your promise," said {big}. "And I thought that you were too small."',
        'For once, {big} did not know what to say.',
      ],
      [
        '{@endLesson big}',
        '{@endFriends big}',
        '{@endFriends big} {@endLesson big}',
        'And if you see {hero} riding through the land on the back of {big}, you know why. {@endLesson big}',
      ],
    ],
  },
  {
    id: 'fish-in-puddle',
    worlds: ['seaside', 'pond', 'farm'],
    weather: ['sunny', 'dry', 'warm'],
    cold: 0.7,
    cast: {
      fish: { relation: 'stranger', kinds: ['fish', 'crab'], look: 'small' },
      friend: { relation: 'friend' },
    },
    tables: [
      [
        { carry: 'a leaf', leak: 'the leaf had a hole' },
        { carry: 'a boot', leak: 'the boot leaked at the toe' },
        { carry: '{his} hands', leak: 'the water ran out between {his} fingers' },
        { carry: 'a shell', leak: 'the shell was much too small' },
      ],
    ],
    facts: {
      better: ['a bucket', 'a cooking pot', 'an old watering can', 'a glass jar'],
      lesson: [
        'small beings are thankful for small deeds',
        'it matters to the one that you help',
        'whoever is kind will meet kindness again',
      ],
    },
    beats: [
      [
        '{day} {hero} found a puddle {where}. In it swam {fish}, around and around.',
        '{day} {hero} saw something wriggle in a puddle. It was {fish}!',
        '{day} {hero} was walking {where} with {friend}. In a tiny bit of water they found {fish}.',
      ],
      [
        'The sun was burning, and the puddle was getting smaller and smaller.',
        '"The big water went away and forgot me," said {fish}.',
        '{fish} looked up. There was hardly any water left to breathe in.',
      ],
      [
        '"We must help!" said {hero}.',
        '"Hold on," said {hero}. "I will bring you back."',
        '{hero} did not think long. {He} had to do something, and quickly.',
      ],
      ['¶'],
      [
        'First {he} took {carry} to carry {fish}. But {leak}.',
        '{He} tried it with {carry}. It did not work, for {leak}.',
        '"I will carry you in {carry}," {he} said. After two steps {he} had to go back, because {leak}.',
      ],
      [
        'Then {he} dug a ditch to the water. The sand fell in again and again.',
        'Then {he} wanted to fill up the puddle. {He} ran back and forth with water in {his} mouth. The sun drank faster than {he} could run.',
        '{friend} held {friend.his} coat over the puddle, so that there was shade. That helped a little.',
      ],
      [
        '"Why do you do all that?" asked somebody who came past. "There are so many like that in the sea." "But this one is here," said {hero}.',
        '"I am getting tired," whispered {fish}.',
        '{@goOn}',
        '{@worried}',
      ],
      ['¶'],
      [
        'Then {friend} came running with {better}. "Will this do?"',
        '"Wait for me!" called {friend}, and came back with {better}.',
        '{@think} {He} ran to {spot} and found {better}.',
      ],
      [
        'They filled {better} with water and let {fish} glide in. "Ah!" said {fish}.',
        'Very carefully they lifted {fish} into {better}. It was just big enough.',
      ],
      [
        'They carried it together, step by step, over stones and through the hot sand.',
        '{hero} took the left side and {friend} took the right side. They did not spill one drop.',
        'On the way {hero} told {fish} a story, so that {fish.he} would not be afraid.',
      ],
      [
        'Then they were there. Splash! With one jump {fish} was in the wide water.',
        'At the edge of the big water, {hero} tipped it over. {fish} shot out like an arrow.',
      ],
      ['¶'],
      [
        'Once more {fish} came up. "Thank you!" {fish.he} called. Then there were only rings on the water.',
        '{fish} jumped high into the air, once for {hero} and once for {friend}.',
      ],
      [
        'A week later, {hero} lost {his} {%small} in the water. And who brought it back? {fish}, of course.',
        'And when {hero} went swimming that summer, somebody small always swam along beside {him}.',
        'The next day something lay on the bank: a {%tone} shell, just for {hero}.',
      ],
      ['{@endLesson friend}', '{@endFriends fish}', '{@endLesson friend} {@endHappy}', '{@endBed}'],
    ],
  },
]);
