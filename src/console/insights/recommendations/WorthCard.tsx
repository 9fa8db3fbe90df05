import type { ModelReport, RecommendationStatus } from '#contract/recommendations'
import { Card, type DataColumn, DataTable, Disclosure, Figure, FigureRow } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { Definition } from '../Definition.tsx'
import classes from '../insights.module.css'
import own from './recommendations.module.css'

type Task = ModelReport['tasks']['new']
type Quality = NonNullable<Task['models'][string]>
type Line = Quality & { name: string; task: 'new' | 'repurchase' }

const share = ({ reached, users }: Quality): number => (users === 0 ? 0 : (reached / users) * 100)

/** In an owner's words: how often what would have been shown was what people then bought. */
export function WorthCard({ report, clicks }: { report: ModelReport; clicks: RecommendationStatus['clicks'] }) {
  const { t, number, percent, day } = useI18n()
  const { tested, tasks } = report
  const found = tasks.new.models[tasks.new.used === 'simple' ? 'sellingNow' : 'blend']
  const again = tasks.repurchase.models[tasks.repurchase.used === 'simple' ? 'ownHistory' : 'blend']
  const plain = tasks.new.models.bestsellers
  const isTested = tested !== null && found !== undefined && found.users > 0
  const clicked = clicks.reduce((sum, one) => sum + one.clicks, 0)
  return (
    <Card
      title={t('recommendations.worth.title')}
      subtitle={
        isTested
          ? t('recommendations.worth.tested', { from: day(tested.from), to: day(tested.to), customers: found.users })
          : t('recommendations.worth.untested')
      }
    >
      {isTested && (
        <p className={own.headline}>
          {t('recommendations.worth.words', {
            share: percent(share(found), 0),
            reached: number(found.reached),
            users: number(found.users),
            plain: plain ? percent(share(plain), 0) : '–',
          })}
        </p>
      )}
      {tasks.new.reason === 'simple_better' && (
        <p className={classes.note}>{t('recommendations.worth.simple_better')}</p>
      )}
      {tasks.new.reason === 'too_few' && <p className={classes.note}>{t('recommendations.worth.too_few')}</p>}
      {report.sampledEvery > 1 && (
        <p className={classes.note}>{t('recommendations.worth.sampled', { every: report.sampledEvery })}</p>
      )}
      <FigureRow>
        <Figure
          label={t('recommendations.worth.new')}
          help="recommendations.help.new"
          value={isTested ? percent(share(found), 0) : '–'}
          of={found && t('recommendations.worth.of_customers', { customers: found.users })}
        />
        <Figure
          label={t('recommendations.worth.again')}
          help="recommendations.help.again"
          value={again && again.users > 0 ? percent(share(again), 0) : '–'}
          of={again && t('recommendations.worth.of_customers', { customers: again.users })}
        />
        <Figure
          label={t('recommendations.worth.covered')}
          help="recommendations.help.covered"
          value={percent(report.products === 0 ? 0 : (report.covered.together / report.products) * 100, 0)}
          of={t('recommendations.worth.of_products', { products: report.products })}
        />
        <Figure
          label={t('recommendations.worth.clicks')}
          help="recommendations.help.clicks"
          value={number(clicked)}
          of={clicks.length === 0 ? t('recommendations.worth.no_clicks') : kindsOf(clicks, t, number)}
        />
      </FigureRow>
      <Disclosure summary={t('recommendations.worth.all_figures')}>
        <Ways report={report} />
        <Definition>{t('recommendations.worth.define')}</Definition>
      </Disclosure>
    </Card>
  )
}

function kindsOf(
  clicks: RecommendationStatus['clicks'],
  t: ReturnType<typeof useI18n>['t'],
  number: (value: number) => string,
): string {
  return clicks
    .slice(0, 3)
    .map(({ kind, clicks: clicked, shown }) => {
      const told = isKind(kind) ? t(`recommendations.title.${kind}`) : kind
      const count = number(clicked)
      return shown === 0
        ? `${told}: ${count}`
        : t('recommendations.worth.clicks_of', { kind: told, clicks: count, count: shown, shown: number(shown) })
    })
    .join(' · ')
}

const kinds = ['for_you', 'similar', 'together', 'viewed', 'bestsellers', 'most_viewed'] as const
const isKind = (text: string): text is (typeof kinds)[number] => (kinds as readonly string[]).includes(text)

function Ways({ report }: { report: ModelReport }) {
  const { t, number, percent } = useI18n()
  const lines = (['new', 'repurchase'] as const).flatMap((task) =>
    Object.entries(report.tasks[task].models).map(([name, quality]): Line => ({ ...quality, name, task })),
  )
  const columns: DataColumn<Line>[] = [
    { key: 'name', label: t('recommendations.ways.way'), render: ({ name }) => wayName(name, t) },
    { key: 'task', label: t('recommendations.ways.task'), render: ({ task }) => t(`recommendations.ways.${task}`) },
    {
      key: 'reached',
      label: t('recommendations.ways.reached'),
      numeric: true,
      render: (one) => percent(share(one), 1),
    },
    {
      key: 'hits',
      label: t('recommendations.ways.hits'),
      numeric: true,
      render: ({ hits, relevant }) => (relevant === 0 ? '–' : percent((hits / relevant) * 100, 1)),
    },
    {
      key: 'coverage',
      label: t('recommendations.ways.coverage'),
      numeric: true,
      render: ({ coverage }) => percent(coverage * 100, 0),
    },
    {
      key: 'ndcg',
      label: <bdi translate="no">NDCG@10</bdi>,
      numeric: true,
      render: ({ ndcg10 }) => number(ndcg10, 3),
      csv: ({ ndcg10 }) => ndcg10,
    },
  ]
  return (
    <DataTable
      csv
      caption={t('recommendations.worth.all_figures')}
      columns={columns}
      rows={lines}
      rowKey={({ name, task }) => `${task} ${name}`}
    />
  )
}

const ways = ['blend', 'next', 'sellingNow', 'bestsellers', 'ownHistory', 'recentlySeen'] as const

function wayName(name: string, t: ReturnType<typeof useI18n>['t']): string {
  const way = ways.find((one) => one === name)
  return way === undefined ? name : t(`recommendations.way.${way}`)
}
