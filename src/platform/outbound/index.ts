/** Outbound: the one way to addresses that people typed in; nothing of the private network can be reached through it. */
export { createFindAddress, type FindAddress } from './find-address.ts'
export { OutboundError } from './outbound-error.ts'
export { createOutbound, type Outbound, type OutboundAnswer } from './request.ts'
export { newWebhookKey, signWebhook } from './sign-webhook.ts'
