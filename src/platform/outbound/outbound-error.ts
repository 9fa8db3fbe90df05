/**
 * refused: the address may not be asked, nothing was sent. unreachable: nobody heard of it. unclear: it may have been heard. The message
 * never holds the address: it may carry a key.
 */
export class OutboundError extends Error {
  readonly outcome: 'refused' | 'unreachable' | 'unclear'
  constructor(outcome: 'refused' | 'unreachable' | 'unclear', message: string) {
    super(message)
    this.outcome = outcome
  }
}
