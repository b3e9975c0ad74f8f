import { anywhere, plots } from '../grammar/plot.ts';

/** Having much and giving some of it. */
export const sharingPlots = plots([
  {
    id: 'toy-for-two',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { toy: 'swing', aToy: 'a new swing', use: 'swing high into the air', take: 'one pushes and one swings' },
        { toy: 'sled', aToy: 'a fast sled', use: 'slide down the hill', take: 'one steers and one holds on' },
        {
          toy: 'ball',
          aToy: 'a bright {color} ball',
          use: 'kick it as far as {he} could',
          take: 'one throws and one catches',
        },
        { toy: 'wagon', aToy: 'a {color} wagon', use: 'race down the path', take: 'one pulls and one rides' },
        {
          toy: 'jump rope',
          aToy: 'a long jump rope',
          use: 'jump until {he} was dizzy',
          take: 'one turns and one jumps',
        },
        {
          toy: 'toy boat',
          aToy: 'a toy boat with a white sail',
          use: 'let it sail across the water',
          take: 'one sends it off and one waits on the other side',
        },
        { toy: 'drum', aToy: 'a big drum', use: 'play boom, boom, boom', take: 'one drums and one dances' },
        {
          toy: 'seesaw',
          aToy: 'a wooden seesaw',
          use: 'go up and down',
          take: 'when one goes up, the other goes down',
        },
      ],
    ],
    facts: {
      lesson: [
        'playing together is more fun than playing alone',
        'a thing that is shared gives joy twice',
        'it takes two to have fun with some things',
        'sharing is not the same as losing',
      ],
    },
    beats: [
      [
        '{day} {hero} got {aToy}. {He} could not wait to {use}.',
        '{day} {hero} found {aToy} in front of the door. It was a present from {his} grandpa! "Now I can {use}," {he} said.',
        '{day} {hero} had {aToy}, the only one far and wide. All day long {he} wanted to {use}.',
      ],
      [
        'Soon {friend} came by. "What a fine {toy}! May I try it too?"',
        '{friend} saw it and came running. "Can I have a turn?" {friend.he} asked.',
        'After a while, {friend} stood beside {him} and watched. "Please let me try," said {friend}.',
        '"Oh, how lovely!" said {friend}, who had come to visit. "Can we play with it together?"',
      ],
      [
        '"No," said {hero}. "It is mine!"',
        '{hero} held on to the {toy}. "No, no, no," {he} said. "I had it first."',
        '"Maybe tomorrow," said {hero}, but {he} did not mean it.',
        '{hero} shook {his} head. "You might break it," {he} said.',
        '"Go and get your own {toy}," said {hero}.',
      ],
      [
        '{@sad friend}',
        '{friend} did not say anything. {friend.He} just walked away.',
        '"Then I will go home," said {friend} quietly.',
        '{friend} looked at {him} for a long time. Then {friend.he} turned around and left.',
      ],
      ['¶'],
      [
        '{hero} played all alone. At first it was fun. But then it was boring.',
        'So {hero} was alone with the {toy}. It was not half as much fun as {he} had thought.',
        '{He} tried to {use}, but nobody laughed with {him} and nobody cheered.',
        'Now {he} had the {toy} all to {himself}. But something was missing.',
      ],
      [
        '{He} tried to sing. It sounded thin. {He} tried to laugh. It sounded lonely.',
        'From far away, {he} could hear {crowd} laughing together.',
        '"It is so quiet here," {he} said to the {toy}. The {toy} said nothing.',
        'And then {he} saw that {friend} was sitting near {spot}, all alone as well.',
        'The sun was shining, but {hero} felt as gray as a rain cloud.',
      ],
      [
        '{@think} "I was not nice," {he} said.',
        '{@sorry hero}',
        'Then {hero} remembered how {friend} had once shared {friend.his} lunch with {him}. {He} felt ashamed.',
        '"What good is a {toy} without a friend?" {he} asked {himself}.',
      ],
      ['¶'],
      [
        '{hero} ran to {friend}. {@sorryWords hero} +"Will you play with me?"',
        '{He} took the {toy} to {spot}, where {friend} was sitting. {@sorryWords hero}',
        '"{friend}, wait!" called {hero}. {@sorryWords hero} +"Please come back. You can go first."',
        '{hero} went to find {friend}. It was hard to say it, but {he} did. {@sorryWords hero}',
      ],
      [
        '{@forgive friend}',
        '{friend} began to smile. "All right," {friend.he} said, "~let us play!"',
        '{@happy friend} "May I really go first?" {friend.he} asked.',
      ],
      [
        '"Look," said {friend}, "~{take}!" They tried it, and it was wonderful.',
        'And they found out something: {take}, and that is the best game of all.',
        'First it was one, then the other: {take}. They laughed until they could not stand up.',
        'They took turns: {take}. Soon {crowd} wanted to join in too.',
      ],
      [
        '{@endLesson friend}',
        '{@endFriends friend}',
        '{@endLesson friend} {@endBed}',
        '{@endHappy} {@endLesson friend}',
        '{@endMeal friend} {@endLesson friend}',
      ],
    ],
  },
  {
    id: 'food-for-all',
    worlds: anywhere,
    cast: { a: { relation: 'stranger', look: 'hungry', named: 0.6 }, b: { relation: 'stranger', look: 'tired' } },
    tables: [
      [
        { food: 'cake', aFood: 'a big cake', part: 'the last piece of cake' },
        { food: 'melon', aFood: 'a huge melon', part: 'the last slice of melon' },
        { food: 'bread', aFood: 'a warm loaf of bread', part: 'the last bit of bread' },
        { food: 'pie', aFood: 'a berry pie', part: 'the last piece of pie' },
        { food: 'pot of soup', aFood: 'a big pot of soup', part: 'the last bowl of soup' },
        { food: 'basket of berries', aFood: 'a basket full of berries', part: 'the last handful of berries' },
        { food: 'bag of nuts', aFood: 'a bag of sweet nuts', part: 'the last nut' },
        { food: 'jar of honey', aFood: 'a jar of golden honey', part: 'the last spoon of honey' },
      ],
    ],
    facts: {
      lesson: [
        'what you give away comes back to you',
        'there is enough when everyone shares',
        'a little kindness feeds more than one',
        'food tastes best in good company',
      ],
    },
    beats: [
      [
        '{day} {hero} made {aFood}. It smelled so good that {his} nose began to dance.',
        '{day} {hero} had {aFood} for lunch. {He} was very hungry.',
        '{day} {hero} got {aFood} from {his} grandma. "I will eat it all by myself," {he} thought.',
        '{day} {hero} carried {aFood} to {spot}. {He} wanted to have a picnic.',
      ],
      [
        '{He} was just about to take the first bite when {a} came along.',
        'But before {he} could begin, {he} saw {a} standing there.',
        '"Hello," said a voice. It was {a}.',
        'On the way, {he} met {a}.',
      ],
      [
        '"I have not eaten since yesterday," said {a}. "May I have a little?"',
        '"That smells wonderful," said {a}. "My tummy is so empty."',
        '{a} did not ask for anything. {a.He} only looked at the {food} with big eyes.',
        '"I lost my lunch," said {a} sadly.',
      ],
      [
        '{hero} looked at {his} {food}. Then {he} looked at {a}. "Come and sit with me," {he} said.',
        'At first {hero} wanted to say no. But {he} knew what it is like to be hungry. "Here, take some," {he} said.',
        '"Half for you and half for me," said {hero}.',
        '{hero} moved over. "There is enough for two," {he} said.',
      ],
      ['¶'],
      [
        'They had hardly begun when {b} came by. "I have walked a long way," said {b}. "Is there a little bit for me?"',
        'Then {b} stopped beside them. "Oh, what a nice picnic," said {b}, and it sounded a little lonely.',
        'Not long after, {b} looked over the bushes. "Excuse me," said {b}, "~is there some left?"',
      ],
      [
        '"Oh dear," thought {hero}. "Soon there will be nothing left." But {he} said, "Of course. Sit down!"',
        '{hero} and {a} looked at each other and nodded. "Come and eat with us," they said.',
        '{hero} counted. There was not much left. Still, {he} cut it into three parts.',
        'So they shared again. Everyone had a small piece, and nobody had none.',
      ],
      [
        'They ate slowly and told each other stories. It was a happy meal.',
        'The pieces were small, but they tasted better than any big piece.',
        '{b} told a joke, and they laughed so hard that {a} fell off the log.',
        'Soon {part} was gone. {hero} was still a bit hungry, but {he} did not mind.',
      ],
      ['¶'],
      [
        'The next day, somebody knocked at the door. It was {a} with a basket full of apples. And behind {a.him} stood {b} with {treat}.',
        'A few days later, it rained so hard that {hero} could not go out, and {his} cupboard was empty. Then {a} and {b} stood at the door. "This time we have something for you," they said.',
        'When winter came, {hero} had nothing left to eat. But {a} and {b} had not forgotten. They brought so much food that the table bent.',
        'That evening, {a} and {b} came back with {treat}. "You shared with us," they said, "~and now we share with you."',
      ],
      [
        '{@surprised} {@happy}',
        '"All this for me?" asked {hero}. "No," they laughed, "~for all of us!"',
        '{@happy}',
        '"You gave us your last bite," said {a}. "Such a friend is hard to find."',
      ],
      ['{@endLesson b}', '{@endLesson a} {@endHappy}', '{@endFriends a}', '{@endHappy}', '{@endBed}'],
    ],
  },
]);
