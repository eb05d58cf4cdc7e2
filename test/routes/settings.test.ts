import t from 'tap'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

const PATH = '/environment/settings'
const NONE = {
  validatePayload: false,
  displayName: null,
  logoUrl: null,
  customFontFamily: null,
  colorPaletteLight: null,
  colorPaletteDark: null,
  customThemeOverride: null,
  customStringsOverride: null,
  enableChannels: true,
  enableMessageTags: true
}
const PNG = 'data:image/png;base64,iVBORw0KGgo='
const COLOURS = Object.fromEntries([
  'primary', 'backgroundPrimary', 'backgroundSecondary', 'backgroundHover', 'textPrimary', 'textSecondary', 'textDanger',
  'interactiveAccent', 'navigationAccent', 'buttonPrimary', 'borderPrimary'
].map((name, n) => [name, `#0${n.toString(16)}aBcD`]))
const ALL = {
  validatePayload: true,
  displayName: 'Acme ü',
  logoUrl: PNG,
  customFontFamily: "'Helvetica Neue', Arial",
  colorPaletteLight: COLOURS,
  colorPaletteDark: { primary: '#abc' },
  customThemeOverride: { borderRadius: { button: 'full', card: 'none', input: 'lg' }, fontSize: { base: 16 } },
  customStringsOverride: { channelsOne: 'Project', channelsMany: 'Projects', channelsHelp: 'Only these.' },
  enableChannels: false,
  enableMessageTags: false
}

t.test('PUT replaces all settings, PATCH changes the given ones, null unsets.', async t => {
  const api = await server.api()
  t.strictSame((await api('GET', PATH)).body, NONE)
  t.match(await api('PATCH', PATH, { displayName: 'first' }), { status: 200, body: { ...NONE, displayName: 'first' } })
  for (const [method, body, after] of [
    ['PUT', ALL, ALL],
    ['PATCH', {}, ALL],
    [
      'PATCH', { logoUrl: null, colorPaletteLight: { primary: '#000000', textDanger: null } },
      { ...ALL, logoUrl: null, colorPaletteLight: { primary: '#000000' } }
    ],
    ['PATCH', { enableChannels: true, customStringsOverride: null, customThemeOverride: { fontSize: { base: 12 } } }, {
      ...ALL, logoUrl: null, colorPaletteLight: { primary: '#000000' }, enableChannels: true, customStringsOverride: null,
      customThemeOverride: { fontSize: { base: 12 } }
    }],
    ['PUT', { displayName: 'last', enableTransformations: false, showSvixBrandFooter: null }, { ...NONE, displayName: 'last' }],
    ['PUT', {}, NONE]
  ] as const) {
    const answer = await api(method, PATH, body)
    t.equal(answer.status, 200, answer.text)
    t.strictSame(answer.body, after)
    t.strictSame((await api('GET', PATH)).body, after)
  }
})

t.test('A field without effect or with an invalid value is refused by its name.', async t => {
  const api = await server.api()
  const large = `data:image/png;base64,${'A'.repeat(51_200)}`
  for (const [body, ...loc] of [
    [{ anything: 1 }, 'anything'],
    [{ eventCatalogPublished: null }, 'eventCatalogPublished'],
    [{ ['x'.repeat(5000)]: 1 }, 'x'.repeat(100)],
    ['{"__proto__":{"displayName":"x"}}', '__proto__'],
    [{ enableTransformations: true }, 'enableTransformations'],
    [{ showSvixBrandFooter: true }, 'showSvixBrandFooter'],
    [{ colorPaletteLight: { accent: '#000000' } }, 'colorPaletteLight', 'accent'],
    [{ customThemeOverride: { borderRadius: { tab: 'lg' } } }, 'customThemeOverride', 'borderRadius', 'tab'],
    [{ customThemeOverride: { borderRadius: { card: '3px' } } }, 'customThemeOverride', 'borderRadius', 'card'],
    [{ customThemeOverride: { fontSize: { base: 9 } } }, 'customThemeOverride', 'fontSize', 'base'],
    [{ customStringsOverride: { channelsOne: '' } }, 'customStringsOverride', 'channelsOne'],
    [{ displayName: '' }, 'displayName'],
    [{ displayName: 'x'.repeat(101) }, 'displayName'],
    [{ customFontFamily: 'a; background: url(https://example.com)' }, 'customFontFamily'],
    ...['red', '#12345', '#1234567', 'rgb(0,0,0)', '', '#00000g'].map(primary => [
      { colorPaletteDark: { primary } }, 'colorPaletteDark', 'primary'
    ] as const),
    ...[
      'https://cdn.example.com/logo.png', 'http://127.0.0.1:1/logo.png', 'javascript:alert(1)', 'data:text/html,<b>', 'logo.png', large
    ].map(logoUrl => [{ logoUrl }, 'logoUrl'] as const)
  ] as const) {
    for (const method of ['PUT', 'PATCH']) {
      const { status, body: answer, text } = await api(method, PATH, body)
      t.equal(status, 422, JSON.stringify(body).slice(0, 200))
      t.ok((answer.detail as Array<{ loc: string[] }>).some(one => JSON.stringify(one.loc) === JSON.stringify(['body', ...loc])), text)
    }
    const imported = await api(
      'POST', '/environment/import',
      typeof body === 'string' ? `{"settings":${body}}` : { eventTypes: [{ name: 'never', description: '' }], settings: body }
    )
    t.equal(imported.status, 422)
    t.strictSame(imported.body.detail[0].loc.slice(0, 3), ['body', 'settings', loc[0]])
  }
  t.strictSame((await api('GET', PATH)).body, NONE)
  t.strictSame((await api('GET', '/event-type')).body.data, [], 'a refused import writes nothing')
})

t.test('A logo may be a URL of this server.', async t => {
  const api = await server.api()
  const logoUrl = `${server.url}/logo.png`
  t.equal((await api('PATCH', PATH, { logoUrl })).body.logoUrl, logoUrl)
})

t.test('An export contains the settings, and an import applies them.', async t => {
  const [from, to] = [await server.api(), await server.api()]
  await from('PUT', PATH, ALL)
  await to('PUT', PATH, { displayName: 'before', colorPaletteDark: { textPrimary: '#ffffff' } })
  const exported = await from('POST', '/environment/export')
  t.strictSame(exported.body.settings, ALL)
  t.equal((await to('POST', '/environment/import', exported.text)).status, 204)
  t.strictSame((await to('GET', PATH)).body, ALL)
  t.equal((await to('POST', '/environment/import', { settings: { displayName: 'after' } })).status, 204)
  t.strictSame((await to('GET', PATH)).body, { ...ALL, displayName: 'after' }, 'absent settings stay')
})

t.test('A portal reads the settings that it shows, of its own organization only, and changes nothing.', async t => {
  const orgId = 'org_theme'
  const api = await server.api(await server.token(orgId))
  await api('PUT', PATH, ALL)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const other = (await (await server.api())('POST', '/app', { name: 'b' })).body.id
  const portal = await server.api((await api('POST', `/auth/app-portal-access/${appId}`, { capabilities: ['ViewBase'] })).body.token)
  const { validatePayload, ...shown } = ALL
  t.strictSame(await portal('GET', `/app/${appId}/portal-settings`).then(({ status, body }) => [status, body]), [200, shown])
  t.equal((await portal('GET', `/app/${other}/portal-settings`)).status, 404)
  for (const method of ['GET', 'PUT', 'PATCH']) t.equal((await portal(method, PATH, method === 'GET' ? undefined : {})).status, 403)
})
