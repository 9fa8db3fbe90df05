import type { Invitation, Member } from '#contract/people'
import type { CsvColumn } from '../../components/index.ts'
import type { I18n } from '../../i18n/use-i18n.ts'

/** The people who work here, as a table to take away. */
export const memberColumns = ({ t }: I18n): CsvColumn<Member>[] => [
  { label: t('people.column.name'), render: ({ name }) => name },
  { label: t('people.column.email'), render: ({ email }) => email },
  { label: t('people.column.role'), render: ({ role }) => t(`people.role.${role}`) },
  { label: t('people.column.joined'), render: ({ joinedAt }) => joinedAt },
  { label: t('people.column.seen'), render: ({ seenAt }) => seenAt },
]

/** Who has been asked to, likewise. */
export const invitationColumns = ({ t }: I18n): CsvColumn<Invitation>[] => [
  { label: t('people.column.email'), render: ({ email }) => email },
  { label: t('people.column.role'), render: ({ role }) => t(`people.role.${role}`) },
  { label: t('people.column.invited_by'), render: ({ invitedBy }) => invitedBy },
  { label: t('people.column.sent'), render: ({ sentAt }) => sentAt },
  { label: t('people.column.until'), render: ({ expiresAt }) => expiresAt },
]
