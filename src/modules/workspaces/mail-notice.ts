import { translatorFor } from '#i18n'
import { isLocale } from '#platform/i18n'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { listMemberships } from './memberships.ts'
import { getPerson } from './people.repo.ts'
import type { People } from './people.ts'

/** What somebody is told of by mail, because it may not have been them. */
export type Notice =
  | 'password_changed'
  | 'second_factor_enabled'
  | 'second_factor_disabled'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_code_used'
  | 'recovery_codes_renewed'
  | 'single_sign_on_linked'
  | 'new_device'

/**
 * Tells a person that how they sign in has changed, or that somebody did so from a browser that was not seen before: in their
 * language, with the brand of the workspace they have belonged to longest. Goes out when, and only if, `tx` commits.
 */
export async function mailNotice(
  people: Pick<People, 'db' | 'mailer' | 'publicUrl'>,
  tx: Tx,
  personId: string,
  notice: Notice,
  values: { device?: string; left?: number } = {},
): Promise<void> {
  const { email, name, ...person } = await getPerson(tx, personId)
  const locale = isLocale(person.locale) ? person.locale : 'en'
  const t = translatorFor(locale, 'account')
  const [oldest] = await listMemberships(people.db, personId)
  const what = t(`account.notice.${notice}`)
  const { device = '', left = 0 } = values
  await people.mailer.send(
    {
      key: `notice-${newId()}`,
      to: { email, name },
      locale,
      ...(oldest && { workspaceId: oldest.workspace.workspaceId }),
      subject: what,
      heading: what,
      paragraphs: [
        t('account.notice.text', { email }),
        ...(device === '' ? [] : [t('account.notice.device', { device })]),
        ...(notice === 'recovery_code_used' ? [t('account.notice.codes_left', { left })] : []),
      ],
      action: { label: t('account.notice.action'), url: new URL('/settings/account', people.publicUrl).href },
      notes: [t('account.notice.not_you')],
    },
    { tx },
  )
}
