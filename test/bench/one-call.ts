import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { openRemote } from '../../src/dynamodb/remote.js'
import { cpuOf, repeat } from './measure.js'
const item = { list: 'app', id: 'msg', data: 'x'.repeat(100), payload: Buffer.from('y'.repeat(800)), expiresAt: 5 }
const child = fork(new URL('./stub.js', import.meta.url), { execArgv: [], env: { ...process.env, STUB_ANSWERS: JSON.stringify({ 'Query messages': JSON.stringify({ Items: Array.from({ length: 51 }, () => ({ list: { S: 'app' }, id: { S: 'msg' }, data: { S: 'x'.repeat(100) }, payload: { B: Buffer.from('y'.repeat(800)).toString('base64') }, expiresAt: { N: '5' } })) }) }) } })
const [{ port }] = await once(child, 'message') as [{ port: number }]
const endpoint = `http://127.0.0.1:${port}`
const raw = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })
const ours = openRemote(endpoint)
const put = { TableName: 'posthorn-messages', Item: marshall(item), ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' } }
const query = { TableName: 'posthorn-messages', KeyConditionExpression: '#l = :l', ExpressionAttributeNames: { '#l': 'list' }, ExpressionAttributeValues: marshall({ ':l': 'x' }) }
const runs: Record<string, () => Promise<unknown>> = {
  'put sdk': () => raw.send(new PutItemCommand(put)), 'put ours': () => ours.call('PutItem', put),
  'query sdk': () => raw.send(new QueryCommand(query)), 'query ours': () => ours.call('Query', query)
}
for (let round = 0; round < 3; round++) for (const [name, run] of Object.entries(runs)) { await repeat(run, 500); console.log(name, await cpuOf(2000, async () => { await repeat(run, 2000) })) }
child.kill(); await ours.close()
