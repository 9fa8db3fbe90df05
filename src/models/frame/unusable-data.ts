/** The data cannot answer the question. `reason` is a stable snake_case word; the message a plain English sentence. */
export class UnusableData extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.name = 'UnusableData'
    this.reason = reason
  }
}
