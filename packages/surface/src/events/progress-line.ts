import { isLogged } from '../log/create-log.js';
import type { MakeReader } from './reader.js';

/** How many signatures are made and how many artifacts are examined, if there are several. No outcome: the decision may still change it. */
export const progressLine: MakeReader = ({ format, level: least, progress }) => {
  if (format !== 'text' || progress === undefined || !isLogged('info', least)) return undefined;
  let total = 0;
  let done = 0;
  let stored = 0;
  const show = (verb: string, noun: string): void => {
    if (total < 2) return;
    const pushed = stored === 0 ? '' : `, stored ${String(stored)}`;
    progress.show(`${verb} ${String(Math.min(done, total))} of ${String(total)} ${noun}${pushed}`);
  };
  const begin = (count: number): void => {
    [total, done, stored] = [count, 0, 0];
  };
  return {
    wants: () => true,
    read({ event }) {
      switch (event.event) {
        case 'to-sign':
          begin(event.count);
          show('made', 'signatures');
          return;
        case 'signed':
          done += 1;
          show('made', 'signatures');
          return;
        case 'stored':
          stored += 1;
          show('made', 'signatures');
          return;
        case 'to-judge':
          begin(event.subjects);
          show('examined', 'artifacts');
          return;
        case 'examined':
          done += 1;
          show('examined', 'artifacts');
          return;
        case 'decided':
          progress.end();
          return;
        default:
      }
    },
  };
};
