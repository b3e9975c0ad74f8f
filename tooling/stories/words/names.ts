const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names of girls. */
export const girls = list(`
  Lily Anna Mia Sara Lucy Emma Molly Rosie Ella Nora Clara Lola Ruby Alice Maya Zoe Tilly Nina Ava Ivy Hannah Jane Kate
  Amy Sally Sue Mary Jill Ellie Sophie Chloe Grace Daisy Poppy Lena Leah Maria Elsa Tess Nell Hazel Freya Iris Betty
  Annie Emily Holly Jenny Katie Mila Lina Dora Edie Greta Heidi Ida June Kira Luna Mina Olive Penny Rita Sasha Tara Una
  Vera Wendy Yara Zara Amina Fatima Priya Mei Yuki Rosa Carla Elena Bella Willa
  Ada Agnes Alba Alma Amelia Angela April Aria Astrid Audrey Beatrice Bonnie Bridget Camille Carmen Cecilia Celia Charlotte Claudia
  Cora Delia Diana Dina Doris Edith Eleanor Elise Eliza Elsie Emilia Esther Eva Evelyn Fanny Fiona Frances Frida Gemma Gina
  Gloria Gwen Hanna Harriet Helen Hilda Ingrid Irene Isabel Isla Jana Jasmine Joan Josie Joy Judy Julia Karin Kim Kitty Laila
  Laura Leila Linda Lisa Liv Liza Lotta Louisa Lydia Mabel Maggie Margo Marie Martha Matilda Megan Melissa Merle Mira Nadia
  Naomi Nia Noemi Odette Orla Paula Petra Phoebe Polly Rachel Rebecca Renee Rhea Romy Roxy Sabina Sarah Selma Silvia Stella
  Susan Sylvie Thea Thelma Trudy Ursula Violet Viola Winnie Yasmin Yvonne Zelda Zina
`);

/** Names of boys. */
export const boys = list(`
  Tom Tim Ben Sam Max Jack Leo Noah Oscar Finn Theo Henry Oliver Peter Billy Bobby Joe John Jimmy Tommy Timmy Charlie
  George Luke Adam Alex Andy Dan Danny David Eddie Eli Eric Felix Frank Fred Gus Harry Hugo Ian Jake Josh Kai Karl Lars
  Liam Lucas Mark Matt Milo Nick Omar Otto Owen Paul Ravi Rory Sid Simon Toby Tony Will Zack Ali Amir Anton Arlo Bert
  Carlos Diego Ned Pablo Robin Ted Walter Hamid Kofi Ken
  Abel Albert Alfie Amos Angus Archie Arne Arthur Asher August Aziz Barney Basil Boris Brian Bruno Caleb Carl Cedric Chris Colin
  Conrad Cyrus Damian Darius Denis Dylan Edgar Edwin Elias Elliot Emil Enzo Erik Ernest Ethan Ezra Fabian Gavin George Gilbert
  Glen Grant Gregor Gunnar Hans Hank Hector Herman Howard Isaac Ivan Jacob James Jamie Jan Jasper Jay Jeff Jerry Jonas Jordan
  Joseph Jules Julian Kevin Kurt Larry Lenny Leon Levi Lionel Lou Luis Manuel Marco Marvin Mason Mateo Maurice Mel Miguel Mike
  Morris Moses Nathan Neil Nico Niels Nigel Norman Olaf Oleg Orson Oskar Otis Pascal Patrick Paul Pedro Percy Perry Phil Quinn
  Ralph Raul Ray Rex Rob Roger Roland Roman Ron Roy Rudy Rufus Sami Samir Scott Sean Seth Stan Steve Sven Theodor Tobias Tyler
  Victor Vincent Wally Warren Wendell Wesley Xavier Yusuf Zeb
`);

/** Names of animals, toys and machines that are she. */
export const petNamesHer = list(`
  Pip Dot Bean Nutmeg Clover Honey Maple Willow Poppy Daisy Ruby Pearl Tansy Bramble Hazel Fern Rosie Misty Bella Tilly
  Molly Luna Pebble Sunny Peaches Cookie Ginger Cinnamon Button Minty Olive Plum Petal Snowy Star Lulu Mimi Coco Nina Ivy
  Bluebell Dolly Flora Goldie Lottie Pippa Tabby Wren Zuzu Betsy Millie Penny Saffron Twinkle Velvet Cherry Juniper Marigold
`);

/** Names of animals, toys and machines that are he. */
export const petNamesHim = list(`
  Pip Bruno Fin Biscuit Rusty Pepper Toby Barney Chester Dusty Gus Hopper Jasper Milo Monty Nibbles Oscar Otis Patch
  Pickle Rufus Scout Sparky Spike Tuck Waffle Ziggy Bobo Benny Max Basil Bumble Chip Clem Digby Ernie Fergus Flip Fuzzy
  Moss Freddy Goose Hugo Jojo Kip Lenny Mo Ned Nutty Percy Rocky Sam Smoky Tango Teddy Tom Tumble Wally Wiggles Wilbur Archie
`);
