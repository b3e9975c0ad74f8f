import { anywhere, children, plots } from '../grammar/plot.ts';

/** A little one is found, and a mitten. */
export const findingPlots = plots([
  {
    id: 'lost-little-one',
    worlds: anywhere,
    cold: 0.7,
    cast: {
      baby: {
        relation: 'stranger',
        kinds: ['duckling', 'kitten', 'puppy', 'chick', 'gosling', 'baby bird', 'baby hedgehog'],
        look: 'tiny',
        named: 0.3,
      },
    },
    facts: {
      voice: ['a thin little voice', 'a soft crying sound', 'a tiny "peep" or maybe a "meep"', 'somebody crying'],
      lesson: [
        'even a small helper can do something great',
        'kindness finds the way home',
        'nobody is too little to help',
        'helping someone makes your own heart warm',
      ],
    },
    beats: [
      [
        '{day} {hero} heard {voice} near {spot}.',
        '{day} {hero} was on the way to {spot} when {he} heard {voice}.',
        '{day} {hero} found something small and shaking {where}.',
        '{day} {hero} went out to {hobby}. Suddenly {he} heard {voice}.',
      ],
      [
        '{He} looked behind a bush, and there sat {baby}.',
        'It came from under a big leaf. {hero} lifted the leaf and saw {baby}.',
        '{He} followed the sound, step by step, and found {baby}.',
        'It was {baby}, all alone and [very wet|cold|covered with dust].',
      ],
      [
        '{@askWrong hero} "I cannot find my mother," sobbed {baby}.',
        '"I fell asleep, and when I woke up, everyone was gone," said {baby}.',
        '"I want to go home," cried {baby}, "~but I do not know where home is."',
        '{baby} cried so hard that {baby.he} could not speak at first.',
      ],
      ['¶'],
      [
        '{@comfort hero} +"We will look for your mother together."',
        '"Do not be afraid," said {hero}. "I will bring you home."',
        '{hero} had never looked after anybody before. But {he} said, "Come, I will help you."',
        'First {hero} gave {baby} something to eat. Then {he} said, "Now tell me what your home looks like."',
      ],
      [
        'They went to {spot} and called. Nobody answered.',
        'They asked at {spot}. "No, nobody is looking for a little one here," they were told.',
        'First they looked near {spot}, but there was only the wind.',
        '{hero} carried {baby} to {spot}. "Is it here?" {he} asked. {baby} shook {baby.his} head.',
      ],
      [
        'Then they tried {spot2}. {baby} was getting tired and wanted to sit down.',
        '"Is your home big or small?" asked {hero}. "It is round and warm," said {baby}. That was not much help.',
        '{hero} sang a song so that {baby} would not cry.',
        'It became late. {hero} was tired too, but {he} did not show it.',
        'Then they walked on, hand in hand, to {spot2}.',
      ],
      [
        '{@think} "Let us be very quiet and listen," {he} said.',
        '{@think} "Your mother must be calling you," {he} said. "Let us climb up on that hill. From there we will hear her."',
        '{@think} "Call as loud as you can," {he} told {baby}, "~and I will call too."',
        'Then {hero} saw fresh tracks in the mud. "These look just like yours, only bigger!" {he} said.',
      ],
      ['¶'],
      [
        'And then they heard it: someone was calling from far away! They ran toward the sound.',
        'Soon they heard steps, quick steps, and a voice that called and called.',
        'They did so, and at last somebody answered, "Where are you, my little one?"',
        'It led them straight to a hedge, and behind the hedge somebody was crying.',
      ],
      [
        'It was the mother! She took her little one in her arms and laughed and cried at the same time.',
        '"Mama!" cried {baby} and ran as fast as {baby.his} short legs could go.',
        'The mother hugged {baby} for a long, long time. Then she hugged {hero} too.',
        'There was the mother, and how glad she was!',
      ],
      [
        '"How can I ever thank you?" said the mother. "You are small, but you have a big heart."',
        '"You looked after my little one," said the mother. "You are always welcome in our home."',
        '"Thank you, {hero}," said the mother. "Without you, my child would still be alone in the cold."',
        '"Please come and eat with us," said the mother. And they all ate {treat}.',
      ],
      ['{@proud} {@endLesson}', '{@endLesson}', '{@endBed}', '{@endFriends baby}', '{@endHappy}'],
    ],
  },
  {
    id: 'lost-tooth-or-mitten',
    worlds: children,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'grandpa', 'mommy'] },
      friend: { relation: 'friend' },
    },
    weather: ['cold', 'snowy'],
    tables: [
      [
        {
          thing: 'mitten',
          pair: 'Now one hand was warm and one hand was cold.',
          where2: 'on a fence post, where a [kind|careful] neighbor had put it',
          maybeWhere: 'in the snow by the gate',
        },
        {
          thing: 'boot',
          pair: 'Now one foot was warm and one foot was cold.',
          where2: 'in front of the door, where the dog had left it',
          maybeWhere: 'behind the sled',
        },
        {
          thing: 'sock',
          pair: 'Now one foot was red and one foot was blue.',
          where2: 'inside the other boot, where it had been all the time',
          maybeWhere: 'under the bench',
        },
        {
          thing: 'cap',
          pair: 'Now {his} ears were cold.',
          where2: 'on the head of a snowman',
          maybeWhere: 'near the sled hill',
        },
      ],
    ],
    facts: {
      lesson: [
        'things are often where you do not look',
        'it is easier to laugh about a problem with a friend',
        'a small loss is not the end of the world',
      ],
    },
    beats: [
      [
        '{day} {hero} came home from {spot}. "Where is your other {thing}?" asked {mom}.',
        '{day} {hero} had lost a {thing}. {pair}',
        '{day} {hero} got dressed to go out. But there was only one {thing}!',
      ],
      [
        '{hero} looked down. It was gone! {pair}',
        '"I had it this morning," said {hero}. {@worried}',
        '"Not again!" said {hero}. It was the third one that winter.',
        '{@sad}',
      ],
      ['¶'],
      [
        '{He} went out to look, and {friend} came along. "Let us look {maybeWhere} first," said {friend}.',
        '{He} ran to {friend}. "Have you seen my {thing}?" "No," said {friend}, "~but I will help you look."',
        '{friend} came by. {@askWrong friend} "I lost my {thing}," said {hero}. {@offer friend}',
      ],
      [
        'They looked {maybeWhere}. They found [a pine cone|a shiny coin|a frozen leaf], but no {thing}.',
        'They looked {maybeWhere}, under the bench, and behind the big tree. Nothing.',
        '"Is that it?" cried {friend}. But it was only a [dead leaf|bird|piece of paper].',
        'They asked the mail carrier. "A {thing}? No, sorry," he said.',
      ],
      [
        '"Maybe a mouse sleeps in it now," said {friend}. They both had to laugh.',
        'Their noses were red from the cold. "Maybe it flew away," said {friend}, and {hero} had to laugh.',
        '"Take my {thing} for a while," said {friend}. "We can take turns." That was kind.',
        '{@tired} {friend} shared some warm tea with {him}.',
      ],
      ['¶'],
      [
        'On the way back, {hero} suddenly stopped. "Look!" There it was, {where2}.',
        'Then {friend} began to giggle. The {thing} was {where2}!',
        'When they came home, they saw it at the same time. The {thing} was {where2}.',
        'And where was the {thing}? It was {where2}.',
      ],
      [
        '{@happy}',
        '"All that looking!" said {hero}, and they laughed until their tummies hurt.',
        '{@thanks friend}',
        '{hero} put it on at once. It was cold, but soon it was warm again.',
      ],
      [
        '{mom} sewed a ribbon to it, so that it could never get lost again. {@endHappy}',
        'Back home, {mom} gave them {treat}. {@endLesson mom}',
        '{@endMeal friend}',
        '{@endLesson friend}',
        '{mom} shook {mom.his} head and smiled. {@endBed}',
      ],
    ],
  },
]);
