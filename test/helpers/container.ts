import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { ROOT } from './cli.js'
import { contextOf, type Instruction, type Stage } from './dockerfile.js'

/** A root directory over this machine's system, and the settings of an image. */
export interface Image {
  /** The directory that becomes `/`; the system's directories are mounted into it. */
  root: string
  env: Record<string, string>
  workdir: string
  user: string
  volumes: string[]
  cmd: string[]
  healthcheck: string[]
  stopSignal: NodeJS.Signals
}

export interface Container {
  /** Runs a command in it, as its user; the exit code. */
  exec: (command: readonly string[]) => number
  signal: (name: NodeJS.Signals) => void
  exited: Promise<number | string>
  output: () => string
  /** The directories that are its volumes. */
  volumes: Record<string, string>
}

const NODE24 = join(ROOT, '.cache/node24/node_modules/node')
/** The programs of the image `node:24` and similar ones, by their paths. */
const BASE_ENV = { PATH: '/opt/node24/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
const SYSTEM = ['bin', 'etc', 'lib', 'lib64', 'sbin', 'usr']

/** The value of `skip` for a test: false, or the reason why nothing can be run as in a container here. */
export function containersMissing (): false | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux, for namespaces and mounts'
  if (!existsSync(join(NODE24, 'bin/node'))) return 'needs Node 24: run .ci/node.sh 24'
  return spawnSync('unshare', ['-mpf', '--mount-proc', 'true']).status === 0 ? false : 'needs unshare, with the right to make namespaces'
}

/** An image with only its base. */
function baseImage (root: string): Image {
  for (const name of [...SYSTEM, 'dev', 'proc', 'tmp', 'opt/node24', 'root']) mkdirSync(join(root, name), { recursive: true })
  writeFileSync(`${root}.passwd`, 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n')
  writeFileSync(`${root}.group`, 'root:x:0:\nnode:x:1000:\n')
  return { root, env: { ...BASE_ENV }, workdir: '/', user: '0', volumes: [], cmd: [], healthcheck: [], stopSignal: 'SIGTERM' }
}

/**
 * Carries out the instructions of a stage, one after the other: COPY from what .dockerignore leaves of the project or
 * from another stage, RUN as root in the stage's own root directory. Throws with a command's output when one fails.
 */
export async function build (stage: Stage, root: string, stages: Readonly<Record<string, Image>>): Promise<Image> {
  const image = baseImage(root)
  for (const instruction of stage.instructions) await STEPS[instruction.name]!(image, instruction, stages)
  return image
}

type Step = (image: Image, instruction: Instruction, stages: Readonly<Record<string, Image>>) => void | Promise<void>

const STEPS: Record<string, Step> = {
  ENV (image, { text }) {
    for (const [, name, value] of text.matchAll(/(\w+)=(\S+)/g)) {
      image.env[name!] = value!.replace(/\$(\w+)/g, (_, other: string) =>
        image.env[other] ?? '')
    }
  },
  WORKDIR (image, { args }) {
    image.workdir = resolve(image.workdir, args[0]!)
    mkdirSync(join(image.root, image.workdir), { recursive: true })
  },
  COPY: copy,
  async RUN (image, { text }) {
    // The access of this machine to its registry. The image itself does not get it.
    const own = Object.entries(process.env).filter(([name]) =>
      /^((https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_registry)$/i.test(name))
    const env = {
      ...Object.fromEntries(own), ...image.env, HOME: '/root', npm_config_cache: '/root/.npm', npm_config_prefer_offline: 'true',
      npm_config_userconfig: '/root/.npmrc'
    }
    const { status, output } = await runIn(image, ['/bin/sh', '-c', text], env)
    if (status !== 0) throw new Error(`RUN ${text}\nended with ${status}:\n${output}`)
  },
  USER (image, { args }) { image.user = args[0]! },
  VOLUME (image, { args }) { image.volumes.push(...args) },
  EXPOSE () {},
  HEALTHCHECK (image, { args, text }) { image.healthcheck = JSON.parse(text.slice(text.indexOf('['))) as string[] ?? args },
  STOPSIGNAL (image, { args }) { image.stopSignal = args[0] as NodeJS.Signals },
  CMD (image, { args }) { image.cmd = args }
}

function copy (image: Image, { args, flags }: Instruction, stages: Readonly<Record<string, Image>>): void {
  const from = flags.from === undefined ? undefined : stages[flags.from]
  const source = from?.root ?? ROOT
  const isIn = from ? () => true : contextOf(readFileSync(join(ROOT, '.dockerignore'), 'utf8'))
  const destination = args.at(-1)!
  const to = join(image.root, resolve(image.workdir, destination))
  for (const given of args.slice(0, -1)) {
    const path = given.replace(/^\//, '')
    const isDirectory = statSync(join(source, path)).isDirectory()
    copyTree({ source, path, to: isDirectory || !/\/$/.test(destination) ? to : join(to, basename(path)), isIn })
  }
}

function copyTree ({ source, path, to, isIn }: { source: string, path: string, to: string, isIn: (path: string) => boolean }): void {
  if (!statSync(join(source, path)).isDirectory()) {
    if (!isIn(path)) return
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(source, path), to, { verbatimSymlinks: true })
    return
  }
  mkdirSync(to, { recursive: true })
  cpSync(join(source, path), to, {
    recursive: true,
    verbatimSymlinks: true,
    // A directory may be excluded and still contain files that are not.
    filter: from => statSync(from, { throwIfNoEntry: false })?.isDirectory() === true || isIn(from.slice(source.length + 1))
  })
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The shell commands that put the system into a root directory, in a mount namespace of their own, and end with a command in it. */
function script ({ root }: Image, { command, user, env, more = [] }: {
  command: readonly string[], user: string, env: Record<string, string | undefined>, more?: string[]
}): string {
  const [uid = '0', gid = uid] = user.split(':')
  const identity = uid === '0'
    ? []
    : [
        'setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all', '--'
      ]
  const settings = Object.entries(env).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`)
  return [
    'set -e',
    ...SYSTEM.filter(name => existsSync(`/${name}`)).map(name =>
      `mount --bind /${name} ${root}/${name} && mount -o remount,ro,bind ${root}/${name}`),
    `mount --bind ${root}.passwd ${root}/etc/passwd`, `mount --bind ${root}.group ${root}/etc/group`,
    `mount --bind ${NODE24} ${root}/opt/node24`,
    `mount --rbind /dev ${root}/dev`, `mount -t proc proc ${root}/proc`,
    ...more,
    `exec chroot ${root} ${[...identity, 'env', '-i', ...settings, ...command].map(quoted).join(' ')}`
  ].join('\n')
}

// With the working directory of an instruction, which chroot forgets.
const within = (workdir: string, command: readonly string[]) => ['/bin/sh', '-c', 'cd "$0" && exec "$@"', workdir, ...command]

async function runIn (image: Image, command: readonly string[], env: Record<string, string | undefined>): Promise<{
  status: number | null, output: string
}> {
  const cache = join(homedir(), '.npm')
  mkdirSync(cache, { recursive: true })
  mkdirSync(join(image.root, 'root/.npm'), { recursive: true })
  const npmrc = join(homedir(), '.npmrc')
  if (existsSync(npmrc)) cpSync(npmrc, join(image.root, 'root/.npmrc'))
  const more = [`mount --bind ${cache} ${image.root}/root/.npm`, `mount -t tmpfs tmpfs ${image.root}/tmp`]
  const child = spawn('unshare', [
    '-mpf', '/bin/sh', '-c', script(image, { command: within(image.workdir, command), user: image.user, env, more })
  ], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => { output += text })
  const status = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { status, output }
}

/**
 * Runs an image as `docker run --read-only` does: its command as process 1 and as its user, without capabilities, the
 * root read-only, its volumes fresh and with the owner and mode of what they cover. The network is this machine's.
 */
export async function start (image: Image, settings: Record<string, string>, {
  command = image.cmd, workdir = image.workdir
} = {}): Promise<Container> {
  const volumes = image.volumes.map((path, i) => {
    const covered = statSync(join(image.root, path))
    const volume = mkdtempSync(`${image.root}.volume${i}-`)
    chownSync(volume, covered.uid, covered.gid)
    chmodSync(volume, covered.mode)
    return { path, volume }
  })
  // The root can be made read-only only after it is a mount of its own.
  const more = [
    `mount -o remount,ro,bind ${image.root}`, ...volumes.map(({ path, volume }) => `mount --bind ${volume} ${image.root}${path}`)
  ]
  const env = { ...image.env, HOME: '/', ...settings }
  const steps = `mount --bind ${image.root} ${image.root}\n${script(image, {
    command: within(workdir, command), user: image.user, env, more
  })}`
  const child = spawn('unshare', ['-mpf', '/bin/sh', '-c', steps], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => { output += text })
  process.once('exit', () => { kill('SIGKILL') })
  const exited = new Promise<number | string>(resolve => child.once('close', (code, signal) => resolve(code ?? signal!)))
  const first = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]!
  function kill (name: NodeJS.Signals): void {
    try {
      process.kill(Number(first()), name)
    } catch {}
  }
  return {
    exited,
    volumes: Object.fromEntries(volumes.map(({ path, volume }) => [path, volume])),
    output: () => output,
    signal: kill,
    exec (given) {
      const [uid = '0', gid = uid] = image.user.split(':')
      const identity = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--', 'env', '-i', ...Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)]
      return spawnSync('nsenter', ['-t', first(), '-m', '-p', '-r', ...identity, ...within(workdir, given)]).status ?? 1
    }
  }
}
