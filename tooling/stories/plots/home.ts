import { plots } from '../grammar/plot.ts';

/** Evenings, babies and growing up. */
export const homePlots = plots([
  {
    id: 'cannot-sleep',
    worlds: ['woods', 'farm', 'pond', 'village', 'village', 'jungle'],
    times: ['night', 'evening'],
    weather: ['plain', 'warm'],
    cast: { mom: { relation: 'family', kinds: ['mom', 'dad', 'mother', 'mama', 'papa', 'grandma', 'grandpa'] } },
    tables: [
      [
        { last: 'thought of the nicest thing of the day', nice: 'the nicest thing of the day' },
        { last: 'listened to {his} own breath, in and out, like small waves', nice: 'small waves' },
        { last: 'told {his} toes good night, then {his} knees, then {his} tummy', nice: 'sleepy toes' },
        { last: 'imagined a boat that rocked on a quiet lake', nice: 'a quiet lake' },
      ],
    ],
    facts: {
      lesson: ['sleep comes when you do not run after it', 'the night is soft, if you let it be'],
      why1: [
        '"I am thirsty," {he} said.',
        '"My blanket is too hot," {he} said.',
        '"There is a wrinkle in my sheet," {he} said.',
        '"My pillow is on the wrong side," {he} said.',
      ],
      why2: [
        '"Now I am hungry," {he} called.',
        '"I forgot to say good night to the {%bug}," {he} called.',
        '"My left foot is awake," {he} called.',
        '"The dark is too dark," {he} called.',
      ],
    },
    beats: [
      [
        '{day} {hero} lay in bed and could not sleep.',
        '{day} {hero} was supposed to go to sleep. But {his} eyes would not close.',
        '{day} {hero} lay in bed. {He} turned to the left. {He} turned to the right. Sleep did not come.',
      ],
      [
        '{why1} {mom} came and took care of it.',
        '{why1} So {mom} came, and everything was put right.',
        '{mom} looked in. {why1} {mom} helped {him} with a smile.',
      ],
      ['A little later {he} sat up again. {why2}', 'But {he} was still awake. {why2}', 'Three minutes went by. {why2}'],
      [
        '{mom} came once more, with slow steps.',
        '{mom} yawned and came again.',
        '"Again?" said {mom}. But {mom.he} came.',
      ],
      ['¶'],
      [
        'Then {he} tried to count sheep. But the sheep began to dance, and that woke {him} up even more.',
        'First {he} counted stars. At nineteen {he} forgot where {he} was and had to begin again.',
        '{He} pressed {his} eyes shut, very hard. That made funny colors, but no sleep.',
        '{He} lay as stiff as a board. Then {his} nose began to itch.',
      ],
      [
        '"Sleep, where are you?" {he} called into the dark.',
        'Then {he} hopped up and down to get tired. The bed squeaked.',
        '{He} sang a lullaby for {himself}, but {he} sang it so loud that nobody could have slept.',
      ],
      [
        '{@tired} But {he} was not sleepy.',
        '"Everybody is asleep but me," {he} thought. {@sad}',
        'Even the moon seemed to yawn.',
      ],
      ['¶'],
      [
        '{mom} sat down on the edge of the bed. "You cannot catch sleep," {mom.he} said. "You have to wait until it comes to you, like a shy cat."',
        '"I know a secret," whispered {mom}. "Sleep comes when nobody is looking for it."',
        '"Shall I stay for a while?" asked {mom}, and stroked {his} back. "You do not have to sleep. Just rest."',
      ],
      ['So {hero} did not try anymore. {He} {last}.', 'And {hero} {last}.', 'They were quiet together. {hero} {last}.'],
      [
        'Outside, a {%bird} called once. Then it was still.',
        'The clock ticked. The wind breathed. Somewhere a {%bug} hummed.',
        'Far away, a {%kindOf} {%bird} sang the last song of the day.',
        'It was warm, and it was dark, and it was good.',
      ],
      [
        '"I think I am still awake," {he} murmured. But nobody heard it, for {mom} had fallen asleep.',
        'Something soft came on quiet feet, and before {he} could say hello to it, {he} was asleep.',
        'And somewhere between {nice} and the next breath, {he} fell asleep.',
        '"Good night," whispered {mom}. There was no answer.',
      ],
    ],
  },
  {
    id: 'new-baby',
    worlds: ['village', 'village', 'farm', 'woods', 'jungle'],
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'mother', 'mama', 'dad', 'papa'] },
      baby: { relation: 'stranger', kinds: ['baby'], look: 'new', named: 0 },
    },
    tables: [
      [
        { trick: 'hid behind a cloth and said, "Boo!"' },
        { trick: 'made {his} funniest face' },
        { trick: 'sang the song about the little fish' },
        { trick: 'sneezed by accident' },
        { trick: 'danced with a spoon on {his} nose' },
      ],
    ],
    facts: {
      lesson: [
        'love does not get smaller when it is shared',
        'a big heart has room for one more',
        'it is something special to be the big one',
      ],
      jealous: [
        '"I am a baby too," {hero} said, and crawled under the table.',
        '{hero} hid the rattle behind the door.',
        '"Can we give it back?" asked {hero}.',
        '{hero} spoke only in baby talk all day.',
      ],
    },
    beats: [
      [
        '{day} {hero} got a new baby in the family. {he} stood in front of the cradle and looked in.',
        '{day} {hero} came into the room on tiptoe. Yesterday the new baby had come.',
        '{day} {hero} had to be quiet again. "Sh, the baby is asleep," said {mom}.',
      ],
      [
        '"It is red and wrinkled," {he} said. "And it cannot do anything."',
        'The baby cried. It ate, it slept, and then it cried again.',
        '{He} had wanted somebody to play with. But the baby could not even sit.',
      ],
      [
        '"Will you read to me?" {he} asked {mom}. "Not now," said {mom}. "The baby is hungry."',
        'Everybody who came to visit looked only at the baby. Nobody looked at {hero}.',
        '"Look, I can stand on one leg!" called {hero}. But {mom} was busy with the baby.',
      ],
      ['{jealous}', '{@sad}', '{@angry}', '"They do not need me anymore," {he} thought.'],
      ['¶'],
      [
        '{He} packed {his} bag: a {%tone} {%small}, a {%cloth}, and a piece of cheese. "I am moving to the moon," {he} said.',
        '{He} went outside and sat {where}. Nobody noticed. At least {he} thought so.',
        '{He} tried to be loud. "Sh!" said everyone. {He} tried to be very quiet. Nobody noticed that either.',
        'First {he} tried to be very good. Then {he} tried to be very bad. Nothing was as interesting as that baby.',
      ],
      [
        'Then {mom} came and sat down beside {him}. "I have missed you," {mom.he} said.',
        '{mom} found {him} and took {him} on {mom.his} lap. "You were just as small once," {mom.he} said, "~and you cried even louder."',
        '"Do you know what a heart does when a new child comes?" asked {mom}. "It grows."',
      ],
      [
        'They looked at old pictures. There was {hero}, red and wrinkled!',
        '"The baby has a mother and a father," said {mom}, "~but only you can be the big one."',
        '"Did everyone look only at me?" asked {hero}. "Day and night," laughed {mom}.',
      ],
      ['¶'],
      [
        'In the afternoon the baby began to scream and would not stop. {mom} rocked it. {mom} sang. It was no use.',
        'That evening, the baby cried and cried. They tried milk, they tried a bath, they tried walking up and down.',
        'Just then, the baby woke up and cried at the top of its voice. Nobody could calm it.',
      ],
      [
        'Then {hero} came in. {He} {trick}.',
        '"Let me," said {hero}. {He} {trick}.',
        '{hero} bent over the cradle and {trick}.',
      ],
      [
        'The baby stopped, opened its eyes wide, and laughed. It was its very first laugh!',
        'At once it was quiet. Then came a sound that nobody had heard before: the baby was laughing.',
        'The baby looked at {him}. It took hold of {his} finger and held on tight.',
      ],
      [
        '"It likes me!" whispered {hero}.',
        '"Only you can do that," said {mom}. {@proud}',
        '{hero} felt something warm in {his} chest. "Hello, little one," {he} said.',
      ],
      [
        '{@endLesson mom}',
        '"When you are bigger, I will show you everything," {he} told the baby. {@endBed}',
        '{@endLesson mom} {@endBed}',
        '{@endHappy}',
      ],
    ],
  },
  {
    id: 'wishing-to-be-big',
    worlds: ['woods', 'farm', 'pond', 'jungle', 'village'],
    cast: {
      mom: { relation: 'family', kinds: ['mom', 'dad', 'mother', 'mama', 'papa', 'grandma', 'grandpa'] },
      tiny: { relation: 'stranger', look: 'tiny', kinds: ['ladybug', 'ant', 'baby bird', 'snail', 'mouse'] },
    },
    tables: [
      [
        { high: 'the top shelf', need: 'a bead had rolled into a gap' },
        { high: 'the big bell', need: 'a key had fallen through a crack' },
        { high: 'the door handle', need: 'a ring lay under the heavy cupboard' },
        { high: 'the lowest branch', need: 'a letter had slipped behind the wall' },
      ],
    ],
    facts: {
      lesson: [
        'every size is right for something',
        'you grow even when you do not notice it',
        'for somebody you are already big',
      ],
    },
    beats: [
      [
        '{day} {hero} could not reach {high}. "I am too small!" {he} cried.',
        '{day} {hero} wanted to be big, and {he} wanted it right now. {He} could not even reach {high}.',
        '{day} {hero} was told, "You are too small for that." {He} had heard it three times that day.',
      ],
      [
        '"When will I be big?" {he} asked. "Soon," said {mom}. But soon is not now.',
        '{mom} made a line on the wall. "Last year you were down here," {mom.he} said. {hero} wanted to be up there.',
        '{@angry} "I will grow today," {he} said.',
      ],
      ['¶'],
      [
        'So {he} ate {%number} plates of soup. {His} tummy grew, but nothing else did.',
        'First {he} hung from a branch to make {himself} longer. {His} arms got tired, and {he} fell down.',
        '{He} stood in the rain, because rain makes plants grow. {He} only got wet.',
        '{He} tied blocks under {his} feet. Clack, clack, bump! {He} lay on {his} nose.',
      ],
      [
        'Then {he} slept in a very long bed, stretched out like a rope. In the morning {he} was just as big as before.',
        'Then {he} asked the {tree} how it had become so tall. "I waited," rustled the leaves.',
        'Next {he} walked on tiptoe all day. In the evening {his} toes hurt.',
        'Then {he} put on the coat and shoes of {mom}. But inside the coat {he} was still little.',
      ],
      ['{@sad}', '"I will be small forever," {he} said.', '{@fail}', '{@tired} And {he} was not one bit bigger.'],
      ['¶'],
      [
        'Then {he} heard a very small voice. "You there, big one! Can you help me?" It was {tiny}.',
        'Near {his} foot somebody coughed. It was {tiny}. "Excuse me, giant," said {tiny}.',
        'On the ground lay {tiny}, on {tiny.his} back. "Please, you are so big and strong," said {tiny}. "Turn me over!"',
      ],
      [
        '{hero} looked around. "Do you mean me?" {he} asked.',
        '{@surprised} Nobody had ever called {him} big.',
        '"Me? Big?" said {hero}.',
      ],
      [
        'With one finger {he} helped {tiny} up. It was quite easy. "Thank you, you gentle giant," said {tiny}.',
        'Very carefully {he} picked up {tiny} and put {tiny.him} on a leaf in the sun. "What a view!" cried {tiny}.',
        '{hero} carried {tiny} over the puddle that was as wide as a sea for {tiny.him}.',
      ],
      ['¶'],
      [
        'That same evening, {need}. The hands of the grown-ups were too big to get it out. "I can do it," said {hero}. And {he} could!',
        'And when {he} came home, {need}, and nobody could reach it. Nobody but {hero}, whose hand was just small enough.',
        'The next day, {need}. They all tried. Then {hero} stretched out {his} small hand and got it.',
      ],
      [
        '"How good that you are just the size you are," said {mom}.',
        '{mom} hugged {him}. "Too small for some things, too big for others, and just right for me," {mom.he} said.',
        '{@proud}',
        '{hero} laughed. "Today I was a giant and a dwarf," {he} said.',
      ],
      [
        '{@endLesson mom}',
        '{@endBed}',
        '{@endLesson mom} {@endBed}',
        'And when they looked at the line on the wall, {he} had grown after all, by the width of a hair. {@endLesson mom}',
        '{@endHappy}',
      ],
    ],
  },
]);
