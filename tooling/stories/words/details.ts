import type { Banks } from '../grammar/story-text.ts';

/** Small things that make a place and a day real; none of them changes what happens. */
export const details: Banks = {
  sky: [
    'A {%tone} {%bug} {%does} {%where}.',
    'A {%kindOf} {%bird} was singing {%where}.',
    'A {%bird} and a {%bug} were looking at each other {%where}.',
    '{air} A {%bird} {%does}.',
    'A {%bloom} {%flower} and a {%bloom} {%flower} were growing {%where}.',
    'High up, a cloud looked like {%shape}, and another one looked like {%shape}.',
    'On an old {%big} sat a {%kindOf} {%bird}.',
    'A {%bug} flew past, and after it a {%kindOf} {%bird}.',
    'The air smelled of {%sweet} and of {%sweet}.',
    'Far away, somebody was singing {%song}.',
  ],
  own: [
    'At home {he} kept a {%tone} {%small}, {%number} {%size} shells, and a {%tone} {%cloth}.',
    '{His} favorite game was {%game}, and after that came {%game}.',
    'For breakfast {he} liked {%sweet} with {%sweet}.',
    '{He} was often {%feel}, most of all when it smelled of {%food}.',
    'Whenever {he} saw a {%bird} or a {%bug}, {he} stopped to say hello.',
    '{He} had a {%tone} {%cloth} and a {%size} {%small} that brought {him} luck.',
    '{He} knew {%song} and {%number} [jokes|riddles|poems] by heart.',
    'In front of {his} door grew a {%bloom} {%flower}, and beside it stood an old {%big}.',
    '{He} collected things: a {%tone} {%small}, a {%size} {%small}, and once even an old {%big}.',
    'On Sundays {he} always ate {%food}, and on Mondays {he} dreamed of {%food}.',
    '{He} could tell a {%bird} from a {%bird} by its song alone.',
    '{He} was good at {%game} and not so good at {%game}.',
  ],
  after: [
    'Later they ate {%savory}, {%savory}, and a big bowl of {%sweet}.',
    'Later they played {%game}, and then they played {%game}.',
    'Somebody sang {%song}, and a {%kindOf} {%bird} sang along.',
    'Above them, a cloud that looked like {%shape} sailed by.',
    'A {%bloom} {%flower} was nodding {%where}, as if it agreed.',
    '{hero} felt {%feel} and a little bit {%feel}.',
    'On the way back, {hero} found a {%tone} {%small} and kept it to remember the day.',
    'Even the {%kindOf} {%bird} {%where} seemed to smile.',
    'For dinner they had {%savory} with {%savory}, and nobody left a crumb.',
    '{hero} gave a {%size} {%small} to a {%kindOf} {%bug}, just because it was such a good day.',
  ],
};
