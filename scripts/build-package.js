// What `npm pack` ships: the program without its types, in the same layout, because Node strips no types below
// node_modules. Runs on Node 26 (prepack): node scripts/build-package.js
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { inRoot, root } from './bootstrap/paths.js'

const target = inRoot('dist', 'package')
const asScript = (path) => path.replace(/\.ts$/, '.js')
// Specifiers of our own files, in imports and in `new URL('./x.ts', import.meta.url)`.
const renameImports = (code) => code.replace(/(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g, '$1$2.js$1')

function writeProgram() {
  const files = globSync('src/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|\.d\.ts$|^src[\\/](console|testing)[\\/]/.test(file),
  )
  for (const file of files) {
    const place = join(target, asScript(file))
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, renameImports(stripTypeScriptTypes(readFileSync(inRoot(file), 'utf8'))))
  }
  return files.length
}

function writeManifest() {
  const { name, version, license, imports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const shipped = Object.entries(imports).filter(([alias]) => alias !== '#testing')
  const renamed = Object.fromEntries(shipped.map(([alias, path]) => [alias, asScript(path)]))
  const manifest = { name, version, license, private: true, type: 'module', imports: renamed }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

rmSync(target, { recursive: true, force: true })
const count = writeProgram()
writeManifest()
for (const folder of ['migrations', 'samples', 'src/i18n', 'dist/console']) {
  if (existsSync(inRoot(folder))) {
    cpSync(inRoot(folder), join(target, folder), { recursive: true, filter: (file) => !/\.ts$/.test(file) })
  }
}
console.log(`${count} files without types in dist/package`)
