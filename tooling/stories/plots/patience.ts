import { children, plots } from '../grammar/plot.ts';

/** Waiting for something. */
export const patiencePlots = plots([
  {
    id: 'growing-a-plant',
    worlds: ['woods', 'farm', 'village', 'village', 'jungle'],
    weather: ['sunny', 'warm'],
    cast: { helper: { relation: 'stranger', look: 'old' } },
    tables: [
      [
        { seed: 'a sunflower seed', plant: 'sunflower', grew: 'taller than {hero}, with a face like the sun' },
        { seed: 'an apple seed', plant: 'apple tree', grew: 'a thin little tree with seven leaves' },
        { seed: 'a pumpkin seed', plant: 'pumpkin', grew: 'so big and round that two had to carry it' },
        { seed: 'a bean', plant: 'bean plant', grew: 'up and up, all around the pole' },
        { seed: 'a carrot seed', plant: 'carrot', grew: 'as long as {his} arm and as orange as the evening sun' },
        { seed: 'a brown bulb', plant: 'tulip', grew: 'red and yellow, the finest flower of all' },
        { seed: 'a strawberry plant', plant: 'strawberry plant', grew: 'full of sweet red berries' },
      ],
    ],
    facts: {
      lesson: [
        'good things need time',
        'waiting is also a kind of work',
        'a plant cannot be hurried',
        'patience has sweet fruit',
      ],
      impatient: ['sang to it', 'talked to it', 'danced around it', 'told it to hurry up', 'read it a story'],
    },
    beats: [
      [
        '{day} {hero} got {seed} from {helper}. "Put it in the ground and be patient," said {helper}.',
        '{day} {hero} found {seed}. "What do I do with it?" {he} asked {helper}. "Plant it and wait," said {helper}.',
        '{day} {helper} gave {hero} {seed}. "There is a whole {plant} in there," said {helper}.',
      ],
      [
        '{hero} dug a hole, put it in, and covered it with earth. Then {he} sat down to watch.',
        'At once {he} looked for a sunny spot, planted it, and gave it water.',
        '{He} planted it {where} and put a little stick next to it, so that {he} could find it again.',
      ],
      ['¶'],
      [
        'The next morning, {he} ran out. Nothing! Only brown earth.',
        'After one day {he} went to look. There was nothing to see.',
        '{He} waited until lunch. {He} waited until dinner. Nothing happened.',
      ],
      [
        '"Maybe it is asleep," {he} thought, and {he} {impatient}.',
        'So {he} {impatient}. But nothing came up.',
        '{He} {impatient}, but the earth stayed as it was.',
        '"Maybe it is thirsty," {he} said, and gave it so much water that there was a puddle.',
      ],
      [
        'On the third day {he} wanted to dig it up to see if it was still there. "Stop!" cried {helper}. "It needs peace and quiet now."',
        '"It is broken," said {hero} to {helper}. {helper} laughed. "No," {helper.he} said, "~it is just not in a hurry."',
        '"How long does it take?" {he} asked {helper}. "As long as it takes," said {helper}.',
        '{@angry} "I will not wait any longer," {he} said. "One more day," said {helper}, "~and then one more."',
      ],
      [
        'So {hero} learned to wait. {He} gave it a little water each morning and pulled out the weeds.',
        '{hero} went out to {hobby} and came back every evening to look.',
        'Days went by. The sun shone, and sometimes it rained.',
        'So {he} watered it, not too much and not too little, and kept the snails away.',
      ],
      ['¶'],
      [
        'And one morning there was something green, as small as {his} little finger!',
        'Then, when {he} had almost stopped looking, a tiny green tip came out of the ground.',
        '"It is there! It is there!" {he} shouted. A little leaf had come up.',
        'After a warm night of rain, {he} saw two small leaves, folded like hands.',
      ],
      [
        'From now on it grew a bit each day. By the end of the summer it was {grew}.',
        'It grew and grew. And one day it was {grew}.',
        'Week by week it got bigger, until it was {grew}.',
      ],
      [
        '{@proud}',
        '"Look, {helper}!" {hero} called. {@praise helper}',
        '{@happy}',
        '{@surprised} "And all that from {seed}!" {he} said.',
        '"You waited well," said {helper}.',
      ],
      [
        '{@endLesson helper}',
        'Everyone came to see the {plant}. {@endLesson helper}',
        'And in {his} pocket {he} kept one seed for the next spring.',
        '{@endLesson helper} {@endHappy}',
        '{hero} gave a part of it to {helper}, who had known all along. {@endLesson helper}',
      ],
    ],
  },
  {
    id: 'waiting-for-a-day',
    worlds: children,
    cast: { mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'grandpa', 'mommy', 'daddy'] } },
    tables: [
      [
        {
          event: 'birthday',
          come: 'a cake with candles and a song',
          count: 'cut a paper chain with one ring for each day',
        },
        {
          event: 'trip to the zoo',
          come: 'elephants, monkeys, and a sleeping lion',
          count: 'drew one animal for each day',
        },
        { event: 'visit to Grandma', come: 'a long hug at the station', count: 'put a stone in a jar for each day' },
        {
          event: 'first day of school',
          come: 'a new bag and a friendly teacher',
          count: 'made a row of blocks, one for each day',
        },
        {
          event: 'trip to the sea',
          come: 'waves, sand, and a sky without end',
          count: 'hung up seven paper fish, one for each day',
        },
        { event: 'snow holiday', come: 'a hill as white as sugar', count: 'cut out a paper star for each day' },
      ],
    ],
    facts: {
      lesson: [
        'waiting goes faster when you have something to do',
        'the days before a feast can be nice too',
        'good things are worth waiting for',
      ],
    },
    beats: [
      [
        '{day} {hero} asked, "Is it today?" "No," said {mom}. "Your {event} is in seven days."',
        '{day} {hero} woke up and thought of only one thing: the {event}. But it was still a whole week away.',
        '{day} {hero} could not think of anything but {his} {event}. "How many more days?" {he} asked {mom}. "Seven," said {mom}.',
      ],
      [
        'Seven days! That was as long as forever.',
        '"That is too long," cried {hero}. {@angry}',
        '{hero} lay down on the floor. "I will wait here," {he} said.',
        '"Cannot the clock go faster?" {he} asked.',
      ],
      ['¶'],
      [
        '{He} moved the hands of the clock. But the sun did not go down any sooner.',
        '{He} went to bed at noon, so that the day would be over. But {he} was not tired at all.',
        '{He} asked again after breakfast, and again before lunch. It was still seven days.',
        'First {he} tried to sleep. Then {he} tried to stare at the door. It did not help.',
      ],
      [
        '"Waiting is hard when your hands are empty," said {mom}. "Come, I have an idea."',
        '"Shall I show you how to make the days smaller?" asked {mom}.',
        '{mom} sat down next to {him}. "We cannot make the time go faster," {mom.he} said, "~but we can fill it."',
      ],
      [
        'Together they {count}.',
        'So they took paper, scissors, and glue, and {count}.',
        'And {hero} {count}. Each evening, one of them was taken away.',
      ],
      ['¶'],
      [
        'On the first day, they baked bread. On the second day, it rained and they built a tent. On the third day, they fixed the bike.',
        'On Monday {hero} painted a picture. On Tuesday {he} helped in the garden. On Wednesday {he} nearly forgot to ask.',
        'One day {he} visited a friend, and one day {he} wrote a letter, although {he} could only write {his} name.',
        'Every day had something: a walk to {spot}, a game of cards, a new song.',
      ],
      [
        'Then only two were left. Then one. {hero} was so excited that {he} could hardly eat.',
        '"Only one more sleep!" sang {hero} one evening.',
        'And suddenly it was the last evening. "So soon?" said {hero}.',
      ],
      [
        'And then the day was there, with {come}.',
        'The next morning it had come at last: {come}!',
        'When {he} woke up, it was the day. There was {come}.',
      ],
      [
        '{@happy}',
        'It was even better than {he} had thought.',
        '"It was worth the waiting," said {hero}.',
        '{hero} hugged {mom} and did not know what to look at first.',
      ],
      [
        'In the evening {he} asked, "And how long is it until next time?" {mom} laughed.',
        '{@endLesson mom}',
        '{@endBed}',
        '{@endLesson mom} {@endBed}',
        '{@endHappy}',
      ],
    ],
  },
]);
