import { anywhere, plots } from '../grammar/plot.ts';

/** Things that are made, broken and mended. */
export const makingPlots = plots([
  {
    id: 'broken-toy-mended',
    worlds: ['village', 'village', 'woods', 'farm'],
    cast: { mender: { relation: 'stranger', look: 'old', named: 0.6 } },
    tables: [
      [
        { toy: 'teddy bear', broke: 'one arm came off', part: 'an arm of {%tone} cloth' },
        { toy: 'toy car', broke: 'a wheel fell off', part: 'a wheel made from a {%tone} button' },
        { toy: 'music box', broke: 'it did not make a sound anymore', part: 'a tiny new spring' },
        { toy: 'wooden duck', broke: 'the head broke off', part: 'a ring of leather around the neck' },
        { toy: 'doll', broke: 'one eye got lost', part: 'a new eye, a {%tone} bead' },
        { toy: 'wind-up robot', broke: 'the key snapped', part: 'a key made from a spoon' },
      ],
    ],
    facts: {
      lesson: [
        'you do not have to throw away what is broken',
        'what is mended with love is worth more than before',
        'a scar tells a story',
        'things can be made well again',
      ],
      new1: [
        'A new one would be shiny, but it would not know any of our secrets',
        'New is not the same as mine',
        'A new one has not been through the rain with me',
      ],
    },
    beats: [
      [
        '{day} {hero} was playing with {his} {toy}. All of a sudden {broke}.',
        '{day} {hero} dropped {his} {toy}. {broke}.',
        '{day} {hero} pulled a little too hard at {his} {toy}, and {broke}.',
      ],
      [
        '{@sad}',
        '"My poor {toy}!" cried {hero}.',
        'It was {his} favorite of all. They had been together for years.',
        '{hero} held the {toy} and did not know what to do.',
      ],
      [
        '"We can buy a new one," somebody said. "I do not want a new one," said {hero}. "{new1}."',
        '"Throw it away," said a neighbor. {hero} hid the {toy} behind {his} back. "Never!" {he} said.',
        '"It is only a thing," {crowd} said. But it was not only a thing.',
      ],
      ['¶'],
      [
        'First {he} tried to tie it with string. It held until {he} let go.',
        '{He} tried it with honey, because honey is sticky. Now it was broken and sticky.',
        '{He} took glue. In the end {his} fingers stuck together, but the {toy} did not.',
      ],
      [
        'Then {he} put the {toy} to bed and gave it medicine, {%food} with {%food}. It did not help.',
        'Then {he} told it a story, so that it would feel better. It was still broken.',
        'Then {he} wrapped a {%tone} scarf around it. That looked nice, but that was all.',
      ],
      ['{@goOn}', '{@worried}', '{@fail}', ''],
      ['¶'],
      [
        'At the end of the road lived {mender}, who could mend almost anything. {hero} had never dared to go there, but now {he} knocked.',
        '"Have you tried the little workshop near {spot}?" somebody asked. That was where {mender} worked. {hero} ran there.',
        'Then {he} remembered {mender}, whose house was full of clocks, wheels, and screws.',
      ],
      [
        '"Let me see," said {mender} and put on {mender.his} glasses. {mender.He} looked at the {toy} as a doctor looks at a patient.',
        '"Hm, hm," said {mender}. "A serious case. But I have seen worse."',
        '"Sit down," said {mender}. "We will do it together. You hold the lamp."',
      ],
      [
        '{mender} searched in a hundred drawers. In the last one {mender.he} found what {mender.he} needed: {part}.',
        'They worked for a long time. {mender} made {part}, and {hero} held the screws.',
        '"There is no such part anymore," said {mender}. "So we will make one." And {mender.he} made {part}.',
      ],
      [
        '{hero} was allowed to put in the last stitch, the last screw, and the last drop of oil.',
        'There was a click, and there was a snap. "Now breathe on it," said {mender}, and {hero} did.',
        'Outside it got dark, but they did not notice.',
      ],
      ['¶'],
      [
        'And the {toy} was whole again! It looked a bit different now.',
        '"There you are," said {mender}. You could see where it had been mended. {hero} liked that.',
        'The {toy} was not as it had been before. It was better.',
      ],
      [
        '"You can see the place," said {mender}. "That is all right. Now it has a story to tell."',
        '{@thanks mender}',
        '"What do I owe you?" asked {hero}. "A visit," said {mender}. "Next week, with the {toy}."',
      ],
      [
        '{@endLesson mender}',
        '{@endLesson mender} {@endBed}',
        '{@endFriends mender}',
        'Today {hero} helps in the workshop every week. {@endLesson mender}',
        '{@endBed}',
      ],
    ],
  },
  {
    id: 'strange-invention',
    worlds: anywhere,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        {
          job: 'pick apples',
          machine: 'an apple-picking machine',
          does: 'threw the apples through three windows',
          use: 'throw water on a burning bush',
          event: 'there was a fire in the dry grass',
        },
        {
          job: 'wash the dishes',
          machine: 'a dish-washing machine',
          does: 'sprayed everyone from head to foot',
          use: 'water the thirsty gardens',
          event: 'it did not rain for weeks',
        },
        {
          job: 'make the bed',
          machine: 'a bed-making machine',
          does: 'rolled {him} up in the sheet like a sausage',
          use: 'wrap all the presents',
          event: 'a hundred presents had to be wrapped for the feast',
        },
        {
          job: 'sweep the path',
          machine: 'a sweeping machine',
          does: 'blew all the dust into the soup',
          use: 'blow the sailing boats home',
          event: 'there was no wind, and the little boats could not get back',
        },
        {
          job: 'ring the bell',
          machine: 'a wake-up machine',
          does: 'rang at midnight and woke everyone',
          use: 'call the lost ones home',
          event: 'some children got lost in the fog',
        },
      ],
    ],
    facts: {
      parts: [
        '{%number} wheels, a pot, and a rubber band',
        'an old clock, a broom, and a bicycle',
        'a fan, a funnel, and {%number} spoons',
        'springs, strings, and a boot',
      ],
      lesson: [
        'a failed idea may be a good idea for something else',
        'those who try new things will make mistakes',
        'you should not laugh at inventors',
      ],
    },
    beats: [
      [
        '{day} {hero} did not want to {job}. "I will invent a machine that does it," {he} said.',
        '{day} {hero} had to {job}, as {he} did every day. "There must be an easier way," {he} thought. "I will build {machine}!"',
        '{day} {hero} told {friend}, "I am going to build {machine}."',
      ],
      [
        '{He} took {parts}.',
        'From {spot} {he} brought {parts}. Then the door stayed shut for three days.',
        '{He} hammered, sawed, and whistled. In the evening {he} had used up {parts}.',
      ],
      [
        '"Will it work?" asked {friend}. "Of course," said {hero}. "Almost surely."',
        '"It looks dangerous," said {friend}. {hero} was proud.',
        '{crowd} came to see it.',
      ],
      ['¶'],
      [
        '{hero} pulled the lever. It rattled, it hissed, and then it {does}.',
        '"Three, two, one!" The machine started and {does}.',
        'At first nothing happened. Then there was a bang, and it {does}.',
      ],
      [
        '"Turn it off!" cried {friend}. But where was the switch?',
        'Everyone ran away. Only {friend} stayed and laughed.',
        '{@surprised hero}',
        '{@sorry hero}',
      ],
      [
        '{hero} turned a screw to the left. Now it did the same, only faster. {He} turned it to the right. Now it did it backward.',
        '{He} repaired it and tried again. This time it was even worse.',
        '{He} added one more wheel. The machine coughed and did it again.',
      ],
      [
        '"You and your ideas," said {crowd}, and shook their heads.',
        '{@sad} "I am a bad inventor," {he} said.',
        '{hero} threw a blanket over the machine. "I will never invent anything again," {he} said.',
      ],
      ['¶'],
      [
        'But soon after that, {event}.',
        'Then one day, {event}. Nobody knew what to do.',
        'A week later, {event}. Everyone was running here and there.',
      ],
      [
        '{friend} came running. "Your machine!" {friend.he} shouted. "It could {use}!"',
        '{hero} looked at the blanket in the corner. "Wait," {he} said. "It cannot {job}. But maybe it can {use}!"',
        '"If only we had something to {use}," someone said. {hero} and {friend} looked at each other.',
      ],
      [
        'They pushed it outside. {hero} pulled the lever. It rattled, it hissed, and it worked!',
        'They set it up, and {hero} said, "Please." Then {he} pulled the lever. And this time it was just right.',
        'With all their strength they rolled it out, and it did what it had always done. Only now it was exactly what was needed.',
      ],
      ['¶'],
      [
        '"Hurray for the inventor!" everyone shouted.',
        '{@proud}',
        '"I always said that it was a great machine," said one who had laughed the loudest.',
        '"What will you invent next?" asked {friend}. "I have an idea," said {hero}. "Oh no," said {friend}, and smiled.',
      ],
      [
        '{@endLesson friend}',
        '{@endHappy}',
        '{@endLesson friend} {@endHappy}',
        'And what about the old job? {He} still has to {job} by hand. {@endLesson friend}',
        '{@endBed}',
      ],
    ],
  },
  {
    id: 'sandcastle-and-tide',
    worlds: ['seaside'],
    weather: ['sunny', 'warm'],
    cast: {
      friend: { relation: 'friend' },
      crab: { relation: 'stranger', kinds: ['crab', 'starfish', 'snail'], look: 'tiny' },
    },
    tables: [
      [
        { castle: 'a castle with {%number} towers', wall: 'built a high wall around it' },
        { castle: 'a whole town with streets and a harbor', wall: 'dug a deep ditch around it' },
        { castle: 'a sleeping dragon out of sand', wall: 'put a row of stones in front of it' },
        { castle: 'a boat out of sand, big enough to sit in', wall: 'made a fence out of driftwood' },
      ],
    ],
    facts: {
      lesson: [
        'building is the best part of it',
        'the sea gives and the sea takes',
        'what is gone makes room for something new',
      ],
    },
    beats: [
      [
        '{day} {hero} built {castle}. {friend} brought water and shells.',
        '{day} {hero} and {friend} went to the water with two shovels. They wanted to build {castle}.',
        '{day} {hero} said, "Today we will build {castle}, the best one there has ever been." {friend} was already digging.',
      ],
      [
        'They put {%number} white shells on it, a {%tone} feather, and a flag.',
        'It took all morning. At noon it was so fine that everyone stopped to look.',
        '{hero} smoothed the sand with the back of a spoon. {friend} made windows with a straw.',
      ],
      [
        '{crab} came along and moved in right away. "What a palace!" {crab.he} said.',
        'Soon they had a visitor: {crab}, who walked through the gate as if it had always been there.',
        '"May I live here?" asked {crab}. "Of course," said {hero}.',
      ],
      ['¶'],
      [
        'But the water had been coming closer. Now the first wave licked at it.',
        'Then the tide turned. Each wave came a little higher than the one before.',
        'Suddenly {hero} had wet feet. The sea was coming!',
      ],
      [
        '"Quick!" cried {hero}. They {wall}. The next wave jumped over it.',
        'As fast as they could, they {wall}. It held for three waves. The fourth was stronger.',
        'They {wall}. "That will stop it," said {friend}. But it did not.',
      ],
      [
        '{hero} stood in front of it with open arms. "Go back!" {he} told the sea. The sea made {his} tummy wet.',
        'They scooped out water with their hands. The sea had more hands than they did.',
        'Then {friend} sang to the sea to make it sleepy. The sea did not get sleepy.',
      ],
      [
        'With a soft sigh, the first part fell. {@sad}',
        'Piece by piece it melted, like sugar in tea.',
        'One big wave came, and when it went back, there was only a smooth bump.',
      ],
      ['¶'],
      [
        '"All that work," said {hero}. {friend} said nothing.',
        '{@angry} {He} threw {his} shovel into the sand.',
        '{hero} could not look. {He} put {his} hands over {his} eyes.',
      ],
      [
        'But {crab} was dancing in the foam. "That was a fine house," {crab.he} called. "What will we build tomorrow?"',
        '"Why are you sad?" asked {crab}. "I get a new house every week. It is the best thing about the sea."',
        '{crab} came out of the wet sand and shook {crab.himself}. "Look how smooth it is now," {crab.he} said. "Like a new sheet of paper."',
      ],
      [
        '{hero} looked at {friend}. Then they both began to laugh.',
        '{hero} thought about it. It was true: the best part had been the building.',
        '"Tomorrow," said {hero} slowly, "~we could make a whale."',
      ],
      [
        'They let the last waves run over their feet. It tickled.',
        'They gathered up their shells, for the next time.',
        'And because the sun was still warm, they jumped into the waves that had eaten their work.',
      ],
      ['{@endLesson friend}', '{@endBed}', '{@endLesson crab}', '{@endHappy}', '{@endMeal friend}'],
    ],
  },
]);
