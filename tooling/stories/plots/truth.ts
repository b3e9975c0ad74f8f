import { animals, children, plots } from '../grammar/plot.ts';

/** Mistakes and lies, and telling the truth. */
export const truthPlots = plots([
  {
    id: 'broken-and-hidden',
    worlds: ['village', 'village', 'seaside', 'woods', 'farm'],
    cast: { mom: { relation: 'family', kinds: ['mom', 'mother', 'dad', 'grandma', 'grandpa', 'mama', 'papa'] } },
    tables: [
      [
        { thing: 'vase', how: 'ran through the room and bumped into the table', mend: 'glued it piece by piece' },
        { thing: 'window', how: 'kicked the ball a little too hard', mend: 'helped to put in new glass' },
        { thing: 'cup', how: 'wanted to carry too much at once', mend: 'glued the handle back on' },
        { thing: 'flower pot', how: 'pulled at the curtain', mend: 'planted the flower in a new pot' },
        { thing: 'lamp', how: 'jumped on the bed as if it were a boat', mend: 'made a new lamp shade out of paper' },
        { thing: 'plate', how: 'danced with a wet towel', mend: 'made a sun out of the pieces' },
        { thing: 'music box', how: 'wound it up too far', mend: 'took it apart and put it back together' },
        { thing: 'clay bird', how: 'only wanted to touch it', mend: 'stuck its wing back on' },
      ],
    ],
    facts: {
      hide: ['under the bed', 'behind the door', 'in the bottom of the basket', 'under a heap of leaves'],
      blame: [
        '"Maybe it was the wind," {he} said.',
        '"It must have been the cat," {he} said.',
        '"I do not know anything about it," {he} said.',
        '"It was already like that," {he} said.',
      ],
      lesson: [
        'the truth is easier to carry than a lie',
        'everyone can make a mistake, but you should not hide it',
        'a lie weighs more than a broken {thing}',
        'it feels good to tell the truth',
      ],
    },
    beats: [
      [
        '{day} {hero} {how}. Crash! The best {thing} was broken.',
        '{day} {hero} was alone in the room for a moment. {He} {how}, and before {he} knew it, the {thing} was in pieces.',
        '{day} {hero} heard a terrible sound. {He} had broken the {thing}! It happened because {he} {how}.',
      ],
      [
        '{@scared} Nobody had seen it.',
        '{hero} held {his} breath. Did anybody hear that?',
        '"Oh no, oh no, oh no," whispered {hero}.',
        'It was very quiet. {hero} looked at the pieces and felt cold.',
      ],
      [
        'Quickly {he} gathered the pieces and hid them {hide}.',
        'Without thinking, {he} swept everything together and put it {hide}.',
        '{He} took the pieces and pushed them {hide}, where nobody would look.',
      ],
      ['¶'],
      [
        'Soon {mom} came in. "Where is my {thing}?" {mom.he} asked. {blame}',
        'At dinner, {mom} asked, "Has anyone seen the {thing}?" {blame}',
        '"How strange," said {mom}. "The {thing} is gone." {blame}',
      ],
      [
        '{mom} believed {him}. That made it even worse.',
        '{mom} looked at {him} for a while and said nothing.',
        '"I see," said {mom}, and went on working.',
        '"What a pity," said {mom}. "I had it from my own mother."',
      ],
      [
        '{@sorry hero}',
        '{hero} went to play, but no game was any fun.',
        'The lie sat in {his} tummy like a stone.',
        'Even {his} dinner did not taste good. It was as if the {thing} were looking at {him}.',
        'In the evening {hero} lay awake. The dark seemed to ask, "Who did it?"',
      ],
      [
        'First {he} wanted to write a letter. Then {he} wanted to run away. Then {he} just wanted it to be over.',
        'Twice {he} opened {his} mouth to say it, and twice {he} closed it again.',
        '"Tomorrow I will tell," {he} thought. But tomorrow was so far away.',
        '',
      ],
      ['¶'],
      [
        'At last {he} could not bear it any longer. {He} went to {mom} with the pieces in {his} hands.',
        'Then {he} got up, took the pieces, and went to {mom}.',
        'So {he} took a deep breath, and then another, and went to {mom}.',
      ],
      [
        '{@sorryWords hero} +"I broke it, and then I told a lie."',
        '"It was not the wind and it was not the cat," {he} said. "I broke the {thing}." Then {he} began to cry.',
        '{@sorryWords hero} +"I was afraid you would be angry."',
        '"I have to tell you something," {he} said, and then it all came out at once.',
      ],
      [
        '{@forgive mom}',
        '{mom} took {him} in {mom.his} arms. "The {thing} was only a thing," {mom.he} said. "You are much more important to me."',
        '"I was sad about the {thing}," said {mom}, "~but I am glad that you told me."',
        '{mom} was quiet. Then {mom.he} said, "That was brave. Come, we will see what we can do."',
      ],
      [
        'Together they {mend}.',
        'The next day, they sat down at the table and {mend}. It was not as good as new, but it was nearly as nice.',
        'And {hero} {mend}. It took all afternoon.',
      ],
      [
        '{@endLesson mom}',
        'The stone in {his} tummy was gone. {@endBed}',
        '{@endLesson mom} {@endBed}',
        '{@endPromise} {@endLesson mom}',
        '{@endPromise}',
      ],
    ],
  },
  {
    id: 'crying-wolf',
    worlds: animals,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { cry: 'A snake! A snake!', danger: 'a snake' },
        { cry: 'Fire! Fire!', danger: 'smoke and fire' },
        { cry: 'The water is coming!', danger: 'the water rising over the bank' },
        { cry: 'A hunter! A hunter!', danger: 'a hunter with a big dog' },
        { cry: 'I am stuck! Help!', danger: 'that {his} foot was stuck between two stones' },
      ],
    ],
    facts: {
      lesson: [
        'those who tell lies are not believed, even when they tell the truth',
        'a joke is not funny when it frightens others',
        'trust is easy to lose and hard to win back',
      ],
    },
    beats: [
      [
        '{day} {hero} was bored. {He} ran through the neighborhood and shouted, "{cry}"',
        '{day} {hero} wanted to have some fun. "{cry}" {he} yelled as loud as {he} could.',
        '{day} {hero} sat {where} and had nothing to do. So {he} played a trick. "{cry}" {he} shouted.',
      ],
      [
        '{friend} came running at once, and so did {crowd}. "Where?" they called. {hero} laughed. "There is nothing! I tricked you!"',
        '{crowd} dropped everything and ran to help. But there was only {hero}, rolling on the ground with laughter. {friend} did not laugh.',
        'Everyone came. {friend} had even left {friend.his} soup on the stove. "It was a joke," giggled {hero}.',
      ],
      [
        '"That is not funny," said {friend}. "We were worried about you."',
        '{friend} was out of breath. "Please do not do that again," {friend.he} said.',
        'They shook their heads and went home.',
      ],
      ['¶'],
      [
        'The next day, {hero} did it again. "{cry}" And again they all came running for nothing.',
        'But {hero} had liked it too much. Two days later, {he} shouted once more, "{cry}" This time only half of them came.',
        'It was not long before {he} tried it again. {friend} came, tired and cross. "You fooled me twice," {friend.he} said.',
      ],
      ['¶'],
      [
        'Then came the day when it was no joke. {hero} really saw {danger}.',
        'But one evening, {hero} noticed {danger}. This time it was true!',
        'And then it really happened. {hero} saw {danger}.',
      ],
      [
        '{@scared} "{cry}" {he} screamed. Nobody came.',
        '"{cry}" {he} cried. "It is true! Please come!" But it was quiet everywhere.',
        '{He} shouted until {his} voice was gone. "It is only {hero} and the old joke again," said {crowd}.',
      ],
      [
        'Only {friend} stopped and listened. That did not sound like a joke.',
        'But {friend} thought, "And what if it is true this time?"',
        '{friend} was sitting at home. {friend.He} heard that the voice was shaking.',
      ],
      [
        'So {friend} ran as fast as {friend.he} could and came just in time. Together they got away.',
        '{friend} came after all, took {him} by the hand, and pulled {him} to a safe place.',
        '{friend} called the others, and this time they believed it. With many hands, everything turned out well.',
      ],
      ['¶'],
      [
        '{@sorryWords hero} {@forgive friend}',
        '"Why did you come?" asked {hero}. "Because I am your friend," said {friend}. "But please, no more lies."',
        '{hero} cried and could not stop. {@sorryWords hero}',
        '{@thanks friend} {@sorryWords hero}',
      ],
      [
        '{@endLesson friend}',
        '{@endPromise} {@endLesson friend}',
        'It took a long time until everyone believed {him} again. {@endLesson friend}',
        '{@endPromise}',
      ],
    ],
  },
  {
    id: 'found-purse',
    worlds: children,
    cast: {
      owner: { relation: 'stranger', look: 'old', kinds: ['woman', 'man'], named: 0 },
      friend: { relation: 'friend' },
    },
    cold: 0.7,
    tables: [
      [
        { thing: 'purse', inside: 'coins and a photo of a little girl' },
        { thing: 'bag', inside: 'a key, some money, and a letter' },
        { thing: 'ring', inside: 'two tiny names' },
        { thing: 'watch', inside: 'a name and a heart' },
        { thing: 'wallet', inside: 'money and a drawing of a dog' },
      ],
    ],
    facts: {
      wish: ['a new bike', 'ten ice cream cones', 'a real telescope', 'a puppy', 'a drum'],
      lesson: [
        'a clear heart is worth more than money',
        'honesty is a gift to others and to yourself',
        'what you find is not always yours',
      ],
    },
    beats: [
      [
        '{day} {hero} found a {thing} near {spot}.',
        '{day} {hero} saw something lying on the ground {where}. It was a {thing}.',
        '{day} {hero} and {friend} were on their way home when {hero} stepped on something hard. It was a {thing}!',
      ],
      [
        'In it were {inside}.',
        'Carefully {he} looked inside. There were {inside}.',
        '{He} turned it over and found {inside}.',
      ],
      [
        '"You are lucky!" said {friend}. "With that you could buy {wish}."',
        '{hero} thought of {wish}. {He} had wanted that for so long.',
        '"Finders keepers," said {friend}. "Think of {wish}!"',
      ],
      ['¶'],
      [
        '{hero} put it in {his} pocket. But it felt heavy there.',
        '{He} walked a few steps. With each step the {thing} seemed to get heavier.',
        '"Somebody is looking for this," said {hero}. "Maybe somebody is crying."',
        '{hero} looked at it again. "It belongs to someone," {he} said slowly.',
      ],
      [
        'They asked at the bakery. The baker shook her head. They asked at the station. Nobody knew anything.',
        'First they asked a man with a dog. It was not his. Then they asked a woman with a red hat. It was not hers.',
        '"Is this yours?" {he} asked everyone {he} met. "No," they all said.',
        'They put up a note on a tree. Nobody came.',
      ],
      [
        '"Now you can keep it," said {friend}. "Not yet," said {hero}.',
        '{friend} got tired. "Let us go home," {friend.he} said. But {hero} wanted to try one more time.',
        '{@goOn hero}',
      ],
      ['¶'],
      [
        'Then they saw {owner} on a bench, bent over and looking under the seat.',
        'At {spot2} they met {owner}, who was searching through all {owner.his} pockets.',
        'Just before dark, {owner} came along the street and looked at the ground with sad eyes.',
      ],
      [
        '"Have you lost something?" asked {hero}. "My {thing}," said {owner}. "It is the last thing I have from my sister."',
        '"Are you looking for this?" asked {hero}, and held out the {thing}. {owner} put a hand on {owner.his} heart.',
        '"What does it look like?" asked {hero}. And {owner} described it exactly, down to the {thing}\'s last scratch.',
      ],
      [
        '{owner} laughed and cried at once. "Thank you, child," {owner.he} said. "You have made me very happy."',
        '"There are still honest people," said {owner}, and {owner.his} voice trembled.',
        '{@happy owner} "How can I thank you?" {owner.he} asked.',
      ],
      ['¶'],
      [
        '{owner} invited them for {treat}. {friend} whispered, "I am glad you did not listen to me."',
        'As a thank you, {owner} gave {hero} a jar of {color} candy. {hero} shared it with {friend}.',
        '{hero} did not get {wish} that day. But {he} felt as if {he} had gotten something even better.',
        '"I do not need anything," said {hero}. And it was true.',
      ],
      ['{@endLesson friend}', '{@endLesson owner}', '{@endBed}', '{@endLesson friend} {@endBed}', '{@endHappy}'],
    ],
  },
]);
