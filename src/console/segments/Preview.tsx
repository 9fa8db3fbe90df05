import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Condition } from '#contract/segments'
import { Avatar, Card, FormProblem, Loading } from '../components/index.ts'
import { customerName } from '../customers/customer-name.ts'
import { type DraftGroup, fromDraft, isComplete } from './draft.ts'
import type { Say } from './say.ts'
import classes from './segments.module.css'
import { previewQuery } from './segments-query.ts'

const restMs = 250

/** How many somebody's definition has now, of how many, and who for example; asked anew when the hands rest. */
export function Preview({ say, root, segmentId }: { say: Say; root: DraftGroup; segmentId?: string | undefined }) {
  const { t, number, percent } = say
  const complete = isComplete(root)
  const [asked] = useDebouncedValue(complete ? JSON.stringify(fromDraft(root)) : undefined, restMs)
  const { data, error, isFetching } = usePreview(asked === undefined ? undefined : JSON.parse(asked), segmentId)
  const isOld = !complete || isFetching || error !== null
  return (
    <Card title={t('segments.preview.title')}>
      <div className={data && isOld ? classes.stale : undefined} aria-busy={isFetching}>
        <p className={classes.count} role="status">
          {data ? (
            <>
              <b>
                {data.isAbout ? t('segments.preview.about', { count: roughly(data.members) }) : number(data.members)}
              </b>
              <span>
                {t('segments.preview.of', {
                  customers: data.isAbout ? roughly(data.customers) : data.customers,
                  share: percent(data.customers === 0 ? 0 : (100 * data.members) / data.customers, 1),
                })}
              </span>
            </>
          ) : complete && error === null ? (
            <Loading lines={1} />
          ) : (
            <span>{t('segments.preview.waiting')}</span>
          )}
        </p>
        {data && (
          <div className={classes.bar} aria-hidden="true">
            <span style={{ inlineSize: `${data.customers === 0 ? 0 : (100 * data.members) / data.customers}%` }} />
          </div>
        )}
        {data && data.examples.length > 0 && (
          <>
            <h3 className={classes.small}>{t('segments.preview.examples')}</h3>
            <ul className={classes.people}>
              {data.examples.map((person) => {
                const name = customerName(person)
                return (
                  <li key={person.customerId}>
                    <Avatar name={name} size={26} />
                    <Link to="/customers/$customerId" params={{ customerId: person.customerId }} target="_blank">
                      <bdi>{name}</bdi>
                    </Link>
                  </li>
                )
              })}
            </ul>
          </>
        )}
      </div>
      {!complete && data && <p className={classes.quiet}>{t('segments.preview.waiting')}</p>}
      <FormProblem error={error} />
    </Card>
  )
}

/** What a sample says at once, until the exact number is there. */
function usePreview(definition: Condition | undefined, segmentId: string | undefined) {
  const quick = useQuery({ ...previewQuery(definition, segmentId, true), placeholderData: keepPreviousData })
  const isAbout = quick.data?.isAbout === true && !quick.isPlaceholderData
  const exact = useQuery(previewQuery(isAbout ? definition : undefined, segmentId, false))
  return { data: exact.data ?? quick.data, error: quick.error ?? exact.error, isFetching: quick.isFetching }
}

/** Two digits of it: more of a sample is not known. */
const roughly = (count: number): number => Number(count.toPrecision(2))
