/** What the command line can do. A command returns the exit code and is loaded only when asked for. */
export type Command = (args: string[]) => Promise<number>

export const commands: Record<string, Command> = {
  start: async () => (await import('./start.ts')).startCommand(),
  demo: async (args) => (await import('./demo.ts')).demoCommand(args),
  report: async (args) => (await import('./report.ts')).reportCommand(args),
  simulate: async (args) => (await import('./simulate.ts')).simulateCommand(args),
  import: async (args) => (await import('./import.ts')).importCommand(args),
  admin: async (args) => (await import('./admin.ts')).adminCommand(args),
  audit: async (args) => (await import('./audit.ts')).auditCommand(args),
  ledger: async (args) => (await import('./ledger.ts')).ledgerCommand(args),
  analytics: async (args) => (await import('./analytics.ts')).analyticsCommand(args),
  models: async (args) => (await import('./models/index.ts')).modelsCommand(args),
  config: async () => (await import('./config.ts')).configCommand(),
  help: async () => (await import('./help.ts')).helpCommand(),
  version: async () => (await import('./help.ts')).versionCommand(),
}
