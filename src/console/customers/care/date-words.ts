import { IconBalloon, IconCake, IconHeart, IconStar, type TablerIcon } from '@tabler/icons-react'
import type { ImportantDate } from '#contract/care'
import type { I18n } from '../../i18n/use-i18n.ts'

export const dateSigns: Record<ImportantDate['kind'], TablerIcon> = {
  birthday: IconCake,
  anniversary: IconHeart,
  name_day: IconBalloon,
  other: IconStar,
}

export function dateName({ t }: Pick<I18n, 't'>, { kind, label }: Pick<ImportantDate, 'kind' | 'label'>): string {
  return kind === 'other' && label !== null ? label : t(`care.dates.kind.${kind}`)
}
