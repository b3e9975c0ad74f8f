import { anywhere, plots } from '../grammar/plot.ts';

/** Quarrels and broken promises, and making up. */
export const quarrelsPlots = plots([
  {
    id: 'quarrel-and-peace',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { about: 'who was faster', silly: 'a snail overtook them both' },
        { about: 'which way to go', silly: 'both ways led to the same place' },
        { about: 'whose turn it was', silly: 'the game was over anyway' },
        { about: 'what color the sky was', silly: 'the sky turned pink and made them both wrong' },
        { about: 'who had the better idea', silly: 'the best idea was the one they had together' },
        { about: 'who should be the captain', silly: 'a ship can have two captains' },
        { about: 'a stick', silly: 'the stick broke, and now there were two of them' },
      ],
    ],
    facts: {
      lesson: [
        'no quarrel is as important as a friend',
        'it is better to be happy than to be right',
        'saying sorry does not make you smaller',
        'after rain comes sunshine, with friends too',
      ],
    },
    beats: [
      [
        '{hero} and {friend} did everything together. But one day they had a quarrel.',
        '{day} {hero} was playing with {friend}. First they laughed, and then they began to argue.',
        '{day} {hero} and {friend} met near {spot}, as they did every day. But this time something was different.',
      ],
      [
        'It was about {about}. Each of them was sure to be right.',
        'They argued about {about}. "It is so!" "It is not!" "It is!"',
        'The whole thing was about {about}. It got louder and louder.',
      ],
      [
        '"You are not my friend anymore!" shouted {hero}.',
        '"Then I will never play with you again," said {friend}.',
        '"Go away!" cried {hero}. "I am going already!" cried {friend}.',
      ],
      [
        '{friend} turned around and walked off to the left. {hero} walked off to the right.',
        '{hero} drew a line in the dirt. "That is your side, and this is mine," {he} said.',
        'And each of them went home and shut the door with a bang.',
      ],
      ['¶'],
      [
        'The next day, {hero} played alone. {He} built a house, but there was no one to visit it.',
        '{hero} told a joke. Nobody laughed. It is hard to laugh at your own jokes.',
        'In the morning {hero} was still angry. At noon {he} was only a little angry. In the afternoon {he} was only sad.',
        '{hero} tried to {hobby}. It was no fun without {friend}.',
      ],
      [
        '{He} found a {color} stone and wanted to show it to {friend}. Then {he} remembered.',
        '{He} had two apples and nobody to give the second one to.',
        '"I do not miss {friend}," {he} said aloud. But it was not true.',
        '{@sad}',
      ],
      [
        'And how silly: {silly}!',
        'Then {he} had to laugh, because {silly}.',
        'In the end it did not even matter, for {silly}.',
      ],
      ['¶'],
      [
        '{hero} set out to find {friend}. Halfway there, {he} saw somebody coming toward {him}. It was {friend}!',
        'So {he} went to {friend} and knocked. The door opened at once, as if {friend} had been waiting behind it.',
        '{He} walked up to the line in the dirt. On the other side stood {friend}.',
        'Then {he} took {his} best {color} stone and laid it in front of the door of {friend}. There was already something lying there for {him}: a flower.',
      ],
      [
        '{@sorryWords hero} {@sorryWords friend}',
        'Both of them spoke at the same time. "I am sorry!" And then they both laughed.',
        '{@sorryWords hero} {@forgive friend}',
        '{hero} did not know what to say, so {he} just held out {his} hand. {friend} took it.',
      ],
      [
        '"What was it about again?" asked {friend}. "I have forgotten," said {hero}. They laughed until they had tears in their eyes.',
        '"You may be right," said {hero}. "You may be right too," said {friend}.',
        'They wiped away the line with their feet and ran off to play.',
        '"Next time we will count to ten first," said {friend}, and {hero} nodded.',
      ],
      [
        '{@endLesson friend}',
        '{@endFriends friend}',
        '{@endMeal friend}',
        '{@endHappy}',
        '{@endLesson friend} {@endBed}',
      ],
    ],
  },
  {
    id: 'forgotten-promise',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        {
          promised: 'water the flowers',
          result: 'the flowers hung their heads',
          repair: 'gave them water and sang to them',
        },
        {
          promised: 'feed the little chicks',
          result: 'the chicks were crying with hunger',
          repair: 'fed them and sat with them until they slept',
        },
        {
          promised: 'come and help with the fence',
          result: 'the goats had walked through the gap and eaten the beans',
          repair: 'mended the fence, board by board',
        },
        {
          promised: 'bring back the book',
          result: 'it had been left in the rain, and its pages were wavy',
          repair: 'dried every page with a warm cloth',
        },
        {
          promised: 'keep the fire going',
          result: 'the fire was out and the soup was cold',
          repair: 'fetched wood and blew until the fire burned again',
        },
        {
          promised: 'shut the gate',
          result: 'the lambs had run away',
          repair: 'looked for the lambs and counted them twice',
        },
      ],
    ],
    facts: {
      lesson: [
        'a promise is only worth something when you keep it',
        'others count on you when you give your word',
        'it is better to promise little and do it',
        'a tied ribbon is good, but a good will is better',
      ],
    },
    beats: [
      [
        '{day} {friend} had to go away. "Will you {promised}?" asked {friend.he}. "I promise," said {hero}.',
        '{day} {hero} gave {friend} a promise. "I will {promised}," {he} said. "You can count on me."',
        '{day} {friend} came to {hero}. "Can you {promised} for me?" {friend.he} asked. "Of course!" said {hero}.',
      ],
      [
        'But on the way {he} saw {crowd} playing a game. "Just for a moment," {he} thought.',
        'Then the sun came out, and {hero} went to {hobby}. {He} forgot everything else.',
        '"I will do it later," {he} said, and lay down in the grass.',
        'But there was so much to see that day. {He} looked at this, and {he} looked at that.',
      ],
      [
        'The moment became an hour, and the hour became an afternoon.',
        'Later became much later. And then it was evening.',
        'When {he} thought of it again, the sun was already low.',
      ],
      ['¶'],
      [
        'Suddenly {he} remembered. {He} ran as fast as {he} could. But it was too late: {result}.',
        '"My promise!" {he} cried, and jumped up. When {he} got there, {result}.',
        'With a bad feeling {he} hurried over. And really, {result}.',
      ],
      [
        '{@sorry hero}',
        '"That is my fault," {he} whispered.',
        '{@worried}',
        '{hero} wanted to run away. But that would only have made it worse.',
      ],
      [
        'First {he} thought of an excuse. "I was sick," {he} could say. But {he} had not been sick.',
        '"Maybe {friend} will not notice," {he} thought. But of course {friend} would notice.',
        '{@think} "I cannot turn back the clock," {he} said, "~but I can do something now."',
      ],
      ['¶'],
      [
        'So {he} got to work and {repair}. It took half the night.',
        '{He} did not wait a minute longer. {He} {repair}.',
        '{He} rolled up {his} sleeves and {repair}, until {his} arms hurt.',
      ],
      [
        'When {friend} came back, {hero} told {friend.him} everything. {@sorryWords hero}',
        'The next morning, {friend} was there again. {hero} did not hide anything. {@sorryWords hero}',
        'Then {he} went to {friend} and told the truth, although it was hard. {@sorryWords hero}',
      ],
      [
        '{friend} was disappointed. But then {friend.he} saw how hard {hero} had worked. "You did make it good again," {friend.he} said.',
        '{@forgive friend}',
        '{friend} said nothing for a while. "I was counting on you," {friend.he} said at last. "I know," said {hero}. "Please give me another chance."',
      ],
      [
        'The next time {hero} made a promise, {he} tied a {color} ribbon around {his} arm so that {he} would not forget it. {@endLesson friend}',
        '{@endPromise} {@endLesson friend}',
        'A week later, {friend} asked again. And this time everything was done before noon. {@endLesson friend}',
        '{@endLesson friend}',
        '{@endPromise}',
      ],
    ],
  },
]);
