// An agency's own client in JavaScript: the CloudEvents SDK over kafkajs, and a JOSE library.
//
//     node agency.mjs publish --mode binary --keys keys.jwks < referral.json
//     node agency.mjs follow
//
// The connection is in the environment, as in the file that an agency is given: AGENCY_NAME, AGENCY_SOURCE,
// AGENCY_BOOTSTRAP, AGENCY_SECURITY_PROTOCOL, AGENCY_USER, AGENCY_PASSWORD.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CloudEvent, Kafka as Binding } from 'cloudevents';
import { CompactEncrypt, importJWK } from 'jose';
import { Kafka, logLevel } from 'kafkajs';

const NAMESPACE = 'nl.eigenkrachtconferenties';
const USAGE = 'node agency.mjs publish --keys FILE [--type TYPE] [--mode binary] < FILE | follow [--first NUMBER]';
const { AGENCY_NAME, AGENCY_SOURCE, AGENCY_BOOTSTRAP, AGENCY_PASSWORD, AGENCY_SECURITY_PROTOCOL } = process.env;
const { AGENCY_USER = AGENCY_NAME } = process.env;

const { positionals: [command], values: options } = parseArgs({
  allowPositionals: true,
  options: {
    type: { type: 'string', default: 'referral-submitted' },
    mode: { type: 'string', default: 'structured' },
    keys: { type: 'string' },
    first: { type: 'string' },
  },
});

const kafka = new Kafka({
  clientId: AGENCY_NAME,
  brokers: [AGENCY_BOOTSTRAP],
  ssl: AGENCY_SECURITY_PROTOCOL === 'SASL_SSL',
  sasl: { mechanism: 'scram-sha-512', username: AGENCY_USER, password: AGENCY_PASSWORD },
  logLevel: logLevel.ERROR,
});

/** The data as a JWE (RFC 7516) that only the back office can open: to the first key of its JWK set (RFC 7517). */
async function encrypted(data, file) {
  const [jwk] = JSON.parse(readFileSync(file, 'utf8')).keys;
  const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: jwk.kid };
  return new CompactEncrypt(data).setProtectedHeader(header).encrypt(await importJWK(jwk, header.alg));
}

/** Read the data from standard input, publish it, print the id and the offset as JSON. */
async function publish({ type, mode, keys }) {
  const event = new CloudEvent({
    source: AGENCY_SOURCE,
    type: `${NAMESPACE}.${type}.v1`,
    datacontenttype: 'application/jose',
    data: await encrypted(readFileSync(0), keys),
  });
  const { headers, value } = mode === 'binary' ? Binding.binary(event) : Binding.structured(event);
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const [{ baseOffset }] = await producer.send({ topic: `ekc.in.${AGENCY_NAME}`, acks: -1, messages: [{ headers: given(headers), value }] });
  await producer.disconnect();
  console.log(JSON.stringify({ id: event.id, offset: Number(baseOffset) }));
}

/** Print all that comes back, one JSON object a line, until interrupted or so many were printed. */
async function follow(first) {
  const consumer = kafka.consumer({ groupId: `${AGENCY_NAME}.javascript` });
  await consumer.connect();
  await consumer.subscribe({ topic: `ekc.out.${AGENCY_NAME}`, fromBeginning: true });
  let printed = 0;
  await consumer.run({
    eachMessage: async ({ message: { headers, value } }) => {
      const event = Binding.toEvent({ headers: texts(headers), value: value.toString() });
      const about = { type: event.type, time: event.time, subject: event.subject };
      console.log(JSON.stringify({ ...about, ...event.data, ...about }));
      printed += 1;
      if (printed === first) process.exit(0);
    },
  });
}

/** The SDK names also the headers that have no value, which kafkajs cannot write. */
function given(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** kafkajs gives headers as bytes, the SDK reads texts. */
function texts(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.toString()]));
}

/** Why it does not go on, in a line. */
function fail(why) {
  console.error(why);
  process.exit(1);
}

if (command === 'publish' && options.keys) await publish(options).catch(({ message }) => fail(`Not published: ${message}`));
else if (command === 'follow') await follow(Number(options.first)).catch(({ message }) => fail(message));
else fail(USAGE);
