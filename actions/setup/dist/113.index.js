export const id = 113;
export const ids = [113];
export const modules = {

/***/ 2113:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPublicKey: () => (/* binding */ openPublicKey)
});

// EXTERNAL MODULE: ./packages/core/lib/crypto/public-key.js
var public_key = __webpack_require__(3303);
// EXTERNAL MODULE: ./packages/core/lib/errors/countersign-error.js
var countersign_error = __webpack_require__(4634);
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/variable.js

const PREFIX = 'env://';
/** Whether a reference has the form `env://VAR`. */
const namesVariable = (location) => location.startsWith(PREFIX);
/**
 * The value of the variable in `env://VAR`. A name that is not a usual variable name is not printed: it may be a secret in the wrong place.
 * @throws CountersignError `code` if it is not set
 */
function readVariable({ env }, location, what, code) {
    const name = location.slice(PREFIX.length);
    const value = env[name];
    if (value)
        return value;
    const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'that it names';
    throw new countersign_error/* CountersignError */.WS(code, `${what}: the environment variable ${shown} is not set`, {
        expected: `${what} in the variable ${shown}`,
        found: 'nothing',
        hint: 'Pass the variable to this step, or correct its name.',
    });
}
;// CONCATENATED MODULE: ./packages/core/lib/public-keys/env.js


const WHAT = 'the public key';
/** A public key in PEM form in an environment variable. */
const openPublicKey = async (run, reference, { details }) => ({
    key: (0,public_key/* publicKeyFromPem */.X)(readVariable(run, reference, WHAT, 'KEY_INVALID'), WHAT, details),
    where: reference,
    bytes: undefined,
});

/***/ })

};
