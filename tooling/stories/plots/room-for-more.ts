import { animals, children, plots } from '../grammar/plot.ts';

/** Making room and giving away. */
export const roomForMorePlots = plots([
  {
    id: 'umbrella-for-many',
    worlds: animals,
    weather: ['rainy'],
    cast: { a: { relation: 'stranger', look: 'wet' }, b: { relation: 'stranger', look: 'shivering' } },
    tables: [
      [
        { roof: 'mushroom', aRoof: 'a big mushroom', fits: 'the rain made the mushroom grow bigger and bigger' },
        { roof: 'leaf', aRoof: 'a wide leaf', fits: 'they pushed so close together that nobody got wet' },
        { roof: 'umbrella', aRoof: 'an old umbrella', fits: 'it opened a bit wider each time they moved over' },
        { roof: 'hollow tree', aRoof: 'a hollow tree', fits: 'the tree was larger inside than it looked from outside' },
      ],
    ],
    facts: {
      lesson: [
        'where there is room in the heart, there is room for a friend',
        'it is warmer together than alone',
        'there is nearly always room for one more',
      ],
    },
    beats: [
      [
        '{day} {hero} was caught in the rain. The drops were as big as berries.',
        '{day} {hero} was walking {where} when it started to pour.',
        '{day} {hero} felt a drop on {his} nose. Then another. Then a hundred.',
      ],
      [
        '{He} ran and ran until {he} found {aRoof}. "Just right for me," {he} said and slipped under it.',
        'Luckily, there was {aRoof}. {hero} crept in and was dry.',
        '{He} saw {aRoof} near {spot} and hurried there. It was small, but dry.',
      ],
      ['¶'],
      [
        'Soon {a} came running. "May I come in? I am so wet." "It is very small," said {hero}, "~but come."',
        'Splash, splash, splash, came {a}. "Is there room for me?" {hero} moved over. "Let us try."',
        '"Please let me in," begged {a}. {hero} was not sure. It was only a small {roof}. Still, {he} made room.',
      ],
      [
        'They had just sat down when {b} came by. "There is no room left," said {a}. But {hero} said, "We can sit closer."',
        'Next came {b}, and {b.his} teeth were chattering. "We will be squashed!" said {a}. "Better squashed than wet," said {hero}.',
        'Then they heard a sneeze. There stood {b} in the rain. "Come in, come in!" called {hero}.',
      ],
      [
        'They held their breath and pulled in their tummies. And how strange: {fits}.',
        '"It cannot work," said {a}. But it did, because {fits}.',
        'They pushed a little and squeezed a little, and {fits}.',
      ],
      [
        'They sat there, warm and close, and listened to the rain.',
        'They told riddles until they forgot the rain.',
        '"Plip, plop," went the rain. "Plip, plop," sang the three.',
        '{b} had a few nuts and shared them.',
      ],
      ['¶'],
      [
        'At last the sun came out, and a rainbow stood in the sky.',
        'After some time the rain stopped. Everything shone as if it were new.',
        'Then, all at once, it was quiet. The rain was over.',
      ],
      [
        '"I thought there was only room for one," said {hero}. "How good that I was wrong."',
        '"Thank you for making room," said {a} and {b}.',
        '"Do you know what?" said {a}. "I am almost sad that the rain is over."',
        '{hero} looked at the {roof} and laughed. "You are a very big little {roof}," {he} said.',
      ],
      [
        '{@endLesson a}',
        '{@endFriends b}',
        '{@endMeal a} {@endLesson b}',
        'They jumped in all the puddles on the way home. {@endHappy}',
      ],
    ],
  },
  {
    id: 'giving-away-old-toy',
    worlds: children,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'mommy'] },
      child: { relation: 'stranger', kinds: ['girl', 'boy'], look: 'new', named: 1 },
    },
    tables: [
      [
        { toy: 'stuffed elephant', was: 'one ear was a little loose' },
        { toy: 'red fire truck', was: 'one wheel squeaked' },
        { toy: 'rag doll', was: 'one button eye was missing' },
        { toy: 'wooden train', was: 'the paint had come off' },
        { toy: 'toy rabbit', was: 'its fur was thin from all the hugs' },
        { toy: 'music box', was: 'it played a bit too slowly' },
      ],
    ],
    facts: {
      lesson: [
        'giving can feel better than getting',
        'a thing you love can be loved by someone else too',
        'a gift is worth most when it is hard to give',
      ],
    },
    beats: [
      [
        '{day} {hero} had to tidy {his} room. {He} found {his} old {toy} under the bed.',
        '{day} {hero} saw {his} old {toy} at the bottom of the toy box.',
        '{day} {hero} opened a dusty box, and there lay {his} {toy}.',
      ],
      [
        '{He} had played with it every day when {he} was little, although {was}.',
        'It was not new, and {was}, but {hero} loved it.',
        '{was}, but how many nights had it slept beside {him}!',
      ],
      [
        '"A family has moved in next door," said {mom}. "Their things are still on a ship, and {child} has nothing to play with."',
        'Through the window {he} could see {child}, who had just moved in across the street. {child} sat on the steps and did nothing at all.',
        'Then the doorbell rang. It was {child} from the new family upstairs. {child} looked at the {toy} with shining eyes.',
      ],
      ['¶'],
      [
        '{hero} hid the {toy} behind {his} back. "It is mine," {he} thought.',
        '{hero} hugged the {toy}. {He} did not play with it anymore, but it was {his}.',
        '"Do I have to give it away?" asked {hero}. "No," said {mom}. "Only if your heart says so."',
      ],
      [
        '{He} put it back in the box. Then {he} took it out again. It was so hard to decide!',
        '"I could give away my old socks," {he} said. But who wants to play with socks?',
        'First {he} picked a broken pencil to give away. But that was not a good gift, and {he} knew it.',
        '{He} lay on {his} bed and thought about it for a long time.',
      ],
      [
        'Then {he} asked the {toy}, "Do you want to be played with again?" And it looked as if the {toy} was smiling.',
        'Then {he} thought, "My {toy} must be bored in this box."',
        'Then {he} remembered what it is like to have nobody to play with.',
      ],
      ['¶'],
      [
        '{hero} brushed off the dust, tied a {color} ribbon around it, and walked over. "This is for you," {he} said.',
        '{He} cleaned it until it looked nearly new and gave it to {child}. "Take good care of it," {he} said.',
        'So {he} took a deep breath, went to {child}, and held out the {toy}. "Here," {he} said. "It needs a new friend."',
      ],
      [
        '{@happy child}',
        '{child} hugged the {toy} and would not let go.',
        '"For me? Really?" {child} whispered.',
        '{child} could not say a word, but {child.his} eyes said it all.',
      ],
      ['"Thank you!" said {child}. "Will you come and play with us?"'],
      [
        '{hero} had thought {he} would be sad. But {he} felt warm all over.',
        'And {hero} did not miss the {toy} at all, because now {he} had someone to play with.',
        'They played until dinner, the two of them and the {toy}.',
      ],
      ['{@endLesson mom}', '{@endFriends child}', '{@endBed}', '{@endLesson mom} {@endHappy}'],
    ],
  },
]);
