import type { Context } from 'hono'
import type { ResetPassword } from '#contract/account'
import { translatorFor } from '#i18n'
import { DomainError } from '#platform/errors'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { isLocale } from '#platform/i18n'
import { newId, sha256 } from '#platform/ids'
import { auditPerson } from './audit-person.ts'
import { findOnlyWorkspace } from './brand/brand.ts'
import { deleteChallenges, issueChallenge, takeChallenge } from './challenges.ts'
import { mailNotice } from './mail-notice.ts'
import { findPersonByEmail, getPerson, setPassword } from './people.repo.ts'
import type { People } from './people.ts'
import { deleteSessions } from './sessions.ts'

export const linkMinutes = 30

/** Mails a link to a new password, if somebody has this address. The answer is the same, and as fast, if nobody has. */
export async function askForPasswordLink(people: People, c: Context<AppEnv>, given: string): Promise<void> {
  const email = given.trim().toLowerCase()
  await spendRate(c, people.limits.resetAddress, clientAddress(c, people.trustedProxies))
  await spendRate(c, people.limits.reset, sha256(email).toString('base64'))
  const { log, requestId } = c.var
  // Not waited for: how long it takes would tell whether the address is known.
  mailPasswordLink(people, email).catch((error: unknown) =>
    log.error({ requestId, err: error }, 'a link to a new password could not be sent'),
  )
}

/** The address of a page that sets a new password, once, within half an hour; an earlier link dies. */
export async function makePasswordLink(
  people: Pick<People, 'db' | 'clock' | 'publicUrl'>,
  personId: string,
): Promise<string> {
  const token = await people.db.transaction().execute(async (tx) => {
    await deleteChallenges(tx, personId, 'password_reset')
    return await issueChallenge(tx, people.clock, { kind: 'password_reset', seconds: linkMinutes * 60, personId })
  })
  // Behind the #: browsers keep it from servers, logs and the next page.
  return new URL(`/new-password#${token}`, people.publicUrl).href
}

/** Every session of the person ends. The second factor stays: a mailbox alone does not open the door. */
export async function resetPassword(people: People, c: Context<AppEnv>, given: ResetPassword): Promise<void> {
  await spendRate(c, people.limits.resetAddress, clientAddress(c, people.trustedProxies))
  await people.db.transaction().execute(async (tx) => {
    const link = await takeChallenge(tx, people.clock, 'password_reset', given.token)
    if (!link?.personId) throw new DomainError('forbidden', 'link_expired', 'The link was used or is too old.')
    await setPassword(tx, link.personId, given.newPassword)
    await deleteChallenges(tx, link.personId)
    const ended = await deleteSessions(tx, link.personId)
    await auditPerson(tx, link.personId, { action: 'password.reset', detail: { sessionsEnded: ended } })
    await mailNotice(people, tx, link.personId, 'password_changed')
  })
}

async function mailPasswordLink(people: People, email: string): Promise<void> {
  const personId = await findPersonByEmail(people.db, email)
  if (personId === undefined) return
  const person = await getPerson(people.db, personId)
  const locale = isLocale(person.locale) ? person.locale : 'en'
  const t = translatorFor(locale, 'account')
  const workspaceId = await findOnlyWorkspace(people.db)
  await people.mailer.send({
    key: `password-link-${newId()}`,
    to: { email, name: person.name },
    locale,
    ...(workspaceId && { workspaceId }),
    subject: t('account.mail.subject'),
    heading: t('account.mail.heading'),
    paragraphs: [t('account.mail.text', { minutes: linkMinutes })],
    action: { label: t('account.mail.action'), url: await makePasswordLink(people, personId) },
    notes: [t('account.mail.note')],
  })
}
