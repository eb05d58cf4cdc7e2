import t from 'tap'
import { startTestServer } from '../helpers/server.js'
import { VERSION } from '../../src/version.js'

// The page in a browser is tested in test/portal/docs-page.test.ts.
const server = await startTestServer()
t.teardown(server.close)

t.test('The page has a strict policy and nothing from elsewhere; its files are found with and without a slash at the end', async t => {
  for (const path of ['/docs', '/docs/']) {
    const answer = await fetch(`${server.url}${path}`)
    const html = await answer.text()
    t.match(answer.headers.get('content-security-policy'), /default-src 'none'; script-src 'self'; style-src 'self'/)
    t.notMatch(html, /<script>|<style|style=|\{base\}/)
    t.match(html, `version ${VERSION}`)
    for (const [, file] of html.matchAll(/(?:href|src)="([^"#]+)"/g)) {
      const answer = await fetch(new URL(file!, `${server.url}${path}`))
      t.equal(answer.status, 200, file!)
      // A connection ends only when its answer was read.
      await answer.arrayBuffer()
    }
  }
  for (const none of ['/docs/nothing', '/docs/constructor', '/docs/__proto__']) t.match(await (await fetch(`${server.url}${none}`)).json(), { code: 'not_found' }, none)
})

t.test('Times in the examples are an hour ago, so that they work when they are pasted', async t => {
  for (const path of ['/docs', '/api/v1/openapi.json']) {
    const text = await (await fetch(`${server.url}${path}`)).text()
    t.notMatch(text, '2026-11-22T14:05')
    const [, since] = /since.{1,20}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(text) ?? []
    const age = Date.now() - Date.parse(`${since}Z`)
    t.ok(age > 3_500_000 && age < 3_900_000, `${path}: ${since}`)
  }
})
