import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import { toMajor, toMinor } from '#platform/money'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { useSession } from '../api/session.ts'
import {
  Card,
  FieldPair,
  FormProblem,
  Loading,
  NumberField,
  PageHeader,
  Segmented,
  toast,
} from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './loyalty.module.css'
import { programmesQuery } from './loyalty-query.ts'
import { type Answers, giveBackOf, rulesFor, type ShopKind, shopKinds, startFor } from './presets.ts'
import { newProgrammeRoute } from './routes.ts'
import { sayRules } from './say-rules.ts'

/** A good programme in two minutes: what kind of shop, how much a purchase is, what the reward is. The rest is proposed. */
export function NewProgrammePage() {
  const { t } = useI18n()
  const known = useQuery(programmesQuery)
  return (
    <>
      <PageHeader
        title={t('loyalty.wizard.title')}
        subtitle={t('loyalty.wizard.subtitle')}
        back={<Link to="/loyalty">{t('loyalty.title')}</Link>}
      />
      {known.data ? <Wizard usualMinor={known.data.usualOrderMinor} /> : <Loading lines={8} />}
    </>
  )
}

const switches = ['birthday', 'tiers', 'expires', 'referral'] as const
// What a usual purchase comes to where nothing is known, in major units of money like the euro.
const guesses: Record<ShopKind, number> = { cafe: 5, salon: 40, restaurant: 30, boutique: 60, web: 50 }

function Wizard({ usualMinor }: { usualMinor: number | null }) {
  const i18n = useI18n()
  const { t, percent, number } = i18n
  const { workspace } = useSession()
  const { currency } = workspace
  const navigate = useNavigate()
  const first = newProgrammeRoute.useSearch().for ?? 'cafe'
  const begin = (kind: ShopKind) =>
    startFor(kind, usualMinor ?? toMinor(guesses[kind] * scaleOf(currency), currency), t(`loyalty.reward_of.${kind}`))
  const [programmeId] = useState(() => crypto.randomUUID())
  const [name, setName] = useState(() => t('loyalty.wizard.name_of', { shop: workspace.name }))
  const [answers, setAnswers] = useState(() => begin(first))
  const set = (change: Partial<Answers>) => setAnswers((now) => ({ ...now, ...change }))
  const words = { basic: t('loyalty.tier.basic'), silver: t('loyalty.tier.silver'), gold: t('loyalty.tier.gold') }
  const rules = rulesFor(answers, words)
  const isWhole =
    name.trim() !== '' && answers.usualMinor > 0 && answers.purchases > 0 && answers.rewardName.trim() !== ''
  const create = useMutation({
    mutationFn: () => api.post<LoyaltyProgramme>('/loyalty/programmes', { programmeId, name: name.trim(), rules }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      toast.good(t('loyalty.wizard.done', { name: name.trim() }))
      await navigate({ to: '/loyalty' })
    },
  })
  const money = (label: string, value: number, onChange: (minor: number) => void) => (
    <NumberField
      label={label}
      value={value === 0 ? null : toMajor(value, currency)}
      min={0}
      unit={currency}
      onChange={(major) => onChange(major === null ? 0 : toMinor(major, currency))}
    />
  )
  return (
    <form
      className={classes.columns}
      onSubmit={(event) => {
        event.preventDefault()
        if (isWhole) create.mutate()
      }}
    >
      <div className={classes.stack}>
        <Card title={t('loyalty.wizard.kind')}>
          <Segmented
            label={t('loyalty.wizard.kind')}
            value={answers.kind}
            options={shopKinds.map((value) => ({ value, label: t(`loyalty.kind.${value}`) }))}
            onChange={(kind) => setAnswers(begin(kind))}
          />
        </Card>
        <Card title={t('loyalty.wizard.collect')}>
          <div className={classes.fields}>
            <Segmented
              label={t('loyalty.wizard.collect')}
              value={answers.collects}
              options={(['stamps', 'points'] as const).map((value) => ({
                value,
                label: t(`loyalty.collects.${value}`),
              }))}
              onChange={(collects) => set({ collects })}
            />
            <p className={classes.quiet}>{t(`loyalty.collects_help.${answers.collects}`)}</p>
            <FieldPair>
              {money(t('loyalty.wizard.usual'), answers.usualMinor, (minor) => set({ usualMinor: minor }))}
              <NumberField
                label={t(answers.collects === 'stamps' ? 'loyalty.wizard.stamps' : 'loyalty.wizard.purchases')}
                value={answers.purchases}
                min={1}
                max={100}
                whole
                onChange={(purchases) => set({ purchases: purchases ?? 1 })}
              />
              <TextInput
                label={t('loyalty.wizard.reward')}
                dir="auto"
                maxLength={100}
                value={answers.rewardName}
                onChange={(event) => set({ rewardName: event.currentTarget.value })}
              />
              {money(t('loyalty.wizard.reward_cost'), answers.rewardMinor, (minor) => set({ rewardMinor: minor }))}
            </FieldPair>
          </div>
        </Card>
        <Card title={t('loyalty.wizard.more')}>
          <div className={classes.fields}>
            {answers.collects === 'points' &&
              switches.map((one) => (
                <Checkbox
                  key={one}
                  label={t(`loyalty.wizard.${one}`)}
                  description={t(`loyalty.wizard.${one}_help`)}
                  checked={answers[one]}
                  onChange={(event) => set({ [one]: event.currentTarget.checked })}
                />
              ))}
            <Checkbox
              label={t('loyalty.wizard.orders')}
              description={t('loyalty.wizard.orders_help')}
              checked={answers.orders}
              onChange={(event) => set({ orders: event.currentTarget.checked })}
            />
            <TextInput
              label={t('loyalty.wizard.name')}
              dir="auto"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </div>
        </Card>
      </div>
      <div className={classes.beside}>
        <Card title={t('loyalty.wizard.result')}>
          <ul className={classes.said}>
            {sayRules(rules, currency, i18n).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <p className={classes.note}>
            {t('loyalty.wizard.gives_back', {
              share: percent(giveBackOf(answers) * 100, 1),
              purchases: number(answers.purchases),
            })}
          </p>
          <FormProblem error={create.error} />
          <Button type="submit" fullWidth disabled={!isWhole} loading={create.isPending}>
            {t('loyalty.wizard.begin')}
          </Button>
        </Card>
      </div>
    </form>
  )
}

/** What five euros are, roughly, in other money: only for a first guess that the owner corrects. */
function scaleOf(currency: string): number {
  return { HUF: 400, PLN: 4, RUB: 90, CZK: 25, RSD: 117, JPY: 160, IRR: 500_000, TRY: 35, UAH: 45 }[currency] ?? 1
}
