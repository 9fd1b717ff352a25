import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { publicKeyFromObject } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { TransparencyLog } from '../trust/index.js';
import { verifyCheckpoint } from './checkpoint.js';
import { Checks } from './checks.js';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = publicKeyFromObject(pair.publicKey);
const root = createHash('sha256').update('root').digest().toString('base64');
const log = (origin: string): TransparencyLog => ({
  baseUrl: `https://${origin}`,
  origin,
  logId: key.fingerprint,
  checkpointKeyId: key.fingerprint,
  key,
  validFor: { start: new Date(0), end: undefined },
});

function line(name: string, text: string, keyHash = key.fingerprint.slice(0, 8), privateKey = pair.privateKey): string {
  const signature = sign('sha256', Buffer.from(text), privateKey);
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(keyHash, 'hex'), signature]).toString('base64')}\n`;
}
const TEXT = `log.test\n7\n${root}\n`;
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function sizeOf(envelope: string, origin = 'log.test'): unknown {
  try {
    return verifyCheckpoint(envelope, log(origin), new Checks()).size;
  } catch (error) {
    return error instanceof CountersignError ? error.code : error;
  }
}

describe('verifyCheckpoint', () => {
  const v1 = `log.test - 123\n7\n${root}\nTimestamp: 5\n`;
  const good: Readonly<Record<string, readonly [string, string?]>> = {
    'Rekor v2': [`${TEXT}\n${line('log.test', TEXT)}`],
    'Rekor v1, with tree ID and extension lines': [`${v1}\n${line('log.test', v1)}`],
    'an origin without the port of the URL': [`${TEXT}\n${line('log.test', TEXT)}`, 'log.test:3000'],
    'witness signatures before and after': [
      `${TEXT}\n${line('witness', TEXT, '01020304', otherKey)}${line('log.test', TEXT)}${line('w', TEXT, '01020304', otherKey)}`,
    ],
    'a signature of another key with the same name': [
      `${TEXT}\n${line('log.test', TEXT, '01020304', otherKey)}${line('log.test', TEXT)}`,
    ],
  };
  for (const [name, [envelope, origin]] of Object.entries(good)) {
    it(`accepts ${name}`, () => {
      expect(sizeOf(envelope, origin)).toBe(7n);
    });
  }

  const signed = (text: string): string => `${text}\n${line('log.test', text)}`;
  const bad: Readonly<Record<string, readonly [string, string?]>> = {
    'no signature': [`${TEXT}\n`],
    'no blank line': [`${TEXT}${line('log.test', TEXT)}`],
    'no line feed at the end': [signed(TEXT).slice(0, -1)],
    'only a witness signature': [`${TEXT}\n${line('witness', TEXT)}`],
    'the key ID of another key': [`${TEXT}\n${line('log.test', TEXT, '01020304')}`],
    "a signature of another key with the log's key ID": [`${TEXT}\n${line('log.test', TEXT, undefined, otherKey)}`],
    "a valid and an invalid signature with the log's key ID": [`${signed(TEXT)}${line('log.test', TEXT, undefined, otherKey)}`],
    'changed text': [signed(TEXT).replace('\n7\n', '\n8\n')],
    'another origin': [signed(TEXT.replace('log.test', 'else.test'))],
    'an origin that starts with that of the log': [signed(TEXT.replace('log.test', 'log.test.evil'))],
    'a tree ID that is not a number': [signed(TEXT.replace('log.test', 'log.test - x'))],
    'an origin that matches that of the log as a pattern': [
      `${TEXT.replace('log.test', 'logxtest')}\n${line('logxtest', TEXT.replace('log.test', 'logxtest'))}`,
    ],
    'an origin with a longer host name': [signed(TEXT), 'log.test.other:3000'],
    'no origin': [signed(`\n7\n${root}\n`)],
    'a size with a leading zero': [signed(TEXT.replace('\n7\n', '\n07\n'))],
    'a negative size': [signed(TEXT.replace('\n7\n', '\n-7\n'))],
    'a short root': [signed(TEXT.replace(root, 'AAAA'))],
    'a line that is not a signature': [`${signed(TEXT)}x\n`],
    'a hyphen instead of the em dash': [signed(TEXT).replace('\u2014', '-')],
    'an empty signature': [`${TEXT}\n\u2014 log.test AAAAAA==\n`],
  };
  for (const [name, [envelope, origin]] of Object.entries(bad)) {
    it(`rejects ${name}`, () => {
      expect(sizeOf(envelope, origin)).toBe('LOG_ENTRY_INVALID');
    });
  }
});
