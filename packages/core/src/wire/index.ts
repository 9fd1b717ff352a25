export type { JsonObject, JsonValue } from './json-types.js';
