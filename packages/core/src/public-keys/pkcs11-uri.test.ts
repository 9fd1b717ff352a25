import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { testRun } from '../net/testing/test-run.js';
import { readObjects, readSlots } from './pkcs11-listing.js';
import { pkcs11Module } from './pkcs11-module.js';
import { parsePkcs11Uri } from './pkcs11-uri.js';

const read = (reference: string, run = testRun()) => parsePkcs11Uri(run, reference);
const refusal = (call: () => unknown): CountersignError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CountersignError) return error;
  }
  throw new Error('not refused');
};

describe('a PKCS #11 URI', () => {
  // The examples of RFC 7512 section 3, without those with a PIN in them, and without "?" forms that have no module.
  it.each([
    ['pkcs11:', {}, undefined],
    ['pkcs11:object=my-pubkey;type=public', { object: 'my-pubkey' }, undefined],
    ['pkcs11:object=my-key;type=private?pin-source=file:/etc/token', { object: 'my-key' }, undefined],
    [
      'pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin'.replace(
        'serial=',
        'serial=7',
      ),
      {
        token: 'The Software PKCS#11 Softtoken',
        manufacturer: 'Snake Oil, Inc.',
        model: '1.0',
        object: 'my-certificate',
        serial: '7',
      },
      '69953e5cf4bdec91',
    ],
    ['pkcs11:object=my-sign-key;type=private?module-name=mypkcs11', { object: 'my-sign-key' }, undefined],
    ['pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1', { object: 'my-sign-key' }, undefined],
    [
      'pkcs11:token=Software%20PKCS%2311%20softtoken;manufacturer=Snake%20Oil,%20Inc.',
      { token: 'Software PKCS#11 softtoken', manufacturer: 'Snake Oil, Inc.' },
      undefined,
    ],
    [
      'pkcs11:slot-description=Sun%20Metaslot;slot-manufacturer=S&P',
      { 'slot-description': 'Sun Metaslot', 'slot-manufacturer': 'S&P' },
      undefined,
    ],
    [
      'pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;library-description=Soft%20Token%20Library;library-version=1.23',
      { 'library-manufacturer': 'Snake Oil, Inc.', 'library-description': 'Soft Token Library', 'library-version': '1.23' },
      undefined,
    ],
    [
      'pkcs11:token=My%20token%25%20created%20by%20Joe;id=%01%02%03%Ba%dd%Ca%fe%04%05%06',
      { token: 'My token% created by Joe' },
      '010203baddcafe040506',
    ],
    ['pkcs11:token=A%20name%20with%20a%20substring%20%25%3B', { token: 'A name with a substring %;' }, undefined],
    [
      'pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1',
      { token: 'Name with a small A with acute: á' },
      undefined,
    ],
  ])('%s', (reference, texts, id) => {
    const uri = read(reference);
    expect([Object.fromEntries(uri.texts), uri.id]).toEqual([texts, id]);
    expect(uri.name).toBe(reference.split('?')[0]);
  });

  it('reads slot, module and the place of the PIN', () => {
    expect(read('pkcs11:slot-id=327?module-path=/a%20b.so&pin-source=file:///etc/pin')).toMatchObject({
      slot: 327,
      modulePath: '/a b.so',
      pinSource: '/etc/pin',
    });
    expect(read('pkcs11:id=a?pin-source=env://PIN&module-name=softhsm2')).toMatchObject({
      id: '61',
      pinSource: 'env://PIN',
      moduleName: 'softhsm2',
    });
  });

  it.each([
    ['pkcs11:token=a;token=b', 'token twice'],
    ['pkcs11:token=a?module-path=/a&module-path=/b', 'module-path twice'],
    ['pkcs11:toke=a', 'toke'],
    ['pkcs11:x-vendor=a', 'x-vendor'],
    ['pkcs11:token=a?x-vendor=b', 'x-vendor'],
    ['pkcs11:token=a?token=b', 'token'],
    ['pkcs11:module-path=/a', 'module-path'],
    ['pkcs11:token=', 'something else'],
    ['pkcs11:token', 'something else'],
    ['pkcs11:token=a;;object=b', 'something else'],
    ['pkcs11:object=my key', 'other characters'],
    ['pkcs11:object=100%', 'other characters'],
    ['pkcs11:object=%zz', 'other characters'],
    ['pkcs11:object=a%0aSlot', 'a control character'],
    ['pkcs11:object=a%00', 'a control character'],
    ['pkcs11:slot-id=0x1', 'another value'],
    ['pkcs11:slot-id=-1', 'another value'],
    ['pkcs11:type=data', 'another type'],
    ['pkcs11:object=a?pin-source=|/bin/pin', 'another place'],
    ['pkcs11:object=a?pin-source=pin.txt', 'another place'],
    ['pkcs11:object=a?pin-source=http://x/pin', 'another place'],
  ])('%s is refused', (reference, found) => {
    expect(refusal(() => read(reference))).toMatchObject({ code: 'INPUT_INVALID', found });
  });

  it('never contains the PIN: it is masked, and not printed', () => {
    const run = testRun();
    const error = refusal(() => read('pkcs11:object=a?pin-value=the%2Dpin', run));
    expect(error).toMatchObject({ code: 'INPUT_INVALID', found: 'pin-value' });
    expect(run.secrets).toEqual(['the%2Dpin', 'the-pin']);
    expect(inspect(error)).not.toMatch(/the%2Dpin|the-pin/);
  });

  it('is refused if a text is not UTF-8', () => {
    expect(refusal(() => read('pkcs11:object=%ff')).code).toBe('INPUT_INVALID');
  });
});

describe('the module of a reference', () => {
  const moduleOf = (query: string, env = {}) => pkcs11Module(testRun({ env }), read(`pkcs11:object=a${query}`));
  const file = process.execPath;

  it('is an absolute path, also in a variable that the reference names', () => {
    expect(moduleOf(`?module-path=${file}`)).toBe(file);
    expect(moduleOf('?module-path=env://COSIGN_PKCS11_MODULE_PATH', { COSIGN_PKCS11_MODULE_PATH: file })).toBe(file);
  });

  it.each([
    ['', 'INPUT_INVALID'],
    ['?module-path=lib.so', 'INPUT_INVALID'],
    ['?module-path=./lib.so', 'INPUT_INVALID'],
    ['?module-path=env://NOT_SET', 'KEY_INVALID'],
    ['?module-path=env://RELATIVE', 'INPUT_INVALID'],
    ['?module-path=/no/such/lib.so', 'KEY_INVALID'],
    ['?module-path=/tmp', 'KEY_INVALID'],
    ['?module-name=../lib', 'INPUT_INVALID'],
    ['?module-name=no-such-module', 'KEY_INVALID'],
    [`?module-name=x&module-path=${file}`, 'INPUT_INVALID'],
  ])('%s is refused', (query, code) => {
    // Without a module, nothing is read from a variable that nobody names.
    expect(refusal(() => moduleOf(query, { RELATIVE: 'lib.so', COSIGN_PKCS11_MODULE_PATH: file })).code).toBe(code);
  });
});

describe('what pkcs11-tool prints', () => {
  it('a label with line breaks is no other key, and no other token', () => {
    const objects = readObjects(
      ['Private Key Object; EC', '  label:      evil', '  ID:         01', 'Private Key', '  ID:         aabb', ''].join('\n'),
    );
    expect(objects).toMatchObject([{ kind: 'private', label: 'evil', id: undefined }]);
    const fake = [
      'Private Key Object; EC',
      '  label:      x',
      'Private Key Object; EC',
      '  label:      k',
      '  ID:         01',
      '  ID:         02',
    ];
    expect(readObjects(fake.join('\n')).map(({ id }) => id)).toEqual([undefined, undefined]);
    const slots = readSlots(
      [
        'Slot 0 (0x5): a',
        '  token label        : x',
        '  serial num : 9',
        '  token flags        : token initialized',
        '  serial num         : 1',
      ].join('\n'),
    );
    expect(slots[0]?.fields.get('serial num')).toBeUndefined();
  });

  it('ignores tokens that are not initialised, and objects that are no keys', () => {
    const text = 'Available slots:\nSlot 0 (0x1): SoftHSM slot ID 0x1\n  token state:   uninitialized\nSlot 1 (empty)\n';
    expect(readSlots(text)).toEqual([]);
    expect(readObjects('Data object 1\n  label: a\nSecret Key Object; AES length 32\n  label: b\nProfile object 2\n')).toEqual(
      [],
    );
  });
});
