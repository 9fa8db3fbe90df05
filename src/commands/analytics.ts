import { rebuildAnalytics } from '#modules/events'
import { listWorkspaceIds } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { rebuildDeps } from '../parts.ts'
import { startRegulars } from '../start.ts'
import { createProgressBar } from './progress-bar.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars analytics rebuild`: makes ClickHouse anew from PostgreSQL, workspace by workspace. */
export async function analyticsCommand(): Promise<number> {
  const locale = cliLocale()
  const { t } = cliWords(locale)
  const regulars = await startRegulars({ ...loadConfig(process.env), role: 'worker' }, createLog({ level: 'warn' }), {
    web: false,
  })
  try {
    const { db, ch } = regulars
    const bar = createProgressBar(process.stderr, locale, t)
    for (const id of await listWorkspaceIds(db)) {
      const rebuilt = await rebuildAnalytics(rebuildDeps(db, ch), id, (done, total) =>
        bar.update({ label: t('cli.rebuilding'), done, total }),
      )
      bar.clear()
      process.stdout.write(`${t('cli.rebuilt', { workspace: id, events: rebuilt.events, sales: rebuilt.sales })}\n`)
    }
    return 0
  } finally {
    await regulars.stop()
  }
}
