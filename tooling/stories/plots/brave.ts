import { anywhere, children, plots } from '../grammar/plot.ts';

/** Being afraid by day, and finding courage. */
export const bravePlots = plots([
  {
    id: 'afraid-of-height',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        {
          thing: 'slide',
          aThing: 'the big slide',
          fear: 'It was so high that the top seemed to touch the clouds',
          first: 'sat down at the top, closed {his} eyes, and let go',
          joy: 'Whoosh! Down {he} went, and the wind tickled {his} nose',
        },
        {
          thing: 'diving rock',
          aThing: 'the diving rock',
          fear: 'From up there the water looked deep and dark',
          first: 'took three steps, held {his} nose, and jumped',
          joy: 'Splash! The water was cool and soft, and up {he} came, laughing',
        },
        {
          thing: 'rope bridge',
          aThing: 'the rope bridge',
          fear: 'It swung in the wind, and there were gaps between the boards',
          first: 'held the rope tight and put one foot in front of the other',
          joy: 'The bridge rocked {him} like a cradle, and then {he} was on the other side',
        },
        {
          thing: 'swing',
          aThing: 'the tall swing',
          fear: 'It flew so high that {his} tummy turned around just from looking',
          first: 'sat down, held on tight, and kicked off from the ground',
          joy: 'Up {he} flew, and down again, and up once more, as free as a bird',
        },
        {
          thing: 'ladder',
          aThing: 'the ladder to the tree house',
          fear: 'It had twelve steps, and each one creaked',
          first: 'looked only at {his} hands and climbed one step after another',
          joy: 'And there {he} was, in the tree house, with the whole world below',
        },
        {
          thing: 'hill',
          aThing: 'the steep sled hill',
          fear: 'It was as steep as a roof',
          first: 'sat down on the sled and pushed off',
          joy: 'Faster and faster {he} went, and the cold air made {him} laugh',
        },
      ],
    ],
    facts: {
      lesson: [
        'being brave means to try although you are afraid',
        'the first step is the hardest',
        'fear gets smaller when you walk toward it',
        'everyone is brave in their own time',
      ],
    },
    beats: [
      [
        'Everybody loved {aThing} near {spot}. Only {hero} had never tried it. {fear}.',
        '{day} {hero} stood in front of {aThing}. {fear}.',
        '{day} {friend} said, "Come with me to {aThing}!" {hero} said yes, but {his} tummy said no. {fear}.',
        '{day} {crowd} went to {aThing} near {spot}, and {hero} went along. {fear}.',
      ],
      [
        '"I have a cold today," {he} said. But {he} did not have a cold.',
        '"You go first," {he} told {friend}. "I will watch."',
        '"Maybe when I am bigger," said {hero}.',
        '{@scared}',
        '"I do not like it anyway," {he} said. That was not quite true.',
      ],
      ['¶'],
      [
        'Once {he} walked right up to it. Then {he} turned around and ran back.',
        '{He} counted to ten. At ten {he} was still standing there, so {he} counted to twenty.',
        'The next time {he} got a little closer. {He} even touched it. But then {his} courage was gone again.',
        '{He} tried with closed eyes, but that was even worse.',
      ],
      [
        '{crowd} called, "Come on, it is easy!" That did not help at all.',
        'Somebody giggled. {hero} went and sat by {himself}.',
        '"Jump!" someone called. {hero} shook {his} head and looked away.',
        'One after another had a turn, and all of them laughed. {@sad}',
      ],
      ['¶'],
      [
        '{friend} sat down next to {him}. "Shall I tell you a secret?" {friend.he} said. "The first time, I was afraid too. My knees were shaking."',
        '"Are you scared?" asked {friend}. {hero} nodded. "That is fine," said {friend}. "I am scared of [thunder|spiders|the dark|big dogs]."',
        '{friend} did not laugh. "Do you know what helps me?" {friend.he} asked. "I sing a song when I am afraid."',
        '"You do not have to do it," said {friend}. "But if you want to, I will be right beside you."',
      ],
      [
        '"You? Afraid?" asked {hero}. {He} felt a bit better.',
        '{hero} had not known that. {He} looked at {aThing} again. Was it really so big?',
        '{hero} took a deep breath. "Will you hold my hand?" {he} asked. "Of course," said {friend}.',
        '"Just once," said {hero} in a small voice. "Just once," said {friend}.',
      ],
      [
        'Then {he} {first}.',
        '{hero} hummed a little song, and then {he} {first}.',
        'One, two, three! {hero} {first}.',
        '{His} heart was beating like a drum, but {he} {first}.',
        '{hero} waited until {his} knees stopped shaking. Then {he} {first}.',
      ],
      ['{joy}.', '{joy}. "Again!" {he} shouted.', '{joy}. It was not bad at all. It was wonderful!'],
      ['¶'],
      [
        '{@proud}',
        '{@praise friend}',
        '{friend} clapped and cheered. {@proud}',
        '"Did you see that?" {hero} called. "I saw it!" said {friend}.',
      ],
      [
        'That afternoon, {hero} did it [seven|ten|eleven|twenty] more times. {@endLesson friend}',
        '{@endLesson friend}',
        'And when someone else stood there and did not dare, {hero} went over and said, "Shall I tell you a secret?"',
        '{@endBed}',
        '{@endLesson friend} {@endHappy}',
      ],
    ],
  },
  {
    id: 'shy-song',
    worlds: ['woods', 'farm', 'pond', 'jungle', 'village', 'village'],
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { art: 'sing', skill: 'a voice as clear as a bell', doing: 'singing', show: 'sang {his} song' },
        {
          art: 'dance',
          skill: 'feet as light as feathers',
          doing: 'dancing',
          show: 'danced as {he} had never danced before',
        },
        {
          art: 'play the flute',
          skill: 'a flute that sounded like the wind',
          doing: 'playing the flute',
          show: 'played {his} song from beginning to end',
        },
        {
          art: 'tell stories',
          skill: 'a head full of wonderful stories',
          doing: 'telling a story',
          show: 'told {his} best story',
        },
        {
          art: 'whistle',
          skill: 'the finest whistle in the land',
          doing: 'whistling',
          show: 'whistled like a blackbird in spring',
        },
      ],
    ],
    facts: {
      party: ['the spring party', 'the summer show', 'the harvest party', 'the big show', 'the lantern evening'],
      lesson: [
        'what is hidden cannot make anyone happy',
        'you should show what you love to do',
        'you do not have to look at everyone when you look at a friend',
        'shy ones often have the most beautiful gifts',
      ],
    },
    beats: [
      [
        '{hero} could {art} better than anyone. {He} had {skill}. But {he} only did it when nobody was there.',
        '{hero} loved to {art}, but {he} was too shy to do it in front of others.',
        'There was one thing that nobody knew about {hero}: {he} had {skill}.',
        '{day} {hero} sat all alone near {spot}. {He} thought that nobody could hear {him}, and so {he} began to {art}.',
      ],
      [
        'One day, {friend} came by and stopped behind a bush. "That was you?" {friend.he} cried. "It was wonderful!"',
        'But {friend} had seen everything. "You must do that at {party}!" {friend.he} said.',
        '{friend} found out by accident. "Why did you never tell me?" {friend.he} asked.',
      ],
      [
        '{hero} turned as red as a cherry. "No, no," {he} said. "Everyone would look at me."',
        '"I cannot," said {hero}. "When others are watching, my legs turn to jelly."',
        '{@scared} "What if I make a mistake?" {he} asked.',
        '"Please do not tell anyone," said {hero}.',
      ],
      ['¶'],
      [
        '{friend} thought about it. "Try it with just me first," {friend.he} said.',
        '"Let us practice," said {friend}. "First for one, then for two, then for three."',
        '"We will start small," said {friend}. "I will close my eyes, and you begin."',
      ],
      [
        'On the first day, {hero} stood behind a tree, and {friend} listened on the other side. That went well.',
        'So {hero} tried it in front of {friend}. At first it was very soft, but it was there.',
        'First {he} did it for {friend}, then for a [stone with a face|scarecrow|row of pumpkins], and then for two little mice.',
        'The first time, {he} stopped in the middle. The second time, {he} got to the end.',
      ],
      [
        'Then came the day of {party}. {crowd} were sitting there and waiting. {hero} looked out and wanted to run away.',
        'But at {party} there were so many eyes! {@scared}',
        'When it was time for {hero} to go up, {he} could not move. {His} mouth was dry.',
      ],
      ['¶'],
      [
        '"Look only at me," whispered {friend} from the first row.',
        '{friend} sat in front and smiled. "Pretend that there is nobody here but us," {friend.he} said.',
        'Then {he} saw {friend}, who had put on a funny hat so that {he} could find {friend.him} at once. {hero} had to smile.',
      ],
      [
        '{hero} took a deep breath and {show}.',
        '{He} looked at {friend}, and at nobody else, and {show}.',
        'So {he} closed {his} eyes, thought of the quiet place near {spot}, and {show}.',
      ],
      [
        'When it was over, it was quiet for a moment. Then everyone clapped and stamped.',
        'Nobody laughed. Nobody talked. They all listened, and some had tears in their eyes.',
        '"More! More!" they called, and they would not stop clapping.',
        'And when {he} opened {his} eyes again, they were all on their feet, cheering.',
      ],
      [
        '{@proud}',
        '{@happy}',
        '"You see?" said {friend}. "Now they all know what I know."',
        'There had been one small mistake, but nobody cared.',
      ],
      [
        '{@endLesson friend}',
        '{@endLesson friend} {@endHappy}',
        '{hero} was still a bit shy after that. But when there is a party, {he} is the first they ask.',
        '{@endMeal friend}',
        '{@endBed}',
      ],
    ],
  },
  {
    id: 'dark-cellar',
    worlds: children,
    cast: { mom: { relation: 'family', kinds: ['grandma', 'grandpa', 'dad', 'mom'] } },
    times: ['evening', 'afternoon'],
    tables: [
      [
        { room: 'the cellar', fetch: 'a jar of plums', shape: 'a tall man with a long nose', was: 'a coat on a hook' },
        { room: 'the attic', fetch: 'the box with the old hats', shape: 'a witch with wild hair', was: 'an old broom' },
        { room: 'the shed', fetch: 'the watering can', shape: 'a crouching lion', was: 'a sack of potatoes' },
        { room: 'the back room', fetch: 'some candles', shape: 'a fat ghost', was: 'a sheet that hung there to dry' },
        { room: 'the garage', fetch: 'the ball', shape: 'a monster with two round eyes', was: "Grandpa's old bicycle" },
      ],
    ],
    facts: {
      lesson: [
        'you can take your fear by the hand and go anyway',
        'light is the best friend of courage',
        'brave people are afraid too',
      ],
    },
    beats: [
      [
        '{day} {hero} was helping {mom} in the kitchen. "Please bring me {fetch} from {room}," said {mom}.',
        '{day} {hero} heard {mom} call, "Could you get {fetch} from {room}?"',
        '{day} {hero} wanted to be useful. "Then fetch {fetch} from {room}," said {mom}.',
      ],
      [
        '{hero} did not like {room}. It was dark in there, and it smelled strange.',
        '{hero} swallowed. {room} was the darkest place in the whole house.',
        '{@scared} Not {room}!',
      ],
      ['¶'],
      [
        '{He} opened the door just a little bit. In the dark stood {shape}! {He} shut the door at once.',
        'Slowly, {he} opened the door and looked in. There was {shape}! {hero} ran back as fast as {he} could.',
        'The door creaked. {hero} put in {his} nose. And there, in the corner, was {shape}.',
      ],
      [
        '"Where is it?" asked {mom}. "There is somebody in there," whispered {hero}.',
        '"That was quick," said {mom}. "But where is {fetch}?" {hero} looked at the floor.',
        '"I could not find it," said {hero}. But that was not the truth, and {mom} knew it.',
      ],
      [
        '"Does {room} frighten you?" asked {mom}. {hero} nodded. "When I was little, it frightened me too."',
        '{mom} did not laugh. "What do you think would help?" {mom.he} asked.',
        '"Would you like me to come with you?" asked {mom}. {hero} thought about it. "Wait at the door," {he} said, "~and talk to me."',
      ],
      ['¶'],
      [
        'So {hero} took a flashlight and went back. {mom} stood at the door and sang.',
        '{mom} gave {him} a lamp and a kiss on the nose. "I am right behind you," {mom.he} said.',
        'This time {he} turned on the light first. {His} fingers were shaking, but they found the switch.',
      ],
      [
        'The light fell on {shape}. No, it was only {was}!',
        'Click! And what was it? It was {was}.',
        'In the light, {shape} turned into {was}.',
      ],
      [
        '"Hello, you," said {hero} and laughed. {He} took {fetch} and walked out. {He} did not even run.',
        '{hero} laughed out loud. Then {he} found {fetch} and carried it back like a king.',
        '{He} walked right past it, got {fetch}, and put out {his} tongue at the dark.',
      ],
      [
        '{@proud}',
        '{@praise mom}',
        '"Here you are," {he} said. "It was easy."',
        '{mom} hugged {him}. "You were afraid, and you went," {mom.he} said. "That is called being brave."',
      ],
      [
        '{@endLesson mom}',
        '{@endMeal mom}',
        '{@endBed}',
        '{@endLesson mom} {@endBed}',
        'The next day, {he} went to {room} all by {himself}, just to say hello.',
      ],
    ],
  },
]);
