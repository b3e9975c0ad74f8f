import { plots } from '../grammar/plot.ts';

/** Games that go wrong and then right. */
export const gamesPlots = plots([
  {
    id: 'hide-and-seek-champion',
    worlds: ['woods', 'farm', 'village', 'jungle'],
    cast: { friend: { relation: 'friend', named: 1 }, other: { relation: 'friend', named: 1 } },
    tables: [
      [
        { place: 'a barrel', out: 'the lid was stuck' },
        { place: 'a hollow tree', out: 'a branch had slid in front of the hole' },
        { place: 'an old chest', out: 'the lock had clicked shut' },
        { place: 'a shed', out: 'the door would not open from the inside' },
        { place: 'a big basket', out: 'somebody had put a sack on top of it' },
      ],
    ],
    facts: {
      lesson: [
        'the best part of hiding is to be found',
        'a hiding place should be easy to get out of',
        'winning alone is only half as much fun',
      ],
    },
    beats: [
      [
        '{day} {hero}, {friend}, and {other} played hide and seek {where}. "This time nobody will find me," said {hero}.',
        '{day} {hero} wanted to find the best hiding place in the world. {friend} counted, and {other} ran to hide as well.',
        '{day} {hero} called, "Who wants to play hide and seek?" {friend} and {other} came at once.',
      ],
      [
        '"One, two, three," counted {friend}. {hero} looked around. There stood {place}!',
        'Behind the bush? Too easy. Under the bench? Everyone looks there. Then {he} saw {place}.',
        '{He} ran here, and {he} ran there. At the last moment {he} jumped into {place}.',
      ],
      [
        'It was dark in there, but nobody would ever look in such a place.',
        '{He} made {himself} as small as {he} could and held {his} breath.',
        'Through a tiny hole {he} could see a bit of the sky. {He} giggled into {his} sleeve.',
      ],
      ['¶'],
      [
        '"Ready or not, here I come!" called {friend}. {other} was found right away, behind the {tree}.',
        'First {friend} found {other}. Then they both looked for {hero}.',
        'Steps came closer. Steps went away. {friend} walked right past {him}.',
      ],
      [
        '"Where can {hero} be?" they asked. {hero} was proud. "I am the best," {he} thought.',
        'They looked near {spot}. They looked near {spot2}. They called. {hero} kept as still as a stone.',
        'After a while it got boring. {His} leg fell asleep.',
      ],
      [
        'Then it got quiet. Had they gone home? {hero} wanted to come out, but {out}!',
        '"I have won," {he} thought, and pushed. Nothing moved. It was then that {he} noticed: {out}.',
        'At last {he} had enough. {He} wanted to get out. But {out}.',
      ],
      [
        '{@scared}',
        '"Hello! I am in here!" {he} called. Nobody answered.',
        '{He} knocked, first softly, then loudly. {@worried}',
      ],
      [
        '{He} pushed with {his} back. {He} pushed with {his} feet. It was no use.',
        '{He} counted to a hundred and called again. {He} sang, so that {he} would not be so scared.',
        'A {%bug} crawled over {his} nose. At least {he} was not quite alone.',
      ],
      ['¶'],
      [
        'But {friend} had not gone home. "We do not stop until we have found everyone," {friend.he} told {other}.',
        'Outside, {other} said, "Something is wrong. Let us listen." They both stood still. And then they heard a very soft knocking.',
        '{friend} and {other} had looked everywhere. "Sh!" said {other} suddenly. "Do you hear that song?"',
      ],
      [
        '"It comes from over there!" They pulled and tugged, and light came in. There was {hero}!',
        'They followed the sound, and with a big heave they got it open. "Found you!" they shouted.',
      ],
      [
        '{hero} had never been so glad to be found.',
        '{@happy}',
        '"You have won," said {friend}. "I do not want to win like that again," said {hero}.',
        '{hero} hugged them both at once.',
      ],
      [
        '{@endLesson friend}',
        '{@endPromise} {@endLesson friend}',
        '{@endMeal friend}',
        'In the next round, {hero} hid behind the {tree} with one foot sticking out. {@endLesson friend}',
        '{@endBed}',
      ],
    ],
  },
  {
    id: 'kite-day-helper',
    worlds: ['village', 'village', 'seaside', 'farm', 'woods'],
    weather: ['windy'],
    cast: { friend: { relation: 'friend', named: 1 } },
    tables: [
      [
        { made: 'a dragon kite with a long green tail', plain: 'a kite made of brown paper' },
        { made: 'a kite like a huge butterfly', plain: 'a kite made of old newspaper' },
        { made: 'a box kite with golden stars', plain: 'a kite made of a bed sheet' },
        { made: 'a kite like a fish with silver scales', plain: 'a kite made of two sticks and a flour bag' },
      ],
    ],
    facts: {
      lesson: [
        'it is not the looks that make a thing fly',
        'you should not laugh at simple things',
        'a good friend shares the string',
      ],
    },
    beats: [
      [
        '{day} it was kite day. {hero} had made {plain}, all by {himself}.',
        '{day} {hero} went up the hill with {plain}. It was the day of the big kite contest.',
        '{day} {hero} finished {his} kite just in time. It was {plain}.',
      ],
      [
        '{friend} had {made}. Everyone stopped to look at it.',
        'Up on the hill stood {friend} with {made}. "It cost a lot of money," {friend.he} said.',
        '"Look at mine!" called {friend}. It was {made}.',
      ],
      [
        '"Is that a kite or a grocery bag?" somebody asked. {hero} turned red.',
        '{friend} looked at the kite of {hero} and tried not to laugh.',
        '{hero} wished that {his} own kite were a bit more colorful.',
      ],
      ['¶'],
      [
        '"Run!" called the judge. They all ran. The fine kite went up, turned around twice, and fell on its nose.',
        'Then the wind came. The fine kite of {friend} pulled to the left, then to the right, and crashed into a bush.',
        '{friend} ran and ran, but the fine kite was too heavy. It bumped along the ground like a stubborn dog.',
      ],
      [
        'And the kite of {hero}? It rose quietly, higher and higher, until it was only a dot.',
        'But the plain little kite went straight up, as if somebody were pulling it from above.',
        '{hero} let out the string. {His} kite danced on the wind as light as a thought.',
      ],
      ['"Oh!" said everyone.', '{@happy}', '{@surprised} It really flew!', '{@proud}'],
      ['¶'],
      [
        'Then {hero} saw that {friend} was sitting in the grass with the broken kite. {friend.His} shoulders were shaking.',
        'Nobody looked at {friend} anymore. {friend.He} picked up the pieces, and a tear fell on them.',
        '"It is all broken," said {friend}. "And I was so proud of it."',
      ],
      [
        '{hero} could have laughed now. But {he} did not want to. {He} went over and held out the string. "Hold it for a while," {he} said.',
        '"Come, let us look at it," said {hero}. Together they took off the heavy parts and tied the stick with a shoelace.',
        '{@comfort hero} +"Come and fly mine with me."',
      ],
      [
        '{friend} took the string and felt how the wind pulled at it. "It is like holding a bird," {friend.he} whispered.',
        'Soon both kites were in the air, side by side. Well, one of them was a little crooked.',
        '{friend} began to smile again. "Why does yours fly so well?" {friend.he} asked. "Because it is light," said {hero}.',
      ],
      ['¶'],
      [
        'The prize went to {hero}: a ball of string, a hundred yards long. {He} cut it in half and gave one half to {friend}.',
        'In the end, nobody could remember who had won. It had been too much fun.',
        '"I am sorry that I laughed at your kite," said {friend}. "That is all right," said {hero}.',
      ],
      [
        '{@endLesson friend}',
        '{@endFriends friend}',
        '{@endLesson friend} {@endBed}',
        '{@endMeal friend}',
        '{@endHappy}',
      ],
    ],
  },
]);
