import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { readableError } from './errors.ts'

const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

export function connect(url: string): ClickHouseClient {
  const remote = !isLoopback(url)
  return createClient({
    url,
    application: 'regulars',
    request_timeout: 120_000,
    max_open_connections: 16,
    compression: { request: remote, response: remote },
    // Long lists of values travel in the body: an address has a limit.
    use_multipart_params_auto: true,
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    // Every error reaches the caller, who logs it with what it was doing.
    log: { level: ClickHouseLogLevel.OFF },
  })
}

export async function readably<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw readableError(error)
  }
}
