import { Link } from '@tanstack/react-router'
import type { WatchedMember } from '#contract/loyalty-oversight'
import { useI18n } from '../../i18n/use-i18n.ts'

/** A member by name, leading to the customer's page; a card nobody's name is on leads nowhere. */
export function MemberName({ member: { customerId, name } }: { member: Pick<WatchedMember, 'customerId' | 'name'> }) {
  const { t } = useI18n()
  if (customerId === null) return t('till.no_name')
  return (
    <Link to="/customers/$customerId" params={{ customerId }}>
      <bdi>{name ?? t('till.no_name')}</bdi>
    </Link>
  )
}
