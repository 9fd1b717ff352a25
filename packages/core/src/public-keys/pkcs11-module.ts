import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Pkcs11Uri } from './pkcs11-uri.js';
import { namesVariable, readVariable } from './variable.js';

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
] as const;

const HINT =
  'Add ?module-path=/ABSOLUTE/PATH.so, the library of the vendor of the HSM (SoftHSM: /usr/lib/softhsm/libsofthsm2.so; OpenSC cards: the file opensc-pkcs11.so).';

/**
 * The absolute path of the PKCS #11 module that a reference names. There is no default: a module is code that runs with the PIN.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID
 */
export function pkcs11Module(run: Pick<Run, 'env'>, { modulePath, moduleName }: Pkcs11Uri): string {
  if (modulePath !== undefined && moduleName !== undefined) throw invalid('module-path or module-name', 'both');
  if (moduleName !== undefined) return searched(moduleName);
  if (modulePath === undefined) throw invalid('module-path or module-name', 'neither');
  const path = namesVariable(modulePath) ? readVariable(run, modulePath, 'the PKCS #11 module', 'KEY_INVALID') : modulePath;
  if (!isAbsolute(path)) throw invalid('an absolute path of a PKCS #11 module', 'a relative one');
  if (!isFile(path)) {
    throw new CountersignError('KEY_INVALID', `the PKCS #11 module ${path} is not there`, {
      expected: 'the library of the vendor of the HSM',
      found: 'no such file',
      hint: HINT,
    });
  }
  return path;
}

function searched(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw invalid('a module-name of letters, digits, ".", "_" and "-"', 'another');
  const names = [`lib${name}.so`, `${name}.so`, `lib${name}.dylib`, `${name}.dylib`];
  const found = FOLDERS.flatMap((folder) => names.map((file) => join(folder, file))).find(isFile);
  if (found !== undefined) return found;
  throw new CountersignError('KEY_INVALID', `there is no PKCS #11 module with the name ${name}`, {
    expected: `${names.join(' or ')} in ${FOLDERS.join(', ')}`,
    found: 'no such file',
    hint: HINT,
  });
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function invalid(expected: string, found: string): CountersignError {
  return new CountersignError('INPUT_INVALID', 'the reference of a key in an HSM must name one PKCS #11 module', {
    expected,
    found,
    hint: HINT,
  });
}
