import { anywhere, plots } from '../grammar/plot.ts';

/** Helping neighbors and friends. */
export const helpingPlots = plots([
  {
    id: 'helping-a-neighbor',
    worlds: ['woods', 'farm', 'village', 'village', 'pond'],
    cast: { old: { relation: 'stranger', look: 'old', named: 0.6 }, friend: { relation: 'friend' } },
    tables: [
      [
        {
          job: 'carry the wood',
          heavy: 'The basket was heavy and the hill was steep',
          result: 'a tall pile of wood beside the door',
        },
        {
          job: 'pick the apples',
          heavy: 'The best apples hung on the highest branches',
          result: 'six baskets full of red apples',
        },
        {
          job: 'sweep the yard',
          heavy: 'There were leaves, leaves, and more leaves',
          result: 'a yard as clean as a plate',
        },
        {
          job: 'paint the fence',
          heavy: 'The fence was long, and the brush was small',
          result: 'a bright {color} fence',
        },
        {
          job: 'dig up the potatoes',
          heavy: 'The earth was hard, and the worms were in the way',
          result: 'a whole cart of potatoes',
        },
        {
          job: 'mend the roof',
          heavy: 'There were three holes, and the clouds were already dark',
          result: 'a roof that kept out every drop',
        },
        {
          job: 'shovel the snow',
          heavy: 'As soon as one path was clear, it began to snow again',
          result: 'a fine path from the door to the gate',
        },
      ],
    ],
    facts: {
      lesson: [
        'many hands make light work',
        'helping is a kind of playing too',
        'the best pay is a happy face',
        'a good neighbor is worth more than gold',
      ],
      reward: ['{treat}', 'a story from long, long ago', 'a box of old treasures to look at', 'a ride on the cart'],
    },
    beats: [
      [
        '{day} {hero} passed the house of {old}. {old} had to {job}, all alone.',
        '{day} {hero} saw {old} near {spot}. {old} wanted to {job}, but {old.his} back hurt.',
        '{day} {hero} was on {his} way to play when {he} heard someone sigh. It was {old}, who had to {job}.',
      ],
      [
        '"I am not as strong as I was," said {old}.',
        '"I have been at it since sunrise," said {old}, "~and look how little is done."',
        '{old} wiped {old.his} forehead. "By tonight it must be finished," {old.he} said.',
      ],
      [
        '"I could go on and play," thought {hero}. But {his} feet stopped.',
        '{hero} had wanted to {hobby}. "That can wait," {he} thought.',
        '{hero} did not have to think about it. "I will help you," {he} said.',
        '"Let me do that," said {hero}.',
      ],
      ['¶'],
      ['So {he} began. {heavy}.', 'It was harder than it looked. {heavy}.', '{He} worked and worked. {heavy}.'],
      [
        'After an hour, {he} had blisters on {his} hands.',
        '{@tired}',
        '"This will take until next week," {he} thought.',
        'Half was done, but the other half was still there.',
      ],
      [
        'Just then, {friend} came by. "What are you doing?" {friend.he} asked. "Come and play!" "First I have to finish this," said {hero}.',
        '{friend} looked over the fence. "Is that fun?" asked {friend}. "It would be, with two," said {hero}.',
        '"There you are!" called {friend}. "We have been waiting for you." "I cannot come yet," said {hero}. "I gave my word."',
      ],
      [
        '{friend} thought for a moment. Then {friend.he} whistled, and {crowd} came running. "Let us all help!" said {friend}.',
        '"Then I will help too," said {friend}, and called the others.',
        '{friend} ran off. {hero} was a little sad. But soon {friend} came back, and {friend.he} was not alone. "Many hands!" {friend.he} called.',
      ],
      [
        'They made a long row and sang a song while they worked.',
        'Some did this and some did that, and all of them laughed.',
        'They made a game of it: the one who was slowest had to tell a joke.',
        'Now the work went quickly. It was almost like a dance.',
      ],
      ['¶'],
      [
        'And before the sun went down, there was {result}.',
        'When the bell rang for the evening, it was done: {result}.',
        'Soon they stood there and looked at it proudly: {result}!',
      ],
      [
        '"I do not know what to say," said {old}. {old.His} eyes were shining.',
        '{old} shook hands with every one of them. "Thank you, my friends," {old.he} said.',
        '{@happy old}',
      ],
      [
        'To thank them, {old} gave them {reward}.',
        'And then there was {reward} for everyone.',
        '"Wait," said {old}, and brought out {reward}.',
      ],
      [
        '{@endLesson friend}',
        '{@endHappy}',
        '{@endLesson old}',
        '{@endBed}',
        'After that, they came every week. {@endLesson old}',
      ],
    ],
  },
  {
    id: 'sick-friend',
    worlds: anywhere,
    cast: { friend: { relation: 'friend', named: 1 } },
    tables: [
      [
        { ill: 'a cold', sign: '{friend.His} nose was red, and {friend.he} could only whisper' },
        { ill: 'a fever', sign: '{friend.His} forehead was hot, and {friend.he} did not want to eat' },
        { ill: 'a broken leg', sign: '{friend.His} leg was in a thick white bandage' },
        { ill: 'a sore throat', sign: '{friend.He} had a scarf around {friend.his} neck and could not speak' },
        { ill: 'chicken pox', sign: '{friend.He} had red spots from {friend.his} head to {friend.his} toes' },
      ],
    ],
    facts: {
      bring: ['a pot of hot soup', 'warm tea with honey', 'a soft pillow', 'a basket of sweet pears'],
      lesson: [
        'laughing is good medicine',
        'it helps to know that somebody thinks of you',
        'the best medicine is a friend',
      ],
    },
    beats: [
      [
        '{day} {hero} went to play with {friend}. But the curtains were closed. {friend} had {ill}.',
        '{day} {hero} waited for {friend} near {spot}. {friend} did not come. {He} heard that {friend} was in bed with {ill}.',
        '{day} {hero} was told that {friend} was sick. It was {ill}.',
      ],
      ['{sign}.', '{hero} looked in at the window. {sign}.', '"Poor {friend}!" said {hero}. {sign}.'],
      [
        '"I am so bored," said {friend}. "And nothing tastes good."',
        '{friend} tried to smile, but it did not work very well.',
        '"You cannot come in," said the mother. "But you can wave."',
      ],
      ['¶'],
      [
        '{hero} brought {bring}. {friend} took a little and fell asleep.',
        'First {hero} brought {bring}. "Thank you," whispered {friend}. But {friend.his} eyes were still sad.',
        '{He} ran home and came back with {bring}. It helped a little.',
      ],
      [
        'Then {he} picked flowers. {friend} had to sneeze, and that made it worse.',
        'Then {he} read a story. But it was a sad one, and they both had to cry.',
        'Then {he} wanted to play a game. But {friend} was too tired for games.',
        'Then {he} sang a song, a loud one. "My head hurts," said {friend}.',
      ],
      [
        '{@think} "What {friend} needs is something to laugh about," {he} said.',
        '{hero} went home and thought about what would cheer up {friend}.',
        '"I have to think of something better," {he} said to {himself}. {@think}',
      ],
      ['¶'],
      [
        'The next day, {he} stood at the window and made a puppet show with two old socks. One sock was a king, and the other was a very rude sausage.',
        '{He} put a pot on {his} head, a mop under {his} arm, and marched up and down outside the window like a general.',
        '{He} asked {crowd} to help. One after another, they walked past the window and made the funniest face they could.',
        '{He} painted red spots on {his} own nose and said, "Now we look alike."',
      ],
      [
        'First the corner of a mouth twitched. Then {friend} began to giggle. And then {friend.he} laughed until the bed shook.',
        '{friend} laughed, and {friend.his} cheeks turned pink.',
        '"Stop, stop," gasped {friend}. "I cannot stop laughing!"',
      ],
      [
        'After that, {friend} ate a whole plate of soup.',
        '"I feel better already," said {friend}.',
        'That night {friend} slept well for the first time in days.',
      ],
      ['¶'],
      [
        'And a week later, {friend} was well again.',
        'Every day {hero} came back, until {friend} could get up.',
        'Soon {friend} was able to go outside, first slowly, then as fast as ever.',
      ],
      [
        '"You were my best medicine," said {friend}.',
        '{friend} hugged {hero}. "When you are sick, I will come to your window," {friend.he} said.',
        '{@endMeal friend}',
        '',
      ],
      ['{@endLesson friend}', '{@endFriends friend}', '{@endHappy}', '{@endLesson friend} {@endHappy}'],
    ],
  },
]);
