import { checkLedger, moveLoyalty, verifyChain } from '#modules/loyalty'
import { listWorkspaceIds } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { startRegulars } from '../start.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars ledger verify`: reckons every workspace's loyalty ledger again, chain and sums. Exit code 1 when one is broken. */
export async function ledgerCommand(): Promise<number> {
  const { t } = cliWords(cliLocale())
  const regulars = await startRegulars({ ...loadConfig(process.env), role: 'web' }, createLog({ level: 'warn' }), {
    web: false,
  })
  try {
    const { db, clock, auditSeal: seal } = regulars
    // What no worker has chained yet is chained first, so that all of it is looked at.
    await moveLoyalty({ db, clock, seal, onWritten: () => {} })
    let broken = 0
    for (const workspace of await listWorkspaceIds(db)) {
      const { transactions: entries, brokenAt } = await verifyChain({ db, seal }, workspace)
      const rules = (await checkLedger(db, workspace)).filter((one) => one.broken > 0)
      if (brokenAt !== null || rules.length > 0) broken += 1
      else process.stdout.write(`${t('cli.ledger_whole', { workspace, entries })}\n`)
      if (brokenAt !== null) process.stdout.write(`${t('cli.ledger_broken', { workspace, entry: brokenAt })}\n`)
      for (const { rule, broken: rows } of rules)
        process.stdout.write(`${t('cli.ledger_rule_broken', { workspace, rule, rows })}\n`)
    }
    return broken > 0 ? 1 : 0
  } finally {
    await regulars.stop()
  }
}
