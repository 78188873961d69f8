export {
  type Campaign,
  type CampaignMove,
  type CampaignState,
  type Composed,
  campaignMoves,
  campaignStates,
  type Draft,
  type SlotName,
  slot,
  slotNames,
  slotPattern,
  type TallyKind,
  tallyKinds,
} from './campaign.ts';
export { campaignById } from './queries.ts';
export { tally } from './tally.ts';
