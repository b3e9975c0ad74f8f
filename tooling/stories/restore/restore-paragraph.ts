import { determiners, doubtfulNames, familyWords, plainNames, titles, weakFamilyWords } from './name-words.ts';

/** Verbs that report speech: what follows a question or an exclamation goes on with the sentence. */
const speech =
  'said|says|asked|asks|replied|shouted|cried|exclaimed|answered|whispered|yelled|called|laughed|giggled|screamed|added|thought|told|begged|sang|barked|announced|cheered|wondered|suggested|explained|growled|roared|squeaked|chirped|sighed|sobbed|declared|agreed|continued|responded|warned|squealed|gasped|muttered|demanded|croaked|meowed|hooted|repeated|complained|promised|offered|boomed|hissed|greeted|murmured|moaned|groaned|mumbled|pleaded|protested|whined|wailed|bellowed|quacked|snapped|remarked|insisted|commented|beamed|grumbled|purred|cheeped|wept';
const attribution = new RegExp(
  `^(?:${speech})\\b|^(?:he|she|they|it|i|we|you|the|a|an|his|her|their|my|one|both|[a-z]+)(?: (?!and\\b|was\\b|were\\b)[a-z']+){0,3}? (?:${speech})\\b`,
);
/** What stands between two quotations and belongs to the second. */
const introducesSpeech = /^(?!he |she |they |it )[^.!?"]{0,80}[,:] "/;
const saidBefore = new RegExp(`,["'] (?:[a-z']+ ){0,5}?(?:${speech})(?: [a-z']+){0,5}, $`);

/** Whether lower-cased `text` after a question or an exclamation in quotation marks belongs to its sentence: `she asked.` */
export const continuesSpeech = (text: string): boolean => attribution.test(text) && !introducesSpeech.test(text);

/** One word of a paragraph with what stands around it. */
interface Word {
  readonly text: string;
  /** The paragraph up to the word, lower-cased. */
  readonly before: string;
  /** The paragraph after the word, lower-cased. */
  readonly after: string;
  /** The word before it in the same sentence, or '' at a start or after punctuation. */
  readonly previous: string;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Whether a sentence or a spoken text begins at the end of `before`. */
function beginsSentence({ before, text, after }: Word): boolean {
  if (before === '') return true;
  const opened = /(^|[\s(-])["'](?:\.\.\.)?$/.test(before);
  if (opened) return beginsSpeech(before.replace(/["'](?:\.\.\.)?$/, ''), after);
  if (/(?:\b(?:mr|mrs|ms|dr)\.|\.\.\.) $/.test(before)) return false;
  if (/[.]["')]* $/.test(before)) return true;
  if (/[!?]["')]+ $/.test(before)) return !continuesSpeech(text + after);
  return /[!?]+ $/.test(before);
}

/** Whether what a quotation mark opens after `before` begins with a capital. */
function beginsSpeech(before: string, after: string): boolean {
  if (/(^|[.!?:]["']? )$/.test(before)) return true;
  if (saidBefore.test(before)) return false;
  if (/, $/.test(before)) return true;
  return new RegExp(`\\b(?:${speech}|saying|asking|shouting)(?: \\w+)? $`).test(before) || /^[^"]*[.!?]"/.test(after);
}

const afterDeterminer = (previous: string): boolean => determiners.has(previous) || /'s$/.test(previous);

function isFamilyName({ text, previous, before, after }: Word): boolean {
  const base = text.replace(/'s$/, '');
  if (!familyWords.has(base)) return false;
  if (afterDeterminer(previous)) return false;
  if (/\b(?:her|his|their|my|your|our|the|a) (?:\w+ )?(?:and|or) $/.test(before)) return false;
  if (/\b(?:her|his|their|my|your|our|the) \w+,? (?:and|or) $/.test(before)) return false;
  return !weakFamilyWords.has(base) || /^ ?[,!?.]/.test(after);
}

function isName(word: Word, names: ReadonlySet<string>): boolean {
  const base = word.text.replace(/'(s|ll|d|m|re|ve)?$/, '');
  if (/^i('(m|ll|d|ve))?$/.test(word.text)) return true;
  if (/\b(?:mr|mrs|ms|dr|miss)\.? $/.test(word.before)) return true;
  if (plainNames.has(base) && !doubtfulNames.has(base)) return true;
  if (names.has(base))
    return (
      !doubtfulNames.has(base) ||
      !(afterDeterminer(word.previous) || /\b(?:a|an|some|another|every) [a-z]+ $/.test(word.before))
    );
  return false;
}

const isTitle = ({ text, after }: Word, names: ReadonlySet<string>): boolean => {
  const next = /^\.? ([a-z]+)/.exec(after)?.[1] ?? '';
  return titles.has(text) && (plainNames.has(next) || names.has(next));
};

/** Restores the capitals of one lower-cased paragraph; `names` are those of its story. */
export function restoreParagraph(paragraph: string, names: ReadonlySet<string>): string {
  let result = '';
  let end = 0;
  for (const match of paragraph.matchAll(/[a-z]+(?:'[a-z]+)*/g)) {
    const before = paragraph.slice(0, match.index);
    const text = match[0];
    const word: Word = {
      text,
      before,
      after: paragraph.slice(match.index + text.length),
      previous: /([a-z']+) $/.exec(before)?.[1] ?? '',
    };
    const upper = beginsSentence(word) || isName(word, names) || isFamilyName(word) || isTitle(word, names);
    result += paragraph.slice(end, match.index) + (upper ? capital(text) : text);
    end = match.index + text.length;
  }
  return result + paragraph.slice(end);
}
