import { anywhere, plots } from '../grammar/plot.ts';

/** Rivers, the moon and the rainbow. */
export const wondersPlots = plots([
  {
    id: 'river-crossing',
    worlds: ['woods', 'farm', 'jungle', 'pond'],
    cast: { friend: { relation: 'friend' }, helper: { relation: 'stranger', kinds: 'help' } },
    tables: [
      [
        {
          help: 'beaver',
          way: '{helper.He} bit through a thin tree with {helper.his} strong teeth, and it fell right across the water',
          gift: 'a bridge',
        },
        {
          help: 'turtle,swan',
          way: '{helper.He} let them sit on {helper.his} back and swam slowly to the other side',
          gift: 'a ride',
        },
        {
          help: 'heron,stork',
          way: '{helper.He} knew where the water was shallow and walked ahead, so that they only got wet feet',
          gift: 'a path',
        },
        {
          help: 'horse,cow,elephant',
          way: '{helper.He} stepped into the water and let them cross on {helper.his} broad back',
          gift: 'a ride',
        },
        {
          help: 'goat',
          way: '{helper.He} showed them a row of stones hidden behind the reeds, and they hopped from one to the next',
          gift: 'a path',
        },
      ],
      [
        { goal: 'a bush full of ripe raspberries', want: 'pick raspberries' },
        { goal: 'the house of their grandma', want: 'visit Grandma' },
        { goal: 'the big fair with music and lights', want: 'go to the fair' },
        { goal: 'a meadow full of flowers', want: 'pick flowers for the feast' },
        { goal: 'the place where the kites fly', want: 'fly their kites' },
      ],
    ],
    facts: {
      lesson: [
        'there is more than one way to get to the other side',
        'it is wise to ask those who know the water',
        'you should look before you leap',
      ],
    },
    beats: [
      [
        '{day} {hero} and {friend} wanted to {want}. But the river was in the way.',
        '{day} {hero} said to {friend}, "Let us {want}!" They set out at once and came to a river. On the other side was {goal}.',
        '{day} {hero} stood at the river with {friend}. Over there was {goal}, and they were over here.',
      ],
      [
        'The rain had washed the old bridge away.',
        'The water was high and fast that day.',
        'There was no bridge and no boat, only water and more water.',
      ],
      ['¶'],
      [
        '"I will jump," said {hero}. {He} ran, jumped, and landed in the water with a splash. {friend} had to pull {him} out.',
        'First {hero} wanted to wade through. But after three steps the water came up to {his} tummy, and {he} turned back.',
        '"We will swim," said {hero}. {He} put one foot in. "Brrr! Too cold and too fast!"',
      ],
      [
        'Then they built a raft out of twigs. It floated for a moment and then fell apart.',
        'Then {friend} laid a long branch over the water. It was nearly long enough, but only nearly. Crack! It broke.',
        'They threw stones into the water to make a path. Plop, plop, plop! The river swallowed every one.',
        'Then they walked along the bank to find a better place. But the river only got wider.',
      ],
      [
        '{@worried}',
        '"We will never get there," said {friend}.',
        '{hero} shook the water out of {his} ears. {@goOn}',
        '{@tired}',
      ],
      ['¶'],
      [
        'Just then, {helper} raised {helper.his} head. "Do you want to get across?" {helper.he} asked.',
        'On the bank sat {helper}, who had been watching all the time. "May I say something?" asked {helper}.',
        '"What are you doing there?" asked {helper}. "We want to {want}," said {hero}, "~but we cannot get over."',
      ],
      [
        '"Why did you not ask?" said {helper}. "I have lived here all my life." {way}.',
        '{@offer helper} {way}.',
        '"Nothing is easier than that," said {helper}. {way}.',
      ],
      [
        'And so they got {gift}, and soon they stood on the other side, dry and happy.',
        '"Hold on tight," said {hero} to {friend}. A moment later they were there.',
        'It wobbled a bit, and {friend} squeaked, but then they were across.',
      ],
      ['¶'],
      [
        '{@thanks helper} {@welcome helper}',
        '{@thanks helper} "And on the way back?" asked {friend}. "I will be here," said {helper}.',
        'They waved for a long time. Then they ran up the bank, and there was {goal}.',
      ],
      [
        'In the evening, they brought {helper} the best of what they had found. {@endLesson helper}',
        '{@endLesson helper}',
        '{@endFriends helper}',
        '{@endHappy}',
        '{@endMeal helper}',
      ],
    ],
  },
  {
    id: 'catch-the-moon',
    worlds: ['woods', 'pond', 'village', 'jungle', 'farm'],
    times: ['evening', 'night'],
    weather: ['plain', 'warm'],
    cold: 0.6,
    cast: { wise: { relation: 'stranger', look: 'old', kinds: ['owl', 'turtle', 'toad', 'woman', 'man', 'cat'] } },
    tables: [
      [
        { why: 'because it was so round and bright' },
        { why: 'to have a light beside {his} bed' },
        { why: 'to give it to {his} mother' },
        { why: 'because it looked like a cheese' },
        { why: 'because it looked so lonely up there' },
      ],
    ],
    facts: {
      lesson: [
        'you can love a thing without owning it',
        'the moon shines for everyone',
        'some things are best where they are',
      ],
    },
    beats: [
      [
        '{day} {hero} saw the moon. {He} wanted to have it, {why}.',
        '{day} {hero} looked up, and there hung the moon, as big as a plate. "I will catch it," {he} said, {why}.',
        '{day} {hero} could not sleep, for the moon was shining in {his} face. "I want that moon," {he} thought, {why}.',
      ],
      [
        'First {he} climbed on a chair and stretched out {his} arms. It was not high enough.',
        '{He} climbed up the {tree}, to the very top. But the moon was still as far away as before.',
        'So {he} climbed up the hill. When {he} was at the top, the moon had moved a bit farther.',
      ],
      [
        'Then {he} threw a rope with a loop. The rope came down and landed on {his} own head.',
        'Then {he} called, "Moon, come here! I have {treat} for you!" The moon did not come.',
        'Then {he} set a trap with a net and waited. {He} caught a moth.',
        'Next {he} took a very long stick with a spoon at the end. {He} almost poked out the eye of an owl.',
      ],
      ['¶'],
      [
        'And then {he} saw that the moon had fallen into the water! It lay there and trembled. {hero} ran over with a bucket.',
        'On the way home {he} passed some water, and in the water was the moon. "Now I have you!" {he} cried.',
        'But what was that? In a puddle right before {his} feet lay the moon!',
      ],
      [
        '{He} reached for it. The moon broke into a hundred pieces, and {his} sleeve got wet.',
        '{He} dipped in a bucket and pulled it out. Yes, the moon was in it! But when {he} carried it under the roof, it was gone.',
        'Splash! {He} jumped right in. When {he} came up again, the moon was dancing on the waves as if it were laughing.',
      ],
      [
        '{@sad}',
        '{@angry}',
        '"I have broken it!" sobbed {hero}.',
        '"Why do you run away from me?" {he} asked the moon.',
      ],
      ['¶'],
      [
        '{wise} had seen it all. "What would you do with it, if you had it?" {wise.he} asked.',
        'From the shadow came {wise}. "Child," {wise.he} said, "~do you know who else is looking at that moon?"',
        '"You are not the first one who has tried," said {wise}, and sat down beside {him}.',
      ],
      [
        '"If you had it in your room," said {wise}, "~the ships could not find the harbor, and the hedgehogs could not find their way."',
        '"It shines for the mouse and for the whale," said {wise}. "How dark it would be for them!"',
        '"Somewhere, someone you love is looking at it right now," said {wise}. "It belongs to both of you."',
      ],
      [
        '{hero} thought about it. {He} did not want anyone to sit in the dark.',
        'That was something {hero} had not thought of.',
        '{hero} looked up. The moon seemed to smile.',
      ],
      [
        '"Then it should stay where it is," {he} said. "But may I look at it?" "As long as you like," said {wise}.',
        '"I will not take it," {he} said. "I will just say good night to it."',
      ],
      ['¶'],
      [
        'They sat there side by side and looked until {his} eyes fell shut.',
        'When {he} lay in bed, the moon looked in at the window and put a silver stripe on {his} blanket.',
        'And the moon walked home with {him}, all the way to {his} door.',
      ],
      [
        '{@endLesson wise}',
        '{@endLesson wise} {@endBed}',
        'Since then, {he} says good night to it each evening.',
        '"Good night, moon," {he} whispered. And {he} slept as well as never before.',
      ],
    ],
  },
  {
    id: 'end-of-the-rainbow',
    worlds: anywhere,
    weather: ['rainy'],
    cast: { friend: { relation: 'friend' }, old: { relation: 'stranger', look: 'old' } },
    tables: [
      [
        { prize: 'a pot of gold', got: 'a field of golden flowers that shone in the wet sun' },
        { prize: 'a treasure chest', got: 'a nest with three blue eggs in it' },
        { prize: 'a bridge to the sky', got: 'a small waterfall, and in its mist was a tiny rainbow of its own' },
        { prize: 'all the colors of the world', got: 'wild berries in red, yellow, and blue' },
      ],
    ],
    facts: {
      lesson: [
        'the way there can be better than the treasure',
        'a treasure is not always made of gold',
        'it is enough to look at beautiful things',
      ],
    },
    beats: [
      [
        '{day} {hero} and {friend} were waiting for the rain to stop. Then the sun came out, and there was a rainbow!',
        '{day} {hero} called, "Look, a rainbow!" It was so close that {he} thought {he} could touch it. {friend} saw it too.',
        '{day} {hero} jumped through the puddles with {friend}. All at once they saw a rainbow over the hills.',
      ],
      [
        '"At its end there is {prize}," said {friend}. "Everybody knows that."',
        '"If we find its end, we will find {prize}," {hero} said.',
      ],
      [
        'So they set out to look for it.',
        '"Quick, before it goes away!" cried {hero}, and they ran.',
        'They packed a piece of bread and went on their way.',
      ],
      ['¶'],
      [
        'They ran to {spot}. But the rainbow was now behind the next hill.',
        'It seemed to stand right behind {spot}. When they got there, it had moved.',
        'At {spot} they could almost feel the colors. But it was only wet grass.',
      ],
      [
        'They ran on to {spot2}. The rainbow ran too.',
        '"It is playing tag with us," said {friend}.',
        'They tried to go around it. They tried to go very slowly, so that it would not notice. It always stayed just as far away.',
        '{hero} climbed on the shoulders of {friend}. Even from up there, it was just as far.',
      ],
      [
        '{@tired}',
        'On the way they ate their bread and sang {%song}.',
        'They jumped over {%number} puddles and fell into one.',
        'They saw a {%tone} {%bug}, a {%kindOf} {%bird}, and a {%size} {%big}. It was a fine walk.',
      ],
      ['¶'],
      [
        'Then the rainbow got paler and paler, and then it was gone. {@sad}',
        'And all of a sudden, the sky was empty. "Where is it?" asked {hero}. It had gone.',
        'A cloud came, and the rainbow went out like a lamp.',
      ],
      [
        '{old} was sitting there, resting. "Are you looking for the end of the rainbow?" {old.he} asked. "I looked for it too, when I was young."',
        '"Have you seen the rainbow?" they asked {old}, who was coming along the road.',
      ],
      [
        '"And did you find it?" asked {friend}. "No," said {old}, "~but I found many other things. Turn around!"',
        '{old} smiled. "It never lets anyone catch it," {old.he} said. "But look what is behind you."',
      ],
      [
        'They turned around. And there was {got}.',
        'Behind them was {got}. They had been so busy looking up that they had nearly missed it.',
      ],
      ['¶'],
      [
        '{@surprised}',
        '"It is better than {prize}," said {hero} softly.',
        'They stood there for a long time and did not say a word.',
      ],
      [
        '{@endLesson old}',
        '{@endLesson old} {@endHappy}',
        '{@endMeal friend} {@endLesson friend}',
        '{@endBed}',
        '{@endHappy}',
      ],
    ],
  },
]);
