import { plots } from '../grammar/plot.ts';

/** Toys as heroes. */
export const toysPlots = plots([
  {
    id: 'toy-left-outside',
    worlds: ['toys'],
    times: ['evening'],
    weather: ['plain', 'windy'],
    cast: {
      friend: { relation: 'friend', named: 0.9 },
      animal: { relation: 'stranger', kinds: ['cat', 'hedgehog', 'dog', 'mouse', 'owl'], look: 'kind' },
    },
    facts: {
      place: ['under a bush', 'on the swing', 'in the sandbox', 'on the garden bench', 'in the tall grass'],
      fear: [
        'Something rustled.',
        'It began to rain.',
        'The moon went behind a cloud.',
        'An apple fell down with a thump.',
      ],
      lesson: [
        'those who love you will look for you',
        'the night is full of friends, if you dare to speak to them',
        'you are never quite alone',
      ],
    },
    beats: [
      [
        '{day} {hero} was left behind in the garden. The child had played with {him} all day and had forgotten {him} {place}.',
        '{day} {hero} lay {place} and waited to be taken inside. But the lights in the house went out, one after another.',
        '{day} {hero} heard the door being shut. "Wait!" {he} called. "I am still out here!" But nobody can hear a toy.',
      ],
      [
        'At home there was the warm shelf, and {friend}, who always told a story before bedtime.',
        '"{friend} will wonder where I am," thought {hero}.',
        '{hero} had never been outside at night. {fear}',
      ],
      ['{@scared}', '{fear} {@scared}', '"It is only the night," {he} told {himself}. "It is only dark."'],
      ['¶'],
      [
        '{He} tried to walk to the house. But the grass was as high as a forest, and soon {he} had lost {his} way.',
        'First {he} tried to climb up the steps. The first step was higher than {he} was.',
        '{He} called to the window. The window was closed.',
      ],
      [
        'Then {he} tried to roll. {He} rolled into a puddle.',
        '{He} built a stair out of pebbles. It fell down.',
        'Then {he} sat down under a {%flower} and made {himself} small.',
        '{fear} {hero} held on to a {%flower}.',
      ],
      ['{@sad}', '{@tired}', 'The dew made {him} wet and heavy.'],
      ['¶'],
      [
        'Then two eyes lit up in front of {him}. It was {animal}. "What are you doing in my garden at this hour?"',
        '"Good evening," said somebody. {hero} turned around. There stood {animal}.',
        'Something came closer on soft feet. {hero} shut {his} eyes. "You are not an apple," said {animal} in surprise.',
      ],
      [
        '"They have forgotten me," said {hero}. {@comfort animal}',
        '"I want to go home to my shelf," {hero} said, and told {animal} all about it.',
        '{@tell hero} {animal} listened and nodded.',
      ],
      [
        '"I know what it is like to be out in the cold," said {animal}. "Hold on to me."',
        '"You cannot get in before morning," said {animal}. "But I can keep you warm."',
        '"In the meantime, I will show you the night," said {animal}. "It is more beautiful than you think."',
      ],
      [
        'And so {hero} saw things that no toy had seen before: a moth as big as a leaf, a star that fell, and a spider at work.',
        'They sat close together and counted the stars. {hero} had not known that there were so many.',
        '{animal} carried {him} through the garden, past sleeping birds and open {%flower} flowers, right up to the door.',
      ],
      ['¶'],
      [
        'When the sun came up, the door flew open. "There you are!" cried the child, and pressed {hero} to a beating heart.',
        'In the morning, the child came running in pajamas, looked everywhere, and found {him}. "I could not sleep without you!"',
        'At first light the child was there, with wet eyes and bare feet, and carried {him} inside.',
      ],
      [
        '{hero} was washed, dried, and put back on the shelf.',
        'Soon {he} sat on the warm shelf again, between {friend} and the window.',
      ],
      [
        '"Were you scared?" asked {friend}. "Yes," said {hero}. "And then I was not."',
        'That night it was {hero} who told the story, and {friend} and all the others listened.',
        '{friend} had saved {his} place. "Tell us everything!" {friend.he} said.',
      ],
      [
        '{@endLesson friend}',
        '{@endBed}',
        '{@endLesson friend} {@endBed}',
        'And each evening, {he} looks out of the window and waves, and down there somebody waves back.',
      ],
    ],
  },
  {
    id: 'new-toy-jealousy',
    worlds: ['toys'],
    times: ['evening', 'morning', 'day'],
    weather: ['plain'],
    cast: { young: { relation: 'stranger', look: 'new', named: 0.9 }, old: { relation: 'stranger', look: 'old' } },
    tables: [
      [
        {
          can: 'could sing ten songs and blink with colored lights',
          flaw: 'when the batteries were empty, it was dark and still',
        },
        {
          can: 'could walk, talk, and turn around',
          flaw: 'when somebody hugged {young.him}, something inside went crack',
        },
        {
          can: 'had real hair and eyes that opened and closed',
          flaw: 'nobody was allowed to touch {young.him} with dirty hands',
        },
        { can: 'shone like gold from top to toe', flaw: 'gold is cold at night' },
      ],
    ],
    facts: {
      lesson: [
        'there is room for more than one in a heart',
        'you do not have to be new to be loved',
        'a soft heart is better than a shiny coat',
      ],
    },
    beats: [
      [
        '{day} {hero} saw a big box with a ribbon. Out of it came {young}. {young.He} {can}.',
        '{day} {hero} got a new neighbor on the shelf. It was {young}, who {can}.',
        '{day} {hero} heard a strange voice in the playroom. It was {young}. {young.He} {can}.',
      ],
      [
        'All day long the child played with nobody else. {hero} was left on the shelf.',
        'That night, for the first time, it was not {hero} who was taken to bed.',
        '{crowd} gathered around and said, "Oh, ah!" Nobody looked at {hero}.',
      ],
      [
        '{@sad}',
        '{@angry}',
        '{hero} looked at {his} own faded coat. {@worried}',
        '"I used to be new too," {he} thought.',
      ],
      ['¶'],
      [
        '{He} tried to shine. {He} rubbed {himself} with a cloth until a seam opened.',
        'First {he} tried to sing ten songs as well. {He} knew only one.',
        '{He} tried to be taller. {He} stood on a block and fell off.',
        '{He} put on a hat made of shiny paper. It slid over {his} eyes.',
      ],
      [
        '"Maybe {young} could fall off the shelf," {he} thought. Then {he} was ashamed of that thought.',
        'In the night {he} hid the switch of {young}. Then {he} put it back. It was not right.',
        '{He} did not speak one word to {young}.',
      ],
      [
        '{old} had seen it all. "Do you know how many new ones I have seen?" {old.he} asked. "{%number}. And each time I was afraid."',
        '"You are jealous," said {old} kindly. "That hurts, does it not?" {hero} nodded.',
      ],
      ['¶'],
      [
        'Then came a stormy night. The child woke up crying.',
        'One night the child was sick and hot. Nothing helped.',
        'A few days later, the child came home sad. Something had gone wrong at school.',
      ],
      ['The child reached for {young}. But {flaw}.', '{young} wanted to help. But {flaw}.'],
      [
        'And then two arms reached for {hero}, and held {him} so tight that {he} could hardly breathe. It was wonderful.',
        '"Where is my old friend?" whispered the child, and pressed a wet face into the soft {hero.kind}.',
        'Then the child got up, walked to the shelf on bare feet, and took {hero}.',
      ],
      [
        '{hero} did what {he} did best: {he} was just there, and soft.',
        'It did not take long, and the child was asleep. {hero} did not move all night.',
      ],
      ['¶'],
      [
        'In the morning, {hero} saw that {young} was sitting on the floor. {young.He} looked lonely. "I do not know how to do that," said {young}. "How to comfort someone."',
        '"How did you do that?" asked {young} the next day. "I can do ten songs, but not that."',
        '"I am always afraid that I will break," {young} said quietly. "You are so lucky to be soft."',
      ],
      [
        'All the anger was gone. "I will show you," said {hero}. "And you can teach me a song."',
        '"Sit next to me," said {hero}. "Two can comfort better than one."',
        '{hero} moved over. "Come up here," {he} said. "There is a lot of room."',
      ],
      [
        '{@endFriends young}',
        '{@endLesson old}',
        '{@endFriends young} {@endLesson old}',
        'Now there are two in the bed at night, one soft and one shiny. {@endLesson old}',
      ],
    ],
  },
  {
    id: 'robot-learns-feelings',
    worlds: ['toys'],
    heroKinds: ['robot', 'wind-up robot', 'toy robot'],
    weather: ['plain', 'sunny'],
    cast: { child: { relation: 'stranger', kinds: ['girl', 'boy'], look: 'little', named: 1 } },
    tables: [
      [
        { ask: 'what it means to be sad', first: 'a lack of oil', second: 'a bad cable' },
        { ask: 'what a friend is', first: 'a thing with two legs', second: 'somebody who gives you batteries' },
        { ask: 'why people laugh', first: 'a kind of cough', second: 'a way to show teeth' },
        {
          ask: 'what a hug is for',
          first: 'a way to measure someone',
          second: 'a way to keep somebody from falling over',
        },
      ],
    ],
    facts: {
      lesson: [
        'some things you cannot learn from a book',
        'feelings are not a fault',
        'you learn what a friend is by being one',
      ],
    },
    beats: [
      [
        '{day} {hero} saw {child} sitting by the window. {child} was crying.',
        '{day} {hero} found {child} {where}, with wet cheeks.',
        '{day} {hero} noticed that {child} was very quiet.',
      ],
      [
        '"Your eyes are leaking," said {hero}. "Shall I repair them?"',
        '"There is water on your face," said {hero}. "Is it raining?"',
        '{hero} had never seen that before. "Are you broken?" {he} asked.',
      ],
      [
        '"No," said {child}, and laughed a little through the tears. "I am sad. My best friend has moved away."',
        '"I am just sad," said {child}. "My cat is sick." {hero} did not understand.',
      ],
      [
        '{hero} wanted to know {ask}. That was not in {his} plans.',
        'Sad? {hero} knew a lot of words, but {he} wondered {ask}.',
        '"I will find out," said {hero}. And {he} wanted to learn {ask}.',
      ],
      ['¶'],
      [
        '{He} looked it up in a big book. "Maybe it is {first}," {he} thought. But that was wrong.',
        'First {he} asked the clock. "Tick," said the clock. "Perhaps it is {first}," thought {hero}.',
        '{He} asked {crowd}. "I think it is {first}," said one. That did not help.',
      ],
      [
        '"Or it is {second}," {he} said. {He} tried it out. {child} only shook {child.his} head.',
        'Then {he} guessed that it was {second}. {child} had to smile. "No," said {child}, "~not quite."',
        'Next {he} calculated for an hour. The answer was {%number}. That could not be right.',
      ],
      [
        '{@goOn}',
        '"It is more difficult than numbers," said {hero}.',
        '{hero} scratched {his} head until it squeaked.',
      ],
      ['¶'],
      [
        'Then {he} simply sat down next to {child}. {He} did not say anything, because {he} did not know what to say.',
        'In the end {he} did the only thing that {he} could think of. {He} stayed.',
        'So {he} took {child} by the hand and waited.',
      ],
      [
        'They sat like that for a long time. Outside, it got dark.',
        '{child} leaned on {him}. {hero} turned up {his} little heater, so that the metal would be warm.',
        '{child} talked, and {hero} listened. It took two hours and seven minutes. {hero} did not count on purpose.',
      ],
      [
        '"Now I feel better," said {child}. "Thank you." "What did I do?" asked {hero}. "You were here," said {child}.',
        'At last {child} wiped away the tears. "You are a good friend," said {child}.',
        'And all at once {child} put both arms around {him}.',
      ],
      [
        'Something in {his} chest went warm. {He} checked {his} wires. Everything was in order.',
        '{hero} felt something strange, right under the third screw. It was warm, and it was nice.',
        '"Warning," said {hero}. "I am getting warm inside." {child} laughed. "That is no fault. That is a feeling."',
      ],
      ['¶'],
      [
        'The next day, {child} laughed again, and {hero} laughed too. It sounded like a box of spoons, but it was a real laugh.',
        'Since then {he} knows it. It is not in any book.',
        'In the evening {he} wrote into {his} memory: "Found: one friend. Do not delete."',
      ],
      ['{@endLesson child}', '{@endFriends child}', '{@endLesson child} {@endBed}', '{@endHappy}'],
    ],
  },
]);
