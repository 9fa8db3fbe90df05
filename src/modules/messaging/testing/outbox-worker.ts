/** A worker of its own process, to be killed: hands over what is in the outbox of the database in the environment. */
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { createFindAddress, createOutbound } from '#platform/outbound'
import { createDb, createPool } from '#platform/postgres'
import { emailChannel } from '../channels/channel.ts'
import { createLines } from '../channels/lines.ts'
import { watchMessages } from '../outbox/watch-messages.ts'

const { TEST_DATABASE = '', TEST_SMTP = '' } = process.env
const findAddress = createFindAddress()
watchMessages({
  db: createDb(createPool(TEST_DATABASE, { max: 6 })),
  clock: systemClock,
  log: silentLog,
  secret: 'a secret of at least 32 characters',
  publicUrl: () => 'http://localhost:4400',
  onWritten: () => {},
  mailer: { send: async () => {} },
  outbound: createOutbound(),
  findAddress,
  lines: createLines(findAddress, silentLog),
  resolveTxt: async () => [],
  slots: {
    products: async (_tx, _id, _kind, people) => people.map(() => []),
    cart: async (_tx, _id, people) => people.map(() => []),
    points: async (_tx, _id, ids) => ids.map(() => undefined),
    voucher: async () => undefined,
    surveys: {
      ask: async (_tx, _id, _survey, people) => people.map(() => undefined),
      show: async () => undefined,
      asked: async () => {},
    },
  },
  channel: emailChannel({ smtpUrl: TEST_SMTP, from: 'hello@corner.example' }),
})
