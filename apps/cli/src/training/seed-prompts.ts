/** What is asked, of each of the subjects below. */
const questions = [
  'What is {}?',
  'Explain {} to a ten-year-old.',
  'Write a short story about {}.',
  'Give me five facts about {}.',
  'Why does {} matter?',
  'Write a poem about {}.',
  'What are the advantages and disadvantages of {}?',
  'Describe {} in three sentences.',
  'How would you teach a beginner about {}?',
  'Write a dialogue between two friends about {}.',
  'What is a common mistake that people make with {}?',
  'Summarise what is known about {}.',
  'Write a letter to a newspaper about {}.',
  'List the steps to learn more about {}.',
  'What might {} be like in a hundred years?',
  'Compare {} with something from daily life.',
  'Write an advertisement for {}.',
  'Ask me three questions about {}, and answer them.',
  'What would a scientist say about {}?',
  'Tell me how {} has changed over time.',
] as const;

const subjects = [
  'photosynthesis',
  'the history of bread',
  'volcanoes',
  'sorting algorithms',
  'a lighthouse keeper',
  'compound interest',
  'sleep',
  'the water cycle',
  'chess',
  'bicycles',
  'public libraries',
  'a lost key',
  'recursion in programming',
  'honest mistakes',
  'the moon',
  'cooking rice',
  'a small village market',
  'fractions',
  'migrating birds',
  'good manners',
  'electric cars',
  'the printing press',
  'gardening in a city',
  'a thunderstorm',
  'learning a language',
  'vaccines',
  'old maps',
  'teamwork',
  'Python lists',
  'coral reefs',
  'a kind neighbour',
  'budgeting',
  'gravity',
  'folk music',
  'the first day at school',
  'recycling',
  'long train journeys',
  'friendship',
  'bridges',
  'the scientific method',
] as const;

/** A place in the list of pairs that shares no factor with its length: neighbours differ in both parts. */
const stride = 253;

/** 800 prompts of this project's own for models that answer questions, varied from one to the next. */
export function seedPrompts(): readonly string[] {
  const count = questions.length * subjects.length;
  return Array.from({ length: count }, (_, index) => {
    const place = (index * stride) % count;
    const question = questions[place % questions.length] as string;
    return question.replace('{}', subjects[Math.floor(place / questions.length)] as string);
  });
}
