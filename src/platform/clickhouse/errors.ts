import { ClickHouseError } from '@clickhouse/client'

/** ClickHouse cannot be reached or cannot take anything at the moment. Wait and try again: nothing is wrong with the request. */
export class ClickhouseUnavailable extends Error {
  override name = 'ClickhouseUnavailable'
}

export const isClickhouseUnavailable = (error: unknown): error is ClickhouseUnavailable =>
  error instanceof ClickhouseUnavailable

// Too many queries at once, no network, read-only, disk full: these pass without a change to the request.
const passing = new Set(['202', '209', '210', '242', '243'])

const networkCodes = /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)|ENOTFOUND|UND_|ERR_STREAM_PREMATURE_CLOSE)/

const isNetworkTrouble = (error: Error & { code?: unknown }): boolean =>
  networkCodes.test(String(error.code ?? '')) || /socket hang up|Timeout error|^aborted/i.test(error.message)

/** Turns what the client throws into `ClickhouseUnavailable` or an error that carries the engine's own words. */
export function readableError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const passes = error instanceof ClickHouseError ? passing.has(error.code) : isNetworkTrouble(error)
  return passes ? new ClickhouseUnavailable(error.message, { cause: error }) : error
}
