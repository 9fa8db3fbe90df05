import { DomainError } from '#platform/errors'

/** One model on one file; prints what it found. Loaded only when asked for. */
type ModelCommand = (args: string[]) => Promise<void>

const modelCommands: Record<string, ModelCommand> = {
  'fit-btyd': async (args) => (await import('./fit-btyd.ts')).fitBtydCommand(args),
  'fit-gamma-gamma': async (args) => (await import('./fit-gamma-gamma.ts')).fitGammaGammaCommand(args),
  'fit-sbg': async (args) => (await import('./fit-sbg.ts')).fitSbgCommand(args),
  survival: async (args) => (await import('./survival.ts')).survivalCommand(args),
  summarize: async (args) => (await import('./summarize.ts')).summarizeCommand(args),
  'churn-cv': async (args) => (await import('./churn-cv.ts')).churnCvCommand(args),
  uplift: async (args) => (await import('./uplift.ts')).upliftCommand(args),
  experiment: async (args) => (await import('./experiment.ts')).experimentCommand(args),
  'plan-experiment': async (args) => (await import('./plan-experiment.ts')).planExperimentCommand(args),
  assign: async (args) => (await import('./assign.ts')).assignCommand(args),
  recommend: async (args) => (await import('./recommend.ts')).recommendCommand(args),
}

/** `regulars models COMMAND FILE …`: the models without the product; docs/models.md. */
export async function modelsCommand([name = '', ...args]: string[]): Promise<number> {
  const command = Object.hasOwn(modelCommands, name) ? modelCommands[name] : undefined
  if (!command) {
    const there = `models COMMAND FILE …, where COMMAND is one of ${Object.keys(modelCommands).join(', ')}.`
    throw new DomainError('invalid', 'model_usage', name === '' ? there : `There is no model command ${name}: ${there}`)
  }
  await command(args)
  return 0
}
