import { Button } from '@mantine/core'
import { Card, Loading, Stepper, toast, WorkProgress } from '../components/index.ts'
import { Shelf } from './Gallery.tsx'
import classes from './gallery.module.css'

export function Work() {
  return (
    <Shelf title="Work" note="Steps, bars, and the way back instead of a question before.">
      <Stepper label="Steps" steps={['File', 'Columns', 'Trial', 'Import']} current={1} />
      <Card>
        <div className={classes.stack}>
          <WorkProgress label="Reading" done={430} total={1000} rate="12,400 / s" secondsLeft={48} />
          <WorkProgress label="Waiting" done={0} />
          <Loading lines={3} />
        </div>
      </Card>
      <div className={classes.row}>
        <Button variant="default" onClick={() => toast.undo('Note removed', 'Undo', () => toast.good('Back again'))}>
          Undo toast
        </Button>
        <Button variant="default" onClick={() => toast.good('Saved')}>
          Good
        </Button>
        <Button variant="default" onClick={() => toast.bad('This did not work')}>
          Bad
        </Button>
      </div>
    </Shelf>
  )
}
