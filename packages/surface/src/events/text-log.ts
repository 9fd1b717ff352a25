import { isShownBySurface } from '@countersign/core/run';
import { isLogged, textLines } from '../log/create-log.js';
import type { MakeReader } from './reader.js';

/** Events as lines for people, with their code. Omits events that the surface shows by itself. */
export const textLog: MakeReader = ({ format, level: least, screen }) =>
  format === 'text'
    ? {
        wants: (level) => isLogged(level, least),
        read({ event, level, text }) {
          if (!isShownBySurface(event)) screen.message(level, textLines(text), 'code' in event ? event.code : undefined);
        },
      }
    : undefined;
