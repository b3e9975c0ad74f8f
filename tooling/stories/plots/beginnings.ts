import { children, plots } from '../grammar/plot.ts';

/** New homes and first days. */
export const beginningsPlots = plots([
  {
    id: 'moving-house',
    worlds: ['village', 'village', 'woods', 'pond'],
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'mama', 'papa', 'mother', 'father'] },
      friend: { relation: 'stranger' },
    },
    tables: [
      [
        {
          keep: 'the crack in the ceiling that looked like a fish',
          same: 'a spot on the wall that looked like a bird',
        },
        { keep: 'the creaking step on the stairs', same: 'a door that creaked in just the same way' },
        { keep: 'the tree in front of the window', same: 'a tree that scratched at the window like an old friend' },
        { keep: 'the place by the stove where it was always warm', same: 'a sunny corner behind the stove' },
        { keep: 'the hole in the fence', same: 'a hedge with a gap just big enough for {him}' },
      ],
    ],
    facts: {
      lesson: [
        'a home is where those are who love you',
        'new places become old places, if you give them time',
        'saying goodbye is hard, but it makes room for a hello',
        'you can take your memories with you',
      ],
    },
    beats: [
      [
        '{day} {mom} said, "We are going to move to a new home." {hero} dropped {his} spoon.',
        '{day} {hero} came home, and there were boxes everywhere. "We are moving," said {mom}.',
        '{day} {hero} had to pack all {his} things into a box, because the family was moving away.',
      ],
      [
        '"But I do not want to go!" said {hero}. {He} would miss everything, even {keep}.',
        '{hero} went through all the rooms. {He} said goodbye to the door, the window, and {keep}.',
        '{He} hid in an empty box and did not come out until dinner. Who would look after {keep}?',
      ],
      [
        '{@sad}',
        '{@angry}',
        '"Can I take {keep} with me?" {he} asked. {mom} shook {mom.his} head and hugged {him}.',
        '"I will stay here all alone," said {hero}.',
      ],
      ['¶'],
      [
        'The new home smelled of paint. Everything echoed.',
        'In the new home, the light came from the wrong side, and the bed stood the wrong way around.',
        'On the first night, {hero} lay awake. The new shadows were strangers.',
        'The new place was bigger and brighter, but {hero} did not like it.',
      ],
      [
        '{He} tried to go to the kitchen and ended up in a closet.',
        '{He} unpacked {his} box and packed it again. "Just in case we go back," {he} said.',
        'Outside there was nobody that {he} knew. {He} sat on the step and waited for nothing.',
        '"I want to go home," {he} said. "We are home," said {mom} softly. But it did not feel like that.',
      ],
      [
        '{mom} sat down next to {him}. "Let us look for one good thing each day," {mom.he} said.',
        '"I miss the old place too," said {mom}. {hero} had not thought of that.',
        '"Give it a little time," said {mom}. "A new home is like a new shoe."',
      ],
      ['¶'],
      [
        'The next day, {hero} found {same}. {He} had to smile.',
        'And then, in the afternoon, {he} discovered {same}.',
        'On the third day {he} looked around more closely. There was {same}!',
      ],
      [
        'And then {he} heard a voice. "Hello! Are you new here?" It was {friend}.',
        'While {he} was looking at it, {friend} came around the corner. "I live next door," said {friend}.',
        'A ball came flying over the hedge, and after the ball came {friend}.',
      ],
      [
        '"Do you want to see the best hiding place?" asked {friend}. {@agree hero}',
        '"I can show you everything," said {friend}, and {friend.he} did: {spot}, {spot2}, and the way to the pond.',
        '"When I moved here, I cried for a week," said {friend}. "And now I would not want to live anywhere else."',
        'They threw the ball back and forth until it got dark.',
      ],
      ['¶'],
      [
        'When {hero} came in that evening, {he} found the kitchen at once.',
        '"I am home!" called {hero} when {he} opened the door. Then {he} noticed what {he} had said.',
        'That night the shadows were not strangers anymore.',
        '"What was the good thing today?" asked {mom}. {hero} had to count them on {his} fingers.',
      ],
      ['{@endLesson mom}', '{@endFriends friend}', '{@endBed}', '{@endLesson mom} {@endBed}', '{@endMeal friend}'],
    ],
  },
  {
    id: 'first-day-at-school',
    worlds: children,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'mommy', 'daddy'] },
      friend: { relation: 'stranger', look: 'quiet' },
    },
    times: ['morning'],
    weather: ['sunny', 'plain', 'autumn'],
    tables: [
      [
        { luck: 'a smooth stone', give: 'a smooth stone from the river' },
        { luck: 'a drawn heart on {his} hand', give: 'a heart, drawn with a pen on {his} hand' },
        { luck: 'a small blue ribbon', give: 'a small blue ribbon from {mom.his} own hair' },
        { luck: 'an old key', give: 'an old key that opened nothing at all' },
        { luck: 'a button from {mom.his} coat', give: 'a button from {mom.his} coat' },
      ],
    ],
    facts: {
      lesson: [
        'beginnings are hard for everyone',
        'the one beside you is often just as nervous as you are',
        'a small thing in your pocket can make you brave',
      ],
    },
    beats: [
      [
        '{day} {hero} put on {his} new backpack. It was {his} first day at school.',
        '{day} {hero} could not eat breakfast. It was {his} first day at school, and {his} tummy was full of butterflies.',
        '{day} {hero} stood in front of the school with {mom}. It was {his} very first day.',
      ],
      [
        '"What if nobody likes me?" {he} asked. "What if I cannot find the bathroom?"',
        '"Do I have to go?" {he} asked. "I can already count to ten."',
        'The door was so big, and {he} was so small. {@scared}',
      ],
      [
        '{mom} gave {him} {give}. "When you are scared, hold on to it and think of me," {mom.he} said.',
        '"I have something for you," said {mom}. It was {give}. "Now I am with you all day."',
      ],
      ['¶'],
      [
        'Inside it was loud. Everyone seemed to know each other.',
        'There were so many hooks, so many chairs, and so many faces.',
        'The teacher was friendly, but {hero} forgot her name at once.',
      ],
      [
        '{hero} sat down on the wrong chair. "That is mine," said somebody.',
        'When {he} had to say {his} name, only a squeak came out.',
        '{He} spilled {his} milk. Somebody laughed. {hero} wanted to sink into the floor.',
        'At playtime {he} stood by the wall and looked at {his} shoes.',
      ],
      [
        '{He} held on to {luck}. It helped, but only a little.',
        'In {his} pocket there was {luck}. {He} touched it and took a deep breath.',
      ],
      ['¶'],
      [
        'Then {he} saw {friend}, who was standing in the corner and trying not to cry.',
        'Next to {him} sat {friend}. {friend.He} had not said a word all morning.',
        'Under the coats somebody was hiding. It was {friend}.',
      ],
      [
        '{hero} forgot {his} own fear. "Is it your first day too?" {he} asked. {friend} nodded.',
        '"Are you scared?" whispered {hero}. "Yes," whispered {friend}. "Me too," said {hero}.',
        '{hero} did not know what to say. So {he} showed {friend} {luck}. "You can hold it for a while," {he} said.',
      ],
      [
        'After that, it was easier. They sat together, painted together, and found the bathroom together.',
        'Two are braver than one. They built a tower, and it was the tallest in the class.',
        'Then they went down the slide, first {hero}, then {friend}, then both at once.',
      ],
      ['¶'],
      [
        'When {mom} came to pick {him} up, {hero} did not want to go home.',
        '"How was it?" asked {mom}. "Can I come back tomorrow?" asked {hero}.',
        '"I have a friend!" called {hero} from far away. "And I know where the bathroom is!"',
      ],
      [
        '{@endLesson mom}',
        '{@endFriends friend}',
        '{@endBed}',
        '{@endLesson mom} {@endBed}',
        'And what about {luck}? The next day, it was in the pocket of {friend}.',
      ],
    ],
  },
]);
