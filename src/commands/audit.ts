import { verifyAudit } from '#modules/audit'
import { listWorkspaceIds } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { withDatabase } from './with-database.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars audit verify`: reckons every workspace's chain again, also beside a running server. Exit code 1 when one is broken. */
export async function auditCommand(args: string[]): Promise<number> {
  if (args[0] !== 'verify') throw new DomainError('invalid', 'bad_option', 'regulars audit verify')
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
