// The program without its types, in the same layout, because Node strips no types below node_modules.
// Runs on Node 26, by scripts/build-package.js.
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { inRoot, root } from '../bootstrap/paths.js'

const target = inRoot('dist', 'package')
const asScript = (path) => path.replace(/\.ts$/, '.js')
// Specifiers of our own files, in imports and in `new URL('./x.ts', import.meta.url)`.
const renameImports = (code) => code.replace(/(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g, '$1$2.js$1')

const isProgram = (file) => !/\.test\.ts$|\.d\.ts$|\.tsx$|^src[\\/]console[\\/]|[\\/]testing(\.ts$|[\\/])/.test(file)

function writeProgram() {
  const files = globSync('src/**/*.*', { cwd: root }).filter(isProgram)
  for (const file of files) {
    const place = join(target, asScript(file))
    mkdirSync(dirname(place), { recursive: true })
    if (!file.endsWith('.ts')) cpSync(inRoot(file), place)
    else writeFileSync(place, renameImports(stripTypeScriptTypes(readFileSync(inRoot(file), 'utf8'))))
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

// The models can be used by themselves, so their types are shipped too.
function writeModelTypes() {
  const settings = inRoot('dist', 'model-types.json')
  const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: target, rootDir: root }
  const include = [inRoot('src', 'models', '*', 'index.ts')]
  writeFileSync(settings, JSON.stringify({ extends: inRoot('tsconfig.json'), compilerOptions, include }))
  execFileSync(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', settings], {
    stdio: 'inherit',
  })
  rmSync(settings)
  for (const file of globSync('src/models/**/*.d.ts', { cwd: target })) {
    const place = join(target, file)
    writeFileSync(place, renameImports(readFileSync(place, 'utf8')))
  }
}

rmSync(target, { recursive: true, force: true })
const count = writeProgram()
writeModelTypes()
writeManifest()
for (const folder of ['migrations', 'samples']) {
  cpSync(inRoot(folder), join(target, folder), { recursive: true, filter: (file) => !file.endsWith('.npmignore') })
}
cpSync(inRoot('dist', 'console'), join(target, 'dist', 'console'), {
  recursive: true,
  filter: (file) => !/[\\/]\.built$|\.map$/.test(file),
})
cpSync(inRoot('docs', 'licences.md'), join(target, 'licences.md'))
// The console has its place within the program; npm takes this file's word for what else stays at home.
writeFileSync(inRoot('dist', '.npmignore'), '/console\n')
console.log(`${count} files without types in dist/package`)
