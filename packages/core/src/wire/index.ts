export type { JsonObject, JsonValue } from './json-types.js';
export { canonicalJson } from './canonical-json.js';
export { parseCheckpoint, type CheckpointNote } from './checkpoint.js';
export { parseDer, type DerClass, type DerNode } from './der.js';
export { encodeDer, encodeDerBoolean, encodeDerInteger, encodeDerOctets, encodeDerOid, encodeDerSequence } from './der-encode.js';
export {
  derAscii,
  derBitBytes,
  derBits,
  derBoolean,
  derExplicit,
  derInteger,
  derIs,
  derIsContext,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derSmallInteger,
  derTime,
  derUtf8,
} from './der-values.js';
export { fail as derFail } from './der.js';
export { parseJson, type JsonOptions } from './json.js';
export { JsonOutline, type JsonOutlineValue, type VisitMember } from './json-outline.js';
export { isJsonObject, readArray, readInteger, readObject, readString } from './json-readers.js';
export { foldName, refuseOtherSpellings, type MemberNames } from './member-names.js';
export { canonicalPlatform, platformName, samePlatform, type PlatformParts } from './platform.js';
export { ProtoReader } from './protobuf-json.js';
export { encodePem, parsePem, type PemBlock, type PemOptions } from './pem.js';
export {
  concatBytes,
  decodeBase64,
  decodeBase64Url,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  encodeUtf8,
  equalBytes,
  excerpt,
  INVISIBLE,
} from './text.js';
export { makeFolder } from './make-folder.js';
export { readRegularFile } from './regular-file.js';
export { replaceFile } from './replace-file.js';
export { sha256Digest } from './sha256-digest.js';
export { readTar, type TarFile, type TarLimits } from './tar.js';
export { refuseHiddenText } from './plain-text.js';
export { editYaml, type YamlEdit, type YamlPath } from './edit-yaml.js';
export { parseYaml, type YamlDocument, type YamlPosition } from './yaml.js';
