import { Badge, Card, Figure, FigureRow, Interval, RhythmStrip } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { Shelf } from './Gallery.tsx'
import classes from './gallery.module.css'

const visits = Array.from({ length: 14 }, (_, index) =>
  new Date(Date.UTC(2026, 7, 1 + index * 6)).toISOString().slice(0, 10),
)

export function Figures() {
  const { number, percent, money } = useI18n()
  return (
    <>
      <Shelf title="Figure" note="Never alone: compared with what, of how many.">
        <FigureRow>
          <Figure
            label="Came back this month"
            value={percent(61.4)}
            compared={{ direction: 'up', tone: 'good', text: '3.1 points more' }}
            of={`${number(812)} / ${number(1322)}`}
            help="console.unavailable"
          />
          <Figure
            label="Regulars who are late"
            help="console.unavailable"
            value={number(47)}
            of={money(618_000, 'EUR', 'whole')}
            tone="now"
          />
          <Figure
            label="New customers"
            help="console.unavailable"
            value={number(38)}
            compared={{ direction: 'down', tone: 'bad', text: '12 fewer' }}
          />
          <Figure label="Too few to say" help="console.unavailable" value="–" of="3 customers" tone="look" />
        </FigureRow>
      </Shelf>
      <Shelf title="Interval" note="An estimate with its uncertainty; pale while it crosses zero.">
        <Card>
          <div className={classes.stack}>
            <Interval label="We miss you" low={12} value={31} high={50} from={-20} to={60} text="+31" range="12 – 50" />
            <Interval label="Second visit" low={-6} value={9} high={24} from={-20} to={60} text="+9" range="−6 – 24" />
            <Interval label="Reminder" low={-18} value={-9} high={-2} from={-20} to={60} text="−9" range="−18 – −2" />
          </div>
        </Card>
      </Shelf>
      <Shelf title="Rhythm" note="A tick for every visit, a line for the silence since.">
        <Card>
          <div className={classes.stack}>
            <RhythmStrip visits={visits} until="2026-10-20" usualGapDays={6} />
            <RhythmStrip visits={visits} until="2026-11-05" usualGapDays={6} risk="medium" />
            <RhythmStrip visits={visits} until="2026-12-01" usualGapDays={6} risk="high" size="large" />
          </div>
        </Card>
        <div className={classes.row}>
          {(['good', 'look', 'now', 'new', 'quiet'] as const).map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
      </Shelf>
    </>
  )
}
