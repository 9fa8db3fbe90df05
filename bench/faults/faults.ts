import { killServer } from './f01-kill-server.ts'
import { killBeforeClickhouse } from './f02-kill-before-clickhouse.ts'
import { killJourneys } from './f03-kill-journeys.ts'
import { killCampaign } from './f04-kill-campaign.ts'
import { frozenWorker } from './f05-frozen-worker.ts'
import { redeemAtOnce } from './f06-redeem-at-once.ts'
import { killEngines } from './f07-kill-engines.ts'
import { postgresAway } from './f07-postgres-away.ts'
import { cutConnections } from './f08-cut-connections.ts'
import { diskFull } from './f09-disk-full.ts'
import { clockJumps } from './f10-clock-jumps.ts'
import { badMailServer } from './f12-bad-mail-server.ts'
import { badWebhooks } from './f13-bad-webhooks.ts'
import { threeTimes } from './f14-three-times.ts'
import { shuffled } from './f15-shuffled.ts'
import { poisoned } from './f16-poison.ts'
import { burst } from './f17-burst.ts'
import { clickhouseAway } from './f18-clickhouse-away.ts'
import { upgrade } from './f19-upgrade.ts'
import { restore } from './f20-restore.ts'
import { stopUnderLoad } from './f21-stop-under-load.ts'
import { steadyHour } from './f22-steady-hour.ts'
import { secondServer } from './f23-second-server.ts'
import { earlyReports } from './f24-early-reports.ts'
import type { Fault } from './fault.ts'

export const faults: Fault[] = [
  killServer,
  killBeforeClickhouse,
  killJourneys,
  killCampaign,
  frozenWorker,
  redeemAtOnce,
  killEngines,
  postgresAway,
  cutConnections,
  diskFull,
  clockJumps,
  badMailServer,
  badWebhooks,
  threeTimes,
  shuffled,
  poisoned,
  burst,
  clickhouseAway,
  upgrade,
  restore,
  stopUnderLoad,
  steadyHour,
  secondServer,
  earlyReports,
]
