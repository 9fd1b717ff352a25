import { CountersignError, systemCode, systemReason } from '../errors/index.js';

export function fileUnreadable(path: string, cause: unknown): CountersignError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ELOOP: 'too many symbolic links',
    ENOTDIR: 'a part of the path is not a folder',
  };
  const found = reasons[systemCode(cause) ?? ''] ?? systemReason(cause);
  return new CountersignError('FILE_UNREADABLE', `${path} cannot be read`, {
    expected: 'a readable file',
    found,
    ...(systemCode(cause) === 'ENOENT'
      ? {
          hint: path.includes(',')
            ? 'Write one path per line (on the command line: each as an argument of its own): a comma is part of the name.'
            : 'Check the path; a relative path begins in the working folder.',
        }
      : {}),
    cause,
  });
}

export function notAFile(path: string, isDirectory: boolean): CountersignError {
  return new CountersignError('FILE_UNREADABLE', `${path} is not a file`, {
    expected: 'a regular file',
    found: isDirectory ? 'a folder' : 'a pipe, socket or device',
    ...(isDirectory ? { hint: `To include every file in the folder, write ${path.replace(/(?<!\/)\/+$/, '')}/**.` } : {}),
  });
}

export function fileChanged(path: string): CountersignError {
  return new CountersignError('FILE_CHANGED', `${path} changed while it was being hashed`, {
    expected: 'the same size and modification time before and after',
    hint: 'Run again when no other program writes to the file.',
  });
}

export function deadLink(path: string): CountersignError {
  return new CountersignError('FILE_UNREADABLE', `${path} is a broken link`, {
    expected: 'a link to a file that exists',
    found: 'no such file',
    hint: 'Remove the link, create its target, or exclude it (!path).',
  });
}
