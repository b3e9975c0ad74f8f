import { anywhere, plots } from '../grammar/plot.ts';

const things = [
  {
    thing: 'kite',
    aThing: 'a {color} kite',
    why: 'It had a long tail and danced in the wind.',
    gone: 'A gust of wind pulled the string out of {his} [paws|hands|fingers]',
  },
  {
    thing: 'balloon',
    aThing: 'a {color} balloon',
    why: 'It was as round as the moon.',
    gone: 'The string slipped away, and the balloon floated up',
  },
  {
    thing: 'hat',
    aThing: 'a {color} hat',
    why: '{His} grandma had made it for {him}.',
    gone: 'The wind blew the hat off {his} head',
  },
  {
    thing: 'paper plane',
    aThing: 'a {color} paper plane',
    why: '{He} had folded it all by {himself}.',
    gone: '{He} threw it as hard as {he} could, and it flew up, up, up',
  },
  {
    thing: 'scarf',
    aThing: 'a {color} scarf',
    why: 'It was soft and warm.',
    gone: 'The wind took the scarf and carried it away',
  },
  {
    thing: 'ball',
    aThing: 'a {color} ball',
    why: 'It could bounce higher than any other ball.',
    gone: '{He} threw it too high',
  },
] as const;

const climbers = [
  {
    worlds: 'woods,farm,pond,village,seaside',
    help: 'squirrel,raccoon',
    helpHow: 'ran up the trunk, jumped from branch to branch, and [pushed|shook] the {thing} loose',
    strong: 'I can climb any tree',
  },
  {
    worlds: 'woods,farm,pond,village',
    help: 'owl,crow,robin,woodpecker',
    helpHow:
      'spread {helper.his} wings, flew up to the branch, and came back with the {thing} in {helper.his} [beak|feet]',
    strong: 'I have wings',
  },
  {
    worlds: 'jungle',
    help: 'giraffe',
    helpHow:
      'stretched {helper.his} long neck, higher and higher, and took the {thing} gently between {helper.his} lips',
    strong: 'I have a long neck',
  },
  {
    worlds: 'jungle',
    help: 'monkey',
    helpHow: 'climbed up as quick as the wind, untied the {thing}, and dropped it down',
    strong: 'I love to climb',
  },
  {
    worlds: 'jungle',
    help: 'elephant',
    helpHow: 'blew hard through {helper.his} long trunk, and the {thing} came sailing down',
    strong: 'I have a strong trunk',
  },
  {
    worlds: 'woods',
    help: 'bear',
    helpHow: 'lifted {him} up on {helper.his} strong shoulders, and now {hero} could reach the {thing} easily',
    strong: 'I am tall and strong',
  },
  {
    worlds: 'jungle,seaside',
    help: 'parrot,pelican,toucan',
    helpHow: 'flew up with a few strong beats of {helper.his} wings and brought the {thing} down in {helper.his} beak',
    strong: 'I can fly',
  },
  {
    worlds: 'farm,village',
    help: 'cat',
    helpHow: 'ran up the trunk on soft paws, gave the {thing} a push, and down it came',
    strong: 'I have sharp claws',
  },
  {
    worlds: 'village,farm,seaside',
    help: 'man,woman',
    helpHow: 'fetched a long ladder, put it against the tree, climbed up step by step, and brought the {thing} down',
    strong: 'I have a long ladder',
  },
  {
    worlds: 'village,farm',
    help: 'gardener,farmer,painter',
    helpHow: 'leaned {helper.his} ladder against the trunk, climbed up carefully, and handed the {thing} down',
    strong: 'I always have a ladder with me',
  },
] as const;

/** Things caught high up, and things that must come down again. */
export const stuckPlots = plots([
  {
    id: 'own-thing-in-tree',
    worlds: anywhere,
    cast: { helper: { relation: 'stranger', kinds: 'help' } },
    tables: [things, climbers],
    facts: {
      lesson: [
        'it is fine to ask for help',
        'everyone is good at something',
        'what is too high for one is easy for another',
        'friends can reach what you cannot',
        'asking is better than crying',
      ],
    },
    beats: [
      [
        '{day} {hero} was playing {where} with {aThing}. {why}',
        '{day} {hero} took {aThing} outside. {why}',
        '{day} {hero} went out to play {where}. With {him} {he} had {aThing}. {why}',
        '{day} {hero} got {aThing} as a present. {why} At once {he} ran outside to play with it.',
        '{day} {hero} ran to {spot} with {aThing}. {why} {air}',
      ],
      [
        '{gone}. It landed at the very top of the {tree}.',
        'Then it happened. {gone}, right into the {tree}!',
        'But whoosh! {gone}. There it was, stuck in the {tree}.',
        '{gone}. When it stopped, it was hanging high in the {tree}, far out of reach.',
        'Suddenly, {gone}. "Come back!" cried {hero}. But the {thing} was already caught between two branches of the {tree}.',
      ],
      [
        '{@sad}',
        '{@worried}',
        '"My {thing}!" cried {hero}.',
        'The {thing} hung there and moved a little in the wind, as if it were waving. {@sad}',
        '',
      ],
      ['¶'],
      [
        'First {he} jumped, but {he} was much too small.',
        '{He} jumped and jumped. The branch was too high.',
        '{He} stretched as far as {he} could. It was not far enough.',
        'At first {he} tried to jump up to it, again and again, until {he} was out of breath.',
      ],
      [
        'Next {he} looked for a long stick. The stick was not long enough[ and broke in two|].',
        'Then {he} shook the tree. Only a few [leaves|twigs] fell on {his} nose.',
        '{He} threw a [pine cone|small stick] at it. It missed and fell on {his} own head. "Ouch!"',
        'After that {he} tried to climb up, but the bark was slippery and {he} slid down again.',
        'Then {he} stood on a stone, and on the stone {he} put a box. The box wobbled, and down {he} came with a bump.',
        '{He} called to the wind, "Please blow it down!" But the wind was [busy with the clouds|asleep by now|gone].',
      ],
      ['{@goOn} But still the {thing} stayed where it was.', '{@tired}', '{@fail}', ''],
      ['¶'],
      [
        'Just then, {helper} came by. {@askWrong helper}',
        'Along the path came {helper}. {@askWrong helper}',
        '{helper} heard the noise and came closer. {@askWrong helper}',
        '"Hello down there," said a voice. It was {helper}. {@askWrong helper}',
        'After a while, {hero} saw {helper}. {He} was a bit shy, but {he} asked, "Please, can you help me?"',
      ],
      [
        '"My {thing} is up there, and I cannot reach it," said {hero}.',
        '{hero} pointed up. "My {thing} is stuck," {he} said.',
        '"It is my {thing}," {hero} said. "It is too high for me."',
        '"Look up there," said {hero}. "That is my {thing}, and I want it back so much."',
      ],
      [
        '"{strong}," said {helper}. "Wait here." And {helper.he} {helpHow}.',
        '{helper} looked up and smiled. "That is nothing. {strong}!" {helper.He} {helpHow}.',
        '"{strong}," said {helper}, "~so let me do it." Then {helper.he} {helpHow}.',
        '{@offer helper} {helper.He} {helpHow}.',
      ],
      ['¶'],
      [
        'There it was again, and it was not even torn or broken!',
        'Soon {hero} held the {thing} in {his} arms again.',
        '{hero} caught the {thing} and held it tight.',
        'The {thing} was back, with only a leaf stuck to it.',
        'And so {hero} had {his} {thing} again. {@happy}',
      ],
      [
        '{@thanks helper} {@welcome helper}',
        '{@thanks helper}',
        '{@thanks helper} Then {he} asked, "Do you want to play with us, the {thing} and me?"',
      ],
      [
        'They played together {where} until it got dark. {@endLesson helper}',
        '{@endFriends helper}',
        '{@endMeal helper}',
        '{@endLesson helper} {@endBed}',
        '{@endFriends helper} {@endLesson helper}',
        'This time {hero} held on tight. {@endHappy}',
      ],
    ],
  },
  {
    id: 'found-thing-in-tree',
    worlds: anywhere,
    cold: 0.9,
    cast: {
      helper: { relation: 'stranger', kinds: 'help' },
      owner: {
        relation: 'stranger',
        kinds: ['girl', 'boy', 'mouse', 'rabbit', 'lamb', 'kitten'],
        look: 'small',
        named: 1,
      },
    },
    tables: [things.slice(0, 5), climbers],
    facts: {
      lesson: [
        'it feels good to give back what is not yours',
        'a thing you found may be missed by someone else',
        'being honest makes two hearts happy',
        'honest friends are the best friends',
      ],
    },
    beats: [
      [
        '{day} {hero} found {aThing} in a tall tree.',
        '{day} {hero} saw {aThing} high up in the {tree}.',
        '{day} {hero} was walking {where} when {he} saw something {color} in a tall tree. It was a {thing}!',
        '{day} {hero} looked up and saw {aThing} hanging from a branch of the {tree}.',
        '{day} {hero} found {aThing} that was stuck in the {tree} near {spot}.',
        '{day} {hero} spotted {aThing} at the top of the {tree}.',
      ],
      [
        '{He} had never had a {thing} of {his} own.',
        '"What a beautiful {thing}!" said {hero}.',
        '{@surprised}',
        'It moved in the wind, as if it wanted to come down.',
        '"Who put you up there?" asked {hero}. The {thing} gave no answer.',
        '{He} wanted to play with it right away.',
        '"Poor {thing}," said {hero}. "You look lonely up there."',
      ],
      ['¶'],
      [
        '{He} tried to climb up, but the branches were too thin.',
        '{He} jumped as high as {he} could. It was not high enough.',
        '{He} climbed and climbed, but halfway up {he} looked down and got dizzy, so {he} came back.',
        '{He} shook the tree with all {his} might. Nothing fell but leaves.',
        '{He} took a long stick and poked at the {thing}. It only slid further into the leaves.',
      ],
      [
        '{@think} "I need somebody who can help me," {he} said.',
        'Then {he} remembered {helper}, who lived nearby. {He} ran there as fast as {he} could and asked for help.',
        '"What are you doing?" asked a voice. It was {helper}. "I want to get that {thing} down," said {hero}.',
        '{helper} came past and looked up too. "Do you want it down?" {helper.he} asked. "Oh yes, please!" said {hero}.',
      ],
      [
        '"{strong}," said {helper}, and {helper.he} {helpHow}.',
        '{helper} did not wait long. {helper.He} {helpHow}.',
        '{@offer helper} And {helper.he} {helpHow}.',
      ],
      [
        '{@thanks helper}',
        'Now {hero} held the {thing} and looked at it closely. {@happy}',
        'What fun it was! {hero} ran [up and down the hill|round and round] with the {thing}.',
        '{@happy} {helper} laughed too.',
      ],
      ['¶'],
      [
        'But then {hero} heard someone crying. It was {owner}. "I lost my {thing}," {owner.he} sobbed.',
        'Near {spot} sat {owner}. "Why are you crying?" asked {hero}. "The wind took my {thing}," said {owner}.',
        'On the way home {he} met {owner}, who was looking behind every bush. "Have you seen a {color} {thing}?" asked {owner}.',
        'Just then, {owner} came running. "My {thing}!" {owner.he} called. "I have looked for it [all day|everywhere]!"',
      ],
      [
        '{hero} looked at the {thing}. {He} wanted to keep it so much. But it was not {his} {thing}.',
        'For a moment {hero} wanted to hide it. Then {he} saw the tears and knew what was right.',
        '{hero} swallowed. It was hard to give it away, but {he} knew what to do.',
        '{hero} did not think long.',
        'It was not easy. {hero} held the {thing} a little longer and then let go.',
      ],
      [
        '"Here," said {hero}, "~this is yours." {@happy owner}',
        '"I found it in the tree," {he} said and gave it to {owner}. {@happy owner}',
        '{He} held it out to {owner}. "It was up in the tree. Now it is yours again," {he} said.',
        '"Take it," said {hero}. "It wants to go home." {owner} hugged the {thing} and then hugged {hero} too.',
      ],
      ['¶'],
      [
        '"Shall we play with it together?" asked {owner}. And that is what they did.',
        '"You are very kind," said {owner}. "Let us share it!" So they took turns all afternoon.',
        '"Thank you," said {owner}. "Come and play with me tomorrow, and we will let it fly together."',
        '{owner} thought for a moment. "A {thing} is more fun with two," {owner.he} said. "Come!"',
      ],
      [
        '{@endFriends owner}',
        '{@endLesson owner}',
        '{@endLesson owner} {@endHappy}',
        '{@endBed}',
        '{@endFriends owner} {@endLesson owner}',
      ],
    ],
  },
]);
