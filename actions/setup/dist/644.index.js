export const id = 644;
export const ids = [644];
export const modules = {

/***/ 8644:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  read: () => (/* binding */ read),
  readBoth: () => (/* binding */ readBoth)
});

// UNUSED EXPORTS: policySchema

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(1951);
;// CONCATENATED MODULE: ./packages/core/lib/wire/plain-text.js

/**
 * Characters that make two readers of one text see different lines or a different order: carriage returns without a line feed
 * (a line break in YAML 1.2 section 5.4, but not in every library), other line breaks, control characters
 * except TAB, byte order marks that are not the first character, and bidirectional controls ("Trojan Source").
 */
const HIDDEN = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|(?<!^)\ufeff|\p{Bidi_Control}/u;
const NAMES = {
    '\r': 'carriage return without line feed',
    '\u0085': 'next line',
    '\u2028': 'line separator',
    '\u2029': 'paragraph separator',
    '\ufeff': 'byte order mark',
};
/**
 * Refuses text that can look different from its content, and reports the position of the first such character. Such characters
 * are allowed as escapes inside quotes, where they are visible.
 * @param what how the error names the text
 * @throws CountersignError `code` as `what:line:column`
 */
function refuseHiddenText(text, what, code) {
    const hit = HIDDEN.exec(text);
    if (hit === null)
        return;
    const [character] = hit;
    const before = text.slice(0, hit.index);
    const line = before.split('\n').length;
    const column = hit.index - before.lastIndexOf('\n');
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const name = NAMES[character] ?? (/\p{Bidi_Control}/u.test(character) ? 'bidirectional control' : 'control character');
    throw new countersign_error/* CountersignError */.WS(code, `${what}:${line}:${column}: a character that can hide text`, {
        expected: 'text with lines that end in LF or CRLF, without control characters',
        found: `U+${point} (${name})`,
        hint: 'Remove it: the text after it may not be what you see. Inside double quotes it can be written as an escape.',
    });
}
// EXTERNAL MODULE: ./packages/core/lib/wire/sha256-digest.js
var sha256_digest = __webpack_require__(9716);
;// CONCATENATED MODULE: ./packages/core/lib/wire/yaml.js



/** Nested levels. */
const MAX_DEPTH = 64;
/**
 * YAML 1.2 reduced to mappings, sequences and text (failsafe schema): every scalar is kept as text, so `1.10`
 * and `no` are not converted. Anchors, aliases, tags, directives, duplicate keys and several documents are errors.
 * JSON is valid YAML and is read the same way. Text that hides lines is refused (`refuseHiddenText`).
 * @throws CountersignError `code` as `what:line:column`
 */
async function parseYaml(text, options) {
    const code = options.code ?? 'POLICY_INVALID';
    const size = Buffer.byteLength(text);
    if (size > options.maxBytes) {
        throw new countersign_error/* CountersignError */.WS(code, `${options.what} is too large`, {
            expected: `at most ${options.maxBytes} bytes`,
            found: `${size} bytes`,
        });
    }
    refuseHiddenText(text, options.what, code);
    const { LineCounter, parseAllDocuments } = await __webpack_require__.e(/* import() */ 9).then(__webpack_require__.t.bind(__webpack_require__, 8009, 19));
    const lines = new LineCounter();
    const failAt = (offset, message, found) => {
        const { line, col } = lines.linePos(offset);
        throw new countersign_error/* CountersignError */.WS(code, `${options.what}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`, found === undefined ? {} : { found });
    };
    try {
        const documents = parseAllDocuments(text, {
            schema: 'failsafe',
            version: '1.2',
            strict: true,
            uniqueKeys: false,
            merge: false,
            logLevel: 'silent',
            prettyErrors: false,
            lineCounter: lines,
        });
        const list = 'empty' in documents ? [] : documents;
        const document = list[0];
        if (document === undefined || document.contents === null)
            return failAt(0, 'the document is empty');
        const problem = list.flatMap((each) => [...each.errors, ...each.warnings])[0];
        if (problem !== undefined)
            failAt(problem.pos[0], problem.message);
        const second = list[1];
        if (second !== undefined)
            failAt(second.range?.[0] ?? 0, 'a second document; a file may contain one document only');
        if (/^%/m.test(text.slice(0, document.contents.range?.[0] ?? 0)))
            failAt(0, 'directives are not allowed');
        const { isMap, isSeq, isScalar, isAlias } = await __webpack_require__.e(/* import() */ 9).then(__webpack_require__.t.bind(__webpack_require__, 8009, 19));
        const plain = (node, depth) => {
            const found = node;
            if (found === null)
                return '';
            const start = found.range?.[0] ?? 0;
            if (depth > MAX_DEPTH)
                failAt(start, `more than ${MAX_DEPTH} nested levels`);
            if (isAlias(found))
                return failAt(start, 'aliases are not allowed; repeat the value', (0,wire_text/* excerpt */.Kb)(`*${found.source}`));
            if ('anchor' in found && found.anchor !== undefined)
                failAt(start, 'anchors are not allowed; repeat the value', (0,wire_text/* excerpt */.Kb)(`&${found.anchor}`));
            if (found.tag !== undefined)
                failAt(start, 'tags are not allowed; every scalar is text', (0,wire_text/* excerpt */.Kb)(found.tag));
            if (isScalar(found))
                return typeof found.value === 'string' ? found.value : '';
            if (isSeq(found))
                return found.items.map((item) => plain(item, depth + 1));
            if (!isMap(found))
                return failAt(start, 'a value that is not a mapping, sequence or text');
            const object = Object.create(null);
            for (const pair of found.items) {
                const key = plain(pair.key, depth + 1);
                const keyStart = pair.key?.range?.[0] ?? start;
                if (typeof key !== 'string')
                    return failAt(keyStart, 'a key that is not text');
                // Checked here and not by the library: this message names the key.
                if (key in object)
                    failAt(keyStart, 'a key that occurs twice', (0,wire_text/* excerpt */.Kb)(key));
                object[key] = plain(pair.value, depth + 1);
            }
            return object;
        };
        const value = plain(document.contents, 0);
        return { value, position: (path) => locate(document, lines, path) };
    }
    catch (thrown) {
        if (thrown instanceof countersign_error/* CountersignError */.WS)
            throw thrown;
        // Deep nesting overflows the library's stack.
        throw new countersign_error/* CountersignError */.WS(code, `${options.what} cannot be read as YAML`, { cause: thrown });
    }
}
/** Position of the key of a mapping's member, or of a sequence's item; of the nearest parent that exists. */
function locate(document, lines, path) {
    let node = document.contents;
    let offset = document.contents?.range?.[0] ?? 0;
    for (const step of path) {
        const items = node?.items;
        if (items === undefined)
            break;
        if (typeof step === 'number') {
            node = items[step];
            if (node === undefined)
                break;
            offset = node?.range?.[0] ?? offset;
        }
        else {
            const pair = items.find((item) => item.key?.value === step);
            if (pair === undefined)
                break;
            offset = pair.key.range?.[0] ?? offset;
            node = pair.value;
        }
    }
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
// EXTERNAL MODULE: ./packages/core/lib/wire/json.js
var json = __webpack_require__(30);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/shape.js
var values_shape = __webpack_require__(8033);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/later.js
var values_later = __webpack_require__(1474);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/texts.js
var texts = __webpack_require__(740);
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/names-that-never-match.js
/** Why a pattern can match no file; undefined: it can. File names are relative to the base folder, with single slashes. */
function pathPatternProblem(source) {
    const bare = source.replace(/^(?:\.\/+)+/, '');
    if (bare !== source)
        return `file names do not begin with "./"; did you mean "${bare}"?`;
    if (/^(?:\/|[A-Za-z]:[\\/])/.test(source))
        return 'file names are relative to the base folder, never absolute';
    if (source.endsWith('/'))
        return `a file name does not end with "/"; did you mean "${source}**"?`;
    if (source.includes('\\'))
        return 'file names have "/" between their parts, also on Windows';
    if (source.startsWith('!'))
        return 'a match has no exclusions; write a narrower pattern';
    const odd = source.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
    return odd === undefined ? undefined : `file names have no part "${odd}"`;
}
/** Why a pattern can match no image; undefined: it can. Image names are compared as registries write them. */
function imagePatternProblem(source) {
    const [registry = '', ...repository] = source.split('/');
    const literal = repository.join('/').replace(/\{[^{}]*\}/g, '');
    if (/[A-Z]/.test(registry + literal))
        return 'image names are in lower case';
    if (registry === 'index.docker.io')
        return `did you mean "docker.io/${repository.join('/')}"?`;
    if (!/[.:]/.test(registry) && registry !== 'localhost')
        return `it does not begin with a registry; did you mean "docker.io/${source}"?`;
    if (registry === 'docker.io' && repository.length === 1 && repository[0] !== '**')
        return `did you mean "docker.io/library/${literal}"?`;
    return undefined;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/rules.js


const neverMatches = (source, reason) => reason === undefined ? undefined : `"${source}" can never match: ${reason}`;
const pathPattern = (0,texts/* pattern */.T1)('a path', 'dist/*.tgz', ({ source: written }) => neverMatches(written, pathPatternProblem(written)));
const imagePattern = (0,texts/* pattern */.T1)('an image', 'ghcr.io/acme/app', ({ source: written }) => {
    const segments = written.split('/');
    if (/^[a-z]+:\/\//.test(written))
        return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
    if (/@|:[^/:]*$/.test(segments.at(-1) ?? ''))
        return `expected the name of an image without tag or digest, found "${written}"`;
    if (segments.length < 2 || !(0,texts/* isLiteral */.c$)(segments[0]))
        return `expected an image pattern that begins with a registry, found "${written}"`;
    return neverMatches(written, imagePatternProblem(written));
});
const targets = {
    schema: {
        anyOf: [
            { type: 'string', minLength: 1 },
            { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
        ],
    },
    read: (place) => Array.isArray(place.value) ? (0,values_shape/* list */.p_)(texts/* NAME_TEXT */.G_, texts/* same */.FB).read(place) : (0,values_shape/* text */.Qq)({}, 'a target like "production"').read(place),
};
const optional = (shapes) => Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, (0,values_shape/* may */._L)(shape)]));
function ruleShape(kinds) {
    // Alternatives nest, so the schema refers to the requirement by name.
    const one = { schema: { $ref: '#/$defs/requirement' }, read: (place) => kinds.requirement.read(place) };
    return (0,values_shape/* object */.Ik)({
        name: (0,values_shape/* need */.$B)(texts/* NAME_TEXT */.G_),
        match: (0,values_shape/* need */.$B)(matchShape(kinds)),
        ...optional(kinds.rule),
        require: (0,values_shape/* need */.$B)((0,values_shape/* list */.p_)(one)),
    }, { later: kinds.later.rule });
}
function matchShape({ match, later }) {
    const fields = {
        paths: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(pathPattern, texts/* same */.FB)),
        images: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(imagePattern, texts/* same */.FB)),
        target: (0,values_shape/* may */._L)(targets),
        ...optional(Object.fromEntries(Object.entries(match).map(([key, { shape }]) => [key, shape]))),
    };
    return (0,values_shape/* refine */.YP)((0,values_shape/* object */.Ik)(fields, { later: later.match }), (value, place) => {
        if (value.paths === undefined && value.images === undefined)
            return (0,values_shape/* report */.z8)(place, 'a match needs "paths" or "images" (or both)');
        for (const [key, { goesWith }] of Object.entries(match)) {
            if (value[key] !== undefined && value[goesWith] === undefined)
                return (0,values_shape/* report */.z8)(place, `"${key}" needs "${goesWith}"`, key);
        }
        return value;
    });
}
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/identity-forms.js
var identity_forms = __webpack_require__(1769);
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/key-signer.js

/* Where the public key of a signer comes from, as people write it. */
/** The places of a public key. Exactly one of them is named. */
const KEY_PLACES = ['file', 'env', 'kms', 'secret', 'url', 'certificate'];
/** What is read outside of the policy's own files can be replaced by somebody else, so only the pinned key counts. */
const NEED_PIN = ['env', 'kms', 'secret', 'url'];
/** Forms of references to keys that a policy never names: the gate would start a program, or load a module, because a policy says so. */
const NEVER = {
    pkcs11: 'keys of PKCS#11 modules cannot be named in a policy, because the gate would start a program that loads the module; write the public key into a file',
    plugin: 'keys of plugins cannot be named in a policy, because the gate would start the program that the policy names; write the public key into a file',
};
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):(?:\/\/)?/;
/** By key of the policy: the schemes of its references. */
const SCHEMES = {
    kms: ['awskms', 'gcpkms', 'azurekms', 'hashivault', 'openbao'],
    secret: ['vault-kv', 'aws-secret', 'gcp-secret'],
};
/** The key of a policy under which a reference of this scheme belongs; undefined for plugins. */
function placeOfScheme(scheme) {
    const name = scheme.toLowerCase();
    if (name === 'env' || name === 'pkcs11')
        return name;
    if (name === 'https' || name === 'http')
        return 'url';
    return ['kms', 'secret'].find((place) => SCHEMES[place].some((one) => one === name));
}
/** A reference in the wrong place, by its scheme. */
function misplaced(value, own) {
    const scheme = SCHEME.exec(value)?.[1] ?? '';
    const place = placeOfScheme(scheme);
    if (place === 'pkcs11')
        return NEVER.pkcs11;
    if (place === undefined)
        return NEVER.plugin;
    const written = place === 'env' ? 'env: VARIABLE' : `${place}: "${scheme}://…"`;
    return `a reference ${scheme}:// does not belong under "${own}"; write {${written}, sha256: …}`;
}
/** A path: whatever looks like a reference of another kind is refused, because it is a mistake. */
const path = (own, example) => (0,values_shape/* text */.Qq)({ examples: [example] }, `a file like "${example}"`, (value) => /^(?:[A-Za-z][A-Za-z0-9+.-]+:\/\/|pkcs11:)/.test(value) ? new Error(misplaced(value, own)) : value);
const reference = (own, example) => {
    const pattern = new RegExp(`^(?:${SCHEMES[own].join('|')})://\\S+$`);
    return (0,values_shape/* text */.Qq)({ pattern: pattern.source, examples: [example] }, `a reference like "${example}"`, (value) => {
        if (pattern.test(value))
            return value;
        const known = SCHEMES[own].map((scheme) => `${scheme}://`).join(', ');
        const scheme = SCHEME.exec(value)?.[1];
        const isOther = scheme !== undefined && !SCHEMES[own].some((one) => one === scheme);
        return new Error(isOther ? misplaced(value, own) : `expected a reference with ${known}, found "${value}"`);
    });
};
const variable = (0,texts/* matching */.wC)(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'the name of an environment variable, without env://,', 'RELEASE_KEY');
/** Credentials in a URL would be in the policy, and a fragment is never sent. */
const url = (0,values_shape/* text */.Qq)({ pattern: '^https://\\S+$', examples: ['https://acme.dev/release.pub'] }, 'an https address', (value) => {
    const parsed = /^https:\/\/\S+$/.test(value) ? URL.parse(value) : null;
    if (parsed === null)
        return new Error(`expected an address like "https://acme.dev/release.pub", found "${value}"`);
    if (parsed.username !== '' || parsed.password !== '')
        return new Error('an address of a public key has no user name and password');
    return parsed.hash === '' ? value : new Error(`expected an address without "#", found "${value}"`);
});
/** Every algorithm, by the names that the input `signing-algorithm` takes. */
const ALGORITHMS = Object.keys({
    'ecdsa-sha2-256-nistp256': true,
    'ecdsa-sha2-384-nistp384': true,
    'ecdsa-sha2-512-nistp521': true,
    'rsa-sign-pkcs1-2048-sha256': true,
    'rsa-sign-pkcs1-3072-sha256': true,
    'rsa-sign-pkcs1-4096-sha256': true,
    'rsa-sign-pss-2048-sha256': true,
    'rsa-sign-pss-3072-sha256': true,
    'rsa-sign-pss-4096-sha256': true,
    ed25519: true,
    'ed25519-ph': true,
    'ml-dsa-65': true,
});
const fields = (0,values_shape/* object */.Ik)({
    file: (0,values_shape/* may */._L)(path('file', 'keys/release.pub')),
    env: (0,values_shape/* may */._L)(variable),
    kms: (0,values_shape/* may */._L)(reference('kms', 'awskms:///alias/release')),
    secret: (0,values_shape/* may */._L)(reference('secret', 'vault-kv://secret/release#public-key')),
    url: (0,values_shape/* may */._L)(url),
    certificate: (0,values_shape/* may */._L)(path('certificate', 'keys/release.crt')),
    sha256: (0,values_shape/* may */._L)(texts/* hex256 */.$_),
    algorithm: (0,values_shape/* may */._L)((0,values_shape/* word */.Vm)(ALGORITHMS)),
}, {
    exactlyOne: KEY_PLACES,
    schema: {
        allOf: NEED_PIN.map((place) => ({ if: { required: [place] }, then: { required: ['sha256'] } })),
    },
});
/** The key of a signer: exactly one place, and a pin for all but files. */
const key = (0,values_shape/* refine */.YP)({
    schema: fields.schema,
    read: (place) => (refuseNever(place) ? undefined : fields.read(place)),
}, (value, place) => {
    const open = NEED_PIN.find((name) => value[name] !== undefined);
    if (open === undefined || value.sha256 !== undefined)
        return value;
    return (0,values_shape/* report */.z8)(place, `a key under "${open}" needs "sha256", the SHA-256 of its SubjectPublicKeyInfo: what is read from there counts only if it is the pinned key`);
});
function refuseNever(place) {
    if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value))
        return false;
    const named = Object.keys(NEVER).find((name) => Object.hasOwn(place.value, name));
    if (named === undefined)
        return false;
    (0,values_shape/* report */.z8)(place, NEVER[named], named);
    return true;
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/signers.js



const trigger = (0,texts/* matching */.wC)(/^[a-z][a-z_]{0,63}$/, 'a trigger', 'push');
const pinned = (shape) => (0,values_shape/* refine */.YP)(shape, (value, place) => value.digest === undefined && value.ref === undefined
    ? (0,values_shape/* report */.z8)(place, 'a file of another repository is pinned by "digest" (its commit) or "ref" (an exact ref or commit); otherwise any version of it could sign')
    : value);
/** Several names of one repository, for renames, are not in this version. */
const oneName = (shape) => ({
    schema: shape.schema,
    read: (place) => (Array.isArray(place.value) ? (0,values_shape/* reportLater */.vC)(place, 'a list of names') : shape.read(place)),
});
const workflowPath = (0,values_shape/* refine */.YP)(texts/* filePath */.s$, (value, place) => {
    const problem = (0,identity_forms/* filePathProblem */.tX)(value) ?? (0,identity_forms/* workflowPathProblem */.K9)(value);
    if (problem !== undefined)
        return (0,values_shape/* report */.z8)(place, problem);
    if (/\.ya?ml$/.test(value))
        return value;
    const [path, ref] = value.split(/(?<=\.ya?ml)@/);
    return (0,values_shape/* report */.z8)(place, ref === undefined
        ? `expected a workflow file that ends in .yml or .yaml, found "${value}"`
        : `write the workflow as "${path ?? ''}", without "@${ref}": the refs of a signer are listed under "source.refs", the ref of a reusable workflow under "ref"`);
});
const configPath = (0,values_shape/* refine */.YP)(texts/* filePath */.s$, (value, place) => {
    const problem = (0,identity_forms/* filePathProblem */.tX)(value);
    if (problem !== undefined)
        return (0,values_shape/* report */.z8)(place, problem);
    return /\.ya?ml@/.test(value)
        ? (0,values_shape/* report */.z8)(place, `write the configuration file without a ref, found "${value}": the refs of a signer are listed under "source.refs", the ref of another project's file under "ref"`)
        : value;
});
const issuer = (0,values_shape/* refine */.YP)(texts/* url */.OZ, (value, place) => {
    const expected = (0,identity_forms/* expectedIssuerForm */.oX)(value);
    return expected === undefined ? value : (0,values_shape/* report */.z8)(place, `no token has this issuer: expected ${expected}, found "${value}"`);
});
const github = (0,values_shape/* object */.Ik)({
    host: (0,values_shape/* may */._L)(texts/* host */.Hc),
    issuer: (0,values_shape/* may */._L)(issuer),
    source: (0,values_shape/* need */.$B)((0,values_shape/* object */.Ik)({
        repository: (0,values_shape/* need */.$B)(oneName(texts/* githubRepository */.GP)),
        refs: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(texts/* refPattern */.uo, texts/* same */.FB)),
        id: (0,values_shape/* may */._L)(texts.id),
        'owner-id': (0,values_shape/* may */._L)(texts.id),
        digest: (0,values_shape/* may */._L)(texts/* commit */.cd),
    })),
    workflow: (0,values_shape/* need */.$B)((0,values_shape/* plainOr */.oA)(workflowPath, pinned((0,values_shape/* object */.Ik)({
        repository: (0,values_shape/* need */.$B)(texts/* githubRepository */.GP),
        path: (0,values_shape/* need */.$B)(workflowPath),
        digest: (0,values_shape/* may */._L)(texts/* commit */.cd),
        ref: (0,values_shape/* may */._L)(texts/* refOrCommit */.CH),
    })))),
    caller: (0,values_shape/* may */._L)(workflowPath),
    runner: (0,values_shape/* may */._L)((0,values_shape/* word */.Vm)(['github-hosted', 'self-hosted'])),
    triggers: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(trigger, texts/* same */.FB)),
    environment: (0,values_shape/* may */._L)((0,texts/* plain */.pj)('an environment', 'production')),
});
const gitlab = (0,values_shape/* object */.Ik)({
    host: (0,values_shape/* may */._L)(texts/* hostAndPath */.Lm),
    issuer: (0,values_shape/* may */._L)(issuer),
    source: (0,values_shape/* need */.$B)((0,values_shape/* object */.Ik)({
        project: (0,values_shape/* need */.$B)(oneName((0,texts/* repository */.Jk)('a project'))),
        refs: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(texts/* refPattern */.uo, texts/* same */.FB)),
        id: (0,values_shape/* may */._L)(texts.id),
        'namespace-id': (0,values_shape/* may */._L)(texts.id),
        digest: (0,values_shape/* may */._L)(texts/* commit */.cd),
    })),
    config: (0,values_shape/* may */._L)((0,values_shape/* plainOr */.oA)(configPath, pinned((0,values_shape/* object */.Ik)({
        project: (0,values_shape/* need */.$B)((0,texts/* repository */.Jk)('a project')),
        path: (0,values_shape/* need */.$B)(configPath),
        digest: (0,values_shape/* may */._L)(texts/* commit */.cd),
        ref: (0,values_shape/* may */._L)(texts/* exactRef */.L5),
    })))),
    runner: (0,values_shape/* may */._L)((0,values_shape/* word */.Vm)(['gitlab-hosted', 'self-hosted'])),
    triggers: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(trigger, texts/* same */.FB)),
    environment: (0,values_shape/* may */._L)((0,texts/* plain */.pj)('an environment', 'production')),
});
const signer = (0,values_shape/* object */.Ik)({
    github: (0,values_shape/* may */._L)(github),
    gitlab: (0,values_shape/* may */._L)(gitlab),
    keyless: (0,values_shape/* may */._L)((0,values_shape/* refine */.YP)((0,values_shape/* object */.Ik)({
        identity: (0,values_shape/* need */.$B)((0,values_shape/* refine */.YP)((0,texts/* plain */.pj)('an exact identity', 'alice@acme.dev'), (value, place) => /[*{}\s]/.test(value)
            ? (0,values_shape/* report */.z8)(place, `expected an exact identity, found "${value}"; patterns are for "github" and "gitlab"`)
            : value)),
        issuer: (0,values_shape/* need */.$B)(issuer),
        triggers: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(trigger, texts/* same */.FB)),
    }), (value, place) => {
        const expected = (0,identity_forms/* expectedIdentityForm */.$7)(value.identity, value.issuer);
        if (expected !== undefined)
            return (0,values_shape/* report */.z8)(place, `no certificate of this issuer has this identity: expected ${expected}, found "${value.identity}"`, 'identity');
        const problem = value.triggers === undefined ? undefined : (0,identity_forms/* triggersProblem */.Ps)(value.identity, value.issuer);
        return problem === undefined ? value : (0,values_shape/* report */.z8)(place, problem, 'triggers');
    })),
    key: (0,values_shape/* may */._L)(key),
    fallback: (0,values_shape/* may */._L)(values_shape/* yesOrNo */.GX),
    trust: (0,values_shape/* may */._L)(texts/* NAME_TEXT */.G_),
    'not-before': (0,values_shape/* may */._L)(texts/* moment */.n$),
    'not-after': (0,values_shape/* may */._L)(texts/* moment */.n$),
}, { exactlyOne: ['github', 'gitlab', 'keyless', 'key'], later: values_later/* LATER */.R.signer });
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/document.js



const trust = (0,values_shape/* refine */.YP)((0,values_shape/* object */.Ik)({
    sigstore: (0,values_shape/* may */._L)((0,values_shape/* word */.Vm)(['public-good', 'github'])),
    root: (0,values_shape/* may */._L)((0,values_shape/* text */.Qq)({ examples: ['corp-root.json'] }, 'a file')),
    'log-entries': (0,values_shape/* may */._L)((0,values_shape/* count */.U9)(0, 16)),
    timestamps: (0,values_shape/* may */._L)((0,values_shape/* count */.U9)(0, 16)),
    'certificate-logs': (0,values_shape/* may */._L)((0,values_shape/* count */.U9)(0, 16)),
}, { later: values_later/* LATER */.R.trust }), (value, place) => {
    const roots = [value.sigstore, value.root].filter((one) => one !== undefined).length;
    if (roots > 1)
        return (0,values_shape/* report */.z8)(place, 'a trust has one root: "sigstore" or "root", not both');
    if (roots === 0 && (value['log-entries'] !== 0 || value.timestamps !== 0)) {
        return (0,values_shape/* report */.z8)(place, 'no root: write "sigstore: public-good", "sigstore: github" or "root: FILE"; a trust for own keys only needs none, with "log-entries: 0" and "timestamps: 0"');
    }
    const asked = ['log-entries', 'certificate-logs'].find((name) => (value[name] ?? 0) > 0);
    if (value.sigstore === 'github' && asked !== undefined)
        return (0,values_shape/* report */.z8)(place, `GitHub's instance has no logs, so nothing can have "${asked}"; leave it out`, asked);
    if (value.sigstore === 'github' && value.timestamps === 0)
        return (0,values_shape/* report */.z8)(place, "GitHub's instance proves the time by timestamps only: at least 1 is needed", 'timestamps');
    return value;
});
const revoked = (0,values_shape/* refine */.YP)((0,values_shape/* object */.Ik)({
    digest: (0,values_shape/* may */._L)((0,texts/* matching */.wC)(/^[sS][hH][aA](?:256:[0-9a-fA-F]{64}|384:[0-9a-fA-F]{96}|512:[0-9a-fA-F]{128})$/, 'a digest', 'sha256:9c56cc51…')),
    signer: (0,values_shape/* may */._L)(texts/* NAME_TEXT */.G_),
    'not-before': (0,values_shape/* may */._L)(texts/* moment */.n$),
    'not-after': (0,values_shape/* may */._L)(texts/* moment */.n$),
}, { exactlyOne: ['digest', 'signer'] }), (value, place) => value.digest !== undefined && (value['not-before'] ?? value['not-after']) !== undefined
    ? (0,values_shape/* report */.z8)(place, 'a digest is revoked permanently; "not-before" and "not-after" are for signers')
    : value);
function policyShape(kinds) {
    return (0,values_shape/* object */.Ik)({
        apiVersion: (0,values_shape/* need */.$B)((0,values_shape/* word */.Vm)(['countersign.dev/v1beta1'])),
        kind: (0,values_shape/* need */.$B)((0,values_shape/* word */.Vm)(['Policy'])),
        metadata: (0,values_shape/* may */._L)((0,values_shape/* object */.Ik)({ name: (0,values_shape/* may */._L)(texts/* NAME_TEXT */.G_), 'not-after': (0,values_shape/* may */._L)(texts/* moment */.n$) })),
        trust: (0,values_shape/* may */._L)((0,values_shape/* named */.KT)(trust)),
        signers: (0,values_shape/* need */.$B)((0,values_shape/* named */.KT)(signer)),
        people: (0,values_shape/* may */._L)((0,values_shape/* named */.KT)((0,values_shape/* list */.p_)(texts/* NAME_TEXT */.G_, texts/* same */.FB))),
        rules: (0,values_shape/* need */.$B)((0,values_shape/* list */.p_)(ruleShape(kinds), (one) => one.name)),
        unmatched: (0,values_shape/* may */._L)((0,values_shape/* word */.Vm)(['deny', 'abstain'])),
        revoked: (0,values_shape/* may */._L)((0,values_shape/* list */.p_)(revoked)),
    }, { later: values_later/* LATER */.R.policy });
}
/** The published JSON Schema (docs/reference/policy.schema.json). */
function document_documentSchema(kinds) {
    return {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Countersign policy',
        ...policyShape(kinds).schema,
        $defs: { requirement: kinds.requirement.schema },
    };
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/read-document.js



const MAX_BYTES = 1024 * 1024;
const MAX_REPORTED = 20;
/**
 * Reads a policy (YAML or JSON) as a plain document; its names and texts are not resolved.
 *
 * @param kinds the shapes of its requirements
 * @throws CountersignError POLICY_INVALID, POLICY_EMPTY, INPUT_UNSUPPORTED
 */
async function readDocument(bytes, what, kinds) {
    if (bytes.length > MAX_BYTES) {
        throw new countersign_error/* CountersignError */.WS('POLICY_INVALID', `${what} is too large`, {
            expected: `at most ${String(MAX_BYTES)} bytes`,
            found: `${String(bytes.length)} bytes`,
        });
    }
    const text = (0,wire_text/* decodeUtf8 */._6)(bytes, what, 'POLICY_INVALID');
    refuseHiddenText(text, what, 'POLICY_INVALID');
    if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line)))
        throw emptyPolicy(what, 'an empty document');
    const { value, position } = await parseText(text, what);
    refuseEmpty(value, what);
    const problems = [];
    const document = policyShape(kinds).read({ value, path: [], problems });
    const refusal = (some) => refusalOf(some, what, position);
    if (document === undefined || problems.length > 0)
        throw await refusal(problems);
    return { document, digest: (0,sha256_digest/* sha256Digest */.s)(bytes), refusal };
}
/**
 * JSON is parsed without the YAML library, which is loaded only to find line and column of a problem: JSON is a subset of YAML.
 */
async function parseText(text, what) {
    const yaml = () => parseYaml(text, { maxBytes: MAX_BYTES, what, code: 'POLICY_INVALID' });
    const json = /^\s*\{/.test(text) ? tryJson(text, what) : undefined;
    if (json !== undefined)
        return { value: json, position: async (path) => (await yaml()).position(path) };
    const document = await yaml();
    return { value: document.value, position: (path) => Promise.resolve(document.position(path)) };
}
function tryJson(text, what) {
    try {
        return (0,json/* parseJson */.qF)(text, { maxBytes: MAX_BYTES, what, code: 'POLICY_INVALID' });
    }
    catch {
        // A YAML document may begin with a brace too, and the YAML reader reports line and column.
        return undefined;
    }
}
function refuseEmpty(value, what) {
    if (value === null || value === '')
        throw emptyPolicy(what, 'an empty document');
    if (typeof value !== 'object' || Array.isArray(value))
        return;
    const members = value;
    if (Object.keys(members).length === 0)
        throw emptyPolicy(what, 'an empty mapping');
    const { rules } = members;
    if (rules === undefined && members['kind'] === 'Policy')
        throw emptyPolicy(what, 'no "rules"');
    if (rules === null || rules === '' || (Array.isArray(rules) && rules.length === 0))
        throw emptyPolicy(what, 'an empty list of rules');
}
function emptyPolicy(what, found) {
    return new countersign_error/* CountersignError */.WS('POLICY_EMPTY', `${what} requires nothing`, {
        expected: 'at least one rule',
        found,
        hint: 'A policy without rules decides nothing. Add rules, or remove the policy.',
    });
}
async function refusalOf(problems, what, position) {
    const lines = [];
    for (const problem of problems.slice(0, MAX_REPORTED)) {
        const { line, column } = await position(problem.path);
        const where = problem.path.length === 0 ? '' : `${fieldPath(problem.path)}: `;
        lines.push(`${what}:${String(line)}:${String(column)}: ${where}${problem.message}`);
    }
    if (problems.length > MAX_REPORTED)
        lines.push(`… and ${String(problems.length - MAX_REPORTED)} more`);
    const unsupported = problems.length > 0 && problems.every((problem) => problem.unsupported === true);
    const message = lines.length === 1 ? (lines[0] ?? '') : `${what} has ${String(problems.length)} problems:\n${lines.join('\n')}`;
    return new countersign_error/* CountersignError */.WS(unsupported ? 'INPUT_UNSUPPORTED' : 'POLICY_INVALID', message, {
        hint: unsupported
            ? 'Remove it if you do not need what it requires, or use a version of Countersign that supports it.'
            : 'Correct the policy. docs/reference/policy.md describes every key; with docs/reference/policy.schema.json an editor can check it.',
    });
}
/** `rules[0].require[1].signature.by` */
function fieldPath(path) {
    return path
        .map((step, index) => (typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${step}`))
        .join('');
}
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/use-table.js
var use_table = __webpack_require__(5832);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/table.js + 17 modules
var table = __webpack_require__(494);
// EXTERNAL MODULE: ./packages/core/lib/policy/requirements/scope.js
var scope = __webpack_require__(3894);
// EXTERNAL MODULE: ./packages/core/lib/policy/signers/key-time.js
var key_time = __webpack_require__(8466);
// EXTERNAL MODULE: ./packages/core/lib/policy/values/times.js
var times = __webpack_require__(5686);
// EXTERNAL MODULE: ./packages/core/lib/errors/nearest.js
var nearest = __webpack_require__(606);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/refs-of-triggers.js
/** Kinds of refs of runs, by trigger (docs.github.com, events that trigger workflows: GITHUB_REF). Other triggers can have any. */
const REFS_OF = {
    push: ['heads', 'tags'],
    create: ['heads', 'tags'],
    workflow_dispatch: ['heads', 'tags'],
    release: ['tags'],
    // Runs for a merged pull request have the ref of its base.
    pull_request: ['pull', 'heads'],
    pull_request_review: ['pull'],
    pull_request_target: ['heads'],
    schedule: ['heads'],
    issue_comment: ['heads'],
    issues: ['heads'],
    repository_dispatch: ['heads'],
    workflow_run: ['heads'],
    merge_group: ['heads'],
};
/** The refs that runs of the signer's triggers have, if none of them can be one that the signer lists; otherwise undefined. */
function refsThatNeverMatch(who) {
    const { refs } = who.source;
    if (refs === undefined)
        return undefined;
    const kinds = new Set(who.triggers.flatMap((trigger) => REFS_OF[trigger] ?? ['any']));
    if (kinds.has('any') || refs.some((ref) => kinds.has(ref.source.split('/')[1] ?? '')))
        return undefined;
    return [...kinds].map((kind) => `refs/${kind}/…`).join(' or ');
}
// EXTERNAL MODULE: ./packages/core/lib/policy/values/pattern.js
var pattern = __webpack_require__(4330);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/resolve-rules.js



function resolveRules(rules, kinds, scope) {
    return rules.map((rule, index) => {
        const path = ['rules', index];
        const paths = rule.match.paths?.map(pattern/* patternOf */.Id);
        const images = rule.match.images?.map(pattern/* patternOf */.Id);
        const patterns = [...(paths ?? []), ...(images ?? [])];
        const first = patterns[0]?.names ?? [];
        const bound = new Set(first.filter((name) => patterns.every((pattern) => pattern.names.includes(name))));
        const inner = { ...scope, bound };
        const targets = rule.match.target;
        return {
            name: rule.name,
            match: {
                paths,
                images,
                targets: typeof targets === 'string' ? [targets] : targets,
                asks: resolveKeys(kinds.match, rule.match, inner, [...path, 'match']),
            },
            asks: resolveKeys(kinds.rule, rule, inner, path),
            require: rule.require.map((one, at) => (0,use_table/* resolveRequirement */.gU)(kinds, one, inner, [...path, 'require', at])),
        };
    });
}
/** The requirements of a mapping, by the keys of a table. */
function resolveKeys(table, document, scope, path) {
    const none = () => {
        throw new countersign_error/* CountersignError */.WS('INTERNAL', 'a key of a rule contains no other requirements');
    };
    return Object.entries(table).flatMap(([key, kind]) => document[key] === undefined
        ? []
        : [kind.resolve(document[key], { ...scope, requirement: none }, [...path, key])]);
}
// EXTERNAL MODULE: ./packages/core/lib/policy/resolve/resolve-who.js
var resolve_who = __webpack_require__(3715);
// EXTERNAL MODULE: ./packages/core/lib/policy/resolve/run-trust.js
var run_trust = __webpack_require__(7176);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/resolve-policy.js







/** Resolves every name of a document; reports undefined names, and combinations that can never match. */
function resolvePolicy(document, digest, kinds, problems) {
    const report = (path, message) => {
        problems.push({ path, message });
        return undefined;
    };
    const trusts = resolveTrusts(document.trust);
    const signers = new Map();
    for (const [name, written] of Object.entries(document.signers)) {
        const signer = resolveSigner(name, written, trusts, report);
        if (signer !== undefined)
            signers.set(name, signer);
    }
    const people = new Map(Object.entries(document.people ?? {}));
    const known = Object.keys(document.signers);
    checkPeople(people, known, report);
    const scope = { signers, people, known, report };
    return {
        name: document.metadata?.name ?? 'policy',
        digest,
        notAfter: (0,times/* momentOf */.Et)(document.metadata?.['not-after']),
        trusts,
        signers,
        rules: resolveRules(document.rules, kinds, scope),
        unmatched: document.unmatched ?? 'deny',
        revoked: resolveRevoked(document, report),
    };
}
function resolveTrusts(written) {
    const trusts = new Map();
    for (const [name, trust] of Object.entries(written ?? {})) {
        trusts.set(name, {
            name,
            root: trustSource(trust),
            logEntries: trust['log-entries'],
            timestamps: trust.timestamps,
            certificateLogs: trust['certificate-logs'],
        });
    }
    if (written === undefined)
        trusts.set(run_trust/* DEFAULT_TRUST */.T, (0,run_trust/* runTrust */.U)());
    return trusts;
}
function windowOf(written) {
    return { from: (0,times/* momentOf */.Et)(written['not-before']), until: (0,times/* momentOf */.Et)(written['not-after']) };
}
function trustSource(trust) {
    if (trust.root !== undefined)
        return { kind: 'file', file: trust.root };
    return { kind: trust.sigstore ?? 'none' };
}
function resolveSigner(name, written, trusts, report) {
    const path = ['signers', name];
    const who = (0,resolve_who/* resolveWho */.zJ)(written);
    const trust = trustOf(written, trusts, path, report);
    const window = windowOf(written);
    if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
        return report([...path, 'not-after'], '"not-after" is not later than "not-before": the signer would never count');
    }
    if (who === undefined || trust === undefined)
        return undefined;
    if (who.kind === 'key' && window.from !== undefined)
        return report([...path, 'not-before'], key_time/* KEY_TIME */._);
    const refs = who.kind === 'github' ? refsThatNeverMatch(who) : undefined;
    if (refs !== undefined)
        return report([...path, 'github', 'source', 'refs'], `runs with these triggers have ${refs}: the signer would never count`);
    if (trust.root.kind === 'none' && who.kind !== 'key') {
        return report(path, `signer "${name}" signs with certificates, but its trust "${trust.name}" has no root`);
    }
    if (trust.root.kind === 'none' && (window.from ?? window.until) !== undefined) {
        return report(path, `signer "${name}" has a time window, but its trust "${trust.name}" verifies no time`);
    }
    if (written.fallback !== undefined && who.kind !== 'key')
        return report([...path, 'fallback'], 'only a signer with "key" can be a fallback: keyless signing is what it takes the place of');
    if (trust.root.kind === 'none' && who.kind === 'key' && who.source.kind === 'certificate') {
        return report(path, `the certificate of signer "${name}" has a validity, but its trust "${trust.name}" verifies no time; name the public key itself with "file"`);
    }
    return { name, trust: trust.name, fallback: written.fallback === 'true', window, who };
}
/** The trust that a signer names; otherwise the only trust, or the only public-good one. Several are an error. */
function trustOf(written, trusts, path, report) {
    const all = [...trusts.values()];
    if (written.trust !== undefined) {
        const known = trusts.get(written.trust);
        if (known !== undefined)
            return known;
        const meant = (0,nearest/* nearest */.p)(written.trust, [...trusts.keys()]);
        return report([...path, 'trust'], `trust "${written.trust}" is not defined${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
    }
    const publicGood = all.filter((trust) => trust.root.kind === 'public-good');
    const only = all.length === 1 ? all[0] : publicGood.length === 1 ? publicGood[0] : undefined;
    return (only ?? report(path, `the policy has several trusts (${all.map((trust) => trust.name).join(', ')}): choose one with "trust"`));
}
function checkPeople(people, known, report) {
    const owner = new Map();
    for (const [person, names] of people) {
        names.forEach((name, index) => {
            const path = ['people', person, index];
            if (!known.includes(name))
                (0,scope/* undefinedSigner */.$)(name, known, path, report);
            const other = owner.get(name);
            if (other !== undefined)
                report(path, `signer "${name}" already belongs to "${other}"; it would count twice`);
            owner.set(name, person);
        });
        if (known.includes(person) && !names.includes(person)) {
            report(['people', person], `"${person}" is also a signer that does not belong to this person; use different names`);
        }
    }
}
function resolveRevoked(document, report) {
    return (document.revoked ?? []).flatMap((one, index) => {
        const path = ['revoked', index];
        if (one.digest !== undefined) {
            const [algorithm, hex] = one.digest.toLowerCase().split(':');
            if ((algorithm !== 'sha256' && algorithm !== 'sha384' && algorithm !== 'sha512') || hex === undefined)
                return [];
            return [{ kind: 'digest', algorithm, hex, written: one.digest }];
        }
        const signer = one.signer ?? '';
        const known = Object.keys(document.signers);
        if (!known.includes(signer))
            (0,scope/* undefinedSigner */.$)(signer, known, [...path, 'signer'], report);
        const window = windowOf(one);
        if (window.until !== undefined && known.includes(signer) && document.signers[signer]?.key !== undefined)
            report([...path, 'not-after'], `the revocation of a key cannot end: ${key_time/* KEY_TIME */._}`);
        if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
            report([...path, 'not-after'], '"not-after" is not later than "not-before": nothing would be revoked');
        }
        return [{ kind: 'signer', signer, window }];
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/read-policy.js



/* Reads a policy: document, table of requirements and resolution together. */
/** Keys and shapes that the kinds of a table add to a document. */
function shapesOf(kinds) {
    const later = (table) => values_later/* LATER */.R[table].filter((key) => !Object.hasOwn(kinds[table], key));
    return {
        requirement: (0,use_table/* requirementShape */.FK)(kinds),
        rule: Object.fromEntries(Object.entries(kinds.rule).map(([key, { shape }]) => [key, shape])),
        match: Object.fromEntries(Object.entries(kinds.match).map(([key, { shape, goesWith }]) => [key, { shape: shape, goesWith }])),
        later: { rule: later('rule'), match: later('match') },
    };
}
/** Reads and checks a policy (YAML or JSON): see `readPolicy` of this room. */
async function read(bytes, what, kinds = table/* KINDS */.G) {
    return (await readBoth(bytes, what, kinds)).policy;
}
/** The same with the document that it was read from. */
async function readBoth(bytes, what, kinds = table/* KINDS */.G) {
    const { document, digest, refusal } = await readDocument(bytes, what, shapesOf(kinds));
    const problems = [];
    const policy = resolvePolicy(document, digest, kinds, problems);
    if (problems.length > 0)
        throw await refusal(problems);
    return { document, policy };
}
/** The published JSON Schema (docs/reference/policy.schema.json). */
const policySchema = (kinds = KINDS) => documentSchema(shapesOf(kinds));

/***/ })

};
