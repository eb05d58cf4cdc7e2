import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metafile } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const HEAD = 'This package carries code of the following packages, each under its licence.\n'

/** The licences of all packages in these bundles, and of those in `folders`, as one text. */
export async function licencesOf (bundles: readonly Metafile[], folders: readonly string[] = []): Promise<string> {
  const inside = bundles.flatMap(({ inputs }) => Object.keys(inputs)).map(path => packageOf(join(ROOT, path)))
  const all = [...new Set([...inside, ...folders])].filter(folder => folder !== undefined)
  const texts = await Promise.all(all.map(licenceOf))
  return [HEAD, ...texts.sort()].join(`\n${'-'.repeat(80)}\n\n`)
}

/** The folder of the package that a file belongs to; undefined for a file of ours. */
function packageOf (path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]
}

async function licenceOf (folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>
  const files = (await readdir(folder)).filter(file => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
  const texts = await Promise.all(files.map(async file => await readFile(join(folder, file), 'utf8')))
  return [`${name} ${version} (${license})\n`, ...texts].join('\n')
}
