import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyProgramme, LoyaltyRulesInput } from '#contract/loyalty'
import type { LoyaltyReplay } from '#contract/loyalty-reports'
import { api } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Card, Disclosure, FormProblem, Loading } from '../components/index.ts'
import { useLeaveGuard } from '../components/use-leave-guard.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { ChallengeFields } from './ChallengeFields.tsx'
import { EarningFields } from './EarningFields.tsx'
import { LoyaltyFrame } from './LoyaltyFrame.tsx'
import classes from './loyalty.module.css'
import { programmePath, versionsQuery } from './loyalty-query.ts'
import { PolicyFields } from './PolicyFields.tsx'
import { ReplayCard } from './ReplayCard.tsx'
import { sayRules } from './say-rules.ts'
import { TierFields } from './TierFields.tsx'
import { useRules } from './use-rules.ts'

/** The rules as sentences, the fields that make them, and what held before. */
export function RulesPage() {
  return (
    <LoyaltyFrame>
      {({ programme, mayWrite }) => (
        <>
          <Editor key={programme.version} programme={programme} mayWrite={mayWrite} />
          <Versions programme={programme} />
        </>
      )}
    </LoyaltyFrame>
  )
}

function Editor({ programme, mayWrite }: { programme: LoyaltyProgramme; mayWrite: boolean }) {
  const i18n = useI18n()
  const { t, number } = i18n
  const { currency } = useSession().workspace
  const [draft, setDraft] = useState<LoyaltyRulesInput>(programme.rules)
  const save = useRules(programme)
  const set = (change: Partial<LoyaltyRulesInput>) => setDraft((now) => withoutNothing({ ...now, ...change }))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(programme.rules)
  const leaving = useLeaveGuard(() => isChanged && mayWrite)
  const fields = { draft, currency, onChange: set }
  const [tried, setTried] = useState<string>()
  const attempt = useMutation({
    mutationFn: () => api.post<LoyaltyReplay>(programmePath(programme.programmeId, '/replays'), { rules: draft }),
    onSuccess: ({ replayId }) => setTried(replayId),
  })
  return (
    <div className={classes.columns}>
      {leaving}
      <fieldset className={classes.bare} disabled={!mayWrite}>
        {tried && <ReplayCard programmeId={programme.programmeId} replayId={tried} />}
        <Card title={t('loyalty.rules.earn')} subtitle={t('loyalty.rules.earn_help')}>
          <EarningFields {...fields} />
        </Card>
        <Card title={t('loyalty.rules.tiers')} subtitle={t('loyalty.rules.tiers_help')}>
          <TierFields {...fields} />
        </Card>
        <Card title={t('loyalty.rules.challenges')} subtitle={t('loyalty.rules.challenges_help')}>
          <ChallengeFields {...fields} />
        </Card>
        <Card title={t('loyalty.rules.policy')} subtitle={t('loyalty.rules.policy_help')}>
          <PolicyFields {...fields} />
        </Card>
      </fieldset>
      <div className={classes.beside}>
        <Card
          title={t('loyalty.rules.said')}
          subtitle={t('loyalty.rules.version', { version: number(programme.version) })}
        >
          <ul className={classes.said}>
            {sayRules(draft, currency, i18n).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {mayWrite && (
            <div className={classes.fields}>
              <FormProblem error={save.error ?? attempt.error} />
              <p className={classes.quiet}>{t(isChanged ? 'loyalty.rules.changed' : 'loyalty.rules.unchanged')}</p>
              <Button
                fullWidth
                variant="default"
                disabled={!isChanged}
                loading={attempt.isPending}
                onClick={() => attempt.mutate()}
              >
                {t('loyalty.replay.try')}
              </Button>
              <Button fullWidth disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(draft)}>
                {t('loyalty.rules.put_in_force')}
              </Button>
            </div>
          )}
        </Card>
      </div>
    </div>
  )
}

/** Every version, in sentences: what was earned by an old one is refunded by that one. */
function Versions({ programme }: { programme: LoyaltyProgramme }) {
  const i18n = useI18n()
  const { t, number, day } = i18n
  const { currency } = useSession().workspace
  const list = useQuery(versionsQuery(programme.programmeId))
  return (
    <Card title={t('loyalty.versions.title')} subtitle={t('loyalty.versions.help')}>
      {list.data ? (
        list.data.versions.map(({ version, rules, createdAt }) => (
          <Disclosure
            key={version}
            summary={t('loyalty.versions.one', { version: number(version), day: day(createdAt, 'time') })}
          >
            <ul className={classes.said}>
              {sayRules(rules, currency, i18n).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Disclosure>
        ))
      ) : (
        <Loading lines={2} />
      )}
    </Card>
  )
}

function withoutNothing(rules: LoyaltyRulesInput): LoyaltyRulesInput {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)) as LoyaltyRulesInput
}
