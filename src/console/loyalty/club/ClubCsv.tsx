import { roleMay } from '#contract/permissions'
import { apiAddress } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { CsvLink } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'

type Props = {
  programmeId: string
  part: 'causes' | 'leaderboard' | 'invitations' | 'plans'
  title: string
  /** it names people */
  people?: boolean
}

/** The same rows to take away; those that name people only for who may export. */
export function ClubCsv({ programmeId, part, title, people = false }: Props) {
  const { t } = useI18n()
  const { role } = useSession()
  if (people && !roleMay(role, 'customers:export')) return null
  const href = apiAddress(programmePath(programmeId, `/${part}`), { format: 'csv' })
  return <CsvLink href={href} label={t('console.csv_of', { title })} />
}
