import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const outDir = 'dist/console'
const smallestWorthCompressing = 1024

/** Writes .br and .gz beside every text asset, so that the server never compresses while somebody waits. */
function precompress(): Plugin {
  return {
    name: 'regulars-precompress',
    apply: 'build',
    async closeBundle() {
      const folder = join(outDir, 'assets')
      const names = (await readdir(folder)).filter((name) => /\.(js|css|json|svg)$/.test(name))
      await Promise.all(names.map((name) => compressBeside(join(folder, name))))
    },
  }
}

async function compressBeside(path: string): Promise<void> {
  const plain = await readFile(path)
  if (plain.byteLength < smallestWorthCompressing) return
  const brotli = await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  await Promise.all([
    writeFile(`${path}.br`, brotli),
    writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 })),
  ])
}

const api = process.env.REGULARS_API ?? 'http://localhost:4400'

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    outDir,
    emptyOutDir: true,
    // A data: address would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What is bundled must carry its licences wherever it goes.
    license: { fileName: 'licences.md' },
  },
  server: { proxy: Object.fromEntries(['/api', '/v1', '/openapi.json', '/docs'].map((path) => [path, api])) },
})
