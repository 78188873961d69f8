export { editText, type TextChange, TextMoved } from './actions.ts';
export { catalogTexts, catalogueIn } from './catalogue.ts';
export { editedTexts, type TextStanding, type TextVersion, textStandings, versionsOf } from './queries.ts';
export {
  bodyKey,
  type Editable,
  type Edited,
  faultOf,
  filled,
  placesIn,
  saying,
  sayingBoth,
  type TextFault,
  tidied,
  unedited,
} from './text.ts';
