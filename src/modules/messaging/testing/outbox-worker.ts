/** A worker of its own process, to be killed: hands over what is in the outbox of the database in the environment. */
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { createDb, createPool } from '#platform/postgres'
import { emailChannel } from '../channels/channel.ts'
import { watchMessages } from '../outbox/watch-messages.ts'

const { TEST_DATABASE = '', TEST_SMTP = '' } = process.env
watchMessages({
  db: createDb(createPool(TEST_DATABASE, { max: 6 })),
  clock: systemClock,
  log: silentLog,
  secret: 'a secret of at least 32 characters',
  publicUrl: () => 'http://localhost:4400',
  onWritten: () => {},
  mailer: { send: async () => {} },
  outbound: createOutbound(),
  resolveTxt: async () => [],
  channel: emailChannel({ smtpUrl: TEST_SMTP, from: 'hello@corner.example' }),
})
