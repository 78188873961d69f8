export { createElks, type ElksAccount } from './elks.ts';
export { type Parts, partsOf } from './parts.ts';
export { type Carried, createSms, isE164, type PhoneReason, type PhoneRefused, type Sms, type SmsPort } from './sms.ts';
export { type Call, createVoice, type VoicePort } from './voice.ts';
