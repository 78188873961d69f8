export { choicesPast, noteChoice, sweepChoices } from './actions.ts';
export { type Answer, type Asked, type Choice, fromCookie, numberIn, toCookie, wordingIn } from './consent.ts';
export { consentRoom } from './personal.ts';
