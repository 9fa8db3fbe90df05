import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Brand, ChangeBrand } from '#contract/brand'
import { roleMay } from '#contract/permissions'
import { voiceLocales } from '#contract/voices'
import { shapeContrast, textContrast } from '#models/contrast'
import { api } from '../../api/client.ts'
import { fieldProblems } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { Card, FormProblem, Segmented, toast } from '../../components/index.ts'
import { languages } from '../../i18n/languages.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { BrandPreview } from './BrandPreview.tsx'
import brandClasses from './brand.module.css'
import { brandQueryKey } from './brand-query-key.ts'
import { ColourField } from './ColourField.tsx'
import { LogoField } from './LogoField.tsx'

export function BrandForm({ brand }: { brand: Brand }) {
  const { t } = useI18n()
  const mayChange = roleMay(useSession().role, 'workspace:write')
  const client = useQueryClient()
  const [fields, setFields] = useState(brand)
  const set = (change: Partial<Brand>) => setFields({ ...fields, ...change })
  const adopt = (next: Brand) => client.setQueryData(brandQueryKey, next)
  const save = useMutation({
    mutationFn: () => api.patch<Brand>('/brand', changed(fields)),
    onSuccess: (next) => {
      adopt(next)
      setFields(next)
      toast.good(t('console.saved'))
    },
  })
  const problems = fieldProblems(save.error)
  const text = (name: 'website' | 'supportEmail') => ({
    value: fields[name] ?? '',
    error: problems[name],
    dir: 'ltr' as const,
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <div className={brandClasses.columns}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <fieldset className={brandClasses.all} disabled={!mayChange} aria-label={t('brand.title')}>
          <Card title={t('brand.title')} subtitle={t('brand.subtitle')}>
            <div className={classes.form}>
              <TextInput
                label={t('brand.name')}
                required
                withAsterisk={false}
                value={fields.name}
                error={problems.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <LogoField
                brand={brand}
                onChanged={(next) => {
                  adopt(next)
                  set({ logoUrl: next.logoUrl })
                }}
              />
              <div className={classes.pair}>
                <ColourField
                  label={t('brand.colour')}
                  value={fields.colour}
                  needed={textContrast}
                  onChange={(colour) => set({ colour })}
                />
                <ColourField
                  label={t('brand.accent')}
                  value={fields.accent}
                  needed={shapeContrast}
                  onChange={(accent) => set({ accent })}
                />
              </div>
            </div>
          </Card>
          <Card title={t('brand.contact')} subtitle={t('brand.contact_help')}>
            <div className={classes.form}>
              <Textarea
                label={t('brand.address')}
                rows={2}
                autosize={false}
                value={fields.address ?? ''}
                error={problems.address}
                onChange={(event) => set({ address: event.currentTarget.value })}
              />
              <div className={classes.pair}>
                <TextInput label={t('brand.website')} type="url" {...text('website')} />
                <TextInput label={t('brand.support_email')} type="email" {...text('supportEmail')} />
              </div>
            </div>
          </Card>
          <Card title={t('brand.voice')} subtitle={t('brand.voice_help')}>
            <div className={brandClasses.voices}>
              {voiceLocales.map((locale) => (
                <div key={locale} className={brandClasses.voice}>
                  <span lang={locale}>{languages.find((language) => language.locale === locale)?.name}</span>
                  <Segmented
                    label={`${t('brand.voice')}: ${languages.find((language) => language.locale === locale)?.name}`}
                    value={fields.voice[locale]}
                    options={[
                      { value: 'formal', label: t(`brand.formal.${locale}`) },
                      { value: 'informal', label: t(`brand.informal.${locale}`) },
                    ]}
                    onChange={(tone) => set({ voice: { ...fields.voice, [locale]: tone } })}
                  />
                </div>
              ))}
            </div>
          </Card>
          {mayChange && (
            <div className={classes.actions}>
              <Button type="submit" loading={save.isPending}>
                {t('brand.save')}
              </Button>
              <FormProblem error={save.error} />
            </div>
          )}
        </fieldset>
      </form>
      <BrandPreview brand={fields} />
    </div>
  )
}

function changed({ name, colour, accent, voice, address, website, supportEmail }: Brand): ChangeBrand {
  const orNull = (value: string | null) => value?.trim() || null
  return {
    name,
    colour,
    accent,
    voice,
    address: orNull(address),
    website: orNull(website),
    supportEmail: orNull(supportEmail),
  }
}
