/** Outbound: the one way to addresses that people typed in; nothing of the private network can be reached through it. */
export { createOutbound, type Outbound, type OutboundAnswer, OutboundError } from './request.ts'
