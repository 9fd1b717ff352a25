import { CountersignError, type Code } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { callProgram, type ProgramAnswer } from './program.js';

const PROGRAM = 'pkcs11-tool';
const ABSENT =
  'Install OpenSC, which contains it: apt-get install opensc (Debian, Ubuntu), dnf install opensc (Fedora), apk add opensc (Alpine), brew install opensc (macOS).';
/** pkcs11-tool reads the PIN from this variable; it is never an argument. */
const PIN_VARIABLE = 'COUNTERSIGN_PKCS11_PIN';

/** Starts pkcs11-tool with the module of one reference. */
export interface Pkcs11Tool {
  /**
   * @param pin logs in first; without it, only public objects are visible
   * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, SERVICE_REFUSED, SERVICE_UNAVAILABLE, DEADLINE_EXCEEDED
   */
  call(args: readonly string[], options?: Pkcs11Call): Promise<ProgramAnswer>;
}

export interface Pkcs11Call {
  readonly pin?: string | undefined;
  readonly input?: Uint8Array;
  readonly timeoutMs?: number;
}

export function pkcs11Tool(run: Run, module: string): Pkcs11Tool {
  return {
    async call(args, { pin, input, timeoutMs } = {}) {
      const answer = await callProgram(run, {
        program: PROGRAM,
        args: ['--module', module, ...(pin === undefined ? [] : ['--login', '--pin', `env:${PIN_VARIABLE}`]), ...args],
        input,
        env: pin === undefined ? {} : { [PIN_VARIABLE]: pin },
        secrets: pin === undefined ? [] : [pin],
        absent: ABSENT,
        timeoutMs,
      });
      if (answer.status !== 0) throw refused(answer.said);
      return answer;
    },
  };
}

interface Reason {
  readonly says: RegExp;
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

const NOT_AGAIN = 'It was tried once, and not again, because tokens lock after a few wrong PINs.';

/** What pkcs11-tool says (PKCS #11 section 5.1), and what it means for the user. The first that matches counts. */
const REASONS: readonly Reason[] = [
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

function refused(said: string): CountersignError {
  const { code, message, hint } = REASONS.find(({ says }) => says.test(said)) ?? {
    code: 'SERVICE_REFUSED' as const,
    message: 'the token refused the request',
    hint: 'Run pkcs11-tool by hand with the same module and token to see more.',
  };
  return new CountersignError(code, message, { found: said === '' ? 'pkcs11-tool failed without a message' : said, hint });
}
