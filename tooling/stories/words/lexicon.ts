const list = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

/** Words by kind, for details: `{%bug}` in a template is any of them, a new one each time. */
export const lexicon: Readonly<Record<string, readonly string[]>> = {
  bug: list(
    `ladybug, beetle, bumblebee, grasshopper, butterfly, caterpillar, spider, snail, dragonfly, cricket, moth, worm, firefly, ant, honeybee`,
  ),
  bird: list(`robin, sparrow, blackbird, wren, blue jay, swallow, magpie, cuckoo, dove, starling, lark, goldfinch`),
  flower: list(
    `daisy, tulip, poppy, rose, buttercup, bluebell, violet, dandelion, sunflower, lily, marigold, snowdrop, primrose, clover`,
  ),
  food: list(
    `bread, cheese, soup, apples, pears, grapes, nuts, pancakes, cookies, carrots, cherries, plums, strawberries, blueberries, noodles, rice, beans, potatoes, muffins, honey, jam, corn, peas, raisins, waffles, pudding, peaches, oranges, melons, porridge`,
  ),
  sweet: list(
    `apples, pears, grapes, nuts, pancakes, cookies, cherries, plums, strawberries, blueberries, raspberries, muffins, honey, jam, raisins, waffles, pudding, peaches, oranges, melons, bananas, apple cake, berry tart, oat cookies, warm milk, cocoa, cream, apricots, figs, sweet rolls`,
  ),
  savory: list(
    `bread, cheese, soup, carrots, noodles, rice, beans, potatoes, butter, salad, tomatoes, corn, peas, dumplings, cucumbers, toast, crackers, mushrooms, pumpkin soup, corn bread, radishes, olives, onion pie, lentils, turnips`,
  ),
  bloom: list(
    `white, yellow, pink, red, purple, blue, orange, pale pink, bright yellow, dark red, light blue, snow white, big, small, wild, lovely`,
  ),
  small: list(
    `pebble, feather, button, acorn, shell, key, coin, marble, ribbon, leaf, nut, bell, string, bottle cap, pine cone, stick, spoon, pencil, ring, thimble, cork, bead, stamp, seed`,
  ),
  big: list(
    `wheelbarrow, ladder, bench, mailbox, bucket, wagon, barrel, basket, scarecrow, stool, signpost, tent, hammock, birdhouse, rowboat, chair, kennel, flower pot`,
  ),
  tone: list(
    `red, blue, green, yellow, orange, purple, pink, white, brown, gray, golden, silver, dark red, light blue, bright yellow, pale green, dark green, bright red, dark blue, snow white, light brown, sky blue, bright orange, pale pink`,
  ),
  size: list(`tiny, little, small, round, long, short, thin, flat, smooth, pretty, shiny, plain, lovely, special`),
  kindOf: list(
    `funny, friendly, sleepy, lazy, busy, lonely, noisy, hungry, cheerful, grumpy, clever, curious, proud, polite, clumsy, shy, lucky, silly, patient`,
  ),
  things: list(
    `pebbles, feathers, shells, buttons, acorns, marbles, ribbons, leaves, stamps, beads, pine cones, corks, keys, coins, seeds, sticks, bottle caps, snail shells, stones, strings`,
  ),
  worn: list(
    `old, mossy, crooked, hollow, quiet, sunny, shady, windy, tall, narrow, wide, round, little, broken, wooden, painted, dusty, lonely, big, green, gray, far, nearest, leaning, pretty, hidden, famous, slippery`,
  ),
  cloth: list(`scarf, hat, cap, coat, sweater, pair of boots, backpack, belt, pair of mittens, raincoat, vest, bow`),
  game: list(
    `tag, hide and seek, leapfrog, pirates, marbles, catch, hopscotch, follow the leader, treasure hunt, ring toss, kings and queens, explorers, hot potato, blindfold`,
  ),
  shape: list(
    `a dragon, a ship, a sleeping cat, an old shoe, a whale, a teapot, a fat rabbit, a castle, a giant's hat, an elephant, a snail, a feather, a loaf of bread, a flying horse, a sock`,
  ),
  number: list(`two, three, four, five, six, seven, nine, ten, a dozen, twelve`),
  song: list(
    `a song about the moon, a song without words, a march, a lullaby, a song about soup, a sailor song, a silly song, an old tune, a song about rain, a wake-up song`,
  ),
  feel: list(
    `calm, glad, curious, wide awake, hungry, full of ideas, dreamy, brave, cheerful, ready for anything, thoughtful, lucky`,
  ),
  where: list(
    `on the windowsill, under a bush, next to the path, on a warm stone, behind the fence, between two roots, on top of a post, in the grass, beside a puddle, at the edge of the field, under a leaf, on a low branch, in the shade`,
  ),
  does: list(
    `sat very still, was fast asleep, was cleaning its wings, looked the other way, hummed to itself, was looking for breakfast, seemed to wait for someone, was busy with a crumb, took a little nap, turned around twice`,
  ),
};
