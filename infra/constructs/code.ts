import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'

/** The files of pages that the http function serves. The package has them once, beside the bundles. */
const PAGES = ['portal']

/** The code of a function: its bundle, and for `http` the files of its pages. */
export function codeOf (bundles: string, name: string): Code {
  const folder = join(bundles, name)
  const pages = name === 'http' ? PAGES.filter(page => !existsSync(join(folder, page)) && existsSync(join(bundles, '..', page))) : []
  if (pages.length === 0) return Code.fromAsset(folder)
  const local = {
    tryBundle (target: string): boolean {
      cpSync(folder, target, { recursive: true })
      for (const page of pages) cpSync(join(bundles, '..', page), join(target, page), { recursive: true })
      return true
    }
  }
  // The CDK asks for an image as well. It is never used, because the local way succeeds.
  return Code.fromAsset(folder, { assetHashType: AssetHashType.OUTPUT, bundling: { image: DockerImage.fromRegistry('none'), local } })
}
