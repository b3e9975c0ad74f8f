/** What somebody is to the hero. */
export type Relation = 'hero' | 'stranger' | 'friend' | 'family';

/** Somebody in a story. What is said of them here never changes while the story lasts. */
export interface Character {
  /** The name, or undefined for one who is only called by the kind: `the fox`. */
  readonly name: string | undefined;
  /** `fox`, `girl`, `robot`. */
  readonly kind: string;
  readonly sex: 'he' | 'she';
  /** One word that goes before the kind: `little`, `old`, `grey`. */
  readonly look: string;
  readonly relation: Relation;
  /** Whether nobody else in the story is of that kind, so that `the fox` is clear. */
  readonly unique: boolean;
}

const forms = {
  he: { he: 'he', him: 'him', his: 'his', himself: 'himself', hers: 'his' },
  she: { he: 'she', him: 'her', his: 'her', himself: 'herself', hers: 'hers' },
} as const;

/** The form of a pronoun: `him` of a she is `her`. Undefined where `form` is no pronoun. */
export function pronoun(character: Character, form: string): string | undefined {
  return (forms[character.sex] as Readonly<Record<string, string>>)[form.toLowerCase()];
}

/** How somebody is first spoken of: `a little fox named Pip`, `his friend Nib`, `his mom`. */
export function introduce(character: Character, hero: Character, variant: number): string {
  const { name, kind, look, relation } = character;
  const described = look === '' ? kind : `${look} ${kind}`;
  if (relation === 'family') return `${pronoun(hero, 'his')} ${look === '' ? kind : `${described} ${name}`}`;
  if (relation === 'friend' && name !== undefined) {
    const his = pronoun(hero, 'his');
    const ways = [
      `${his} friend ${name} the ${kind}`,
      `${name} the ${kind}`,
      `${his} good friend ${name} the ${kind}`,
      `${his} friend ${name} the ${kind}`,
    ];
    const childs = [
      `${his} friend ${name}`,
      `${his} best friend ${name}`,
      `${name} from next door`,
      `${his} friend ${name}`,
    ];
    return (isChild(character) ? childs : ways)[variant % ways.length] as string;
  }
  if (relation === 'friend') return `${pronoun(hero, 'his')} friend the ${kind}`;
  if (name === undefined) return `a ${described}`;
  return variant % 4 === 3 ? `a ${described} called ${name}` : `a ${described} named ${name}`;
}

/** Words that can go before the kind again and again. */
const plainLooks = new Set(['little', 'small', 'young', 'tiny', 'old', 'big']);

/** How somebody is spoken of again. `variant` chooses among the ways that are clear. */
export function mention(character: Character, hero: Character, variant: number): string {
  const { name, kind, look, relation, unique } = character;
  if (relation === 'family' && look === '')
    return variant % 3 === 0 && name !== undefined ? name : `${pronoun(hero, 'his')} ${kind}`;
  if (name !== undefined && (!unique || variant % 8 !== 0)) return name;
  return variant % 3 === 0 && plainLooks.has(look) ? `the ${look} ${kind}` : `the ${kind}`;
}

/** How somebody is spoken to, or of, inside a quotation. */
export function address(character: Character, direct: boolean): string {
  if (character.name !== undefined) return character.name;
  if (direct) return !plainLooks.has(character.look) ? character.kind : `${character.look} ${character.kind}`;
  return `the ${character.kind}`;
}

/** Whether somebody is a boy or a girl. */
const isChild = ({ kind }: Character): boolean => kind === 'boy' || kind === 'girl';
