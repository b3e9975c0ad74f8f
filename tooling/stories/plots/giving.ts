import { anywhere, children, plots } from '../grammar/plot.ts';

/** Presents, parties and secrets. */
export const givingPlots = plots([
  {
    id: 'homemade-gift',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        {
          gift: 'a necklace of acorns',
          make: 'put one acorn after another on a string',
          spoil: 'the string broke, and the acorns rolled away in all directions',
          small: 'one single acorn on a thread',
        },
        {
          gift: 'a picture with all the colors',
          make: 'painted a house, a sun, and two friends',
          spoil: 'the rain came in through the window and washed the colors away',
          small: 'a picture that was all one soft rainbow',
        },
        {
          gift: 'a honey cake',
          make: 'stirred and baked and decorated it with berries',
          spoil: 'the cake burned and was as hard as a stone',
          small: 'a small pancake with a berry on top',
        },
        {
          gift: 'a crown of flowers',
          make: 'picked the finest flowers and wove them together',
          spoil: 'a goat ate it, all but one daisy',
          small: 'a single daisy',
        },
        {
          gift: 'a boat made of bark',
          make: 'cut and polished it until it shone',
          spoil: 'it sailed away and did not come back',
          small: 'a leaf with a little sail',
        },
        {
          gift: 'a pair of warm socks',
          make: 'knitted every evening',
          spoil: 'one sock was long and the other was short',
          small: 'one long sock and one short sock',
        },
        {
          gift: 'a song',
          make: 'practiced it from morning to night',
          spoil: '{his} voice was gone, and only a croak came out',
          small: 'a very quiet song',
        },
      ],
    ],
    facts: {
      lesson: [
        'a gift does not have to be big to be good',
        'what counts is the love inside',
        'the best presents come from the heart',
        'nothing is too small when it is given with joy',
      ],
      occasion: ['birthday', 'name day', 'party', 'birthday', 'going-away party'],
    },
    beats: [
      [
        '{day} {hero} remembered that it would soon be the {occasion} of {friend}. "I will make {gift}," {he} said.',
        '{day} {hero} sat and thought. Tomorrow was the {occasion} of {friend}, and {he} had no present yet. "I know! I will make {gift}."',
        '{day} {hero} decided to make a present for {friend}. It should be {gift}.',
      ],
      [
        '{He} {make}.',
        'All day long {he} worked. {He} {make}, and hummed as {he} did it.',
        'First {he} got everything {he} needed. Then {he} {make}.',
      ],
      [
        '"It will be the most beautiful present of all," {he} thought.',
        '{He} could already see how {friend} would smile.',
        'It was nearly finished, and it was lovely.',
        '',
      ],
      ['¶'],
      ['But then something went wrong: {spoil}.', 'And then, oh dear, {spoil}!', 'In the last moment, {spoil}.'],
      [
        '{@sad}',
        '"Everything is ruined!" {he} cried.',
        '{@angry} There was no time to begin again.',
        '{hero} stared at what was left. {@worried}',
      ],
      [
        '{He} looked in {his} cupboard for something else. There was only an old button.',
        '"I could say that I am sick and stay at home," {he} thought. But that would be even worse.',
        '{He} ran to {spot} to find something better. But everything was wilted or wet or broken.',
        'Could {he} buy something? {He} turned out {his} pockets. They were empty.',
      ],
      [
        'Then {he} looked again at what was left and made the best of it: {small}.',
        'In the end, all that {he} had was {small}.',
        '{@think} {He} made {small} and wrapped it in a green leaf.',
      ],
      ['¶'],
      [
        'At the {occasion}, {crowd} came with big boxes and bright ribbons. {hero} hid {his} present behind {his} back.',
        '{hero} was the last to come. On the table lay so many fine things that {he} almost turned around.',
        'One after another, the guests gave their presents. Then it was the turn of {hero}. {His} ears were hot.',
      ],
      [
        '"It is only {small}," {he} said in a low voice.',
        '"I wanted to make {gift}," {he} said, "~but it did not work. Now it is only this."',
        'Without a word {he} held it out.',
      ],
      [
        '{friend} looked at it for a long time. "You made this yourself?" {friend.he} asked. "For me?"',
        '{@surprised friend} "That is just what I like," {friend.he} said.',
        '{friend} gave a cry of joy. "Nobody else has one like this!" {friend.he} said.',
        '{friend} laughed, but it was a warm laugh. "I love it," {friend.he} said.',
      ],
      [
        'Then {friend} hugged {hero} so hard that {he} could hardly breathe.',
        'And {friend} put it in the best place, right next to the bed.',
        'Of all the presents, it was the one that {friend} kept the longest.',
      ],
      [
        '{@endLesson friend}',
        '{@endMeal friend}',
        '{@endHappy} {@endLesson friend}',
        '{@endFriends friend}',
        '{@endBed}',
      ],
    ],
  },
  {
    id: 'surprise-party',
    worlds: anywhere,
    cold: 0.5,
    cast: { friend: { relation: 'friend', named: 1 } },
    facts: {
      secret: [
        'pushed something behind {friend.his} back',
        'whispered and stopped when {hero} came near',
        'said, "Not today, I am very busy"',
        'giggled and ran away',
      ],
      hint: [
        'a trail of flour on the path',
        'a {color} balloon behind a bush',
        'a smell of cake in the air',
        'somebody carrying nine cups',
        'the end of a paper garland',
      ],
      lesson: [
        'it is not good to think the worst of your friends',
        'sometimes a secret is a sign of love',
        'friends do not forget you',
      ],
    },
    beats: [
      [
        '{day} {hero} woke up very happy, because it was {his} birthday.',
        '{day} {hero} jumped out of bed. It was {his} birthday! {He} ran out to tell everyone.',
        '{day} {hero} had {his} birthday. {He} sat at the door and waited for visitors.',
      ],
      [
        'But nobody came. Nobody sang. Nobody said a word about it.',
        '"Good morning," said a neighbor, and walked on. Not a word about the birthday!',
        '{He} met {crowd}. They said hello and hurried away.',
      ],
      ['¶'],
      [
        '{He} went to {friend}. But {friend} {secret}.',
        '"Do you know what day it is?" {he} asked {friend}. {friend} {secret}.',
        'Near {spot} {he} saw {friend}. "Shall we play?" asked {hero}. {friend} {secret}.',
      ],
      [
        'At {spot2} it was just the same. They were all so busy.',
        'Then {he} went to {spot2}. Somebody called, "Quick, here {he} comes!" And when {he} got there, the place was empty.',
        'Then {he} asked if anyone wanted to come for a walk. "Maybe tomorrow," they said.',
      ],
      [
        'On the way home {he} noticed {hint}. But {he} was too sad to wonder about it.',
        'How odd! There was {hint}.',
        '{He} did not see {hint}, because {he} was looking at {his} feet.',
      ],
      [
        '"They have all forgotten me," {he} thought. {@sad}',
        '{@sad} "I will celebrate alone," {he} said.',
        '{hero} sat down {where} and drew a cake in the dirt. It was a very small cake.',
        '"Happy birthday to me," {he} sang softly, and {his} voice broke.',
      ],
      ['¶'],
      [
        'When it was getting dark, {friend} came running. "Come quickly!" {friend.he} called. "I need your help!"',
        'Then there was a knock. Outside stood {friend}. "Close your eyes and give me your hand," {friend.he} said.',
        'In the evening, {hero} went home. It was strangely dark and quiet there. {He} opened the door.',
      ],
      [
        '"Surprise!" Everyone was there! Lights went on, and they all sang at the top of their voices.',
        'And then, "Surprise!" From behind every corner they came, with lanterns and flowers and {treat}.',
        'All at once there were a hundred little lights, and {crowd} shouted, "Happy birthday, {hero}!"',
      ],
      ['{@surprised}', '{@happy}', '{hero} laughed and cried at the same time.', '"You did not forget me!" {he} said.'],
      [
        '"How could we forget you?" said {friend}. "It was so hard to keep the secret!"',
        '"I had to fib a little today," said {friend}. "I am sorry that you were sad."',
        '"We have been baking since morning," said {friend}, and there was still flour on {friend.his} nose.',
      ],
      [
        'They danced until the moon came up.',
        '{@endLesson friend}',
        '{@endBed}',
        'It was the finest birthday of {his} life. {@endLesson friend}',
        '{@endHappy} {@endBed}',
      ],
    ],
  },
  {
    id: 'the-kept-secret',
    worlds: children,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'grandpa', 'mommy', 'daddy'] },
      sis: { relation: 'family', kinds: ['sister', 'brother'] },
    },
    tables: [
      [
        { secret: 'a puppy in the shed', leak: '"Woof," said {hero} at breakfast, and put a hand over {his} mouth' },
        { secret: 'a new bike behind the curtain', leak: '"Ring, ring," said {hero} at breakfast, and bit {his} lip' },
        { secret: 'a cake in the cupboard', leak: '"Do you like chocolate?" asked {hero}, and looked at the ceiling' },
        { secret: 'a tent in the attic', leak: '"Have you ever slept outside?" asked {hero}, and turned red' },
      ],
    ],
    facts: {
      lesson: [
        'keeping a happy secret is a present too',
        'a good secret is one that makes somebody glad in the end',
        'a secret can tickle like a feather',
      ],
    },
    beats: [
      [
        '{day} {mom} took {hero} aside. "Can you keep a secret?" {mom.he} asked. "Tomorrow is a big birthday, you know whose, and there is {secret}."',
        '{day} {hero} found out a secret: there was {secret}. "It is a surprise for {sis}," said {mom}. "Not a word!"',
        '{day} {hero} saw something that {he} was not supposed to see: {secret}! "It is for {sis}," whispered {mom}. "Can you keep quiet until tomorrow?"',
      ],
      [
        '"Of course I can," said {hero}. But a secret is a slippery thing.',
        '{hero} nodded and pressed {his} lips together.',
        'All day long, the secret tickled {him} like a feather.',
      ],
      ['¶'],
      [
        '{leak}. {sis} looked at {him}. "Are you all right?"',
        'At breakfast it almost got out. {leak}.',
        '{sis} asked, "Why are you smiling like that?" "I am not smiling," said {hero}, and smiled.',
      ],
      [
        'So {he} ran out to the garden and whispered it to an apple tree. The tree told nobody.',
        '{He} had to tell someone! So {he} told the cat. The cat yawned.',
        'Then {he} told it to {his} pillow, very softly. That helped for a while.',
      ],
      [
        'Then {sis} said, "I think everybody has forgotten me." {sis.His} eyes were wet. Oh, how {hero} wanted to tell!',
        'In the afternoon, {sis} was sad. "Nobody talks about my birthday," {sis.he} said.',
        '{sis} went near the hiding place. "Stop!" cried {hero}. "There is a spider in there, a huge one!"',
      ],
      [
        '{hero} opened {his} mouth, and closed it again. "Come," {he} said, "~let us play your favorite game."',
        'It was the hardest thing {he} had ever done. {He} only said, "Tomorrow is a good day. You will see."',
        '{hero} bit into an apple, so that {his} mouth was busy.',
      ],
      ['¶'],
      [
        'And then it was morning. {sis} opened the door and saw it. {sis.He} said "Oh!" and nothing else.',
        'The next morning, they all stood around and sang. Then the surprise came out.',
        'At last the sun came up. {hero} was awake before everyone else.',
      ],
      [
        '{@happy sis}',
        '{sis} jumped up and down. "And you knew about it?" {sis.he} asked {hero}.',
        '"Did you know?" asked {sis}. "Since yesterday," said {hero}. "It was so hard!"',
      ],
      [
        '{mom} winked at {hero}. "You are a good keeper of secrets," {mom.he} said.',
        '"You kept it," said {mom} and stroked {his} hair. {@proud}',
        '{sis} hugged {hero}. "I am glad that you did not tell," {sis.he} said.',
      ],
      [
        '{@endLesson mom}',
        '{@endHappy}',
        '{@endMeal sis}',
        '{@endLesson mom} {@endBed}',
        'But now all the apple trees know it.',
      ],
    ],
  },
]);
