import { existsSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeDirectory } from '../../src/lib/make-directory.js'

t.test('A directory is made with its parents, for this user alone. An existing directory is not changed.', async t => {
  const path = join(t.testdir(), 'a', 'b', 'c')
  await Promise.all([makeDirectory(path), makeDirectory(path)])
  t.equal(statSync(path).mode & 0o777, 0o700)
  await makeDirectory(path)
  const link = join(t.testdirName, 'link')
  symlinkSync(path, link)
  await makeDirectory(link)
})

t.test('A directory that cannot be made is an error that names the path, at once.', async t => {
  const folder = t.testdir({ file: 'text' })
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'))
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  for (const [path, code] of [
    ['file/a', 'ENOTDIR'], ['file', 'EEXIST'], ['dangling', 'EEXIST'], ['dangling/a', /ENOENT|EEXIST/], ['loop/a', 'ELOOP'],
    ['a'.repeat(300), 'ENAMETOOLONG']
  ] as const) {
    await t.rejects(makeDirectory(join(folder, path)), { code, path: /./ }, path.slice(0, 20))
  }
  t.notOk(existsSync(join(folder, 'nowhere')))
  // The `recursive` option of Node tries for ever here.
  if (process.platform === 'linux') await t.rejects(makeDirectory('/proc/posthorn/data'), { code: 'ENOENT' })
})
