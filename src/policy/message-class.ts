/**
 * What a message to somebody is for: `service` is about their own open request or account, `marketing` is anything else. Marketing
 * takes consent (P14) and never comes by text message or telephone (P5); the ports that carry messages hold to it themselves.
 */
export type MessageClass = 'service' | 'marketing';
