import { continuesSpeech } from '../restore/restore-paragraph.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Words with a first letter that misleads about the sound. */
const soundsLikeConsonant = /^(?:uni|use|usu|one|once|eu)/i;
const soundsLikeVowel = /^(?:hour|honest)/i;

/** What is told after a quotation with a verb that could report it, but does not. */
const goesOnThinking =
  /^(?:the )?[a-z' ]*(?:thought (?:about|it|for|of|hard|and)|called (?:for|the|out to)|laughed (?:so|until)|said (?:yes|no)\b)/i;

function fixArticles(text: string): string {
  return text.replace(/\b([Aa])n? ([A-Za-z]+)/g, (_, article: string, word: string) => {
    const vowel = soundsLikeVowel.test(word) || (/^[aeiou]/i.test(word) && !soundsLikeConsonant.test(word));
    return `${article}${vowel ? 'n' : ''} ${word}`;
  });
}

function fixCapitals(paragraph: string): string {
  return paragraph
    .replace(/^("?)([a-z])/, (_, quote: string, letter: string) => quote + capital(letter))
    .replace(/([.!?] "?)([a-z])/g, (_, stop: string, letter: string) => stop + capital(letter))
    .replace(/(\." )([a-z])/g, (_, stop: string, letter: string) => stop + capital(letter))
    .replace(/([!?]" )([a-z])/g, (_, stop: string, letter: string, at: number) =>
      continuesSpeech(paragraph.slice(at + stop.length)) && !goesOnThinking.test(paragraph.slice(at + stop.length))
        ? stop + letter
        : stop + capital(letter),
    )
    .replace(/([,:] ")([a-z])/g, (_, stop: string, letter: string) => stop + capital(letter))
    .replace(/"~(.)/g, '"$1');
}

/**
 * Makes raw text of the grammar readable: a and an, capitals at the start of sentences and quotations (a quotation that
 * goes on with a sentence begins with `~`; the same speaker goes on with `+"`), a new paragraph where one quotation follows
 * another, single spaces, paragraphs apart by an empty line (`¶` in raw text).
 */
export function polish(raw: string): string {
  return raw
    .replace(/"\s*\+"/g, ' ')
    .replace(/\+"/g, '"')
    .replace(/([.!?]")[.]/g, '$1')
    .replace(/([.!?]") +(?=")/g, '$1¶')
    .split('¶')
    .map((paragraph) =>
      paragraph
        .replace(/\s+/g, ' ')
        .replace(/ ([,.!?])/g, '$1')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => fixCapitals(fixArticles(paragraph)))
    .join('\n\n');
}
