import { FieldPair, LinkButton } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { SegmentsField } from './SegmentsField.tsx'

type Audience = { audience: string[]; exclude: string[] }

/** Who gets it: of these segments, and of none of those. */
export function AudienceFields({ audience, exclude, set }: Audience & { set: (change: Partial<Audience>) => void }) {
  const { t } = useI18n()
  return (
    <>
      <FieldPair>
        <SegmentsField
          label={t('campaigns.field.audience')}
          heading={t('campaigns.field.chosen')}
          chosen={audience}
          without={exclude}
          onChange={(chosen) => set({ audience: chosen })}
        />
        <SegmentsField
          label={t('campaigns.field.exclude')}
          heading={t('campaigns.field.left_out')}
          chosen={exclude}
          without={audience}
          onChange={(chosen) => set({ exclude: chosen })}
        />
      </FieldPair>
      <div>
        <LinkButton to="/segments/new" target="_blank" variant="subtle" size="compact-sm">
          {t('campaigns.field.new_segment')}
        </LinkButton>
      </div>
    </>
  )
}
