export const id = 432;
export const ids = [432];
export const modules = {

/***/ 7432:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  writePolicy: () => (/* reexport */ writePolicy)
});

// UNUSED EXPORTS: documentSchema, readDocument

;// CONCATENATED MODULE: ./packages/core/lib/policy/document/write-policy.js
/**
 * Writes a document as YAML that reads as the same document. Every scalar of a policy in YAML is text; a document with other
 * scalars (a policy in JSON may have numbers among the parameters of a provenance) is written as JSON, which the reader accepts too.
 */
function writePolicy(document) {
    const value = document;
    return hasOtherScalars(value) ? `${JSON.stringify(value, undefined, 2)}\n` : `${block(value, '').trimStart()}\n`;
}
/** Numbers that a shape reads are written as digits and read as the same numbers; elsewhere digits would be read as text. */
function hasOtherScalars(value, name) {
    if (value === undefined || typeof value === 'string')
        return false;
    if (typeof value !== 'object' || value === null)
        return !(typeof value === 'number' && name !== undefined);
    if (Array.isArray(value))
        return value.some((one) => hasOtherScalars(one));
    return Object.entries(value).some(([key, one]) => key === 'parameters' ? !isText(one) : hasOtherScalars(one, key));
}
/** Whether all scalars are texts. */
function isText(value) {
    if (value === undefined || typeof value === 'string')
        return true;
    if (typeof value !== 'object' || value === null)
        return false;
    return Object.values(value).every((one) => isText(one));
}
function block(value, indent) {
    if (Array.isArray(value)) {
        const items = value;
        if (items.length === 0)
            return ' []';
        return items.map((one) => `\n${indent}-${after(one, `${indent}  `, true)}`).join('');
    }
    if (typeof value === 'object' && value !== null) {
        const members = Object.entries(value).filter(([, one]) => one !== undefined);
        if (members.length === 0)
            return ' {}';
        return members.map(([key, one]) => `\n${indent}${scalar(key)}:${after(one ?? null, `${indent}  `, false)}`).join('');
    }
    return ` ${scalar(value)}`;
}
/** The first member of a mapping in a list is on the line of the dash. */
function after(value, indent, inList) {
    const written = block(value, indent);
    return inList && written.startsWith(`\n${indent}`) ? ` ${written.slice(indent.length + 1)}` : written;
}
/** Scalars that every version of YAML reads as this text; everything else is quoted as in JSON, because YAML is a superset of JSON. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./@+-]*$/;
const OTHER_MEANING = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;
function scalar(value) {
    if (typeof value === 'number')
        return String(value);
    const text = String(value);
    return PLAIN.test(text) && !OTHER_MEANING.test(text) ? text : JSON.stringify(text);
}
;// CONCATENATED MODULE: ./packages/core/lib/policy/document/index.js




/***/ })

};
