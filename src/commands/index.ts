import { readAdmin } from './admin-options.ts'
import { readDemo } from './demo-options.ts'
import { expectVerb, refuseMore } from './options.ts'
import { readPlan } from './simulate/read-plan.ts'
import { cliLocale } from './words.ts'

/**
 * What the command line can do. A command returns the exit code. What was typed is read here, and what does the work is loaded
 * behind it: loading takes longer than saying that an option is not known.
 */
export type Command = (args: string[]) => Promise<number>

export const commands: Record<string, Command> = {
  start: async (args) => {
    refuseMore(args)
    return await (await import('./start.ts')).startCommand()
  },
  demo: async (args) => {
    const asked = readDemo(args)
    return await (await import('./demo.ts')).demoCommand(asked)
  },
  report: async (args) => (await import('./report.ts')).reportCommand(args),
  simulate: async (args) => {
    const asked = readPlan(args, Date.now(), cliLocale())
    return await (await import('./simulate.ts')).simulateCommand(asked)
  },
  import: async (args) => (await import('./import.ts')).importCommand(args),
  admin: async (args) => {
    const asked = await readAdmin(args)
    return await (await import('./admin.ts')).adminCommand(asked)
  },
  audit: async (args) => {
    expectVerb(args, 'verify', 'regulars audit verify')
    return await (await import('./audit.ts')).auditCommand()
  },
  ledger: async (args) => {
    expectVerb(args, 'verify', 'regulars ledger verify')
    return await (await import('./ledger.ts')).ledgerCommand()
  },
  analytics: async (args) => {
    expectVerb(args, 'rebuild', 'regulars analytics rebuild')
    return await (await import('./analytics.ts')).analyticsCommand()
  },
  models: async (args) => (await import('./models/index.ts')).modelsCommand(args),
  config: async (args) => {
    refuseMore(args)
    return await (await import('./config.ts')).configCommand()
  },
  help: async () => (await import('./help.ts')).helpCommand(),
  version: async () => (await import('./help.ts')).versionCommand(),
}
