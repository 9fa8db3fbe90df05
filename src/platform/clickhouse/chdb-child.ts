import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFront } from './chdb-front.ts'
import { type ChdbPool, openPool } from './chdb-pool.ts'

/** What the parent sends when the child has started. */
export type ChdbOrder = { path: string; port: number; secret: string; memory: number; threads: number }
/** What the child answers: where it listens, or why it cannot. */
export type ChdbReport = { ready: number } | { failed: string }

const connectionArguments = ({ memory, threads }: ChdbOrder): string[] => [
  `--max_server_memory_usage=${Math.round(memory * 1.25)}`,
  `--mark_cache_size=${64 * 1024 * 1024}`,
  `--index_mark_cache_size=${16 * 1024 * 1024}`,
  `--max_memory_usage=${memory}`,
  `--max_threads=${threads}`,
  // Heavy GROUP BY and ORDER BY go to the disk before they reach the limit.
  `--max_bytes_before_external_group_by=${Math.round(memory / 2)}`,
  `--max_bytes_before_external_sort=${Math.round(memory / 2)}`,
  // Parameters reach chDB inside a statement, so this limit must not be smaller than that of the front.
  `--max_query_size=${256 * 1024 * 1024}`,
  // What a ClickHouse server has by default.
  '--output_format_json_quote_64bit_integers=0',
]

const report = (message: ChdbReport): void => void process.send?.(message)

async function drain(server: Server, pool: ChdbPool): Promise<void> {
  server.close()
  server.closeIdleConnections()
  const end = performance.now() + 7000
  while (pool.busy() > 0 && performance.now() < end) await sleep(20)
  if (pool.busy() === 0) pool.close()
  process.exit(0)
}

async function serve(order: ChdbOrder): Promise<void> {
  const pool = openPool(order.path, connectionArguments(order))
  const server = await startFront(pool, order.secret, order.port, 'arriving')
  process.on('SIGTERM', () => void drain(server, pool))
  const address = server.address()
  report({ ready: address === null || typeof address === 'string' ? order.port : address.port })
}

// Without its parent nobody can reach this process, and it would keep the directory from the next one.
// Every acknowledged insert is on the disk, so there is nothing to wait for.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('SIGINT', () => undefined)
process.once('message', (order: ChdbOrder) => {
  serve(order).catch((error: unknown) => {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) } satisfies ChdbReport, () =>
      process.exit(1),
    )
  })
})
