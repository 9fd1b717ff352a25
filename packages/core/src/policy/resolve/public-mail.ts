/** Names of public mail services that have many top-level domains: `yahoo.co.uk`, `gmx.at`. */
const PUBLIC_NAMES: ReadonlySet<string> = new Set([
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

const PUBLIC_DOMAINS: ReadonlySet<string> = new Set([
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
export function isPublicMail(domain: string): boolean {
  const name = domain.toLowerCase();
  const [first = '', ...rest] = name.split('.');
  return PUBLIC_DOMAINS.has(name) || (rest.length > 0 && rest.length <= 2 && PUBLIC_NAMES.has(first));
}
