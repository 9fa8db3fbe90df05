import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Brand } from '#contract/brand'
import { api } from '../../api/client.ts'
import { toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './brand.module.css'

/** The logo in use, and a way to another one. It is sent as soon as it is chosen; the server looks what it is. */
export function LogoField({ brand, onChanged }: { brand: Brand; onChanged: (brand: Brand) => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const input = useRef<HTMLInputElement>(null)
  const onError = (error: unknown) => toast.bad(problemText(error, i18n))
  const upload = useMutation({
    mutationFn: (file: File) => api.send<Brand>('/brand/logo', file),
    onSuccess: (next) => {
      onChanged(next)
      toast.good(t('brand.logo_done'))
    },
    onError,
  })
  const remove = useMutation({
    mutationFn: () => api.delete<Brand>('/brand/logo'),
    onSuccess: (next) => {
      onChanged(next)
      toast.good(t('brand.logo_removed'))
    },
    onError,
  })
  return (
    <div>
      <p className={classes.label}>{t('brand.logo')}</p>
      <div className={classes.logoRow}>
        {brand.logoUrl !== null && (
          <img className={classes.logo} src={brand.logoUrl} alt={t('brand.logo_alt', { name: brand.name })} />
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/webp"
          data-testid="logo"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            if (file) upload.mutate(file)
            event.currentTarget.value = ''
          }}
        />
        <Button size="xs" variant="default" loading={upload.isPending} onClick={() => input.current?.click()}>
          {brand.logoUrl === null ? t('brand.logo_choose') : t('brand.logo_other')}
        </Button>
        {brand.logoUrl !== null && (
          <Button size="xs" variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('brand.logo_remove')}
          </Button>
        )}
      </div>
      <p className={settings.note}>{t('brand.logo_help')}</p>
    </div>
  )
}
