/**
 * Matches whole names against `*` (any characters, also none) and `?` (one). The time it takes is bounded by the lengths of both, whatever the name:
 * names come from whoever filled the folder, and a regular expression with several `*` could be kept busy for hours.
 */
export function wildcards(pattern: string): (name: string) => boolean {
  const wanted = [...pattern];
  return (name) => {
    const letters = [...name];
    let at = 0;
    // The last star that was met, and how far it reaches: an earlier one never needs to take more.
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
