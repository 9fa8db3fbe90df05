import { Button, TextInput } from '@mantine/core'
import { contrastOnPaper, readable } from '#models/contrast'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './brand.module.css'

type ColourFieldProps = { label: string; value: string; needed: number; onChange: (colour: string) => void }

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text.trim())

/** A colour as text and as a well to choose from, with what the eye makes of it and the nearest one that can be read. */
export function ColourField({ label, value, needed, onChange }: ColourFieldProps) {
  const { t, number } = useI18n()
  const colour = value.trim().toLowerCase()
  const known = isColour(colour)
  const ratio = known ? contrastOnPaper(colour) : 0
  const isGood = ratio >= needed
  const better = known && !isGood ? readable(colour, needed) : undefined
  return (
    <div className={classes.colour}>
      <TextInput
        label={label}
        dir="ltr"
        value={value}
        error={known ? undefined : t('brand.not_colour')}
        onChange={(event) => onChange(event.currentTarget.value)}
        leftSection={
          <input
            type="color"
            className={classes.well}
            aria-label={t('brand.pick', { what: label })}
            value={known ? colour : '#000000'}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        }
      />
      {known && (
        <p className={isGood ? classes.good : classes.bad} role="status">
          {isGood
            ? t('brand.contrast_good', { ratio: number(ratio, 1) })
            : t('brand.contrast_bad', { ratio: number(ratio, 1), needed: number(needed, needed % 1 === 0 ? 0 : 1) })}
        </p>
      )}
      {better !== undefined && (
        <Button size="xs" variant="default" onClick={() => onChange(better)}>
          <span>{t('brand.use_colour', { colour: better })}</span>
        </Button>
      )}
    </div>
  )
}
