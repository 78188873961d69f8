export {
  beginCampaign,
  beginDue,
  CampaignMoved,
  copyCampaign,
  createCampaign,
  deleteCampaign,
  lookedAt,
  NotReady,
  saveCampaign,
  scheduleCampaign,
  tidied,
  unscheduleCampaign,
} from './actions.ts';
export { type Bounced, bounceAddress, openBounceAddress } from './bounces.ts';
export {
  type Campaign,
  type CampaignMove,
  type CampaignState,
  type Composed,
  campaignMoves,
  campaignStates,
  type Draft,
  draftLimits,
  type SlotName,
  slot,
  slotNames,
  slotPattern,
  type TallyKind,
  tallyKinds,
} from './campaign.ts';
export {
  type CheckId,
  checkIds,
  type Finding,
  type FindingKind,
  type LinkChecks,
  linkFindings,
  mayLeave,
  type Probe,
} from './checks.ts';
export { compose, homeOf, type Made } from './compose.ts';
export { cancelCampaign, pauseCampaign, resumeCampaign } from './halt.ts';
export {
  addImage,
  type ImageFacts,
  type ImageRefusal,
  imageContent,
  imageLimits,
  imagesOf,
  nameOfImage,
  removeImage,
} from './images.ts';
export { type CampaignLink, linkTarget, linkToken, openLinkToken } from './links.ts';
export { type Problem, problemKinds } from './markdown.ts';
export { campaignMessages, testCampaign, withWays } from './messages.ts';
export { type Progress, progressOf } from './progress.ts';
export { type CampaignRow, campaignById, campaigns, heldFor, leftAs } from './queries.ts';
export {
  beforeIt,
  clicksOf,
  comparedWith,
  fewestShown,
  type LinkClicks,
  median,
  newestOutcomes,
  type Outcome,
  outcomeById,
  overTime,
  type Rates,
  ratesOf,
  type Slice,
  type SliceSize,
  slices,
  type TallyLine,
  tallyLines,
} from './results.ts';
export { noteReturned, type ReturnKind, returnKind, type Whose } from './returned.ts';
export { CampaignSender, type SenderPorts } from './sender.ts';
