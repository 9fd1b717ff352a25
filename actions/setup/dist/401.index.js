export const id = 401;
export const ids = [401];
export const modules = {

/***/ 5401:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  identityPattern: () => (/* binding */ identityPattern)
});

// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/literal-ends.js
/* Finds the literal text with which everything that an RE2 pattern matches begins or ends. */
const MAX_ALTERNATIVES = 256;
/**
 * The literal ends of a pattern, one for each alternative; groups are multiplied out. Every text that the pattern matches begins (or
 * ends) with one of them, where a `.` in `dots` is any character. Repetitions, classes and escapes of letters end the literal text.
 *
 * @returns the reason as an Error where the pattern could be understood in two ways
 */
function literalEnds(source, side) {
    try {
        const reader = new Reader(source);
        return endsOf(reader.pattern(), side);
    }
    catch (error) {
        if (error instanceof Unclear)
            return error;
        throw error;
    }
}
class Unclear extends Error {
}
const NOTHING = { text: '', dots: new Map(), whole: true };
function endsOf(branches, side) {
    return branches.flatMap((branch) => {
        let ends = [NOTHING];
        for (const atom of side === 'start' ? branch : branch.toReversed()) {
            const next = atomEnds(atom, side);
            ends = ends.flatMap((end) => (end.whole ? next.map((one) => joined(end, one, side)) : [end]));
            if (ends.length > MAX_ALTERNATIVES)
                throw new Unclear(`at most ${String(MAX_ALTERNATIVES)} alternatives`);
            if (!ends.some((end) => end.whole))
                break;
        }
        return ends;
    });
}
function atomEnds(atom, side) {
    switch (atom.kind) {
        case 'text':
            return [{ ...NOTHING, text: atom.text }];
        case 'dot':
            return [{ text: '.', dots: new Map([[0, atom.at]]), whole: true }];
        case 'wild':
            return [{ ...NOTHING, whole: false }];
        case 'nothing':
            return [NOTHING];
        case 'group':
            return endsOf(atom.branches, side);
    }
}
function joined(outer, inner, side) {
    const [left, right] = side === 'start' ? [outer, inner] : [inner, outer];
    const moved = [...right.dots].map(([index, at]) => [index + left.text.length, at]);
    return { text: left.text + right.text, dots: new Map([...left.dots, ...moved]), whole: inner.whole };
}
/** Reads the structure of an RE2 pattern: alternatives, groups, repetitions. Refuses what people and engines can understand differently. */
class Reader {
    source;
    at = 0;
    constructor(source) {
        this.source = source;
    }
    pattern() {
        const branches = this.branches();
        if (this.at < this.source.length)
            throw new Unclear('parentheses in pairs');
        return branches;
    }
    branches() {
        const branches = [[]];
        for (;;) {
            const character = this.source[this.at];
            if (character === undefined || character === ')')
                return branches;
            if (character === '|') {
                this.at++;
                branches.push([]);
            }
            else
                branches.at(-1)?.push(this.repeated(this.atom(character)));
        }
    }
    atom(character) {
        const at = this.at++;
        switch (character) {
            case '\\':
                return this.escape();
            case '(':
                return this.group();
            case '[':
                return this.characterClass(at);
            case '.':
                return { kind: 'dot', at };
            case '^':
            case '$':
                return { kind: 'nothing' };
            case '*':
            case '+':
            case '?':
            case '{':
                throw new Unclear(`"${character}" only after something that it repeats; write \\${character} for the character`);
            default:
                return { kind: 'text', text: character };
        }
    }
    escape() {
        const next = this.source[this.at++];
        if (next === undefined)
            throw new Unclear('no "\\" at the end');
        if (next === 'Q' || next === 'E')
            throw new Unclear('no \\Q…\\E; escape single characters');
        return /[A-Za-z0-9]/.test(next) ? { kind: 'wild' } : { kind: 'text', text: next };
    }
    group() {
        const rest = this.source.slice(this.at);
        if (rest.startsWith('?')) {
            const head = /^\?(?::|P?<[A-Za-z0-9_]+>)/.exec(rest);
            // Flags could change letter case or line mode; no identity needs them.
            if (head === null)
                throw new Unclear('no inline flags such as (?i); identities are compared case-sensitively');
            this.at += head[0].length;
        }
        const branches = this.branches();
        if (this.source[this.at++] !== ')')
            throw new Unclear('parentheses in pairs');
        return { kind: 'group', branches };
    }
    /** `[.]` is one character; every other class matches several. */
    characterClass(at) {
        const found = /^\[\^?(?:\\[^QE]|[^\\[\](|)^])(?:\\[^QE]|[^\\[\](|)])*\]/s.exec(this.source.slice(at));
        if (found === null)
            throw new Unclear('character classes without unescaped [ ] ( | ) inside');
        this.at = at + found[0].length;
        const single = /^\[([^^\\])\]$/s.exec(found[0])?.[1];
        return single === undefined ? { kind: 'wild' } : { kind: 'text', text: single };
    }
    repeated(atom) {
        const found = /^(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??/.exec(this.source.slice(this.at));
        if (found === null)
            return atom;
        this.at += found[0].length;
        return { kind: 'wild' };
    }
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/public-mail.js
/** Names of public mail services that have many top-level domains: `yahoo.co.uk`, `gmx.at`. */
const PUBLIC_NAMES = new Set([
    'yahoo',
    'ymail',
    'hotmail',
    'outlook',
    'live',
    'gmx',
    'yandex',
    'proton',
    'protonmail',
    'zoho',
    'tutanota',
    'tuta',
]);
const PUBLIC_DOMAINS = new Set([
    'gmail.com',
    'googlemail.com',
    'msn.com',
    'passport.com',
    'rocketmail.com',
    'aol.com',
    'icloud.com',
    'me.com',
    'mac.com',
    'pm.me',
    'fastmail.com',
    'fastmail.fm',
    'hey.com',
    'mail.com',
    'email.com',
    'mailbox.org',
    'posteo.de',
    'web.de',
    'freenet.de',
    't-online.de',
    'orange.fr',
    'free.fr',
    'laposte.net',
    'libero.it',
    'seznam.cz',
    'mail.ru',
    'bk.ru',
    'inbox.ru',
    'list.ru',
    'ya.ru',
    'qq.com',
    'foxmail.com',
    '163.com',
    '126.com',
    'yeah.net',
    'sina.com',
    'sohu.com',
    'naver.com',
    'daum.net',
    'hanmail.net',
    'rediffmail.com',
    'users.noreply.github.com',
    'users.noreply.gitlab.com',
]);
/** Whether anyone can get an address at this domain, according to this list. The list helps against mistakes and is not complete. */
function isPublicMail(domain) {
    const name = domain.toLowerCase();
    const [first = '', ...rest] = name.split('.');
    return PUBLIC_DOMAINS.has(name) || (rest.length > 0 && rest.length <= 2 && PUBLIC_NAMES.has(first));
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/resolve/identity-pattern.js



const MAX_LENGTH = 1024;
/**
 * Compiles the one-line policy's identity pattern: RE2 (linear time, no look-around, no back-references), anchored on both
 * sides. Every alternative must begin with a literal `https://HOST/OWNER/` or end with a literal `@DOMAIN`; otherwise certificates
 * of anyone could match. With `anyOwner`, the owner is compared separately.
 *
 * @throws CountersignError INPUT_INVALID
 */
async function identityPattern(source, { anyOwner = false } = {}) {
    if (source.length > MAX_LENGTH)
        throw refuse(source.slice(0, 80), `at most ${String(MAX_LENGTH)} characters`);
    const nameKind = startsAsUri(source) ? 'uri' : 'email';
    const ends = literalEnds(source, nameKind === 'uri' ? 'start' : 'end');
    if (ends instanceof Error)
        throw refuse(source, ends.message);
    const dots = ends.flatMap((end) => (nameKind === 'uri' ? readUri(source, end, anyOwner) : readAddress(source, end)));
    const tight = [...new Set(dots)].sort((a, b) => b - a).reduce((text, at) => `${text.slice(0, at)}\\${text.slice(at)}`, source);
    const { RE2JS } = await __webpack_require__.e(/* import() */ 950).then(__webpack_require__.bind(__webpack_require__, 1950));
    const compile = (pattern) => {
        try {
            return RE2JS.compile(pattern);
        }
        catch (cause) {
            throw new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'certificate-identity-regexp is not an RE2 expression', {
                expected: 'RE2 syntax without look-around or back-references',
                found: source,
                cause,
            });
        }
    };
    const whole = compile(`^(?:${tight})$`);
    const start = compile(`^(?:${tight})(?s:.*)$`);
    return {
        source: tight,
        nameKind,
        // A tag may be called `x@acme.dev`: the URI of its workflow ends like a mail address.
        matches: (identity) => whole.matches(identity) && (nameKind === 'uri' || !identity.includes('/')),
        matchesStart: (identity) => start.matches(identity),
    };
}
/** A pattern is for one kind of name: where one alternative begins as a URI, all must. */
function startsAsUri(source) {
    const ends = literalEnds(source, 'start');
    return !(ends instanceof Error) && ends.some((end) => end.text.startsWith('https://'));
}
const ORIGIN = /^https:\/\/((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(?::[0-9]+)?)\//;
/** Hosts whose identities have the owner later than in the first part of the path (github.com/sigstore/fulcio, config/identity). */
const OWNERS = {
    'circleci.com': { form: /^api\/v2\/projects\/[^/]+\//, shown: 'api/v2/projects/PROJECT-ID/' },
};
const FIRST_PART = { form: /^[^/]+\//, shown: 'OWNER/' };
/** @returns the places of the dots in the host, which must match literally. */
function readUri(source, end, anyOwner) {
    const [origin, host = ''] = ORIGIN.exec(end.text) ?? [];
    if (origin === undefined)
        throw refuse(source, 'every alternative begins with a literal https://HOST/OWNER/');
    const dots = [...end.dots];
    const wild = dots.find(([index]) => index >= origin.length)?.[0];
    const literal = end.text.slice(origin.length, wild);
    const owner = OWNERS[host.toLowerCase()] ?? FIRST_PART;
    const namesOne = end.whole && wild === undefined && /^[^/]/.test(literal);
    if (!anyOwner && !namesOne && !owner.form.test(literal))
        throw refuse(source, `every alternative begins with a literal https://${host}/${owner.shown}`, `Anyone can have an identity on ${host}: begin with "https://${host.replaceAll('.', '\\.')}/${owner.shown}" (dots written "\\.")${owner === FIRST_PART
            ? ', or name the owner or repository whose runs count: "owner: OWNER" or "repository: OWNER/NAME" (--owner OWNER, --repository OWNER/NAME).'
            : '.'}`);
    return dots.filter(([index]) => index < origin.length).map(([, at]) => at);
}
/** @returns the places of the dots in the domain, which must match literally. */
function readAddress(source, end) {
    const domain = /@((?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+)$/.exec(end.text)?.[1];
    if (domain === undefined)
        throw refuse(source, 'every alternative begins with a literal https://HOST/OWNER/, or every one ends with a literal @DOMAIN');
    const start = end.text.length - domain.length;
    const dots = [...end.dots];
    const namesOne = end.whole && dots.every(([index]) => index >= start);
    if (!namesOne && isPublicMail(domain))
        throw refuse(source, `whole addresses at ${domain}, with "\\." for their dots`, `Anyone can have an address at ${domain}. Name the addresses: certificate-identity: NAME@${domain}, or "(?:A|B)@${domain.replaceAll('.', '\\.')}".`);
    return dots.filter(([index]) => index >= start).map(([, at]) => at);
}
function refuse(found, expected, hint) {
    return new countersign_error/* CountersignError */.WS('INPUT_INVALID', 'certificate-identity-regexp is too wide or not clear', {
        expected,
        found,
        hint: hint ?? 'Use certificate-identity with the exact identity, or a policy file, whose patterns are matched on parsed values.',
    });
}

/***/ })

};
