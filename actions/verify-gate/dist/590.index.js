export const id = 590;
export const ids = [590];
export const modules = {

/***/ 2590:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  read: () => (/* binding */ read)
});

// UNUSED EXPORTS: fieldPath

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
// EXTERNAL MODULE: ./packages/core/lib/wire/text.js
var wire_text = __webpack_require__(1951);
;// CONCATENATED MODULE: ./packages/core/lib/wire/plain-text.js

/**
 * Characters by which two readers of one text see different lines, or a different order: carriage returns without a line feed
 * (a line break of YAML 1.2 section 5.4, which libraries do not all take for one), other line breaks, control characters
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
 * Refuses text that can look different from what it says, with the place of the first such character. Written as escapes
 * inside quotes they are visible, and allowed.
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
    throw new countersign_error/* CountersignError */.WS(code, `${what}:${line}:${column}: a character that hides text from some readers`, {
        expected: 'text with lines that end in LF or CRLF, without control characters',
        found: `U+${point} (${name})`,
        hint: 'Remove it; what follows it may be no part of what you see. Inside double quotes it can be written as an escape.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/wire/yaml.js



/** Nested levels. */
const MAX_DEPTH = 64;
/**
 * YAML 1.2 reduced to mappings, sequences and text (failsafe schema): every scalar is the text that was written, so `1.10`
 * and `no` stay what they look like. Anchors, aliases, tags, directives, duplicate keys and several documents are errors.
 * JSON is YAML, and is read the same way. Text that hides lines is refused (`refuseHiddenText`).
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
            failAt(second.range?.[0] ?? 0, 'a second document; one file holds one document');
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
                return failAt(start, 'aliases are not allowed; write the value out', (0,wire_text/* excerpt */.Kb)(`*${found.source}`));
            if ('anchor' in found && found.anchor !== undefined)
                failAt(start, 'anchors are not allowed; write the value out', (0,wire_text/* excerpt */.Kb)(`&${found.anchor}`));
            if (found.tag !== undefined)
                failAt(start, 'tags are not allowed; every scalar is text', (0,wire_text/* excerpt */.Kb)(found.tag));
            if (isScalar(found))
                return typeof found.value === 'string' ? found.value : '';
            if (isSeq(found))
                return found.items.map((item) => plain(item, depth + 1));
            if (!isMap(found))
                return failAt(start, 'neither mapping, sequence nor text');
            const object = Object.create(null);
            for (const pair of found.items) {
                const key = plain(pair.key, depth + 1);
                const keyStart = pair.key?.range?.[0] ?? start;
                if (typeof key !== 'string')
                    return failAt(keyStart, 'a key that is not text');
                // Ours, not the library's: this one names the key.
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
// EXTERNAL MODULE: ./packages/core/lib/policy/nearest.js
var nearest = __webpack_require__(9811);
;// CONCATENATED MODULE: ./packages/core/lib/policy/shape.js

const need = (shape) => ({ shape, required: true });
const may = (shape) => ({ shape, required: false });
/** Reports at a place, or at one of its members. */
function report(place, message, member) {
    place.problems.push({ path: member === undefined ? place.path : [...place.path, member], message });
    return undefined;
}
const inside = (place, member, value) => ({
    value,
    path: [...place.path, member],
    problems: place.problems,
});
/** What a value is, in words for messages. */
function kindOf(value) {
    if (value === null)
        return 'nothing';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a mapping';
    if (typeof value === 'string')
        return value === '' ? 'an empty string' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
    return String(value);
}
function isMapping(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A non-empty string, converted by `as`; `as` returns the reason for a refusal as an Error. */
function shape_text(schema, what, as) {
    return {
        schema: { type: 'string', minLength: 1, ...schema },
        read(place) {
            if (typeof place.value !== 'string' || place.value === '') {
                const quote = typeof place.value === 'number' || typeof place.value === 'boolean' ? '; write it in quotes' : '';
                return report(place, `expected ${what}, found ${kindOf(place.value)}${quote}`);
            }
            if (as === undefined)
                return place.value;
            const result = as(place.value);
            return result instanceof Error ? report(place, result.message) : result;
        },
    };
}
/** One of a closed list of words. */
function word(words) {
    const known = words.map((one) => `"${one}"`).join(', ');
    return {
        schema: { enum: words },
        read(place) {
            const found = words.find((one) => one === place.value);
            if (found !== undefined)
                return found;
            const meant = typeof place.value === 'string' ? (0,nearest/* nearest */.p)(place.value, words) : undefined;
            return report(place, `expected one of ${known}, found ${kindOf(place.value)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
        },
    };
}
/** A whole number in `[min, max]`; policies are read with scalars as strings, so digits in a string count. */
function count(min, max) {
    return {
        schema: {
            anyOf: [
                { type: 'integer', minimum: min, maximum: max },
                { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' },
            ],
        },
        read(place) {
            const digits = typeof place.value === 'number' ? String(place.value) : place.value;
            const value = typeof digits === 'string' && /^(0|[1-9][0-9]{0,8})$/.test(digits) ? Number(digits) : undefined;
            if (value === undefined || value < min || value > max) {
                return report(place, `expected a whole number from ${String(min)} to ${String(max)}, found ${kindOf(place.value)}`);
            }
            return value;
        },
    };
}
/** A list with at least one item; `distinct` names what a repeated item is called. */
function list(item, distinct) {
    return {
        schema: { type: 'array', minItems: 1, ...(distinct === undefined ? {} : { uniqueItems: true }), items: item.schema },
        read(place) {
            if (!Array.isArray(place.value))
                return report(place, `expected a list, found ${kindOf(place.value)}`);
            const values = place.value;
            if (values.length === 0)
                return report(place, 'the list is empty; an empty list decides nothing');
            const read = [];
            const seen = new Set();
            values.forEach((value, index) => {
                const one = item.read(inside(place, index, value));
                if (one === undefined)
                    return;
                const name = distinct?.(one);
                if (name !== undefined && seen.has(name))
                    report(place, `"${name}" is listed twice`, index);
                if (name !== undefined)
                    seen.add(name);
                read.push(one);
            });
            return read.length === values.length ? read : undefined;
        },
    };
}
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
/** A mapping from free names to values of one shape, at least one. */
function named(item) {
    return {
        schema: { type: 'object', minProperties: 1, propertyNames: { pattern: NAME.source }, additionalProperties: item.schema },
        read(place) {
            if (!isMapping(place.value))
                return report(place, `expected a mapping of names, found ${kindOf(place.value)}`);
            const read = new Map();
            const entries = Object.entries(place.value);
            if (entries.length === 0)
                return report(place, 'the mapping is empty; an empty mapping decides nothing');
            for (const [name, value] of entries) {
                if (!NAME.test(name))
                    report(place, `"${name}" is not a name: letters, digits, ".", "_" and "-"`, name);
                const one = item.read(inside(place, name, value ?? null));
                if (one !== undefined)
                    read.set(name, one);
            }
            return read;
        },
    };
}
/**
 * A mapping with known keys only. `later` are keys of the language that this version refuses by name, so that a
 * requirement is never skipped because it is not implemented.
 */
function object(fields, options = {}) {
    const table = fields;
    const known = Object.keys(table);
    const properties = Object.fromEntries(known.map((key) => [key, table[key]?.shape.schema]));
    const required = known.filter((key) => table[key]?.required === true);
    const oneOf = options.exactlyOne?.map((key) => ({ required: [key] }));
    return {
        schema: {
            type: 'object',
            additionalProperties: false,
            ...(required.length > 0 ? { required } : {}),
            properties,
            ...(oneOf === undefined ? {} : { oneOf }),
            ...options.schema,
        },
        read(place) {
            if (!isMapping(place.value))
                return report(place, `expected a mapping with ${listed(known)}, found ${kindOf(place.value)}`);
            const read = {};
            const before = place.problems.length;
            for (const [key, value] of Object.entries(place.value)) {
                const field = Object.hasOwn(table, key) ? table[key] : undefined;
                if (field === undefined)
                    refuse(place, key, known, options.later ?? []);
                else
                    read[key] = field.shape.read(inside(place, key, value ?? null));
            }
            for (const key of required) {
                if (!Object.hasOwn(place.value, key))
                    report(place, `"${key}" is missing`);
            }
            const given = options.exactlyOne?.filter((key) => Object.hasOwn(place.value, key));
            if (given !== undefined && given.length !== 1 && place.problems.length === before) {
                report(place, `exactly one of ${listed(options.exactlyOne ?? [])} is expected, found ${given.length === 0 ? 'none' : listed(given)}`);
            }
            return place.problems.length === before ? read : undefined;
        },
    };
}
function refuse(place, key, known, later) {
    if (later.includes(key)) {
        place.problems.push({
            path: [...place.path, key],
            message: `"${key}" is not supported by this version; it is refused rather than ignored`,
            unsupported: true,
        });
        return;
    }
    const meant = (0,nearest/* nearest */.p)(key, [...known, ...later]);
    report(place, `unknown key "${key}"${meant === undefined ? `; known here: ${listed(known)}` : `; did you mean "${meant}"?`}`, key);
}
const listed = (names) => names.map((name) => `"${name}"`).join(', ');
/** Either of two shapes, told apart by whether the value is a mapping. */
function plainOr(plain, mapping) {
    return {
        schema: { anyOf: [plain.schema, mapping.schema] },
        read: (place) => (isMapping(place.value) ? mapping.read(place) : plain.read(place)),
    };
}
/** The same value, judged or converted once more. */
function refine(shape, as) {
    return {
        schema: shape.schema,
        read(place) {
            const value = shape.read(place);
            return value === undefined ? undefined : as(value, place);
        },
    };
}
// EXTERNAL MODULE: ./packages/core/lib/policy/pattern.js
var pattern = __webpack_require__(4095);
// EXTERNAL MODULE: ./packages/core/lib/policy/times.js
var times = __webpack_require__(5919);
;// CONCATENATED MODULE: ./packages/core/lib/policy/document-values.js



/* Texts of a policy that mean something: each with its form, an example for messages, and what is refused. */
const NAME_TEXT = shape_text({ maxLength: 256 }, 'a name');
const plain = (what, example) => shape_text({ examples: [example] }, `${what} like "${example}"`);
const moment = shape_text({ examples: ['2027-06-30'] }, 'a date like 2027-06-30', times/* readMoment */.T$);
const duration = shape_text({ pattern: '^[1-9][0-9]{0,5}[smhd]$', examples: ['14d'] }, 'a duration like 14d', times/* readDuration */.$7);
function matching(pattern, what, example) {
    return shape_text({ pattern: pattern.source, examples: [example] }, `${what} like "${example}"`, (value) => pattern.test(value) ? value : new Error(`expected ${what} like "${example}", found "${value}"`));
}
const hex256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex', '9c56cc51…');
const commit = matching(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit in lower-case hex', '3f786850e387550fdab836ed7e6dc881de23001b');
const url = matching(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, 'an issuer URL', 'https://token.actions.githubusercontent.com');
const uri = matching(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'a URI', 'https://acme.dev/test/v1');
const host = matching(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/, 'a host', 'github.example.com');
const id = matching(/^[0-9]{1,20}$/, 'a numeric identifier in quotes', '44');
const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/;
const platform = shape_text({ pattern: PLATFORM.source, examples: ['linux/amd64'] }, 'a platform like "linux/amd64"', (value) => {
    if (PLATFORM.test(value))
        return value;
    const meant = value.includes(',')
        ? '; write one platform an item'
        : value.includes('/')
            ? ''
            : `; did you mean "linux/${value}"?`;
    return new Error(`expected a platform like "linux/amd64", found "${value}"${meant}`);
});
const filePath = shape_text({ examples: ['.github/workflows/release.yml'] }, 'a file path', (value) => /^[^/\s]/.test(value) && !value.split('/').some((part) => part === '' || part === '..' || part === '.')
    ? value
    : new Error(`expected a path inside the repository without leading slash, "." or "..", found "${value}"`));
function document_values_pattern(what, example, judge) {
    return shape_text({ examples: [example] }, `${what} like "${example}"`, (value) => {
        const compiled = (0,pattern/* compilePattern */.Eb)(value);
        if (compiled instanceof Error)
            return compiled;
        const refusal = judge(compiled);
        return refusal === undefined ? compiled : new Error(refusal);
    });
}
const isLiteral = (segment) => segment !== undefined && segment !== '' && !/[*{}]/.test(segment);
/** `owner/name`: the owner must be literal, otherwise anyone could be meant. */
const repository = (what) => document_values_pattern(what, 'acme/app', ({ source }) => {
    const segments = source.split('/');
    if (/^[a-z]+:\/\//.test(source))
        return `expected ${what} like "acme/app" without host, found "${source}"; the host has its own key`;
    if (segments.length < 2 || segments.includes('') || /\s/.test(source))
        return `expected ${what} like "acme/app", found "${source}"`;
    return isLiteral(segments[0]) ? undefined : `the owner in "${source}" is a wildcard: any account could be meant`;
});
const githubRepository = refine(repository('a repository'), (value, place) => value.source.split('/').length === 2 && !value.source.includes('**')
    ? value
    : report(place, `a GitHub repository is owner/name, found "${value.source}"`));
const refPattern = document_values_pattern('a full ref', 'refs/heads/main', ({ source }) => {
    const [refs, kind, name] = source.split('/');
    if (refs === 'refs' && isLiteral(kind) && name !== undefined && name !== '')
        return undefined;
    const meant = /^(?:[vV]?[0-9]|[vV][*{])/.test(source) ? `refs/tags/${source}` : `refs/heads/${source}`;
    return `expected a full ref like "refs/heads/main" or "refs/tags/v*", found "${source}"${source.startsWith('refs/') ? '' : `; did you mean "${meant}"?`}`;
});
const exactRef = refine(refPattern, (value, place) => value.exact ? value.source : report(place, `an exact ref is expected here, found the pattern "${value.source}"`));
const refOrCommit = {
    schema: exactRef.schema,
    read: (place) => (typeof place.value === 'string' && /^[0-9a-f]{40}$/.test(place.value) ? place.value : exactRef.read(place)),
};
/** What a repeated item of a list of texts is called. */
const same = (value) => value;
;// CONCATENATED MODULE: ./packages/core/lib/policy/model.js
/** Groups of provenance claims that a policy may accept unproven. */
const CLAIM_GROUPS = ['source', 'workflow', 'builder', 'trigger', 'runner', 'ids', 'invocation', 'parameters'];
;// CONCATENATED MODULE: ./packages/core/lib/policy/never.js

/* What no evidence could ever meet: said where the policy is read, not at the first deployment. */
/** Why bounds on the *earliest* time of a key's signature decide nothing. */
const KEY_TIME = 'nothing proves when the signature of a key was made: with the bundle alone anybody can have it stamped anew; for keys "not-after" of the signer, and revocation from a date on, hold';
/** The highest SLSA Build level that evidence by a signer can have: the counterpart of `buildLevel`, without a certificate. */
function highestLevel(who) {
    if (who.kind !== 'github' && who.kind !== 'gitlab')
        return 1;
    if (who.kind === 'gitlab' || who.file.kind !== 'other' || who.runner === 'self-hosted')
        return 2;
    return who.file.digest !== undefined || !isSame(who.file.repository, who.source.repository) ? 3 : 2;
}
const isSame = (one, other) => other !== undefined && one.source === other.source;
/** Whether enough people have a signer that could ever do it. */
function canBeMet(by, signers, could) {
    const able = by.people.filter((person) => person.signers.some((name) => {
        const signer = signers.get(name);
        // A signer that could not be read is another problem.
        return signer === undefined || could(signer.who);
    }));
    return able.length >= by.atLeast;
}
/** Whether builds by a signer can have the source that is asked for. Patterns with placeholders are left to the evaluation. */
function canHaveSource(who, source) {
    if (who.kind !== 'github' && who.kind !== 'gitlab')
        return true;
    const { refs, repository } = who.source;
    if (source.repository !== undefined && repository !== undefined && !canMeet(source.repository, repository))
        return false;
    if (source.commit !== undefined && who.source.digest !== undefined && source.commit !== who.source.digest)
        return false;
    if (refs === undefined)
        return true;
    const ref = source.ref ??
        (source.branch !== undefined
            ? `refs/heads/${source.branch}`
            : source.tag !== undefined
                ? `refs/tags/${source.tag}`
                : undefined);
    if (ref !== undefined)
        return refs.some((one) => one.names.length > 0 || (0,pattern/* matchPattern */.gH)(one, ref) !== undefined);
    return source.versionedTag === undefined || refs.some((one) => one.source.startsWith('refs/tags/'));
}
function canMeet(one, other) {
    if (one.names.length > 0 || other.names.length > 0)
        return true;
    if (one.exact)
        return (0,pattern/* matchPattern */.gH)(other, one.source) !== undefined;
    return other.exact ? (0,pattern/* matchPattern */.gH)(one, other.source) !== undefined : true;
}
/** Kinds of refs that runs of a trigger have (docs.github.com, events that trigger workflows: GITHUB_REF); others: any. */
const REFS_OF = {
    push: ['heads', 'tags'],
    create: ['heads', 'tags'],
    workflow_dispatch: ['heads', 'tags'],
    release: ['tags'],
    pull_request: ['pull'],
    pull_request_review: ['pull'],
    pull_request_target: ['heads'],
    schedule: ['heads'],
    issue_comment: ['heads'],
    issues: ['heads'],
    repository_dispatch: ['heads'],
};
/** The refs that its triggers have, where none of them is among those that the signer lists. */
function refsThatNeverMeet(who) {
    const { refs } = who.source;
    if (refs === undefined)
        return undefined;
    const kinds = new Set(who.triggers.flatMap((trigger) => REFS_OF[trigger] ?? ['any']));
    if (kinds.has('any') || refs.some((ref) => kinds.has(ref.source.split('/')[1] ?? '')))
        return undefined;
    return [...kinds].map((kind) => `refs/${kind}/…`).join(' or ');
}
/** Why a pattern matches the name of no file; undefined: it can. Names are relative to the base folder, with single slashes. */
function whyNoPath(source) {
    const bare = source.replace(/^(?:\.\/+)+/, '');
    if (bare !== source)
        return `names of files do not begin with "./"; did you mean "${bare}"?`;
    if (/^(?:\/|[A-Za-z]:[\\/])/.test(source))
        return 'names of files are relative to the base folder, never absolute';
    if (source.endsWith('/'))
        return `the name of a file does not end in "/"; did you mean "${source}**"?`;
    if (source.includes('\\'))
        return 'names of files have "/" between their parts, on Windows too';
    if (source.startsWith('!'))
        return 'a match has no exclusions; write a narrower pattern';
    const odd = source.split('/').find((segment) => segment === '' || segment === '.' || segment === '..');
    return odd === undefined ? undefined : `names of files have no part "${odd}"`;
}
/** Why a pattern matches the name of no image; undefined: it can. Names are written as the registries write them. */
function whyNoImage(source) {
    const [registry = '', ...repository] = source.split('/');
    const literal = repository.join('/').replace(/\{[^{}]*\}/g, '');
    if (/[A-Z]/.test(registry + literal))
        return 'names of images are in lower case';
    if (registry === 'index.docker.io')
        return `did you mean "docker.io/${repository.join('/')}"?`;
    if (!/[.:]/.test(registry) && registry !== 'localhost')
        return `it begins with no registry; did you mean "docker.io/${source}"?`;
    if (registry === 'docker.io' && repository.length === 1 && repository[0] !== '**')
        return `did you mean "docker.io/library/${literal}"?`;
    return undefined;
}
// EXTERNAL MODULE: ./packages/core/lib/policy/versions.js
var versions = __webpack_require__(2436);
;// CONCATENATED MODULE: ./packages/core/lib/policy/document-rules.js





const by = plainOr(shape_text({}, 'a signer, or {at-least: N, of: […]}'), object({ 'at-least': need(count(1, 64)), of: need(list(NAME_TEXT, same)) }));
const parameters = {
    schema: { type: 'object', minProperties: 1 },
    read(place) {
        const value = place.value;
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            return report(place, 'expected a mapping of external parameters');
        const members = value;
        return Object.keys(members).length === 0 ? report(place, 'the mapping is empty; an empty mapping decides nothing') : members;
    },
};
const source = refine(object({
    repository: may(repository('a repository')),
    ref: may(exactRef),
    branch: may(plain('a branch', 'main')),
    tag: may(plain('a tag', 'v2.4.1')),
    'versioned-tag': may(shape_text({ examples: ['v2'] }, 'a version like v2, v2.4 or v2.4.1', (value) => (0,versions/* readVersionExpectation */.j)(value) ??
        new Error(`expected a version like v2, v2.4 or v2.4.1 with its leading "v", found "${value}"`))),
    'pre-release': may(word(['allow', 'deny'])),
    digest: may(commit),
}), (value, place) => {
    const refs = [value.ref, value.branch, value.tag, value['versioned-tag']].filter((one) => one !== undefined).length;
    if (refs > 1)
        return report(place, 'one of "ref", "branch", "tag" and "versioned-tag" is enough; several can contradict each other');
    if (value['pre-release'] !== undefined && value['versioned-tag'] === undefined)
        return report(place, '"pre-release" goes with "versioned-tag"', 'pre-release');
    return Object.keys(value).length === 0 ? report(place, 'the mapping is empty; an empty mapping decides nothing') : value;
});
const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';
const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';
const attestationType = refine(uri, (value, place) => {
    if (value === SIGNATURE_TYPE)
        return report(place, 'this predicate type is an image signature: ask for it with "signature"');
    if (value === PROVENANCE_TYPE)
        return report(place, 'this predicate type is provenance: ask for it with "provenance", which checks what it says');
    return value;
});
/** A requirement inside another or a rule: the schema refers to it by name, because alternatives nest. */
function oneRequirement() {
    return { schema: { $ref: '#/$defs/requirement' }, read: (place) => document_rules_requirement.read(place) };
}
const document_rules_requirement = object({
    signature: may(object({ by: need(by), 'max-age': may(duration), unseen: may(word(['allow', 'deny'])) })),
    provenance: may(object({
        by: need(by),
        'max-age': may(duration),
        'min-level': may(count(1, 3)),
        builder: may(uri),
        'build-types': may(list(uri, same)),
        source: may(source),
        parameters: may(parameters),
        unproven: may(list(word(CLAIM_GROUPS), same)),
    })),
    attestation: may(object({ type: need(attestationType), by: need(by), 'max-age': may(duration) }, { later: ['where', 'over', 'use'] })),
    'any-of': may(list(list(oneRequirement()))),
}, {
    later: ['approval', 'sbom', 'vulnerabilities', 'artifact', 'vex', 'test-result', 'model'],
    exactlyOne: ['signature', 'provenance', 'attestation', 'any-of'],
});
const neverMatches = (source, reason) => reason === undefined ? undefined : `"${source}" can never match: ${reason}`;
const pathPattern = document_values_pattern('a path', 'dist/*.tgz', ({ source: written }) => neverMatches(written, whyNoPath(written)));
const imagePattern = document_values_pattern('an image', 'ghcr.io/acme/app', ({ source: written }) => {
    const segments = written.split('/');
    if (/^[a-z]+:\/\//.test(written))
        return `expected an image like "ghcr.io/acme/app" without scheme, found "${written}"`;
    if (/@|:[^/:]*$/.test(segments.at(-1) ?? ''))
        return `an image is matched by its name, without tag or digest, found "${written}"`;
    if (segments.length < 2 || !isLiteral(segments[0]))
        return `an image pattern begins with its registry, found "${written}"`;
    return neverMatches(written, whyNoImage(written));
});
const targets = {
    schema: {
        anyOf: [
            { type: 'string', minLength: 1 },
            { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
        ],
    },
    read: (place) => Array.isArray(place.value) ? list(NAME_TEXT, same).read(place) : shape_text({}, 'a target like "production"').read(place),
};
const rule = object({
    name: need(NAME_TEXT),
    match: need(refine(object({
        paths: may(list(pathPattern, (one) => one.source)),
        images: may(list(imagePattern, (one) => one.source)),
        target: may(targets),
        platforms: may(list(platform, same)),
    }, { later: ['models', 'manifests'] }), (value, place) => {
        if (value.paths === undefined && value.images === undefined)
            return report(place, 'a rule matches "paths" or "images" (or both)');
        if (value.platforms !== undefined && value.images === undefined)
            return report(place, '"platforms" belongs to "images"', 'platforms');
        return value;
    })),
    expect: may(object({ 'at-least': need(count(1, 1_000_000)) })),
    require: need(list(oneRequirement())),
});
// EXTERNAL MODULE: ./packages/core/lib/policy/identity-forms.js
var identity_forms = __webpack_require__(4157);
;// CONCATENATED MODULE: ./packages/core/lib/policy/document-signers.js



const trigger = matching(/^[a-z][a-z_]{0,63}$/, 'a trigger', 'push');
const pinned = (shape) => refine(shape, (value, place) => value.digest === undefined && value.ref === undefined
    ? report(place, 'a file of another repository is pinned by "digest" (its commit) or "ref" (an exact ref or commit); otherwise any version of it could sign')
    : value);
const workflowPath = refine(filePath, (value, place) => {
    const never = (0,identity_forms/* whyNoFile */.Ij)(value) ?? (0,identity_forms/* whyNoWorkflow */.Pg)(value);
    if (never !== undefined)
        return report(place, never);
    if (/\.ya?ml$/.test(value))
        return value.includes('/') ? value : `.github/workflows/${value}`;
    const [path, ref] = value.split(/(?<=\.ya?ml)@/);
    return report(place, ref === undefined
        ? `a workflow is a file that ends in .yml or .yaml, found "${value}"`
        : `a workflow has no "@${ref}" behind it, write "${path ?? ''}": the refs of a signer stand under "source.refs", that of a reusable workflow under "ref"`);
});
const configPath = refine(filePath, (value, place) => {
    const never = (0,identity_forms/* whyNoFile */.Ij)(value);
    if (never !== undefined)
        return report(place, never);
    return /\.ya?ml@/.test(value)
        ? report(place, `a configuration has no ref behind it, found "${value}": refs stand under "source.refs", or under "ref"`)
        : value;
});
const issuer = refine(url, (value, place) => {
    const expected = (0,identity_forms/* whyNoIssuer */.Lx)(value);
    return expected === undefined ? value : report(place, `no token has this issuer: expected ${expected}, found "${value}"`);
});
const github = object({
    host: may(host),
    issuer: may(issuer),
    source: need(object({
        repository: need(githubRepository),
        refs: may(list(refPattern, (ref) => ref.source)),
        id: may(id),
        'owner-id': may(id),
        digest: may(commit),
    })),
    workflow: need(plainOr(workflowPath, pinned(object({
        repository: need(githubRepository),
        path: need(workflowPath),
        digest: may(commit),
        ref: may(refOrCommit),
    })))),
    caller: may(workflowPath),
    runner: may(word(['github-hosted', 'self-hosted'])),
    triggers: may(list(trigger, same)),
    environment: may(plain('an environment', 'production')),
});
const gitlab = object({
    host: may(host),
    issuer: may(issuer),
    source: need(object({
        project: need(repository('a project')),
        refs: may(list(refPattern, (ref) => ref.source)),
        id: may(id),
        'namespace-id': may(id),
        digest: may(commit),
    })),
    config: may(plainOr(configPath, pinned(object({
        project: need(repository('a project')),
        path: need(configPath),
        digest: may(commit),
        ref: may(exactRef),
    })))),
    runner: may(word(['gitlab-hosted', 'self-hosted'])),
    triggers: may(list(trigger, same)),
    environment: may(plain('an environment', 'production')),
});
const signer = object({
    github: may(github),
    gitlab: may(gitlab),
    keyless: may(refine(object({
        identity: need(refine(plain('an exact identity', 'alice@acme.dev'), (value, place) => /[*{}\s]/.test(value)
            ? report(place, `a keyless identity is exact, found "${value}"; patterns are for "github" and "gitlab"`)
            : value)),
        issuer: need(issuer),
    }), (value, place) => {
        const expected = (0,identity_forms/* whyNoIdentity */._G)(value.identity, value.issuer);
        return expected === undefined
            ? value
            : report(place, `no certificate of this issuer has this identity: expected ${expected}, found "${value.identity}"`, 'identity');
    })),
    key: may(object({ file: need(plain('a file', 'keys/release.pub')), sha256: may(hex256) })),
    trust: may(NAME_TEXT),
    'not-before': may(moment),
    'not-after': may(moment),
}, { exactlyOne: ['github', 'gitlab', 'keyless', 'key'] });
;// CONCATENATED MODULE: ./packages/core/lib/policy/document.js




const trust = refine(object({
    sigstore: may(word(['public-good'])),
    root: may(shape_text({ examples: ['corp-root.json'] }, 'a file')),
    'log-entries': may(count(0, 16)),
    timestamps: may(count(0, 16)),
    'certificate-logs': may(count(0, 16)),
}), (value, place) => {
    const roots = [value.sigstore, value.root].filter((one) => one !== undefined).length;
    if (roots > 1)
        return report(place, 'a trust has one root: "sigstore" or "root", not both');
    if (roots === 0 && (value['log-entries'] !== 0 || value.timestamps !== 0)) {
        return report(place, 'no root: write "sigstore: public-good" or "root: FILE"; only "log-entries: 0" with "timestamps: 0" (own keys alone) needs none');
    }
    return value;
});
const revoked = refine(object({
    digest: may(matching(/^[sS][hH][aA](?:256:[0-9a-fA-F]{64}|384:[0-9a-fA-F]{96}|512:[0-9a-fA-F]{128})$/, 'a digest', 'sha256:9c56cc51…')),
    signer: may(NAME_TEXT),
    'not-before': may(moment),
    'not-after': may(moment),
}, { exactlyOne: ['digest', 'signer'] }), (value, place) => value.digest !== undefined && (value['not-before'] ?? value['not-after']) !== undefined
    ? report(place, 'a digest is revoked for good; "not-before" and "not-after" belong to signers')
    : value);
const policyShape = object({
    apiVersion: need(word(['countersign.dev/v1beta1'])),
    kind: need(word(['Policy'])),
    metadata: may(object({ name: may(NAME_TEXT), 'not-after': may(moment) })),
    trust: may(named(trust)),
    signers: need(named(signer)),
    people: may(named(list(NAME_TEXT, same))),
    rules: need(list(rule, (one) => one.name)),
    unmatched: may(word(['deny', 'abstain'])),
    revoked: may(list(revoked)),
}, { later: ['waivers', 'include'] });
/** The published JSON Schema (docs/policy.schema.json). */
function policySchema() {
    return {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Countersign policy',
        ...policyShape.schema,
        $defs: { requirement: requirement.schema },
    };
}
// EXTERNAL MODULE: ./packages/core/lib/policy/resolve-who.js
var resolve_who = __webpack_require__(7500);
// EXTERNAL MODULE: ./packages/core/lib/policy/build-types.js
var build_types = __webpack_require__(4437);
;// CONCATENATED MODULE: ./packages/core/lib/policy/scope.js

function undefinedSigner(name, known, path, report) {
    const meant = (0,nearest/* nearest */.p)(name, known);
    return report(path, `signer "${name}" is not defined${meant === undefined ? `; defined are ${known.join(', ')}` : `; did you mean "${meant}"?`}`);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve-rules.js




function resolveRules(rules, signers, scope) {
    return rules.map((rule, index) => {
        const path = ['rules', index];
        const patterns = [...(rule.match.paths ?? []), ...(rule.match.images ?? [])];
        const first = patterns[0]?.names ?? [];
        const bound = new Set(first.filter((name) => patterns.every((pattern) => pattern.names.includes(name))));
        const inner = { ...scope, known: [...signers.keys()], bound };
        const targets = rule.match.target;
        return {
            name: rule.name,
            match: {
                paths: rule.match.paths,
                images: rule.match.images,
                targets: typeof targets === 'string' ? [targets] : targets,
                platforms: rule.match.platforms,
            },
            atLeast: rule.expect?.['at-least'],
            require: rule.require.flatMap((one, at) => resolveRequirement(one, inner, [...path, 'require', at])),
        };
    });
}
function resolveRequirement(document, scope, path) {
    if (document.signature !== undefined)
        return [signature(document.signature, scope, [...path, 'signature'])];
    if (document.provenance !== undefined)
        return [provenance(document.provenance, scope, [...path, 'provenance'])];
    if (document.attestation !== undefined)
        return [attestation(document.attestation, scope, [...path, 'attestation'])];
    const anyOf = {
        kind: 'any-of',
        alternatives: (document['any-of'] ?? []).map((set, at) => set.flatMap((one, index) => resolveRequirement(one, scope, [...path, 'any-of', at, index]))),
    };
    return [anyOf];
}
function claimed(document, scope, path) {
    const by = resolveBy(document.by, scope, [...path, 'by']);
    const key = by.people.flatMap((person) => person.signers).find((name) => scope.signers.get(name)?.who.kind === 'key');
    if (document['max-age'] !== undefined && key !== undefined)
        scope.report([...path, 'max-age'], `signer "${key}" is a key, and ${KEY_TIME}`);
    return { by, maxAge: document['max-age'] };
}
function signature(document, scope, path) {
    return { kind: 'signature', ...claimed(document, scope, path), unseen: document.unseen ?? 'deny' };
}
function attestation(document, scope, path) {
    return { kind: 'attestation', type: document.type, ...claimed(document, scope, path) };
}
function provenance(document, scope, path) {
    const repository = document.source?.repository;
    checkBound(repository?.names ?? [], `the source "${repository?.source ?? ''}"`, scope, [...path, 'source', 'repository']);
    const common = claimed(document, scope, path);
    const source = document.source === undefined ? undefined : sourceRequirement(document.source);
    const level = document['min-level'];
    if (level !== undefined && !canBeMet(common.by, scope.signers, (who) => highestLevel(who) >= level)) {
        scope.report([...path, 'min-level'], level === 3
            ? 'can never be met by these signers: Build L3 needs a reusable workflow of another repository, pinned in the policy, on GitHub-hosted runners'
            : `can never be met by these signers: Build L${String(level)} needs "github" or "gitlab" signers; a key or a bare identity is level 1`);
    }
    if (source !== undefined && !canBeMet(common.by, scope.signers, (who) => canHaveSource(who, source)))
        scope.report([...path, 'source'], 'can never be met: these signers build from other repositories, refs or commits');
    const types = document['build-types'];
    if (types !== undefined && !canBeMet(common.by, scope.signers, (who) => types.some((type) => (0,build_types/* canHaveBuildType */.l)(who, type))))
        scope.report([...path, 'build-types'], 'can never be met: these signers are of another platform than these build types');
    return {
        kind: 'provenance',
        ...common,
        minLevel: level,
        builder: document.builder,
        buildTypes: types,
        source,
        parameters: document.parameters === undefined ? undefined : withoutGaps(document.parameters),
        unproven: new Set(document.unproven ?? []),
    };
}
function sourceRequirement(document) {
    return {
        repository: document.repository,
        ref: document.ref,
        branch: document.branch,
        tag: document.tag,
        versionedTag: document['versioned-tag'],
        preRelease: document['pre-release'] ?? 'allow',
        commit: document.digest,
    };
}
function withoutGaps(parameters) {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]));
}
function resolveBy(document, scope, path) {
    if (typeof document === 'string') {
        const person = resolvePerson(document, scope, path);
        return { atLeast: 1, people: person === undefined ? [] : [person] };
    }
    const people = [];
    document.of.forEach((name, index) => {
        const person = resolvePerson(name, scope, [...path, 'of', index]);
        if (person === undefined)
            return;
        const same = people.find((one) => one.name === person.name);
        if (same !== undefined)
            scope.report([...path, 'of', index], `"${name}" is the person "${person.name}", who is listed already; people count once`);
        else
            people.push(person);
    });
    if (people.length === document.of.length && document['at-least'] > people.length) {
        scope.report([...path, 'at-least'], `at least ${String(document['at-least'])} of ${String(people.length)} can never be met`);
    }
    return { atLeast: document['at-least'], people };
}
/** A person's name, or a signer's: a signer who belongs to somebody stands for that person, with this signer only. */
function resolvePerson(written, scope, path) {
    const ofPerson = scope.people.get(written);
    if (ofPerson === undefined && !scope.known.includes(written)) {
        return undefinedSigner(written, [...scope.known, ...scope.people.keys()], path, scope.report);
    }
    const owner = [...scope.people].find(([, signers]) => signers.includes(written))?.[0];
    const person = { name: ofPerson === undefined ? (owner ?? written) : written, signers: ofPerson ?? [written] };
    for (const name of person.signers) {
        const signer = scope.signers.get(name);
        if (signer !== undefined)
            checkBound((0,resolve_who/* placeholdersOf */.iJ)(signer.who), `signer "${name}"`, scope, path);
    }
    return person;
}
function checkBound(names, what, scope, path) {
    for (const name of new Set(names)) {
        if (!scope.bound.has(name))
            scope.report(path, `${what} needs {${name}}, which not every pattern of this rule's match binds`);
    }
}
// EXTERNAL MODULE: ./packages/core/lib/policy/run-trust.js
var run_trust = __webpack_require__(8447);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve.js






/** Resolves every name of a document; reports names that mean nothing and combinations that could never decide. */
function resolvePolicy(document, digest, problems) {
    const report = (path, message) => {
        problems.push({ path, message });
        return undefined;
    };
    const trusts = resolveTrusts(document.trust);
    const signers = new Map();
    for (const [name, written] of document.signers) {
        const signer = resolveSigner(name, written, trusts, report);
        if (signer !== undefined)
            signers.set(name, signer);
    }
    const people = document.people ?? new Map();
    checkPeople(people, document.signers, report);
    const scope = { signers, people, report };
    return {
        name: document.metadata?.name ?? 'policy',
        digest,
        notAfter: document.metadata?.['not-after'],
        trusts,
        signers,
        rules: resolveRules(document.rules, document.signers, scope),
        unmatched: document.unmatched ?? 'deny',
        revoked: resolveRevoked(document, report),
    };
}
function resolveTrusts(written) {
    const trusts = new Map();
    for (const [name, trust] of written ?? []) {
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
function trustSource(trust) {
    if (trust.root !== undefined)
        return { kind: 'file', file: trust.root };
    return trust.sigstore === undefined ? { kind: 'none' } : { kind: 'public-good' };
}
function resolveSigner(name, written, trusts, report) {
    const path = ['signers', name];
    const who = (0,resolve_who/* resolveWho */.zJ)(written);
    const trust = trustOf(written, trusts, path, report);
    const window = { from: written['not-before'], until: written['not-after'] };
    if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
        return report([...path, 'not-after'], '"not-after" is not later than "not-before": the signer would never count');
    }
    if (who === undefined || trust === undefined)
        return undefined;
    if (who.kind === 'key' && window.from !== undefined)
        return report([...path, 'not-before'], KEY_TIME);
    const refs = who.kind === 'github' ? refsThatNeverMeet(who) : undefined;
    if (refs !== undefined)
        return report([...path, 'github', 'source', 'refs'], `runs of these triggers have ${refs}: the signer would never count`);
    if (trust.root.kind === 'none' && who.kind !== 'key') {
        return report(path, `signer "${name}" has certificates, but its trust "${trust.name}" has no root`);
    }
    if (trust.root.kind === 'none' && (window.from ?? window.until) !== undefined) {
        return report(path, `signer "${name}" has a time window, but its trust "${trust.name}" verifies no time`);
    }
    return { name, trust: trust.name, window, who };
}
/** The trust a signer names; else the only one; else the only public-good one. Never a guess between several. */
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
    return (only ??
        report(path, `the policy has several trusts (${all.map((trust) => trust.name).join(', ')}): say which one with "trust"`));
}
function checkPeople(people, signers, report) {
    const owner = new Map();
    for (const [person, names] of people) {
        names.forEach((name, index) => {
            const path = ['people', person, index];
            if (!signers.has(name))
                undefinedSigner(name, [...signers.keys()], path, report);
            const other = owner.get(name);
            if (other !== undefined)
                report(path, `signer "${name}" belongs to "${other}" already; it would count twice`);
            owner.set(name, person);
        });
        if (signers.has(person) && !names.includes(person)) {
            report(['people', person], `"${person}" is also a signer, which is not among this person's signers; one name must not mean two`);
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
        if (!document.signers.has(signer))
            undefinedSigner(signer, [...document.signers.keys()], [...path, 'signer'], report);
        const window = { from: one['not-before'], until: one['not-after'] };
        if (window.until !== undefined && document.signers.get(signer)?.key !== undefined)
            report([...path, 'not-after'], `a key is revoked from a date on for good, for ${KEY_TIME}`);
        if (window.from !== undefined && window.until !== undefined && window.from >= window.until) {
            report([...path, 'not-after'], '"not-after" is not later than "not-before": nothing would be revoked');
        }
        return [{ kind: 'signer', signer, window }];
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/read-policy.js





const MAX_BYTES = 1024 * 1024;
const MAX_REPORTED = 20;
/** Reads and checks a policy (YAML or JSON): see `readPolicy` of this room. */
async function read(bytes, what) {
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
    const { value, position } = await readDocument(text, what);
    refuseNothing(value, what);
    const problems = [];
    const document = policyShape.read({ value, path: [], problems });
    const digest = `sha256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex')}`;
    const policy = document === undefined ? undefined : resolvePolicy(document, digest, problems);
    if (policy === undefined || problems.length > 0)
        throw await explain(problems, what, position);
    return policy;
}
/**
 * JSON is parsed as JSON, which loads nothing; only its errors are placed by the YAML reader, of which it is a subset.
 */
async function readDocument(text, what) {
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
        // A YAML document may begin with a brace too; the YAML reader has the last word, and names line and column.
        return undefined;
    }
}
function refuseNothing(value, what) {
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
        hint: 'A policy without rules would decide nothing; write the rules, or remove the policy.',
    });
}
async function explain(problems, what, position) {
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
            ? 'Remove the requirement knowingly, or use a version that supports it.'
            : 'Correct the policy; docs/policy.md describes every key, docs/policy.schema.json lets an editor check it.',
    });
}
/** `rules[0].require[1].signature.by` */
function fieldPath(path) {
    return path
        .map((step, index) => (typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${step}`))
        .join('');
}

/***/ })

};
