const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Names that are hardly ever another word: capital wherever they stand. */
export const plainNames = words(`
  abbie abby abi abigail adam alex alexa alfie ali alice alicia alvin amanda amelia amy ana andrew andy angie anna anne
  annie anny ann arjun ashley ayla becky ben benny bert beth betsy betty billy bobby bobbie bobo bob brad brian
  bruce buddy carl carla carlos carol caroline cari cherie charles charlie chloe chris christopher cindy claire clara
  clarice clarissa connie cynthia dan dana danny daniel dave david debby denise diana dina donna doug dave daffy
  ed eddie elin ella ellen ellie elly elmo elsie emilda emily emma emmy eric ernie eva evie felix fiona frank freddie
  freddy fred garry gary gavin gemma george georgia gigi gina gus hannah harry hazel henry ian irene isabel isla
  jackie jacky jack jacob jaden jake james jamie jana jane janet janie jason jay jean jeff jemma jen jenna jenny
  jennifer jeremy jerry jess jessi jessica jessie jill jimbo jimmy jim joanna jodi jody joe joel joey johnny john
  johnson jojo jonas jose joseph josh josie juan judy jules julia julie juliet julian karen kari kate katie katy
  kaitlyn kayla kelly ken kevin kim kimmy kyle larry laura leah leo leticia liam libby lila lilly lily lina linda
  lisa liza lizzie lizzy liz lola lou louie louis louisa louise lucas lucy luke lulu luna mabel maddy maddie madison
  maggie maia maisy mandy marc marco margaret margo maria marie mario marlon martin marty marvin mary matilda
  matt matty maya mel melissa mia michael michelle micky mickey mike miles millie milly mimi miri molly mona nan nancy nathan ned nell nemo nick nicky nicole nina noah noel nora oliver olivia oscar pam paola patrick paul paula
  peggy percy pete peter petey phil polly rachel ralph randy remy rex riley ricky rita robby robbie robert robin
  rory rosie rudy russel ryan sabina sally sam samantha sammy santa sara sarah sasha sean seth shannon sharon shauna
  shaun sid simon sofia sophia sophie stacy stella stephen steve steven sue sue susan susie suzie suzy sylvester tess
  tammy tara ted therese theo thomas tilly tim timmy timothy tina toby todd tommy tom tonya toni tony tracy tyler
  veronica vicky victor wally walter wendy wilbur willie william winnie zack zach zara zelda zoe zoey bella minnie lea
  spongebob god america english spanish chinese french african england london paris africa china italy mexico halloween
  christmas easter thanksgiving valentine hanukkah mr mrs ms dr lego frisbee god's tv dvd abc
  monday tuesday wednesday thursday friday saturday sunday
  january february april june july august september october november december
`);

/**
 * Words that are often names and often something else: capital only in a story that introduces them as a name, or where
 * the neighbouring words leave no other reading (`Spot barked`, `said Max`).
 */
export const doubtfulNames = words(`
  kitty penny holly mark spot max sunny rose daisy grace hope joy will bill pat rob sandy mark teddy bunny ruby olive peanut star
  brownie fluffy mittens fin buzz snowy spike ducky sparkly sparky nosy nosey bongo ginger ray dolly polly tweetie
  tweety zip bouncy buzzy panda puppy bear pip fuzzy whiskers pepper cookie lucky blue sky rover pinky floppy buggy
  tiny speedy shadow smokey smoky goldie cotton biscuit rusty jolly patches socks tiger happy hop hoppy bubbles
  sleepy jet flash scooter tock nutty chirpy wiggly furry honey ellie biff chip bubbly slinky fido gabby pebbles
  dusty mitten dot rocky violet iris ivy heather jasmine summer autumn april may june faith dawn eve jewel
  crystal amber pearl coral robin cliff dale glen reed carter cooper hunter fisher mason taylor parker sam
  carrot button muffin cupcake pumpkin waffles pickles snuggles cuddles sprinkles freckles marbles twinkle twinkly
  splash squeaky squeak squeaks quacky quackers chuckles giggles wiggles chirp tweet tweety meow woof moo beep vroom
  zoom zoomy toot blinky binky boo bo bingo bizzy maxi mitzy zizz popper dippy pinchy shapey rolly smiley dash
  rufus duke prince princess king queen captain major ranger
`);

/** Words for a parent or grandparent: a capital where they stand alone, as a name does. */
export const familyWords = words(`
  mom mommy mum mummy mama momma mamma dad daddy papa pop grandma grandpa granny grandmother grandfather gran nana
  nanny grandad granddad grandmom auntie aunt uncle mother father
`);

/** Family words that have a capital only where somebody is spoken to, or before a name. */
export const weakFamilyWords = words('mother father grandmother grandfather aunt uncle pop nanny gran sister brother');

/** Words after which a family word is a common noun: `her mom`, `the grandma`. */
export const determiners = words(`
  a an the his her my your our their its this that these those every each another some any no whose other new good
  little big old young nice kind and's one both loving sweet best great proud caring wise busy happy sad angry tired
`);

/** Titles: a capital before a name. */
export const titles = words(
  'mr mrs ms miss dr doctor captain king queen prince princess uncle aunt auntie sir lady professor officer santa farmer nurse',
);

/** Verbs that follow a speaker or a hero: after them or before them a doubtful word is a name. */
export const heroVerbs = words(`
  said asked replied shouted cried exclaimed answered whispered yelled called laughed smiled nodded giggled barked
  felt wanted loved liked looked ran went saw thought knew decided agreed hugged jumped woke was had did could would
  is were are played walked took started came tried found got heard learned stopped thanked and
`);
