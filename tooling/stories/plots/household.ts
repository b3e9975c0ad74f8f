import { children, plots } from '../grammar/plot.ts';

/** Tidying, cooking and a visit to the doctor. */
export const householdPlots = plots([
  {
    id: 'messy-room',
    worlds: ['village', 'village', 'woods'],
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'mother', 'mama', 'papa', 'grandma', 'grandpa'] },
      friend: { relation: 'friend' },
    },
    tables: [
      [
        { seek: 'ticket for the circus', found: 'in a shoe under the bed' },
        { seek: 'invitation to the party', found: 'between two old socks' },
        { seek: 'swim goggles', found: 'behind a mountain of picture books' },
        { seek: 'costume for the parade', found: 'at the bottom of the toy box' },
        { seek: 'library book', found: 'under a plate with half a sandwich' },
      ],
    ],
    facts: {
      lesson: [
        'it is easier to find things when each has its place',
        'a little order every day saves a lot of time',
        'tidying can be a game',
      ],
    },
    beats: [
      [
        '{day} {hero} was told to tidy {his} room. "Later," {he} said, as {he} did every day.',
        '{day} {hero} sat in {his} room, which looked as if a storm had been there. "Please tidy up," said {mom}.',
        '{day} {hero} could not see the floor of {his} room anymore. "It is cozy like this," {he} said.',
      ],
      [
        'There were blocks, a {%tone} {%cloth}, {%number} pencils, half a cookie, and something green that nobody knew.',
        'There were socks on the lamp and cars in the bed. Somewhere there must have been a table.',
        'On the left lay the books, on the right lay the clothes, and in between lay everything else.',
      ],
      [
        'Then {friend} knocked. "Are you ready? Do not forget your {seek}!"',
        '"We have to go in half an hour," called {mom}. "Do you have your {seek}?"',
        'And then {hero} remembered. {He} needed {his} {seek}, and {he} needed it now!',
      ],
      ['¶'],
      [
        '{He} looked under the bed. {He} found a {%tone} {%small} and a very old sandwich.',
        '{He} dug through the pile like a dog. Things flew to the left and to the right.',
        '{He} looked in the closet. Everything fell on {his} head.',
        '"It was here somewhere," {he} said, and stepped on a block. "Ouch!"',
      ],
      [
        'Next {he} crawled under the desk and bumped {his} head.',
        'Then {he} turned the toy box over. Now it was even worse.',
        '"I cannot find it!" {he} cried. {@worried}',
        'The clock ticked louder and louder. Twenty minutes. Fifteen minutes.',
      ],
      [
        '{@sad}',
        '"I will miss it all," {he} said, and tears came.',
        '{@angry} "Stupid mess!" {he} shouted. The mess said nothing.',
      ],
      ['¶'],
      [
        '"Stop," said {friend}. "We have to do it one thing at a time."',
        '{friend} put {friend.his} hands on {friend.his} hips. "Let us play shop," {friend.he} said. "Books in the book shop, socks in the sock shop."',
        '"We will make it a race," said {mom}. "You take the red things, and I will take the blue ones."',
      ],
      [
        'So they put books with books, blocks with blocks, and socks with socks.',
        'They sang while they did it. Bit by bit, the floor came out again.',
        'First the corner by the door was clear, then the bed, then the chair. "Hello, chair," said {hero}.',
      ],
      [
        'And there it was: the {seek} was {found}!',
        'Then {friend} shouted, "Here!" The {seek} was {found}.',
        'When they had almost finished, {he} saw it. It was {found}.',
      ],
      ['¶'],
      [
        'They got there just in time.',
        'They ran all the way and came in at the last moment.',
        '{@happy} They even had one minute left.',
      ],
      [
        '"Your room is so big!" said {friend}. {hero} had never noticed that before.',
        '{mom} looked in and had to sit down. "It is beautiful," {mom.he} said.',
        'In the evening {hero} put {his} shoes side by side, without being told.',
      ],
      ['{@endLesson mom}', '{@endLesson friend}', '{@endPromise}', '{@endLesson mom} {@endBed}', '{@endBed}'],
    ],
  },
  {
    id: 'cooking-together',
    worlds: ['village', 'village', 'woods', 'farm'],
    cast: { mom: { relation: 'family', kinds: ['mom', 'dad', 'mother', 'mama', 'papa', 'grandma', 'grandpa'] } },
    tables: [
      [
        { dish: 'soup', step: 'cut the carrots into moons', spoiled: 'the soup boiled over and put out the fire' },
        {
          dish: 'pancakes',
          step: 'broke six eggs, and only one fell on the floor',
          spoiled: 'the first pancake flew up and stuck to the ceiling',
        },
        {
          dish: 'bread',
          step: 'pushed and pulled the dough',
          spoiled: 'the dough grew and grew, until it crept out of the bowl',
        },
        {
          dish: 'jam',
          step: 'stirred the berries with a long spoon',
          spoiled: 'the pot bubbled and spat red spots on the wall',
        },
        {
          dish: 'dumplings',
          step: 'rolled little balls as round as marbles',
          spoiled: 'the dumplings fell apart in the water',
        },
      ],
    ],
    facts: {
      guest: [
        'the whole family was coming to dinner',
        'Grandma was coming to visit',
        'it was the evening of the feast',
        'some tired travelers were coming to eat',
      ],
      lesson: [
        'cooking together is half the meal',
        'you have to laugh when things go wrong in the kitchen',
        'a meal tastes best when you have made it yourself',
      ],
    },
    beats: [
      [
        '{day} {hero} wanted to help {mom} in the kitchen, because {guest}.',
        '{day} {hero} put on a big apron. "I will cook today," {he} told {mom}, for {guest}.',
        '{day} {mom} said, "We have to make {dish}, because {guest}. Will you help me?" "Yes!" said {hero}.',
      ],
      [
        '"First wash your hands," said {mom}. Then they began to make {dish}.',
        '{mom} took down the old cookbook. It was full of spots. "{dish}," {he} read, letter by letter.',
        'They put everything on the table: {%food}, {%food}, and a pinch of salt.',
      ],
      [
        '{hero} {step}. {He} stuck out the tip of {his} tongue, so hard was {he} working.',
        '{mom} showed {him} how, and {hero} {step}.',
        'With great care {hero} {step}.',
      ],
      ['¶'],
      [
        '"May I do it alone now?" asked {hero}. {mom} went out to fetch some {%food}. And then {spoiled}.',
        'Everything went well, until {spoiled}.',
        'Just for one moment nobody was looking. And what happened? {spoiled}!',
      ],
      [
        '{@scared}',
        '"Oh no!" cried {hero}. {@worried}',
        '{hero} stood there with the spoon in {his} hand and did not know where to look.',
      ],
      [
        '{He} tried to wipe it up, but that only made it bigger.',
        '{He} called for help, slipped, and sat down in the flour.',
        'First {he} wanted to hide it under a towel. But it was too much for one towel.',
        'The cat came in, looked, and went out again.',
      ],
      ['¶'],
      [
        '{mom} came back. {mom.He} looked at the mess. {mom.He} looked at {hero}, who was white from head to foot. And then {mom.he} began to laugh.',
        '"I am so sorry," said {hero}. {mom} took {him} in {mom.his} arms, and now both of them were sticky.',
        '"When I made {dish} for the first time," said {mom}, "~it looked just like this."',
      ],
      [
        '"We have half an hour," said {mom}. "That is enough for a second try."',
        '"A cook begins again," said {mom}. So they began again.',
        'Together they cleaned up and started anew. {hero} knew now what to watch for.',
      ],
      [
        'This time {hero} kept both eyes on it, and {mom} kept one eye on {hero}.',
        '"Slowly," said {mom}. And {hero} did it slowly.',
        'They sang {%song} while they worked, and this time nothing went wrong.',
      ],
      ['¶'],
      [
        'When there was a knock at the door, the table was set and the {dish} smelled wonderful.',
        'At six, everything was ready. There was even a {%flower} on the table.',
        'Then the guests came, and everyone sat down.',
      ],
      [
        '"Who made this?" they asked. {hero} became red and proud. "We did," {he} said.',
        'Nobody spoke for a while. That is a good sign at a meal.',
        '"May I have some more?" asked one, and then another, and soon the pot was empty.',
      ],
      ['{@endLesson mom}', '{@proud}', '{@endLesson mom} {@endBed}', '{@endBed}', '{@endHappy}'],
    ],
  },
  {
    id: 'visit-to-doctor',
    worlds: children,
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'grandma', 'grandpa', 'mommy', 'daddy'] },
      doctor: { relation: 'stranger', kinds: ['doctor'], look: 'friendly', named: 0 },
    },
    tables: [
      [
        { hurt: 'tooth', what: 'a tiny hole in the tooth', tool: 'a mirror on a stick' },
        { hurt: 'ear', what: 'a little bean in {his} ear', tool: 'a small lamp' },
        { hurt: 'knee', what: 'a splinter in the knee', tool: 'a pair of tweezers' },
        { hurt: 'throat', what: 'a throat as red as a tomato', tool: 'a flat wooden stick' },
        { hurt: 'tummy', what: 'too many green apples', tool: 'a thing to listen with' },
      ],
    ],
    facts: {
      lesson: [
        'it helps to know what is going to happen',
        'doctors are there to help',
        'you may be scared and do it anyway',
      ],
      toy: ['teddy bear', 'cloth rabbit', 'rag doll', 'stuffed dog', 'toy elephant'],
    },
    beats: [
      [
        '{day} {hero} woke up, and {his} {hurt} hurt. "We should go to the doctor," said {mom}.',
        '{day} {hero} did not want to play. {His} {hurt} hurt so much. {mom} called the doctor.',
        '{day} {hero} said, "My {hurt} hurts." {mom} looked worried.',
      ],
      [
        '"No!" said {hero}. "It does not hurt anymore." But it did.',
        '{hero} crept under the table. "I am not here," {he} said.',
        '{@scared} "Will it hurt?" {he} asked.',
        '"I only go if my {toy} comes too," said {hero}.',
      ],
      [
        '{mom} packed the {toy}. "It looks a bit pale too," {mom.he} said. "The doctor should look at both of you."',
        '"Take your {toy} with you," said {mom}. "Then you can hold its paw."',
        'In the end they went, all three: {hero}, {mom}, and the {toy}.',
      ],
      ['¶'],
      [
        'In the waiting room there was a fish tank. A {%tone} fish looked at {him} and opened its mouth.',
        'In the waiting room sat a boy with a bandage as big as a turban.',
        'There was a smell of soap. A clock ticked on the wall.',
      ],
      [
        'When their name was called, {hero} held on to the chair with both hands.',
        'First {he} wanted to go home. Then {he} needed the bathroom. Then {he} wanted to go home again.',
        'Twice the door opened, and twice it was someone else. The third time, it was {his} turn.',
      ],
      [
        '{doctor} had a pen behind one ear and a spot of ink on {doctor.his} nose. "Who is the patient?" {doctor.he} asked. {hero} pointed at the {toy}.',
        '"Good morning," said {doctor}. "Which of you is sick?" "My {toy}," said {hero} quickly.',
      ],
      ['¶'],
      [
        '{doctor} did not laugh. {doctor.He} looked at the {toy} very closely. "Open wide," {doctor.he} said. "Very good. What a brave {toy}!"',
        'So {doctor} listened to the heart of the {toy}, looked into its ears, and tapped on its knee.',
        '"Then I will start with the {toy}," said {doctor}, and showed it {tool}. "It only tickles," {doctor.he} told it.',
      ],
      [
        '"And now you," said {doctor}. {hero} looked at the {toy}. It had not cried.',
        '"Would you like to hold {tool}?" asked {doctor}. {hero} held it. It was not scary at all.',
        '"I will tell you everything before I do it," said {doctor}. "And if you raise your hand, I will stop."',
      ],
      [
        '{hero} shut {his} eyes and squeezed the hand of {mom}. One, two, three, and it was over.',
        '{hero} took a deep breath. It pinched a bit, and then it was done.',
        'It felt cold, and then it felt funny, and then {doctor} said, "All done!"',
      ],
      [
        '"There it is," said {doctor}. It was {what}.',
        '{doctor} had found it: {what}. "Now we know," {doctor.he} said, "~and now it will get better."',
      ],
      ['¶'],
      [
        '"Is that all?" asked {hero}. "That is all," said {doctor}, and gave {him} a sticker. The {toy} got one too.',
        'On the way home, {hero} told the {toy}, "You do not have to be scared. I was with you the whole time."',
        '"You were very brave," said {mom}. "Both of you." {@proud}',
      ],
      [
        '{@endLesson mom}',
        '{@endBed}',
        '{@endLesson mom} {@endBed}',
        'At home, {he} put a bandage on the {toy}, one on the chair, and one on {mom}.',
        '{@endLesson mom} {@endHappy}',
      ],
    ],
  },
]);
