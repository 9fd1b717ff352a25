import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { encodePem, parsePem } from './pem.js';

const KEY = encodePem(
  'PUBLIC KEY',
  Uint8Array.from({ length: 91 }, (_, index) => index),
);

describe('PEM', () => {
  it('round-trips several blocks, with text around them and LF or CRLF', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (ders, windows) => {
          const text = ders.map((der) => `subject=CN = x\n${encodePem('CERTIFICATE', der)}`).join('\n');
          const blocks = parsePem(windows ? text.replaceAll('\n', '\r\n') : text, { labels: ['CERTIFICATE'] });
          expect(blocks.map(({ der }) => der)).toEqual(ders);
        },
      ),
    );
  });

  it('writes lines of 64 columns', () => {
    expect(KEY.split('\n').map((line) => line.length)).toEqual([26, 64, 60, 24, 0]);
  });

  it.each([
    ['nothing', '', 'contains no PEM block'],
    ['only text', 'hello', 'contains no PEM block'],
    ['no end', KEY.replace(/-----END.*/, ''), 'without an end'],
    ['another end', KEY.replace('END PUBLIC', 'END PRIVATE'), 'without an end'],
    ['a block in a block', KEY.replace('\n-----END', '\n-----BEGIN PUBLIC KEY-----\n-----END'), 'without an end'],
    ['an end alone', '-----END PUBLIC KEY-----', 'does not begin a block'],
    ['a header', KEY.replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\n'), 'with a header'],
    ['no content', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----', 'is not base64'],
    ['broken base64', KEY.replace('AAEC', 'A*EC'), 'is not base64'],
    ['cut base64', KEY.replace('AAEC', 'AEC'), 'is not base64'],
    ['another label', KEY.replaceAll('PUBLIC', 'PRIVATE'), 'unexpected PEM block'],
    ['too much', 'x'.repeat(2000) + KEY, 'too large'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePem(text, { labels: ['PUBLIC KEY'], maxBytes: 2000, what: 'key.pub', code: 'KEY_INVALID' })).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message: expect.stringMatching(new RegExp(`^key\\.pub.*${message}`)) }),
    );
  });

  it('never shows the content of a block that fails', () => {
    try {
      parsePem('-----BEGIN PRIVATE KEY-----\nc2VjcmV0!\n-----END PRIVATE KEY-----');
      throw new Error('was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(CountersignError);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('c2VjcmV0');
    }
  });
});
