import { animals, anywhere, plots } from '../grammar/plot.ts';

/** Races and contests, and what matters more than winning. */
export const contestsPlots = plots([
  {
    id: 'the-race',
    worlds: ['woods', 'farm', 'jungle', 'village', 'pond'],
    cast: { rival: { relation: 'stranger', look: 'fast', named: 0.8 } },
    tables: [
      [
        { trouble: 'had fallen into a ditch', fix: 'pulled {rival.him} out with a long branch' },
        { trouble: 'had stepped on a thorn', fix: 'pulled out the thorn very gently' },
        { trouble: 'had got caught in a bush', fix: 'bent back the branches one by one' },
        { trouble: 'had twisted {rival.his} foot', fix: 'wrapped a cool leaf around the foot' },
        {
          trouble: 'had run into a spider web and could not see a thing',
          fix: 'wiped the threads from {rival.his} eyes',
        },
      ],
    ],
    facts: {
      prize: ['a golden cup', 'a blue ribbon', 'a big cake', 'a shiny medal', 'a crown of leaves'],
      boast: [
        'Nobody is as fast as I am',
        'I could win this race on one leg',
        'You can all stay at home',
        'I will be back before you start',
      ],
      lesson: [
        'it is better to help than to win',
        'the nicest prize is a friend',
        'there are many ways to be first',
        'a kind heart is never last',
      ],
    },
    beats: [
      [
        '{day} there was a big race from {spot} to {spot2}. {hero} wanted to run too. The prize was {prize}.',
        '{day} {hero} read a note on a tree: "Big race today! The winner gets {prize}." {He} had never run in a race before.',
        '{day} {hero} got up early. It was the day of the race, and {he} had practiced for weeks.',
      ],
      [
        '"{boast}," said {rival}.',
        'Next to {him} stood {rival}, stretching {rival.his} legs. "{boast}," {rival.he} said with a grin.',
        '"You want to run?" laughed {rival}. "{boast}!"',
      ],
      [
        '{hero} said nothing. {His} heart was beating fast.',
        '"I will do my best," said {hero}.',
        '{hero} looked at {his} own short legs. {@worried}',
      ],
      ['¶'],
      [
        '"Ready, steady, go!" Off they went. {rival} was in front right away.',
        'The whistle blew, and they all ran. Soon {rival} was only a cloud of dust.',
        'They started. {hero} stumbled, got up again, and was last.',
      ],
      [
        '{hero} ran and ran. First {he} passed one, then another.',
        '{He} did not look left or right. {He} just put one foot in front of the other.',
        'The sun was hot, and the way was long. {@tired}',
        'At the first turn somebody splashed mud on {him}. At the second turn {he} lost {his} breath. But {he} ran on.',
      ],
      [
        'Behind a bend {he} saw {rival}, who {trouble}. "Help!" called {rival}.',
        'And then, close to the end, there was {rival} by the side of the road. {rival.He} {trouble}.',
        'Suddenly {he} heard somebody cry. It was {rival}, who {trouble}.',
      ],
      [
        'The others ran past. "That is what you get for boasting!" one of them called.',
        '{hero} could already see the finish line. {He} was in front! {He} only had to run on.',
        '"If I stop now, I will lose," thought {hero}.',
      ],
      ['¶'],
      [
        '{hero} slowed down. {He} stopped. {He} turned around.',
        'For three steps {he} ran on. Then {he} stopped, because {he} could not leave anyone like that.',
        '{hero} thought of {prize}. And then {he} thought, "A prize cannot say thank you."',
      ],
      [
        '{He} {fix}. "Lean on me," {he} said.',
        '"Hold still," said {hero}, and {he} {fix}.',
        'Quickly {he} went over and {fix}.',
      ],
      [
        '"Why are you helping me?" asked {rival}. "Because you need help," said {hero}.',
        '"But you could have won," said {rival}. "I know," said {hero}.',
        '{rival} did not boast now. "I laughed at you," {rival.he} said quietly. "Never mind," said {hero}.',
      ],
      [
        'Side by side they went on, slowly, step by step, and they were the last to arrive.',
        'Together they crossed the line, long after everyone else.',
      ],
      ['¶'],
      [
        'But nobody clapped for the winner as loudly as for them.',
        'It was quiet for a moment. Then {crowd} cheered as they had not cheered all day.',
        'The winner came up to {hero} with {prize}. "This should be yours," the winner said.',
      ],
      [
        '{@endLesson rival}',
        '{@endFriends rival}',
        '{@endLesson rival} {@endHappy}',
        '{@endMeal rival}',
        '{@endFriends rival} {@endLesson rival}',
      ],
    ],
  },
  {
    id: 'baking-contest',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' }, judge: { relation: 'stranger', look: 'old' } },
    tables: [
      [
        { dish: 'a cake', wrong: 'salt instead of sugar', fixed: 'turned it into little salty crackers' },
        { dish: 'a pie', wrong: 'far too much pepper', fixed: 'called it dragon pie' },
        { dish: 'a soup', wrong: 'a whole jar of honey', fixed: 'added fruit and made a sweet summer soup' },
        {
          dish: 'a bread',
          wrong: 'no yeast, so that it stayed flat',
          fixed: 'put berries on top and called it sun bread',
        },
        {
          dish: 'a pudding',
          wrong: 'all the red berries and all the blue ones',
          fixed: 'called it evening sky pudding',
        },
      ],
    ],
    facts: {
      lesson: [
        'a mistake can be the start of something new',
        'when something goes wrong, you can still make something of it',
        'it pays to keep a cool head',
        'good things sometimes happen by accident',
      ],
    },
    beats: [
      [
        '{day} {hero} heard that there would be a baking contest near {spot}. "I will make {dish}," {he} said.',
        '{day} {hero} wanted to win the baking contest. {He} had the recipe for {dish} from {his} grandma.',
        '{day} {hero} tied on an apron. Later that day there was a contest, and {he} wanted to bring {dish}.',
      ],
      [
        '{friend} came to help. Flour flew, and spoons clattered.',
        '{friend} read the recipe, and {hero} stirred.',
        'With {friend} {he} measured, poured, and stirred, until there was dough even on the ceiling.',
      ],
      [
        'It smelled good. But when {he} tasted it, {he} made a terrible face. What had {he} done? It was {wrong}!',
        '"Now a little taste," said {hero}. Oh no! {He} had used {wrong}.',
        'Then {friend} asked, "What was in that jar?" They looked at each other. It was {wrong}!',
      ],
      ['{@sad}', '"It is ruined," said {hero}. {@worried}', '"We cannot take that to a contest!" cried {friend}.'],
      ['¶'],
      [
        'There was no time to begin again. The clock said three.',
        'They looked in the cupboard. There was nothing left, not even one egg.',
        'First they tried to scoop it out again. That was no use.',
        'They added a bit of this and a bit of that. It only got stranger.',
      ],
      [
        '{hero} wanted to throw it all away. "Wait," said {friend}. "Maybe it is not bad. Maybe it is just different."',
        '{hero} tasted it again, very slowly. "You know," {he} said, "~it is strange, but it is not awful."',
        '{@think} "What if it is meant to be like this?" {he} asked.',
      ],
      ['So they {fixed}.', 'They laughed, and then they {fixed}.', 'With great care they {fixed}.'],
      ['¶'],
      [
        'At the contest there were cakes as high as towers. Next to them, the work of {hero} looked very small.',
        'All the others had whipped cream and sugar roses. {hero} wanted to hide under the table.',
        'When {judge} came to their table, {hero} did not dare to look up.',
      ],
      [
        '{judge} took a bite. {judge.He} stopped. {judge.He} took another bite.',
        '{judge} tried it, closed both eyes, and said nothing at all.',
        '"What is this?" asked {judge}. "I have never tasted anything like it."',
      ],
      [
        '"Sugar roses I can have every day," said {judge}. "But this is new!"',
        '"May I have some more?" asked {judge}, and then everyone wanted to try.',
        '"How did you think of that?" {judge} asked. {hero} told the truth: it was a mistake. {judge} laughed until {judge.his} hat fell off.',
      ],
      [
        'They did not win the first prize. But their plate was the first one that was empty.',
        'They got a special prize for courage in the kitchen.',
        'And the first prize went to {hero} and {friend}. {@surprised hero}',
      ],
      ['{@endLesson judge}', '{@endLesson friend}', '{@endHappy}', '{@endBed}', '{@endLesson friend} {@endHappy}'],
    ],
  },
  {
    id: 'who-is-strongest',
    worlds: animals,
    cast: {
      big: { relation: 'stranger', look: 'strong', kinds: ['bear', 'bull', 'ram', 'buffalo', 'rhino'] },
      friend: { relation: 'friend' },
    },
    tables: [
      [
        {
          task: 'a ring that had fallen into a narrow crack',
          how: '{hero} slipped a thin straw into the crack and pulled the ring up',
        },
        {
          task: 'a knot that nobody could open',
          how: '{hero} looked at the knot for a long time, found the one right loop, and pulled. It fell open',
        },
        {
          task: 'a gate that was locked from the inside',
          how: '{hero} squeezed under the gate and opened it from the other side',
        },
        { task: 'a chick that would not stop crying', how: '{hero} sang a very quiet song, and the chick fell asleep' },
        { task: 'a tiny splinter in a paw', how: '{hero} took the splinter between two fingers, and it was out' },
      ],
    ],
    facts: {
      lesson: [
        'being strong is not the only thing that counts',
        'there is a task for every size',
        'gentle can be stronger than strong',
      ],
    },
    beats: [
      [
        '{day} {big} stood near {spot} and shouted, "I am the strongest of all!"',
        '{day} {hero} was walking {where} when {big} pushed {him} aside. "Make way for the strongest!" {big.he} said.',
        '{day} {hero} and {friend} watched {big}, who was lifting stones to show how strong {big.he} was.',
      ],
      [
        '{big.He} lifted a log. {big.He} bent an iron bar. "And what can you do?" {big.he} asked {hero}.',
        '"You cannot even lift a nut," {big.he} said to {hero}, and laughed.',
        '{big.He} broke a branch as if it were a straw. Everybody was a little afraid.',
      ],
      [
        '"I can do small things," said {hero}. {big} laughed so hard that the birds flew away.',
        '"Strong is not everything," said {friend}. "Prove it!" roared {big}.',
        '{hero} did not say anything. {He} only looked at {his} small hands.',
      ],
      ['¶'],
      [
        'Just then, somebody called for help. There was {task}.',
        'That same day, they came across a problem. It was {task}.',
        'Then {crowd} came running. "Please help us!" they said. There was {task}.',
      ],
      [
        '"Let me do it," said {big}. {big.He} pulled, pushed, and shook. Nothing changed, except that {big.he} got red in the face.',
        '{big} went first, of course. {big.He} used all {big.his} strength. It only got worse.',
        '"A small thing for me," said {big}. {big.He} tried with one arm, then with both. It was no good.',
      ],
      [
        'Then the others tried. One after another, they gave up.',
        '{big} took a run and tried once more. Bump! "Ouch!" said {big}.',
        '{big} shouted at it. That did not help either.',
      ],
      [
        '"May I try?" asked {hero}.',
        'Now {hero} stepped forward. "I think that it does not need strength," {he} said.',
        '{friend} gave {hero} a little push. "Go on," {friend.he} whispered.',
      ],
      ['¶'],
      ['Everyone held their breath. {how}.', 'It was very quiet. {how}.', '{how}. It took no longer than a sneeze.'],
      [
        '{@surprised big}',
        '{big} looked at those small hands, and then at {big.his} own big ones.',
        '"How did you do that?" asked {big}.',
      ],
      [
        '"I did it softly," said {hero}.',
        '"You were too strong for it," said {hero} kindly.',
        '"You can lift logs, and I can do this," said {hero}. "Both are needed."',
      ],
      ['¶'],
      [
        '{big} scratched {big.his} head. "Can you teach me to be gentle?" {big.he} asked.',
        '{big} thought about this for a long time. "Then we are both strong," {big.he} said at last.',
        '{big} bowed, and that was not easy for somebody so big. "You win," {big.he} said.',
      ],
      [
        '{@endLesson big}',
        '{@endFriends big}',
        '{@endLesson friend}',
        '{@endMeal big}',
        '{@endLesson big} {@endHappy}',
      ],
    ],
  },
]);
