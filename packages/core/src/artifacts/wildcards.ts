/**
 * Matches whole names against `*` (any number of characters) and `?` (one character). The time is bounded by the product of both lengths:
 * names are untrusted, and a regular expression with several `*` could take hours.
 */
export function wildcards(pattern: string): (name: string) => boolean {
  const wanted = [...pattern];
  return (name) => {
    const letters = [...name];
    let at = 0;
    // The last star and the end of what it matches; earlier stars never need to match more.
    let star = -1;
    let reach = 0;
    for (let letter = 0; letter < letters.length;) {
      if (wanted[at] === '*') {
        star = at;
        reach = letter;
        at += 1;
      } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === letters[letter])) {
        at += 1;
        letter += 1;
      } else {
        if (star === -1) return false;
        at = star + 1;
        reach += 1;
        letter = reach;
      }
    }
    while (wanted[at] === '*') at += 1;
    return at === wanted.length;
  };
}
