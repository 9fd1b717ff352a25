export const id = 700;
export const ids = [700];
export const modules = {

/***/ 8700:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   identityPattern: () => (/* binding */ identityPattern)
/* harmony export */ });
/* harmony import */ var _errors_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4634);

const MAX_LENGTH = 1024;
/** Workflows of an owner that nobody has named, at several names, refs and depths. */
const STRANGERS = ['app', 'zq-7'].flatMap((name) => ['refs/heads/main', 'refs/tags/v1.0.0'].flatMap((ref) => [
    ...['release', 'zq-7'].map((file) => `https://github.com/zq-7/${name}/.github/workflows/${file}.yml@${ref}`),
    `https://gitlab.com/zq-7/${name}//.gitlab-ci.yml@${ref}`,
    `https://gitlab.com/zq-7/zq-8/${name}//.gitlab-ci.yml@${ref}`,
]));
/**
 * Compiles the one-line policy's identity pattern: RE2 (linear time, no look-around, no back-references), anchored on both
 * sides. A pattern that leaves the host or mail domain open would accept anybody's certificate, so it is refused; so is one
 * that leaves the owner open on a host where everybody can have one, unless `anyOwner` says that the owner is asked elsewhere.
 *
 * @throws CountersignError INPUT_INVALID
 */
async function identityPattern(source, { anyOwner = false } = {}) {
    if (source.length > MAX_LENGTH)
        throw refuse(source.slice(0, 80), `at most ${String(MAX_LENGTH)} characters`);
    // Inline flags could switch letter case or line mode on; nothing in an identity needs them.
    if (/\(\?(?!:|P<|<[A-Za-z])/.test(source))
        throw refuse(source, 'no inline flags such as (?i); identities are compared case-sensitively');
    if (source.includes('\\Q'))
        throw refuse(source, 'no \\Q…\\E; escape single characters');
    const fixed = fixedPart(source);
    if (fixed === undefined) {
        throw refuse(source, 'a pattern that begins with a literal https://host/ or ends with a literal @domain');
    }
    const { RE2JS } = await __webpack_require__.e(/* import() */ 950).then(__webpack_require__.bind(__webpack_require__, 1950));
    const compile = () => {
        try {
            return RE2JS.compile(`^(?:${source})$`);
        }
        catch (cause) {
            throw new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .W('INPUT_INVALID', 'certificate-identity-regexp is not an RE2 expression', {
                expected: 'RE2 syntax without look-around or back-references',
                found: source,
                cause,
            });
        }
    };
    const pattern = compile();
    for (const probe of [
        '',
        'https://host.invalid/a/b/.github/workflows/c.yml@refs/heads/d',
        'a@domain.invalid',
        'https://host.invalid/a//b@refs/heads/c',
        ...(anyOwner ? [] : STRANGERS),
    ]) {
        if (pattern.matches(probe))
            throw refuse(source, `a pattern that does not match "${probe}"`);
    }
    // A tag may be called `x@acme.dev`: the URI of its workflow ends like a mail address and is none.
    const matches = (identity) => pattern.matches(identity) && (fixed === 'host' || !identity.includes('/'));
    return { matches, nameKind: fixed === 'host' ? 'uri' : 'email' };
}
/**
 * What every alternative names literally: the host of a URI, or a mail domain (a `.` counts as one: it stands for one
 * character). Undefined when one names neither, or when they are of both kinds.
 */
function fixedPart(source) {
    const bare = strip(source);
    const alternatives = splitAlternatives(bare);
    if (alternatives === undefined)
        return undefined;
    if (alternatives.length > 1) {
        const [first, ...others] = alternatives.map(fixedPart);
        return others.every((one) => one === first) ? first : undefined;
    }
    if (/^https:\/\/(?:[A-Za-z0-9-]|\\?\.|\\?-)+(?::[0-9]+)?\/(?![?*{])/.test(bare.replaceAll('\\/', '/')))
        return 'host';
    return /@(?:[A-Za-z0-9-]|\\?\.|\\?-)+$/.test(bare) ? 'domain' : undefined;
}
/** Without anchors of its own and without a group around the whole. */
function strip(source) {
    const bare = source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
    const inner = /^\((?:\?:)?([\s\S]*)\)$/.exec(bare)?.[1];
    // Only a group that closes at the very end goes round the whole.
    return inner !== undefined && splitAlternatives(inner) !== undefined ? inner : bare;
}
/** Splits at `|` outside groups and classes; undefined when parentheses do not pair up, or a class could be read in two ways. */
function splitAlternatives(source) {
    const parts = [];
    let part = '';
    let depth = 0;
    let inClass = false;
    for (let index = 0; index < source.length; index++) {
        const character = source[index] ?? '';
        if (character === '\\') {
            part += character + (source[++index] ?? '');
            continue;
        }
        // What reads differently to people and engines could hide an alternative: a class has none of these unescaped.
        if (inClass && /[[(|)]/.test(character))
            return undefined;
        if (character === '[' && /^\^?\]/.test(source.slice(index + 1)))
            return undefined;
        if (character === '[')
            inClass = true;
        else if (character === ']')
            inClass = false;
        else if (character === '(')
            depth++;
        else if (character === ')' && --depth < 0)
            return undefined;
        if (character === '|' && depth === 0) {
            parts.push(part);
            part = '';
        }
        else
            part += character;
    }
    return depth === 0 ? [...parts, part] : undefined;
}
function refuse(found, expected) {
    return new _errors_index_js__WEBPACK_IMPORTED_MODULE_0__/* .CountersignError */ .W('INPUT_INVALID', 'certificate-identity-regexp would accept too much', {
        expected,
        found,
        hint: 'Use certificate-identity with the exact identity, or a policy file, whose patterns are matched on parsed values.',
    });
}


/***/ })

};
