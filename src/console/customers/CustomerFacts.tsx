import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CustomerDetail } from '#contract/customers'
import { loyaltyTraits } from '#contract/loyalty-words'
import { Card, Fact, Facts } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './CustomerFacts.module.css'
import { traitText } from './list/trait-text.ts'
import { traitName } from './list/trait-words.ts'
import { traitDefinitionsQuery } from './list/traits-query.ts'
import { MergesCard } from './merge/MergesCard.tsx'

const shownElsewhere: readonly string[] = ['name', 'email', 'phone', 'tags', ...loyaltyTraits]

/** How we know this person and what we know about them. */
export function CustomerFacts({ customer }: { customer: CustomerDetail }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  const definitionOf = (trait: string) => definitions?.find((one) => one.trait === trait)
  const traits = Object.entries(customer.traits).filter(
    ([name, value]) => value !== null && value !== '' && !shownElsewhere.includes(name),
  )
  return (
    <div className={classes.facts}>
      <Card title={t('customers.identities.title')} subtitle={t('customers.identities.subtitle')}>
        <Facts>
          {customer.identities.filter(isTheirs).map(({ kind, value }) => (
            <Told key={`${kind}${value}`} name={knownWord(t, `customers.identity.${kind}`, kind)}>
              {value}
            </Told>
          ))}
        </Facts>
      </Card>
      {traits.length > 0 && (
        <Card title={t('customers.traits')}>
          <Facts>
            {traits.map(([trait, value]) => (
              <Told
                key={trait}
                name={<bdi>{traitName(t, trait, definitions)}</bdi>}
                {...(typeof value === 'string' && { link: `${trait}:${value}` })}
              >
                {traitText(value, definitionOf(trait)?.kind, i18n)}
              </Told>
            ))}
          </Facts>
        </Card>
      )}
      <MergesCard customerId={customer.customerId} />
      <Card title={t('customers.seen.title')}>
        <Facts>
          <Told name={t('customers.seen.first')}>{day(customer.firstSeenAt)}</Told>
          <Told name={t('customers.seen.last')}>{day(customer.lastSeenAt, 'time')}</Told>
          {customer.mergedFrom.length > 0 && (
            <Told name={t('customers.seen.merged')}>
              {t('customers.seen.merged_of', { profiles: customer.mergedFrom.length + 1 })}
            </Told>
          )}
        </Facts>
      </Card>
    </div>
  )
}

// Somebody entered by hand has a name of the program's own until they are heard of.
const isTheirs = ({ value }: { value: string }): boolean => !value.startsWith('console:')

function Told({ name, children, link }: { name: ReactNode; children: string; link?: string }) {
  return (
    <Fact name={name}>
      {link === undefined ? (
        <bdi>{children}</bdi>
      ) : (
        <Link to="/customers" search={{ trait: [link] }}>
          <bdi>{children}</bdi>
        </Link>
      )}
    </Fact>
  )
}

/** The word for a code, or the code itself when there is none. */
export function knownWord(t: (key: string) => string, key: string, code: string): string {
  const word = t(key)
  return word === key ? code : word
}
