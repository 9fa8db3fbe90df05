import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { type Draft, evenShares, sumOfShares } from './draft.ts'
import classes from './experiments.module.css'

const most = 6

/** What is compared, the control first, and the share of each. */
export function ArmsField({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t, number } = useI18n()
  const { arms } = draft
  const sum = sumOfShares(draft)
  const change = (id: string, next: Partial<Draft['arms'][number]>) =>
    onChange({ arms: arms.map((arm) => (arm.id === id ? { ...arm, ...next } : arm)) })
  const add = () => {
    const id = [...'abcdef'].find((letter) => !arms.some((arm) => arm.id === letter)) ?? 'f'
    const name = t('experiments.arm_name_n', { n: arms.length })
    onChange({ arms: evenShares([...arms, { id, name, share: 0 }]) })
  }
  return (
    <div className={classes.fields}>
      <ul className={classes.arms}>
        {arms.map(({ id, name, share }, i) => (
          <li key={id}>
            <TextInput
              label={i === 0 ? t('experiments.control') : t('experiments.variant', { n: i })}
              dir="auto"
              maxLength={80}
              value={name}
              onChange={(event) => change(id, { name: event.currentTarget.value })}
            />
            <NumberField
              label={t('experiments.share')}
              aria-label={t('experiments.share_of', { arm: name })}
              value={share}
              min={1}
              max={99}
              whole
              unit="%"
              onChange={(value) => change(id, { share: value })}
            />
            {arms.length > 2 && i > 0 ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t('experiments.remove_arm', { arm: name })}
                onClick={() => onChange({ arms: evenShares(arms.filter((arm) => arm.id !== id)) })}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {sum !== 100 && (
        <p role="status" className={classes.warning}>
          {t('experiments.shares_sum', { sum: number(sum) })}
        </p>
      )}
      <div className={classes.line}>
        {arms.length < most && (
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
            {t('experiments.add_arm')}
          </Button>
        )}
        <Button variant="default" size="xs" onClick={() => onChange({ arms: evenShares(arms) })}>
          {t('experiments.even_shares')}
        </Button>
      </div>
    </div>
  )
}
