/** The drawing of the logo. */
export const HORN = '<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M3 13h15a8 8 0 1 1-8 8c0-6 6-9 12-9 8 0 14 1 21-5v22c-7-6-13-5-21-5"/><path d="M3 10v6"/></g>'

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 36" color="#0f766e">${HORN}</svg>`

/** The languages of the examples. */
export const LANGUAGES = ['curl', 'JavaScript', 'Python', 'Go']

export const CSS = `
:root { color-scheme: light dark; --text: #1c2a2a; --soft: #4b5b5b;
  --ground: #fff; --raised: #f2f6f5; --line: #cfdad8; --accent: #0f665e;
  --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4eceb; --soft: #a9b8b6; --ground: #101817; --raised: #1a2524; --line: #33423f; --accent: #5eead4; --bad: #ffb4ab }
}
* { box-sizing: border-box }
body { margin: 0; color: var(--text); background: var(--ground); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header { position: sticky; top: 0; z-index: 1; display: flex;
  flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 10px 24px;
  background: var(--raised); border-bottom: 1px solid var(--line) }
header svg { width: 40px; color: var(--accent) }
h1 { margin: 0; font-size: 20px }
.version { margin: 0 auto 0 0; color: var(--soft) }
header form, .pair { display: flex; gap: 8px; align-items: center } .pair label { white-space: nowrap }
#search { width: 12em } #found { min-width: 5em; color: var(--soft) }
main { max-width: 1080px; margin: 0 auto; padding: 16px 24px 80px }
h2, h3 { display: inline; margin: 0 }
h2 { font-size: 18px } h3 { font-size: 15px; font-weight: 500 } h4 { margin: 20px 0 6px; font-size: 14px }
a { color: var(--accent) }
input, select, textarea, button { font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--soft); border-radius: 4px;
  padding: 4px 8px; max-width: 100% }
button { cursor: pointer } #token { width: 7em } .operation, .schema, .group { scroll-margin-top: 70px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
summary { cursor: pointer; padding: 8px 4px }
.group { border-bottom: 1px solid var(--line) } .about { margin-left: 12px; color: var(--soft) }
.operation, .schema { margin: 4px 0; border: 1px solid var(--line); border-radius: 6px }
.operation > summary, .schema > summary { padding: 8px 12px }
.body { padding: 0 16px 16px } .body p { max-width: 76ch }
.method { display: inline-block; min-width: 60px; font: 600 12px system-ui; color: var(--accent) } .method.delete { color: var(--bad) }
.path { margin-right: 12px; overflow-wrap: anywhere }
code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { margin: 0; padding: 12px; overflow: auto; max-height: 480px; background: var(--raised); border-radius: 6px }
.samples pre { display: none }
${LANGUAGES.map(name => `[data-language="${name}"] .samples pre[data-language="${name}"] { display: block }`).join('\n')}
table { width: 100%; border-collapse: collapse }
th, td { padding: 6px 8px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere }
th[scope=row] { width: 32%; font-weight: 400 } .type { display: block; font-size: 13px; color: var(--soft) }
.rule { display: inline-block; margin-right: 8px; font-size: 13px; color: var(--soft) }
td table { margin-top: 6px }
.answer { margin: 0; padding: 2px 4px } .answer > summary { padding: 2px 0 } .status { font-weight: 600; color: var(--accent) }
.s4, .s5 { color: var(--bad) }
.try { margin-top: 16px } .try form { display: grid; grid-template-columns: max-content 1fr; gap: 8px; align-items: start }
.try button { justify-self: start; grid-column: 2 }
output { grid-column: 2; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace }
[hidden] { display: none }
@media (max-width: 640px) { header { position: static } #found { min-width: 0 }
  main, header { padding-left: 12px; padding-right: 12px } .about { display: block; margin: 0 }
.try form { display: block } th[scope=row] { width: 40% } }
`

/** The page runs its own script, loads its own files and calls this server. */
export const CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; " +
  "trusted-types 'none'"
