import { translatorFor } from '#i18n'
import {
  type AdminDeps,
  adminCreatePerson,
  adminDisableFactors,
  adminResetPassword,
  listWorkspaceIds,
} from '#modules/workspaces'
import { systemClock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Locale, Translate } from '#platform/i18n'
import type { AdminAsked } from './admin-options.ts'
import { withDatabase } from './with-database.ts'
import { cliLocale } from './words.ts'

/** `regulars admin create|reset-password|disable-mfa`: for those who are locked out. Works beside a running server, too. */
export async function adminCommand(asked: AdminAsked): Promise<number> {
  const locale = cliLocale()
  const t = translatorFor(locale, 'admin_cli')
  await withDatabase(async ({ db, publicUrl }) => {
    for (const line of await actions[asked.verb]({ db, clock: systemClock, publicUrl }, asked, t, locale))
      process.stdout.write(`${line}\n`)
  })
  return 0
}

type Action = (deps: AdminDeps, asked: AdminAsked, t: Translate, locale: Locale) => Promise<string[]>

const actions: Record<AdminAsked['verb'], Action> = {
  create: async (deps, { email, password, role, ...asked }, t, locale) => {
    const name = asked.name ?? email.split('@')[0] ?? email
    const workspaceId = await findWorkspace(deps, asked.workspace)
    const made = await adminCreatePerson(deps, { workspaceId, email, name, password, locale, role })
    return [t(made.isNew ? 'admin_cli.created' : 'admin_cli.joined', { email, role }), ...linkLines(made.link, t)]
  },
  'reset-password': async (deps, { email, password }, t) => {
    const done = await adminResetPassword(deps, { email, password })
    return [t('admin_cli.reset', { email, count: done.sessionsEnded }), ...linkLines(done.link, t)]
  },
  'disable-mfa': async (deps, { email }, t) => {
    const { sessionsEnded } = await adminDisableFactors(deps, email)
    return [t('admin_cli.disabled', { email, count: sessionsEnded })]
  },
}

function linkLines(link: string | undefined, t: Translate): string[] {
  return link === undefined ? [] : [t('admin_cli.link'), `  ${link}`]
}

async function findWorkspace({ db }: AdminDeps, wanted = process.env.REGULARS_WORKSPACE): Promise<string> {
  const ids = await listWorkspaceIds(db)
  const found = wanted === undefined ? ids[0] : ids.find((id) => id === wanted)
  if (found === undefined) throw new DomainError('not_found', 'no_workspace', 'There is no such workspace.')
  return found
}
