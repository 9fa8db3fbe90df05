import { totalmem } from 'node:os'

const megabyte = 2 ** 20
/**
 * What a large shop touches again and again – indexes of measures, the newest pages – has to fit, or each event pays for pages that
 * come and go. Memory is taken as it is used.
 */
const sharedBuffers = Math.min(512, Math.max(128, Math.floor(totalmem() / megabyte / 32)))

// For a laptop with two cores that holds ClickHouse and Node as well. What is acknowledged is on the disk:
// fsync, full_page_writes and synchronous_commit are never weakened.
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: `${sharedBuffers}MB`,
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  synchronous_commit: 'on',
  wal_buffers: '8MB',
  // The packaged PostgreSQL has pglz alone, which took a quarter of what an event costs a large shop (docs/benchmarks.md).
  wal_compression: 'off',
  min_wal_size: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '5min',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  max_parallel_maintenance_workers: '1',
  autovacuum_max_workers: '2',
  // A shop that was imported a moment ago must not be asked as if it were empty.
  autovacuum_naptime: '10s',
  io_workers: '2',
  // Nobody follows this server (a copy is made of its stopped directory), so what is new as a whole is written once and synced.
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements carry personal data; a failed one is reported by the code that sent it.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_line_prefix: '',
}

/** The arguments the postmaster is started with. */
export const postmasterArguments = (data: string, port: number): string[] => [
  '-D',
  data,
  '-p',
  String(port),
  ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]
