import { assemble, wasm } from '#models/simd'

const { get, set, constant, plus, times, isBelow, repeat } = wasm
// Addresses in bytes; `width` is that of a row of places.
const [row, end, places, width, pairs, sums, counts] = [0, 1, 2, 3, 4, 5, 6]
const [place, last, at] = [7, 8, 9]
const own = 10

/** Of places that are `bytes` long, 2 or 4. */
function bodyFor(bytes: 2 | 4) {
  return repeat(
    [
      ...set(own, wasm.loadPair(plus(get(pairs), times(wasm.load32(get(row)), constant(16))))),
      ...set(place, plus(get(places), times(wasm.load32(get(row)), get(width)))),
      ...set(last, plus(get(place), get(width))),
      ...repeat(
        [
          ...set(at, bytes === 2 ? wasm.load16(get(place)) : wasm.load32(get(place))),
          ...wasm.storePair(sumOf(), wasm.plusPair(wasm.loadPair(sumOf()), get(own))),
          ...wasm.store32(countOf(), plus(wasm.load32(countOf()), constant(1))),
          ...set(place, plus(get(place), constant(bytes))),
        ],
        isBelow(get(place), get(last)),
      ),
      ...set(row, plus(get(row), constant(4))),
    ],
    isBelow(get(row), get(end)),
  )
}

function sumOf() {
  return plus(get(sums), times(get(at), constant(16)))
}

function countOf() {
  return plus(get(counts), times(get(at), constant(4)))
}

const program = (bytes: 2 | 4) => assemble({ parameters: 7, integers: 3, pairs: 1, body: bodyFor(bytes) })

/**
 * (row, end, places, width, pairs, sums, counts): for each row number of a list, its pair is added to the sums at each of its places, and
 * one to their counts. Rows and places are 1 and more. By how many bytes a place has.
 */
export const addRows = { 2: program(2), 4: program(4) }
