export const id = 96;
export const ids = [96];
export const modules = {

/***/ 43418:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ pkcs11PublicKey),
/* harmony export */   r: () => (/* binding */ pkcs11Object)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _crypto_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(73303);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(31951);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(74612);
/* harmony import */ var _pkcs11_token_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86991);





/**
 * The one object of a kind that a reference names: `id` and `object` must both match if both are given (RFC 7512 section 2.3).
 * @throws CountersignError KEY_INVALID if none or several match
 */
function pkcs11Object({ name, id, texts }, objects, kinds, hint) {
    const label = texts.get('object');
    const ofKind = objects.filter(({ kind }) => kinds.includes(kind));
    const fitting = ofKind.filter((one) => (id === undefined || one.id === id) && (label === undefined || one.label === label));
    const [found] = fitting;
    // A public key and a certificate with one ID are the same key.
    const keys = new Set(fitting.map((one) => `${one.id ?? ''} ${one.id === undefined ? (one.label ?? '') : ''}`));
    const isTwice = kinds.length === 1 ? fitting.length > 1 : keys.size > 1;
    if (found !== undefined && !isTwice)
        return found;
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', found ? 'several keys match the reference' : 'no key matches the reference', {
        expected: `one key for ${name}`,
        found: (0,_pkcs11_token_js__WEBPACK_IMPORTED_MODULE_2__/* .listed */ .K)((found ? fitting : ofKind).map(describe), 'no key is visible in the token'),
        hint: found ? 'Add id (id=%01) or object (its label) to the reference.' : hint,
    });
}
const describe = ({ id, label, what, kind }) => `${kind} ${what}: ${id === undefined ? 'no id' : `id=${uriOf(id)}`}, ${label === undefined ? 'no label' : `object=${(0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .excerpt */ .Kb)(label)}`}`;
const uriOf = (hex) => hex.replaceAll(/../g, '%$&');
/**
 * The public key beside a private key (or of a reference), from the public object, or from the certificate if there is no such object.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, and those of pkcs11-tool
 */
async function pkcs11PublicKey(token, objects, { id, label }, options) {
    const belongs = (one) => one.id === id && (id !== undefined || one.label === label);
    const wanted = options.type === 'cert' ? ['cert'] : ['public', 'cert'];
    for (const kind of wanted) {
        const fitting = objects.filter((one) => one.kind === kind && belongs(one));
        if (fitting.length === 0)
            continue;
        const keys = await Promise.all(fitting.map((one) => readKey(token, one, options)));
        const [key, ...others] = keys;
        if (key !== undefined && others.every(({ fingerprint }) => fingerprint === key.fingerprint))
            return key;
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', 'several public keys have the id of the private key', {
            expected: 'one public key for each id',
            found: (0,_pkcs11_token_js__WEBPACK_IMPORTED_MODULE_2__/* .listed */ .K)(fitting.map(describe), ''),
            hint: 'Give each key pair an id of its own: pkcs11-tool --set-id.',
        });
    }
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', 'the token has neither the public key nor a certificate of this key', {
        expected: `a public key object or a certificate with the id of the private key (${id ?? 'none'})`,
        found: (0,_pkcs11_token_js__WEBPACK_IMPORTED_MODULE_2__/* .listed */ .K)(objects.filter(({ kind }) => kind !== 'private').map(describe), 'neither public keys nor certificates'),
        hint: 'Store it in the token: pkcs11-tool --write-object public.der --type pubkey --id ID, or a certificate.',
    });
}
async function readKey(token, one, { pin, details }) {
    const spki = one.kind === 'public' ? spkiOf(one) : undefined;
    if (spki !== undefined)
        return (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_4__/* .publicKeyFromSpki */ .W8)(spki, details);
    const name = one.id === undefined ? ['--label', one.label ?? ''] : ['--id', one.id];
    const type = one.kind === 'cert' ? 'cert' : 'pubkey';
    const { stdout } = await token.call(['--read-object', '--type', type, ...name], { pin });
    if (one.kind === 'public')
        return (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_4__/* .publicKeyFromSpki */ .W8)(stdout, details);
    try {
        return (0,_crypto_index_js__WEBPACK_IMPORTED_MODULE_4__/* .publicKeyFromObject */ .ox)(new node_crypto__WEBPACK_IMPORTED_MODULE_0__.X509Certificate(stdout).publicKey, details);
    }
    catch (cause) {
        if (cause instanceof _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS)
            throw cause;
        throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', 'the certificate in the token cannot be read', {
            expected: 'an X.509 certificate in DER form',
            found: describe(one),
            cause,
        });
    }
}
const EC_KEY = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
/** CKA_EC_PARAMS of Ed25519: the name as text (PKCS #11 2.40), or the object identifier (3.0). */
const ED25519_PARAMS = ['130c656477617264733235353139', '06032b6570'];
/**
 * SubjectPublicKeyInfo (RFC 5480, RFC 8410) of what pkcs11-tool lists of an EC key: pkcs11-tool itself cannot write that of P-384 and Ed25519
 * keys in some versions. Undefined for other keys, which it can write.
 */
function spkiOf({ fields }) {
    const [params, listedPoint] = ['EC_PARAMS', 'EC_POINT'].map((name) => /^[0-9a-f]+/i.exec(fields.get(name) ?? '')?.[0].toLowerCase());
    if (params === undefined || listedPoint === undefined)
        return undefined;
    const isEdwards = ED25519_PARAMS.includes(params);
    const point = pointOf((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .decodeHex */ .EF)(listedPoint, 'EC_POINT', 'KEY_INVALID'), isEdwards);
    const algorithm = isEdwards
        ? (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerSequence */ .T2)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerOid */ .ij)(ED25519))
        : (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerSequence */ .T2)((0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerOid */ .ij)(EC_KEY), (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .decodeHex */ .EF)(params, 'EC_PARAMS', 'KEY_INVALID'));
    return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDerSequence */ .T2)(algorithm, (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDer */ .qH)(0x03, (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_3__/* .concatBytes */ .Id)(Uint8Array.of(0), point)));
}
/** CKA_EC_POINT is an OCTET STRING with the point; some tokens store the point itself, or a BIT STRING for Ed25519. */
function pointOf(bytes, isEdwards) {
    const raw = isEdwards
        ? bytes.length === 32
        : bytes[0] === 0x04 && bytes.length % 2 === 1 && [65, 97, 133].includes(bytes.length);
    if (raw)
        return bytes;
    const header = [0x81, 0x82].includes(bytes[1] ?? 0) ? 2 + ((bytes[1] ?? 0) & 0x7f) : 2;
    const content = bytes.subarray(header);
    const whole = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_5__/* .encodeDer */ .qH)(bytes[0] ?? 0, content);
    const isWhole = Buffer.compare(whole, bytes) === 0;
    if (isWhole && bytes[0] === 0x04)
        return content;
    if (isWhole && bytes[0] === 0x03 && content[0] === 0)
        return content.subarray(1);
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_INVALID', 'the point of the public key in the token is malformed', {
        expected: 'an OCTET STRING with an uncompressed point',
        found: `${String(bytes.length)} bytes that are something else`,
    });
}

/***/ }),

/***/ 86991:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  K: () => (/* binding */ listed),
  d: () => (/* binding */ openPkcs11Token)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(14634);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(31951);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/pkcs11-listing.js
/** What pkcs11-tool prints, as values. Its texts come from the token, and count for nothing but finding a key: each signature is verified. */
const KINDS = { 'Private Key': 'private', 'Public Key': 'public', Certificate: 'cert' };
/** The slots with a token that is ready for use. */
function readSlots(text) {
    return blocks(text, /^Slot \d+ \((0x[0-9a-f]{1,16})\): (.*)$/).flatMap(({ head: [, id = '', description = ''], fields }) => {
        const isReady = fields.get('token flags')?.includes('token initialized') === true;
        return isReady ? [{ id, number: Number(id), description: description.trim(), fields }] : [];
    });
}
/** The keys and certificates of a token. */
function readObjects(text) {
    return blocks(text, /^([A-Z][A-Za-z ]*?) Object(?:; (.*))?$/).flatMap(({ head: [, name = '', what = ''], fields }) => {
        const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
        if (kind === undefined)
            return [];
        const id = /^[0-9a-f]+$/i.exec(fields.get('ID') ?? '')?.[0].toLowerCase();
        return [{ kind, what: what.trim(), id, label: fields.get('label'), fields }];
    });
}
/** `  name: value` under each line that `start` matches. A field that is there twice is none: a text of the token may contain line breaks. */
function blocks(text, start) {
    const found = [];
    for (const line of text.split(/\r?\n/)) {
        const head = start.exec(line);
        const [, name, value = ''] = /^ {2,}([A-Za-z][A-Za-z _/]*?) *:(?: +(.*?))? *$/.exec(line) ?? [];
        const last = found.at(-1);
        if (head !== null)
            found.push({ head: [...head], fields: new Map(), twice: new Set() });
        else if (name !== undefined && last !== undefined) {
            if (last.fields.has(name))
                last.twice.add(name);
            last.fields.set(name, value);
        }
    }
    for (const { fields, twice } of found)
        for (const name of twice)
            fields.delete(name);
    return found;
}
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./packages/core/lib/public-keys/variable.js
var variable = __webpack_require__(95229);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/pkcs11-module.js




/** Where systems install PKCS #11 modules: `module-name` is searched here, and nowhere else. */
const FOLDERS = [
    '/usr/lib/x86_64-linux-gnu/pkcs11',
    '/usr/lib/aarch64-linux-gnu/pkcs11',
    '/usr/lib64/pkcs11',
    '/usr/lib/pkcs11',
    '/usr/lib/softhsm',
    '/usr/lib64/softhsm',
    '/usr/lib/x86_64-linux-gnu/softhsm',
    '/usr/lib/aarch64-linux-gnu/softhsm',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/local/lib/softhsm',
    '/usr/local/lib/pkcs11',
    '/usr/local/lib',
    '/opt/homebrew/lib/softhsm',
    '/opt/homebrew/lib',
];
const HINT = 'Add ?module-path=/ABSOLUTE/PATH.so, the library of the vendor of the HSM (SoftHSM: /usr/lib/softhsm/libsofthsm2.so; OpenSC cards: the file opensc-pkcs11.so).';
/**
 * The absolute path of the PKCS #11 module that a reference names. There is no default: a module is code that runs with the PIN.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID
 */
function pkcs11Module(run, { modulePath, moduleName }) {
    if (modulePath !== undefined && moduleName !== undefined)
        throw invalid('module-path or module-name', 'both');
    if (moduleName !== undefined)
        return searched(moduleName);
    if (modulePath === undefined)
        throw invalid('module-path or module-name', 'neither');
    const path = (0,variable/* namesVariable */.d)(modulePath) ? (0,variable/* readVariable */.n)(run, modulePath, 'the PKCS #11 module', 'KEY_INVALID') : modulePath;
    if (!(0,external_node_path_.isAbsolute)(path))
        throw invalid('an absolute path of a PKCS #11 module', 'a relative one');
    if (!isFile(path)) {
        throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `the PKCS #11 module ${path} is not there`, {
            expected: 'the library of the vendor of the HSM',
            found: 'no such file',
            hint: HINT,
        });
    }
    return path;
}
function searched(name) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
        throw invalid('a module-name of letters, digits, ".", "_" and "-"', 'another');
    const names = [`lib${name}.so`, `${name}.so`, `lib${name}.dylib`, `${name}.dylib`];
    const found = FOLDERS.flatMap((folder) => names.map((file) => (0,external_node_path_.join)(folder, file))).find(isFile);
    if (found !== undefined)
        return found;
    throw new countersign_error/* CountersignError */.WS('KEY_INVALID', `there is no PKCS #11 module with the name ${name}`, {
        expected: `${names.join(' or ')} in ${FOLDERS.join(', ')}`,
        found: 'no such file',
        hint: HINT,
    });
}
const isFile = (path) => (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.isFile() === true;
function invalid(expected, found) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'the reference of a key in an HSM must name one PKCS #11 module', {
        expected,
        found,
        hint: HINT,
    });
}
// EXTERNAL MODULE: ./packages/core/lib/public-keys/program.js
var program = __webpack_require__(7441);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/pkcs11-tool.js


const PROGRAM = 'pkcs11-tool';
const ABSENT = 'Install OpenSC, which contains it: apt-get install opensc (Debian, Ubuntu), dnf install opensc (Fedora), apk add opensc (Alpine), brew install opensc (macOS).';
/** pkcs11-tool reads the PIN from this variable; it is never an argument. */
const PIN_VARIABLE = 'COUNTERSIGN_PKCS11_PIN';
function pkcs11Tool(run, module) {
    return {
        async call(args, { pin, input, timeoutMs } = {}) {
            const answer = await (0,program/* callProgram */.b)(run, {
                program: PROGRAM,
                args: ['--module', module, ...(pin === undefined ? [] : ['--login', '--pin', `env:${PIN_VARIABLE}`]), ...args],
                input,
                env: pin === undefined ? {} : { [PIN_VARIABLE]: pin },
                secrets: pin === undefined ? [] : [pin],
                absent: ABSENT,
                timeoutMs,
            });
            if (answer.status !== 0)
                throw refused(answer.said);
            return answer;
        },
    };
}
const NOT_AGAIN = 'It was tried once, and not again, because tokens lock after a few wrong PINs.';
/** What pkcs11-tool says (PKCS #11 section 5.1), and what it means for the user. The first that matches counts. */
const REASONS = [
    {
        says: /CKR_PIN_LOCKED/,
        code: 'KEY_INVALID',
        message: 'the PIN of the token is locked',
        hint: 'The administrator of the token unlocks it: pkcs11-tool --init-pin with the SO PIN, or the tool of the vendor.',
    },
    {
        says: /CKR_PIN_(?:INCORRECT|INVALID|LEN_RANGE)|PIN must be between|Invalid User PIN|No PIN entered/,
        code: 'KEY_INVALID',
        message: 'the token refused the PIN',
        hint: `Correct what key-password (or pin-source) names. ${NOT_AGAIN}`,
    },
    {
        says: /CKR_PIN_EXPIRED|CKR_USER_PIN_NOT_INITIALIZED/,
        code: 'KEY_INVALID',
        message: 'the token has no PIN that can be used',
        hint: 'Set the user PIN with pkcs11-tool --init-pin, or the tool of the vendor.',
    },
    {
        says: /Failed to load pkcs11 module|sc_dlopen failed/,
        code: 'KEY_INVALID',
        message: 'the PKCS #11 module cannot be loaded',
        hint: 'Check that module-path is the library of the vendor, for this processor, and that the libraries that it needs are installed.',
    },
    {
        says: /CKR_(?:MECHANISM_INVALID|MECHANISM_PARAM_INVALID|KEY_TYPE_INCONSISTENT|KEY_FUNCTION_NOT_PERMITTED|KEY_SIZE_RANGE|FUNCTION_NOT_SUPPORTED|DATA_LEN_RANGE|DOMAIN_PARAMS_INVALID|CURVE_NOT_SUPPORTED)|Mechanism .* not supported|not support/i,
        code: 'KEY_UNSUPPORTED',
        message: 'the token does not support this key or algorithm',
        hint: 'pkcs11-tool --list-mechanisms shows what the token supports. Another signing-algorithm, or a P-256 key, may work.',
    },
    {
        says: /CKR_(?:SLOT_ID_INVALID|TOKEN_NOT_PRESENT|TOKEN_NOT_RECOGNIZED|DEVICE_REMOVED|DEVICE_ERROR)|No slots|No slot with/,
        code: 'SERVICE_UNAVAILABLE',
        message: 'the token is not there',
        hint: 'Check that the token is plugged in or reachable: pkcs11-tool --list-token-slots.',
    },
    {
        says: /Private key not found|CKR_USER_NOT_LOGGED_IN/,
        code: 'KEY_INVALID',
        message: 'the token shows no such private key',
        hint: 'Pass the PIN with key-password: env://HSM_PIN, and check id and object of the reference.',
    },
];
function refused(said) {
    const { code, message, hint } = REASONS.find(({ says }) => says.test(said)) ?? {
        code: 'SERVICE_REFUSED',
        message: 'the token refused the request',
        hint: 'Run pkcs11-tool by hand with the same module and token to see more.',
    };
    return new countersign_error/* CountersignError */.WS(code, message, { found: said === '' ? 'pkcs11-tool failed without a message' : said, hint });
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/pkcs11-token.js





const MAX_LISTED = 20;
const pkcs11_token_text = ({ stdout }) => new TextDecoder().decode(stdout);
/** @throws CountersignError KEY_INVALID if no token or several match, and those of pkcs11-tool and of the module */
async function openPkcs11Token(run, uri) {
    const tool = pkcs11Tool(run, pkcs11Module(run, uri));
    const library = [...uri.texts.keys()].some((name) => name.startsWith('library-'))
        ? await libraryFields(tool)
        : new Map();
    const slots = readSlots(pkcs11_token_text(await tool.call(['--list-slots', '--verbose'])));
    const fitting = slots.filter((slot) => fits(uri, slot, library));
    const [slot, ...others] = fitting;
    if (slot === undefined || others.length > 0)
        throw notOne(uri, slots, fitting);
    const call = (args, options) => tool.call(['--slot', slot.id, ...args], options);
    return { slot, call, objects: async (pin) => readObjects(pkcs11_token_text(await call(['--list-objects'], { pin }))) };
}
/** Where pkcs11-tool prints what an attribute is compared with. */
const FIELDS = {
    token: 'token label',
    manufacturer: 'token manufacturer',
    model: 'token model',
    serial: 'serial num',
    'slot-manufacturer': 'manufacturer',
};
function fits({ texts, slot: number }, slot, library) {
    if (number !== undefined && number !== slot.number)
        return false;
    return [...texts].every(([name, value]) => {
        if (name === 'object')
            return true;
        if (name === 'slot-description')
            return slot.description === value;
        return (library.get(name) ?? slot.fields.get(FIELDS[name] ?? '')) === value;
    });
}
async function libraryFields(tool) {
    const shown = pkcs11_token_text(await tool.call(['--show-info']));
    const [, manufacturer = ''] = /^Manufacturer +(.*?) *$/m.exec(shown) ?? [];
    const [, description = '', version = ''] = /^Library +(.*?) *\(ver (\d+\.\d+)\) *$/m.exec(shown) ?? [];
    return new Map([
        ['library-manufacturer', manufacturer],
        ['library-description', description],
        ['library-version', version],
    ]);
}
function notOne({ name }, slots, fitting) {
    const several = fitting.length > 1;
    return new countersign_error/* CountersignError */.WS('KEY_INVALID', several ? 'several tokens match the reference of the key' : 'no token matches the reference of the key', {
        expected: `one token for ${name}`,
        found: listed((several ? fitting : slots).map(describe), 'no token'),
        hint: several ? 'Add serial or slot-id to the reference.' : 'Check the reference, and that the token is plugged in.',
    });
}
const describe = ({ fields, number }) => `token ${(0,wire_text/* excerpt */.Kb)(fields.get('token label') ?? '')}, serial ${(0,wire_text/* excerpt */.Kb)(fields.get('serial num') ?? '')}, slot-id ${String(number)}`;
/** The first of a list, in words. */
function listed(items, none) {
    if (items.length === 0)
        return none;
    const more = items.length > MAX_LISTED ? `; and ${String(items.length - MAX_LISTED)} more` : '';
    return `${items.slice(0, MAX_LISTED).join('; ')}${more}`;
}

/***/ }),

/***/ 42211:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ parsePkcs11Uri)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31951);


/** Attributes of the path, all of which must match (RFC 7512 section 2.3), except `id`, `slot-id` and `type`, which are no texts. */
const TEXTS = [
    'token',
    'manufacturer',
    'model',
    'serial',
    'object',
    'slot-manufacturer',
    'slot-description',
    'library-manufacturer',
    'library-description',
    'library-version',
];
const QUERY = ['module-path', 'module-name', 'pin-source', 'pin-value'];
const TYPES = ['private', 'public', 'cert'];
const EXAMPLE = 'For example: pkcs11:token=release;object=signing-key?module-path=/usr/lib/softhsm/libsofthsm2.so, with the PIN in key-password: env://HSM_PIN.';
/**
 * Reads a PKCS #11 URI (RFC 7512). Unknown attributes are refused: an attribute that is not understood could select another key. A PIN in
 * the URI is refused, and masked.
 * @throws CountersignError INPUT_INVALID
 */
function parsePkcs11Uri(run, reference) {
    const [path = '', query = '', ...more] = reference.replace(/^pkcs11:/, '').split('?');
    const asked = attributes([query, ...more].join('?'), '&');
    const pin = asked.get('pin-value');
    if (pin !== undefined) {
        run.log.secret(pin);
        run.log.secret(decoded(pin));
        throw invalid('contains the PIN', 'no pin-value', 'pin-value', 'Replace the PIN, and pass it as key-password: env://HSM_PIN.');
    }
    const named = attributes(path, ';');
    for (const name of named.keys())
        if (![...TEXTS, 'id', 'slot-id', 'type'].includes(name))
            throw unknown(name);
    for (const name of asked.keys())
        if (!QUERY.includes(name))
            throw unknown(name);
    return {
        name: `pkcs11:${path}`,
        texts: new Map(TEXTS.flatMap((name) => pairOf(name, named.get(name)))),
        id: mapped(named.get('id'), (id) => (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .encodeHex */ .mU)(bytesOf(id))),
        slot: mapped(named.get('slot-id'), slotOf),
        type: mapped(named.get('type'), typeOf),
        modulePath: mapped(asked.get('module-path'), decoded),
        moduleName: mapped(asked.get('module-name'), decoded),
        pinSource: mapped(asked.get('pin-source'), pinSourceOf),
    };
}
const mapped = (value, read) => value === undefined ? undefined : read(value);
const pairOf = (name, value) => value === undefined ? [] : [[name, decoded(value)]];
function attributes(text, separator) {
    const found = new Map();
    if (text === '')
        return found;
    for (const part of text.split(separator)) {
        const [, name = '', value = ''] = /^([a-z][a-z0-9-]*)=(.+)$/s.exec(part) ?? [];
        if (name === '')
            throw invalid('is not a PKCS #11 URI', `NAME=VALUE between "${separator}"`, 'something else');
        if (found.has(name))
            throw invalid('is not a PKCS #11 URI', `${name} once`, `${name} twice`);
        if (!/^(?:[A-Za-z0-9._~:[\]@!$'()*+,=&/?|-]|%[0-9A-Fa-f]{2})+$/.test(value)) {
            throw invalid('is not a PKCS #11 URI', `${name} in percent-encoding`, 'other characters', 'Write a space as %20, and a percent sign as %25.');
        }
        found.set(name, value);
    }
    return found;
}
function bytesOf(text) {
    const parts = text.split(/(%[0-9A-Fa-f]{2})/);
    return Uint8Array.from(Buffer.concat(parts.map((part) => (part.startsWith('%') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'latin1')))));
}
function decoded(text) {
    const value = (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_0__/* .decodeUtf8 */ ._6)(bytesOf(text), 'a value in the PKCS #11 URI', 'INPUT_INVALID');
    // They could change a list that is printed, and no token needs them.
    if (/\p{Cc}/u.test(value))
        throw invalid('is not a PKCS #11 URI', 'values without control characters', 'a control character');
    return value;
}
function slotOf(text) {
    const slot = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    if (slot === undefined)
        throw invalid('is not a PKCS #11 URI', 'a decimal slot-id', 'another value');
    return slot;
}
function typeOf(text) {
    const type = TYPES.find((one) => one === text);
    if (type === undefined)
        throw invalid('names no key', `type=${TYPES.join(' or type=')}`, 'another type');
    return type;
}
/** RFC 7512 section 2.4: a `file:` URI; programs (`|…`) are refused. */
function pinSourceOf(text) {
    const source = decoded(text);
    if (source.startsWith('env://'))
        return source;
    const path = source.replace(/^file:(?:\/\/(?=\/))?/, '');
    if (path.startsWith('/'))
        return path;
    throw invalid('has a pin-source that cannot be used', 'env://VAR, or file: with an absolute path', 'another place');
}
function unknown(name) {
    return invalid('has an unknown attribute', [...TEXTS, 'id', 'slot-id', 'type', ...QUERY].join(', '), name);
}
/** The URI itself is not quoted: it may contain a PIN. */
function invalid(what, expected, found, hint = EXAMPLE) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('INPUT_INVALID', `the reference of a key in an HSM ${what}`, { expected, found, hint });
}

/***/ }),

/***/ 7441:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ callProgram),
/* harmony export */   w: () => (/* binding */ plainText)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62953);
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14634);
/* harmony import */ var _wire_index_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31951);


/** How long a program may take. A smart card needs seconds for a signature, and minutes for a new RSA key. */
const TIMEOUT_MS = 60_000;
/** What is kept of its standard error, in bytes, and what an error shows of it. */
const MAX_STDERR = 16 * 1024;
const MAX_SHOWN = 600;
/**
 * Runs a program that holds or reaches keys, found in an absolute folder of PATH, never in the working folder. Any exit status is an answer.
 * @throws CountersignError KEY_UNSUPPORTED if it is not installed, DEADLINE_EXCEEDED, SERVICE_UNAVAILABLE if it crashes, hangs or writes too much
 */
async function callProgram(run, call) {
    const { program, args, input, env = {}, secrets = [], absent } = call;
    const timeoutMs = Math.max(1, Math.min(call.timeoutMs ?? TIMEOUT_MS, run.budget.leftMs()));
    const options = { env: { ...run.childEnvironment.passed, ...env }, timeoutMs, keepStderr: MAX_STDERR };
    try {
        const result = await run.exec(program, args, input === undefined ? options : { ...options, input });
        const { status, stdout, stderr = new Uint8Array() } = result;
        return { status, stdout, said: plainText(run, new TextDecoder().decode(stderr), secrets) };
    }
    catch (cause) {
        throw failed(run, program, absent, timeoutMs, cause);
    }
}
function failed(run, program, absent, timeoutMs, cause) {
    if ((0,_errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .isMissing */ .b2)(cause)) {
        return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS('KEY_UNSUPPORTED', `${program} is not installed`, {
            expected: `${program} in an absolute folder of PATH`,
            found: 'no such program',
            hint: absent,
            cause,
        });
    }
    const isSpent = run.budget.leftMs() <= 0;
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_1__/* .CountersignError */ .WS(isSpent ? 'DEADLINE_EXCEEDED' : 'SERVICE_UNAVAILABLE', `${program} gave no answer`, {
        expected: `an answer within ${String(Math.ceil(timeoutMs / 1000))} s`,
        found: cause instanceof Error ? cause.message : 'no answer',
        hint: isSpent
            ? 'Raise timeout, or find out by hand why the program is slow.'
            : 'Start the program by hand to see what it does. Nothing was signed with its answer.',
        cause,
    });
}
/** Text of a program in one line: without secrets and control characters, and short. */
function plainText({ log }, text, secrets = []) {
    let shown = log.mask?.(text) ?? text;
    for (const secret of secrets)
        if (secret !== '')
            shown = shown.replaceAll(secret, '***');
    // Without the quotes around it.
    return (0,_wire_index_js__WEBPACK_IMPORTED_MODULE_2__/* .excerpt */ .Kb)(shown.trim().replaceAll(/\s+/g, ' '), MAX_SHOWN).slice(1, -1).replaceAll('\\"', '"');
}

/***/ }),

/***/ 95229:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ namesVariable),
/* harmony export */   n: () => (/* binding */ readVariable)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14634);

const PREFIX = 'env://';
/** Whether a reference has the form `env://VAR`. */
const namesVariable = (location) => location.startsWith(PREFIX);
/**
 * The value of the variable in `env://VAR`. A name that is not a usual variable name is not printed: it may be a secret in the wrong place.
 * @throws CountersignError `code` if it is not set
 */
function readVariable({ env }, location, what, code) {
    const name = location.slice(PREFIX.length);
    // Not what every object has: `constructor` is no variable.
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value)
        return value;
    const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'that it names';
    throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .WS(code, `${what}: the environment variable ${shown} is not set`, {
        expected: `${what} in the variable ${shown}`,
        found: 'nothing',
        hint: 'Pass the variable to this step, or correct its name.',
    });
}

/***/ })

};
