import { useState } from 'react'
import { Card, DateInput, Sentence, SentenceBlank, SentenceChoice } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Shelf } from './Gallery.tsx'
import classes from './gallery.module.css'

export function Fields() {
  const { day } = useI18n()
  const [date, setDate] = useState('2026-11-21')
  const [who, setWho] = useState<'regulars' | 'everybody'>('regulars')
  const [days, setDays] = useState('30')
  return (
    <>
      <Shelf title="Sentence" note="Chosen by reading it.">
        <Card>
          <Sentence label="Who">
            All{' '}
            <SentenceChoice
              label="Which customers"
              value={who}
              options={[
                { value: 'regulars', label: 'regulars' },
                { value: 'everybody', label: 'customers' },
              ]}
              onChange={setWho}
            />{' '}
            who have not bought for{' '}
            <SentenceBlank label="How many days" type="number" min={1} value={days} onChange={setDays} /> days.
          </Sentence>
        </Card>
      </Shelf>
      <Shelf title="Date" note="Typed or picked, in the person's calendar.">
        <Card>
          <div className={classes.stack}>
            <DateInput label="Birthday" value={date} onChange={setDate} maw={240} />
            <DateInput label="Due" value="" onChange={() => {}} min="2026-11-01" maw={240} />
            <p className={classes.note}>{date === '' ? '–' : day(date, 'long')}</p>
          </div>
        </Card>
      </Shelf>
    </>
  )
}
