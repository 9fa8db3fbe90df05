import { killServer } from './f01-kill-server.ts'
import { killBeforeClickhouse } from './f02-kill-before-clickhouse.ts'
import { killJourneys } from './f03-kill-journeys.ts'
import { killCampaign } from './f04-kill-campaign.ts'
import { frozenWorker } from './f05-frozen-worker.ts'
import { redeemAtOnce } from './f06-redeem-at-once.ts'
import { killEngines } from './f07-kill-engines.ts'
import { cutConnections } from './f08-cut-connections.ts'
import { clockJumps } from './f10-clock-jumps.ts'
import { badMailServer } from './f12-bad-mail-server.ts'
import { threeTimes } from './f14-three-times.ts'
import { shuffled } from './f15-shuffled.ts'
import { poisoned } from './f16-poison.ts'
import { burst } from './f17-burst.ts'
import { clickhouseAway } from './f18-clickhouse-away.ts'
import { stopUnderLoad } from './f21-stop-under-load.ts'
import { secondServer } from './f23-second-server.ts'
import type { Fault } from './fault.ts'

export const faults: Fault[] = [
  killServer,
  killBeforeClickhouse,
  killJourneys,
  killCampaign,
  frozenWorker,
  redeemAtOnce,
  killEngines,
  cutConnections,
  clockJumps,
  badMailServer,
  threeTimes,
  shuffled,
  poisoned,
  burst,
  clickhouseAway,
  stopUnderLoad,
  secondServer,
]
