import { useEffect, useRef } from 'react'
import type { Brand } from '#contract/brand'
import { toneIn } from '#contract/voices'
import { readable, shapeContrast } from '#models/contrast'
import { Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './brand.module.css'
import { VoiceSamples } from './VoiceSamples.tsx'

/** A message and a card as customers will see them, while the fields are still being filled in. */
export function BrandPreview({ brand }: { brand: Brand }) {
  const { t, locale } = useI18n()
  const colour = safe(brand.colour, 4.5)
  const accent = safe(brand.accent, shapeContrast)
  const sheet = useColours({ '--brand': colour, '--brand-accent': accent })
  const isInformal = toneIn(brand.voice, locale) === 'informal'
  const contact = [brand.name, brand.address, brand.website, brand.supportEmail].filter((part) => part)
  return (
    <Card title={t('brand.preview')} className={classes.preview}>
      <div ref={sheet} className={classes.sheets}>
        <p className={classes.caption}>{t('brand.preview_mail')}</p>
        <div className={classes.mail}>
          <Head brand={brand} />
          <p className={classes.heading}>
            {t(isInformal ? 'brand.preview_heading_informal' : 'brand.preview_heading')}
          </p>
          <p>{t('brand.preview_text')}</p>
          <span className={classes.button}>{t('brand.preview_action')}</span>
          <p className={classes.foot}>
            <bdi>{contact.join(' · ')}</bdi>
          </p>
        </div>
        <p className={classes.caption}>{t('brand.voice')}</p>
        <VoiceSamples voice={brand.voice} />
        <p className={classes.caption}>{t('brand.preview_card')}</p>
        <div className={classes.card}>
          <b>
            <bdi>{brand.name}</bdi>
          </b>
          <span>{t('brand.preview_stamps')}</span>
          <div className={classes.stamps} aria-hidden="true">
            {Array.from({ length: 10 }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: ten places that never move.
              <i key={at} className={at < 7 ? classes.stamped : undefined} />
            ))}
          </div>
        </div>
      </div>
    </Card>
  )
}

function Head({ brand }: { brand: Brand }) {
  const { t } = useI18n()
  if (brand.logoUrl === null) {
    return (
      <p className={classes.wordmark}>
        <bdi>{brand.name}</bdi>
      </p>
    )
  }
  return <img className={classes.mailLogo} src={brand.logoUrl} alt={t('brand.logo_alt', { name: brand.name })} />
}

/** While somebody types there may be no colour yet, or one that the server would refuse. */
function safe(colour: string, needed: number): string {
  const known = colour.trim().toLowerCase()
  return /^#[0-9a-f]{6}$/.test(known) ? readable(known, needed) : '#65635c'
}

/** Through the object model: the content security policy allows no style attributes. */
function useColours(colours: Record<string, string>) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    for (const [name, value] of Object.entries(colours)) ref.current?.style.setProperty(name, value)
  })
  return ref
}
