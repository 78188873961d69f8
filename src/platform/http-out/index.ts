export { validateEndpoint } from './endpoint.ts';
export { type FailureReason, failureReasons } from './failure.ts';
export { type Answer, createHttpOut, type HttpOut, type Outgoing, type PostOptions } from './http-out.ts';
export { newWebhookSecret, signWebhook } from './webhook.ts';
