import { anywhere, plots } from '../grammar/plot.ts';

/** Strangers who become friends. */
export const friendsPlots = plots([
  {
    id: 'the-different-one',
    worlds: ['woods', 'farm', 'pond', 'jungle', 'village'],
    cast: { other: { relation: 'stranger', look: 'new', named: 1 } },
    tables: [
      [
        {
          odd: 'was green from head to toe',
          tease: 'You look like a salad',
          good: 'in the grass nobody could see {other.him}, not even the hawk',
          danger: 'a hawk was circling in the sky',
          saved: 'hid all of them under green leaves and showed them how to keep still',
        },
        {
          odd: 'had very long ears',
          tease: 'You could sail with those ears',
          good: '{other.he} could hear a leaf fall on the other side of the hill',
          danger: 'a storm was coming from behind the hills',
          saved: 'heard it long before anyone else and called them all inside',
        },
        {
          odd: 'spoke with a strange, singing voice',
          tease: 'You talk like a song',
          good: '{other.his} voice carried farther than any other',
          danger: 'two little ones were lost in the fog',
          saved: 'sang so loud and clear that the little ones found the way back',
        },
        {
          odd: 'had spots that glowed in the dark',
          tease: 'You look like a lamp',
          good: '{other.he} gave light wherever {other.he} went',
          danger: 'it got dark, and nobody could find the way home',
          saved: 'walked in front and lit the path for everyone',
        },
        {
          odd: 'was so slow that snails overtook {other.him}',
          tease: 'Hurry up or it will be winter',
          good: '{other.he} saw all the things that the others ran past',
          danger: 'there was a deep hole under the leaves',
          saved: 'saw it in time and held the others back',
        },
        {
          odd: 'wore thick round glasses',
          tease: 'You have windows on your nose',
          good: '{other.he} had read more books than all of them',
          danger: 'somebody had eaten the wrong berries',
          saved: 'knew at once which tea would help',
        },
      ],
    ],
    facts: {
      lesson: [
        'it is good that we are not all the same',
        'what makes you different can make you special',
        'you should get to know someone before you laugh',
        'a stranger is often a friend you do not know yet',
      ],
    },
    beats: [
      [
        '{day} {other} came to live {where}. {other.He} {odd}.',
        '{day} {hero} saw {other} for the first time. {other.He} {odd}.',
        '{day} {hero} and {crowd} were playing {where} when {other} walked up to them. {other.He} {odd}.',
      ],
      [
        '"Can I play with you?" {other.he} asked.',
        '"Hello," said {other}, and looked at {other.his} feet.',
        '{other} smiled at them, but nobody smiled back.',
      ],
      [
        '{crowd} began to laugh. "{tease}!" somebody shouted.',
        '"{tease}!" one of them called, and the others giggled.',
        '"{tease}," said {hero}. {He} thought it was funny. {other} did not.',
      ],
      [
        '{other} said nothing and walked away.',
        'Two tears rolled down, and then {other} was gone.',
        '{other} sat down by {other.himself} near {spot}.',
        '{@sad other}',
      ],
      ['¶'],
      [
        'That evening, {hero} could not forget that sad face.',
        '{hero} laughed with the rest, but it did not feel right.',
        '"Maybe we were not very nice," thought {hero}.',
        '{hero} wondered how it feels to be laughed at.',
      ],
      [
        'The next day {he} wanted to say hello, but {he} did not dare in front of the others.',
        'In the morning {he} walked past {other} three times. Each time {he} wanted to say something, and each time {he} said nothing.',
        'Twice {he} waved a little, so that nobody could see it. {other} did not notice.',
        '"I could share my lunch with {other}," {he} thought. But then the others came, and {he} ran off with them.',
      ],
      ['¶'],
      [
        'Then one {time} something bad happened: {danger}. They were all afraid.',
        'A few days later, {danger}. Nobody knew what to do.',
        'But that same week, {danger}. {hero} was scared, and so were the others.',
      ],
      [
        'Only {other} stayed calm. {other.He} {saved}.',
        'Then {other} stepped forward and {saved}.',
        '"Let me help," said {other}. And {other.he} {saved}.',
      ],
      [
        'Now they all saw it: {good}.',
        'For {good}, and that was worth a lot.',
        '"How did you do that?" asked {hero}. It was quite simple: {good}.',
        'Nobody laughed now. They had not known that {good}.',
      ],
      ['¶'],
      [
        '{hero} went up to {other}. {@sorryWords hero} {@forgive other}',
        '"We were not kind to you," said {hero}. "Will you play with us?" {@agree other}',
        '{hero} held out {his} hand. {@sorryWords hero} +"Would you be my friend?"',
        '"I am glad that you are just the way you are," said {hero}. {@happy other}',
      ],
      [
        '{@endLesson other}',
        '{@endFriends other}',
        '{@endFriends other} {@endLesson other}',
        '{@endMeal other} {@endLesson other}',
        '{@endLesson other} {@endHappy}',
      ],
    ],
  },
  {
    id: 'the-grumpy-neighbor',
    worlds: anywhere,
    cast: { old: { relation: 'stranger', look: 'old', named: 0.8 } },
    tables: [
      [
        { lost: 'ball', into: 'flew over the fence into the garden of {old}' },
        { lost: 'kite', into: 'came down on the roof of {old}' },
        { lost: 'paper boat', into: 'sailed under the fence to {old}' },
        { lost: 'hoop', into: 'rolled through the gate and into the flower bed of {old}' },
      ],
    ],
    facts: {
      lesson: [
        'behind a grumpy face there can be a lonely heart',
        'a friendly word can open a locked door',
        'you should not believe everything that is said about someone',
        'some hearts only need a visitor',
      ],
      rumor: [
        'eats nails for breakfast',
        'never laughs',
        'can turn milk sour with one look',
        'hates everything that is fun',
      ],
    },
    beats: [
      [
        '{day} {hero} was playing {where}. Then {his} {lost} {into}.',
        '{day} {hero} did not look out for a moment, and {his} {lost} {into}.',
      ],
      [
        'Oh no! Everyone was afraid of that place. "They say that one {rumor}," {crowd} whispered.',
        '"You will never get it back," they said. "That neighbor {rumor}!"',
        '{@scared} Of all places, it had to be there! They said, "That one {rumor}."',
      ],
      [
        '"Go away!" growled a voice from inside. {hero} ran off without {his} {lost}.',
        'The curtain moved, and two dark eyes looked out. {hero} ran as fast as {he} could.',
        '{He} knocked very softly. "No!" shouted somebody. That was that.',
      ],
      ['¶'],
      [
        'The next day, {he} tried to fish it out with a long stick. The stick broke.',
        'First {he} tried to climb in secretly. But {he} got caught on a nail and tore {his} sleeve.',
        '{He} wrote a letter and pushed it under the door. There was no answer.',
        '{He} waited until evening. Then {he} crept closer. A twig cracked, and {he} ran away again.',
      ],
      [
        'From {his} hiding place, {he} saw {old} sitting at the window with two cups on the table. But only one of them was full.',
        'But then {he} saw something. {old} was setting the table for two. Nobody came.',
        'There {he} saw {old}, who was talking to a photo. It did not look grumpy at all. It looked sad.',
      ],
      [
        '{@think} {He} picked a bunch of flowers and went straight to the door.',
        '"Maybe nobody ever says hello," thought {hero}. {He} took a deep breath and knocked.',
        '{hero} ran home, fetched {treat}, and came back. This time {he} rang the bell.',
      ],
      ['¶'],
      [
        '"What do you want?" asked {old}. "I wanted to say hello," said {hero}. "And these are for you."',
        'The door opened a crack. "I am not here because of the {lost}," said {hero}. "I wanted to ask how you are."',
        '{old} opened the door. "Well?" {old.he} grumbled. {hero} swallowed. "Would you like some company?" {he} asked.',
      ],
      [
        '{old} was so surprised that {old.he} forgot to be grumpy.',
        'For a while, {old} said nothing. Then the corners of {old.his} mouth began to move.',
        '"Nobody has asked me that for years," said {old}, and {old.his} voice was not rough at all.',
      ],
      [
        'They drank tea, and {old} told stories of ships and storms. {old.He} could even laugh, a deep, round laugh.',
        'Inside there was a whole wall of clocks, and {old} showed {him} how each of them worked.',
        'It turned out that {old} had once been a clown. {old.He} could still juggle with four eggs.',
        '{old} played the piano, and {hero} sang along.',
      ],
      ['¶'],
      [
        '"I only shouted because I am shy," said {old}. {hero} understood that well.',
        '"And here is your {lost}," said {old} at the end. "I had mended it for you long ago. But you always ran away."',
        'When {hero} went home, {he} had {his} {lost} under {his} arm and a new friend in {his} heart.',
      ],
      [
        '{@endLesson old}',
        '{@endFriends old}',
        '"Come back tomorrow," called {old}. And {hero} did, and the day after, too. {@endLesson old}',
        'Soon {crowd} came along as well, and nobody was afraid anymore. {@endLesson old}',
      ],
    ],
  },
  {
    id: 'pen-pal-bottle',
    worlds: ['seaside', 'pond'],
    cast: { far: { relation: 'stranger', named: 1 } },
    cold: 0.6,
    tables: [
      [
        { wrote: 'Who are you? I am alone on my island', draws: 'a palm tree and a question mark' },
        { wrote: 'I like stars. What do you like', draws: 'a big star and a small one' },
        { wrote: 'Please write back', draws: 'a smiling face with one tooth' },
        { wrote: 'Is there anybody out there', draws: 'a house with smoke' },
      ],
    ],
    facts: {
      lesson: [
        'a few words can travel a long way',
        'somewhere there is always someone who is waiting for a friend',
        'it is worth it to answer',
      ],
    },
    beats: [
      [
        '{day} {hero} found a bottle {where}. There was a note in it!',
        '{day} {hero} saw something green in the water. It was a bottle with a letter inside.',
        '{day} {hero} stepped on a bottle that the water had brought.',
      ],
      [
        '"{wrote}?" it said. Under it was a drawing of {draws}.',
        'On the paper somebody had painted {draws}. And there were words: "{wrote}?"',
      ],
      ['{@surprised}', '"Somebody has written to me!" {he} said.', 'Who had sent it? There was no name on it.'],
      ['¶'],
      [
        '{hero} took a pencil and wrote, "I am {hero}. I like waves and {treat}." {He} put the letter into the bottle and threw it into the water.',
        '{He} wrote an answer, closed the bottle well, and gave it back to the water.',
      ],
      [
        'Plop! The next wave brought it right back. {He} threw it again, and again it came back.',
        'But the wind blew from the wrong side, and the bottle came back to {his} feet.',
        'The bottle filled with water and sank. So {he} had to begin again with a new bottle.',
      ],
      [
        '{@goOn}',
        '{@think} {He} asked a seagull to carry it out. "For a piece of bread," said the gull, and it was done.',
        'Then {he} waited until the water went out. And this time the bottle floated away, smaller and smaller.',
      ],
      [
        'Days passed, and weeks passed. Every morning {hero} ran to look. Nothing.',
        '{hero} waited. {He} looked each morning and each evening.',
        '"It will never come," {he} thought after a long time.',
      ],
      ['¶'],
      [
        'Then, one morning, the bottle was there again! "I am {far}," the letter said. "I have waited so long for an answer."',
        'And one day there was another note. "My name is {far}. Your letter made me so happy that I danced."',
      ],
      [
        'So they wrote to each other, all summer long, about crabs and clouds and dreams.',
        'From then on, bottles went back and forth. Soon each of them knew what the other liked best.',
        'They wrote of big things and small things, and they never ran out of words.',
      ],
      [
        'And one day a little boat came over the water. Somebody was standing in it and waving. "Are you {hero}?" "And are you {far}?"',
        'Then came a letter with only one word: "Tomorrow!" And the next day {far} stood on the sand, with a bottle in {far.his} hand.',
      ],
      [
        'They did not have to say anything. They just laughed.',
        '{@happy} They had known each other for so long, and now they saw each other for the first time.',
      ],
      ['{@endFriends far}', '{@endLesson far}', '{@endMeal far}', '{@endLesson far} {@endHappy}'],
    ],
  },
]);
