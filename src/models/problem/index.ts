/**
 * Data that no model can be fitted to, said in a sentence; `reason` is a stable snake_case word for programs.
 * Models throw nothing else on purpose.
 */
export class ModelProblem extends Error {
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.name = 'ModelProblem'
    this.reason = reason
  }
}
