/** Domains that give an address to anybody: a pattern over one of them names nobody. The list is a help, and not complete. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'aol.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'proton.me',
  'protonmail.com',
  'pm.me',
  'fastmail.com',
  'zoho.com',
  'mail.com',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'mail.ru',
  'yandex.ru',
  'yandex.com',
  'qq.com',
  '163.com',
  'users.noreply.github.com',
]);

/**
 * Domains of a pattern over mail addresses at which anybody can have an address, where the pattern leaves the address open;
 * `x@gmail\.com` names one person, `.*@gmail\.com` everybody.
 */
export function openDomains(source: string): readonly string[] {
  const found = [...source.matchAll(/([^|()]*)@((?:[A-Za-z0-9-]|\\?\.|\\-)+)/g)].flatMap(([, local = '', domain = '']) => {
    const name = domain.replaceAll('\\', '').toLowerCase();
    const bare = local.replace(/\\[^A-Za-z0-9]/g, '');
    // Nothing in front of the "@" is a group, which this does not look into.
    const isOpen = local === '' || /[.*+?[\]{}]|\\[A-Za-z]/.test(bare);
    return isOpen && PUBLIC_DOMAINS.has(name) ? [name] : [];
  });
  return [...new Set(found)];
}
