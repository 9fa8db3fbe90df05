import type { ImportRow } from '#contract/imports'
import { Card, WorkProgress } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { FoundFigures } from './FoundFigures.tsx'
import classes from './imports.module.css'
import { UndoImport } from './UndoImport.tsx'

/** Reading, writing and counting, each with its bar; the page asks again by itself and survives a reload. */
export function RunningImport({ row }: { row: ImportRow }) {
  const { t, number } = useI18n()
  const { progress, status, kind } = row
  if (status === 'undoing' || status === 'queued') {
    return (
      <Card title={t('imports.run.title')} subtitle={t('imports.run.leave')}>
        <WorkProgress label={t(`imports.status.${status}`)} done={0} />
      </Card>
    )
  }
  const phase = ['reading', 'writing', 'projecting'].indexOf(status)
  const secondsLeft = (at: number) => (at === phase ? progress.secondsLeft : null)
  const events = progress.eventsToProject
  return (
    <div className={classes.stack}>
      <Card title={t('imports.run.title')} subtitle={t('imports.run.leave')}>
        <div className={classes.bars}>
          <WorkProgress
            label={t('imports.status.reading')}
            done={phase > 0 ? progress.totalBytes : progress.bytesRead}
            total={Math.max(progress.totalBytes, 1)}
            rate={phase === 0 ? t('imports.run.rate', { rows: number(progress.rowsPerSecond) }) : undefined}
            secondsLeft={secondsLeft(0)}
          />
          {phase >= 1 && (
            <WorkProgress
              label={t('imports.status.writing')}
              done={phase > 1 ? events : progress.eventsWritten + progress.duplicates}
              total={events > 0 ? events : undefined}
              secondsLeft={secondsLeft(1)}
            />
          )}
          {phase >= 2 && (
            <WorkProgress
              label={t('imports.status.projecting')}
              done={progress.eventsProjected}
              total={events > 0 ? events : undefined}
              secondsLeft={secondsLeft(2)}
            />
          )}
        </div>
      </Card>
      <FoundFigures kind={kind} progress={progress} />
      <div className={classes.actions}>
        <UndoImport row={row} label={t('imports.run.stop')} />
      </div>
    </div>
  )
}
