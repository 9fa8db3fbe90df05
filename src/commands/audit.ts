import { verifyAudit } from '#modules/audit'
import { listWorkspaceIds } from '#modules/workspaces'
import { withDatabase } from './with-database.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars audit verify`: reckons every workspace's chain again, also beside a running server. Exit code 1 when one is broken. */
export async function auditCommand(): Promise<number> {
  const { t } = cliWords(cliLocale())
  return await withDatabase(async ({ db, seal }) => {
    let broken = 0
    for (const id of await listWorkspaceIds(db)) {
      const { entries, brokenAt } = await verifyAudit({ db, seal }, id)
      if (brokenAt !== null) broken += 1
      const words =
        brokenAt === null
          ? t('cli.audit_whole', { workspace: id, entries })
          : t('cli.audit_broken', { workspace: id, entry: brokenAt })
      process.stdout.write(`${words}\n`)
    }
    return broken > 0 ? 1 : 0
  })
}
