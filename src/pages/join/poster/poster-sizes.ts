/** Printed sizes, in millimetres: the sheet, and the face that stands on it. A tent has two faces, one of them upside down. */
export const posterSizes = {
  a4: { sheet: [210, 297], face: [210, 297], faces: 1 },
  a5: { sheet: [148, 210], face: [148, 210], faces: 1 },
  tent: { sheet: [210, 297], face: [210, 148.5], faces: 2 },
  sticker: { sheet: [80, 80], face: [80, 80], faces: 1 },
} as const satisfies Record<string, { sheet: [number, number]; face: [number, number]; faces: 1 | 2 }>

export type PosterSize = keyof typeof posterSizes
export const posterSizeNames = Object.keys(posterSizes) as PosterSize[]
