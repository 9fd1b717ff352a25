/**
 * Checks of the clients of key services, and of the stand-ins for services that nobody can install: what `removal.mjs` takes out. Checks of the
 * stand-in for AWS are taken out by its own test.
 */

/** File in the sources of the package, its text, and what stands for it: the program without this check. @typedef {readonly [file: string, text: string | RegExp, instead: string]} Removal */

/** @typedef {{in: 'core' | 'sandbox', tests: readonly string[], checks: Readonly<Record<string, Removal>>}} Group */

/** @type {Readonly<Record<string, Removal>>} */
const AWS = {
  'the signature verifies': ['keys/proven-signature.ts', 'await verifyDigestSignature(key, input.digest, signature)', 'true'],
  'the answer is about this key': ['keys/awskms.ts', 'signed.arn !== arn || ', ''],
  'the answer is about this algorithm': ['keys/awskms.ts', ' || signed.algorithm !== algorithm.name', ''],
  'there is a signature': ['keys/awskms.ts', 'signature === undefined || signed.arn', 'signed.arn'],
  'the key has the algorithm': ['keys/awskms.ts', 'if (!signingAlgorithms.includes(algorithm.name))', 'if (false)'],
  'messages have a limit': ['keys/awskms.ts', ' && input.message.length <= MAX_MESSAGE_BYTES', ''],
  'the alias is free': ['keys/awskms.ts', 'if (await exists(kms, client, alias))', 'if (false)'],
  'all signatures are by one key': ['keys/awskms.ts', 'keyId: arn, algorithm', 'keyId: key.keyId, algorithm'],
  'the key is for signatures': ['public-keys/aws/key.ts', "if (usage !== 'SIGN_VERIFY')", 'if (false)'],
  'there is a public key': ['public-keys/aws/key.ts', 'spki === undefined || ', 'spki === undefined ? false : '],
  'the region is a region': ['public-keys/aws/settings.ts', 'if (isRegion(region)) return region;', 'return region;'],
  'the role is a role': ['public-keys/aws/web-identity.ts', /check\('role'.*\n/, ''],
  'the session has a name': ['public-keys/aws/web-identity.ts', /check\('session'.*\n/, ''],
  'the credentials are still valid': [
    'public-keys/aws/web-identity.ts',
    'if (!(expiration.getTime() > run.clock().getTime()))',
    'if (false)',
  ],
  'the token is masked': ['public-keys/login-token.ts', 'run.log.secret(token);', ''],
  'a token that can sign is not sent': ['net/create-net.ts', 'refuseSigningToken(request);', ''],
  'the session token is masked': ['public-keys/aws/credentials.ts', 'run.log.secret(found.sessionToken);', 'void 0;'],
  'the secret is masked': ['public-keys/aws/secret.ts', 'run.log.secret(whole);', ''],
  'the secret has a name': ['public-keys/aws/secret.ts', 'region === undefined && !NAME.test(id)', 'false'],
  'throttled requests wait': ['public-keys/aws/send.ts', '!THROTTLED.includes(typeOf(answer)) || ', 'true || '],
  'a login comes first': ['public-keys/aws/credentials.ts', 'login === undefined ?', 'true ?'],
};
/** @type {Readonly<Record<string, Removal>>} */
const SERVICE = {
  'a digest for a key without hash is refused': [
    'keys/service-signer.ts',
    "if (algorithm === undefined && input.kind === 'digest') throw needsMessage(service);",
    '',
  ],
  'a signature of a message verifies': [
    'keys/proven-signature.ts',
    'await verifyMessageSignature(key, input.message, signature)',
    'true',
  ],
  'a signature of a digest verifies': [
    'keys/proven-signature.ts',
    'await verifyDigestSignature(key, input.digest, signature)',
    'true',
  ],
};

// Not in the lists of Google and Azure: masks of what a request to the login service contains, and of access tokens. `library-send.ts` masks
// the secrets of every request a second time.

/** @type {Readonly<Record<string, Removal>>} */
const GOOGLE = {
  ...SERVICE,
  'messages have a limit': ['keys/gcpkms-signer.ts', 'if (bytes.length > MAX_DATA_BYTES)', 'if (false)'],
  'the answer is by this version': ['keys/gcpkms-signer.ts', "if (answer['name'] !== name)", 'if (false)'],
  'the service has verified what it was sent': ['keys/gcpkms-signer.ts', /if \(answer\[`verified.*\] !== true\)/, 'if (false)'],
  'the request has a checksum': ['keys/gcpkms-signer.ts', '{ ...content, ...checksum }', '{ ...content }'],
  'a new key has no version': ['keys/gcpkms-signer.ts', 'if (version !== undefined)', 'if (false)'],
  'a new key is the named one': ['keys/gcpkms-signer.ts', "if (made['name'] !== key)", 'if (false)'],
  'a new version has the algorithm': ['keys/gcpkms-signer.ts', 'if (own !== algorithm)', 'if (false)'],
  'a new version is of the key': ['keys/gcpkms-signer.ts', 'if (name !== `${key}/cryptoKeyVersions/${number}`)', 'if (false)'],
  'a new key is being generated': ['keys/gcpkms-signer.ts', "if (state !== 'PENDING_GENERATION')", 'if (false)'],
  'a new key is waited for': ['keys/gcpkms-signer.ts', 'await generated(run, google, api, name);', ''],
  'pages of versions end': ['public-keys/google-kms.ts', 'if (pages === MAX_PAGES)', 'if (pages === 200)'],
  'the version is enabled': ['public-keys/google-kms.ts', "filter: 'state=ENABLED',", ''],
  'versions are objects': [
    'public-keys/google-kms.ts',
    "if (!isJsonObject(one)) throw damaged('versions of the key', 'another value');",
    '',
  ],
  'versions are of this key': ['public-keys/google-kms.ts', 'if (name !== `${key}/cryptoKeyVersions/${number}`)', 'if (false)'],
  'the public key is of this version': ['public-keys/google-kms.ts', "if (answer['name'] !== name)", 'if (false)'],
  'the chosen algorithm is that of the key': ['public-keys/google-kms.ts', 'details !== undefined && details !== own', 'false'],
  'the public key has its checksum': [
    'public-keys/google-kms.ts',
    "checkCrc32c(encodeUtf8(pem), answer['pemCrc32c'], 'pemCrc32c');",
    '',
  ],
  'a checksum is compared': ['public-keys/google-api.ts', 'if (value === crc32c(bytes)) return;', 'return;'],
  'redirects are not followed': ['public-keys/google-api.ts', "redirect: 'manual' as const", "redirect: 'follow' as const"],
  'the access token is hidden in errors': ['public-keys/google-api.ts', 'secrets: [bearer],', ''],
  'the access token is masked': ['public-keys/google-credentials.ts', 'run.log.secret(token);', ''],
  'a login comes first': ['public-keys/google-credentials.ts', 'if (login !== undefined)', 'if (false)'],
  'the provider is one': ['public-keys/google-credentials.ts', 'if (provider !== undefined) return provider;', 'return text;'],
  'the service account is one': [
    'public-keys/google-credentials.ts',
    'if (/^[a-z0-9-]{1,100}@[a-z0-9.-]{1,100}$/.test(account))',
    'if (true)',
  ],
  'tokens go to Google alone': [
    'public-keys/google-credentials.ts',
    String.raw`if (url?.protocol === 'https:' && url.port === '' && /^[a-z0-9.-]+\.googleapis\.com$/.test(url.hostname)) return text;`,
    'return text;',
  ],
  'tokens go by TLS': [
    'public-keys/google-credentials.ts',
    "url?.protocol === 'https:' && url.port",
    'url?.protocol && url.port',
  ],
  'tokens go to the usual port': ['public-keys/google-credentials.ts', "url.port === '' && ", ''],
  'no program gives a token': [
    'public-keys/google-credentials.ts',
    "if (typeof url !== 'string' || source['environment_id'] !== undefined)",
    "if (typeof url !== 'string')",
  ],
  'the metadata server is Google': ['public-keys/google-metadata.ts', " || answer.headers['metadata-flavor'] !== 'Google'", ''],
  'the metadata server answers': ['public-keys/google-metadata.ts', 'answer.status !== 200 || ', ''],
  'the secret is the named one': ['public-keys/google-secret.ts', /!secret\.endsWith\(.*?\) \|\| /, ''],
  'the secret is of the named version': [
    'public-keys/google-secret.ts',
    " || (asked[2] !== 'latest' && asked[2] !== version)",
    '',
  ],
  'no part of a reference is dots': ['public-keys/google-reference.ts', String.raw`(?!\\.)`, ''],
};

/** @type {Readonly<Record<string, Removal>>} */
const AZURE = {
  'a signature of a digest verifies': SERVICE['a signature of a digest verifies'],
  'the signature is by the opened key': ['keys/azurekms-signer.ts', 'if (kid !== id)', 'if (false)'],
  'the signature has its length': ['keys/azurekms-signer.ts', 'if (signature.length !== 2 * bytes)', 'if (false)'],
  'a new key has no version': ['keys/azurekms-signer.ts', 'if (reference.version !== undefined)', 'if (false)'],
  'a new key has a new name': [
    'keys/azurekms-signer.ts',
    'if ((await azure.vaultKeyExists(vault)) !== (newVersion === true))',
    'if (false)',
  ],
  'an identifier has a version': ['public-keys/azure-vault.ts', "version !== '' && same", 'same'],
  'an identifier is of this key': ['public-keys/azure-vault.ts', "version !== '' && same", "version !== ''"],
  'an identifier is of this version': ['public-keys/azure-vault.ts', ' && (wanted === undefined || wanted === version)', ''],
  'the key is enabled': ['public-keys/azure-vault.ts', "if (attributes['enabled'] === false)", 'if (false)'],
  'the key has a type that signs': ['public-keys/azure-vault.ts', 'if (members.length === 0)', 'if (false)'],
  'the hash is that of the curve': [
    'public-keys/azure-vault.ts',
    'if (KEY_DETAILS[key.details].deprecated === true)',
    'if (false)',
  ],
  'only the vault may challenge': ['public-keys/azure-vault.ts', /&&\s+URL\.parse\(url\)\?\.host === host,/, ','],
  'the challenge is for the first request': ['public-keys/azure-vault.ts', "sent['authorization'] === undefined &&", ''],
  'a challenge says who gives tokens': ['public-keys/azure-vault.ts', "headers['www-authenticate'] !== undefined &&", ''],
  'the token of the job is taken once': [
    'public-keys/azure-vault.ts',
    'if (taken === undefined || now - taken.at > 60_000)',
    'if (true)',
  ],
  'the domain is one of Azure': ['public-keys/azure-reference.ts', 'if (cloud === undefined)', 'if (false)'],
  'the variable names the same cloud': [
    'public-keys/azure-reference.ts',
    'if (environment && !cloud.names.includes(environment))',
    'if (false)',
  ],
  'a login comes first': ['public-keys/azure-credentials.ts', 'if (login !== undefined)', 'if (false)'],
  'the password of the certificate is masked': [
    'public-keys/azure-credentials.ts',
    'if (password !== undefined) run.log.secret(password);',
    '',
  ],
  'credentials are complete': ['public-keys/azure-credentials.ts', 'else if (secret || certificate)', 'else if (false)'],
  'the token of the job is masked': ['public-keys/login-token.ts', 'run.log.secret(token);', ''],
  'the gate requests no token': [
    'public-keys/login-token.ts',
    'if (place === undefined && services.identityToken === undefined)',
    'if (false)',
  ],
  'redirects are not followed': ['public-keys/library-send.ts', "redirect: 'manual',", ''],
  'plain http is for the machine': [
    'public-keys/library-send.ts',
    "machineCredentials: url.startsWith('http:'),",
    'machineCredentials: true,',
  ],
};

/** @type {Readonly<Record<string, Removal>>} */
const VAULT = {
  'the signature is by this version': ['keys/vault-signer.ts', ' || Number(by) !== version', ''],
  'a signature of a message verifies': [
    'keys/proven-signature.ts',
    'await verifyMessageSignature(key, input.message, signature)',
    'true',
  ],
  'a signature of a digest verifies': [
    'keys/proven-signature.ts',
    'await verifyDigestSignature(key, input.digest, signature)',
    'true',
  ],
  'the request names the version': ['keys/vault-signer.ts', ', key_version: version', ''],
  'the digest has its length': [
    'keys/proven-signature.ts',
    'if (digest.length === HASH_BYTES[algorithm]) return digest;',
    'return digest;',
  ],
  'messages have a limit': ['keys/vault-signer.ts', ' && input.message.length <= MAX_MESSAGE_BYTES', ''],
  'the algorithm is one of Transit': ['keys/vault-signer.ts', ' || kind.deprecated === true', ''],
  'a new key has no version': ['keys/vault-signer.ts', 'if (reference.version !== undefined)', 'if (false)'],
  'a new key has a new name': ['keys/vault-signer.ts', 'if (exists && !newVersion)', 'if (false)'],
  'the new version is ours': ['keys/vault-signer.ts', 'if (made.version !== before + 1)', 'if (false)'],
  'a new key stays at the server': ['keys/vault-signer.ts', 'exportable: false, ', ''],
  'there is such a key': ['public-keys/vault/transit.ts', 'if (answer.status === 404) throw noKey(place, answer.words);', ''],
  'there is such an engine': [
    'public-keys/vault/transit.ts',
    'if (answer.status === 404 && answer.words !== NO_MESSAGE) throw noKey(place, answer.words);',
    '',
  ],
  'the key has a type that signs': ['public-keys/vault/transit.ts', /if \(!TYPES\.includes\(type\)\).*/, ''],
  'the key is not derived': ['public-keys/vault/transit.ts', 'if (derived !== false && derived !== undefined)', 'if (false)'],
  'the key is not deleted': ['public-keys/vault/transit.ts', 'if (deleted === true)', 'if (false)'],
  'there is such a version': ['public-keys/vault/transit.ts', 'if (entry === undefined)', 'if (false)'],
  'the version may sign': ['public-keys/vault/transit.ts', 'if (toSign && version < leastToSign)', 'if (false)'],
  'the version has a public key': ['public-keys/vault/transit.ts', "if (typeof text !== 'string' || text === '')", 'if (false)'],
  'the secret exists': ['public-keys/vault/kv.ts', 'if (fields === undefined)', 'if (false)'],
  'the field is a text': ['public-keys/vault/kv.ts', "typeof value !== 'string' || value === ''", "value === ''"],
  'the field has a text': ['public-keys/vault/kv.ts', "value === '' || ", ''],
  'the text has a limit': ['public-keys/vault/kv.ts', ' || value.length > MAX_TEXT', ''],
  'the engine is kv': ['public-keys/vault/kv.ts', "if (type !== 'kv' && type !== 'generic')", 'if (false)'],
  'the engine is at the path': [
    'public-keys/vault/kv.ts',
    'if (names.length === 0 || names.length >= place.length || names.some((name, index) => name !== place[index]))',
    'if (false)',
  ],
  'the secret is of the version': ['public-keys/vault/kv.ts', ' || (asked !== undefined && version !== asked)', ''],
  'the engine has versions': ['public-keys/vault/kv.ts', 'if (asked === undefined) return', 'return'],
  'a secret is stored without a version': ['keys/vault-kv-signer.ts', 'if (parsed.version !== undefined)', 'if (false)'],
  'nobody else has changed the secret': ['keys/vault-kv-signer.ts', '{ data, options: { cas: version } }', '{ data }'],
  'a key that is read is masked': ['keys/vault-kv-signer.ts', /run\.log\.secret\(text\);/, ''],
  'redirects are not followed': ['public-keys/vault/request.ts', "redirect: 'manual',", ''],
  'the token is hidden in errors': ['public-keys/vault/request.ts', '...(token === undefined ? [] : [token])', ''],
  'refusals with status 500 are final': ['public-keys/vault/request.ts', 'isFinal: isRefusal,', ''],
  'an address is one': ['public-keys/vault/server.ts', " && url.username + url.password + url.search + url.hash === ''", ''],
  'a namespace is one': [
    'public-keys/vault/server.ts',
    String.raw`if (/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(text) && text.length <= 512) return text;`,
    'return text;',
  ],
  'no part of a mount is dots': ['public-keys/vault/server.ts', String.raw` && !/^\.+$/.test(one)`, ''],
  'no token goes to another server': [
    'public-keys/vault/session.ts',
    'const variable = `${family}_TOKEN`;',
    "const variable = 'VAULT_TOKEN';",
  ],
  'a token is one': ['public-keys/vault/session.ts', 'if (TOKEN.test(text)) return text;', 'return text;'],
  'a stored token is masked': ['public-keys/vault/session.ts', 'run.log.secret(token);', ''],
  'one login for a server': ['public-keys/vault/session.ts', 'if (known !== undefined) return known;', ''],
  'the token of the job is masked': ['public-keys/vault/login.ts', 'run.log.secret(jwt);', ''],
  'the token of the login is masked': ['public-keys/vault/login.ts', '  run.log.secret(token);', ''],
  'the token of the job is hidden in errors': ['public-keys/vault/login.ts', 'secrets: [jwt],', ''],
  'tokens are revoked': ['public-keys/vault/login.ts', 'if (issued.length === 0) atEnd(run, revokeAll);', ''],
  'a token is renewed in time': [
    'public-keys/vault/login.ts',
    'if (run.clock().getTime() < lease.renewAt) return lease.token;',
    'return lease.token;',
  ],
  'a renewed token is the same': ['public-keys/vault/login.ts', 'renewed.token !== lease.token || ', ''],
  'a token near its longest life is replaced': [
    'public-keys/vault/login.ts',
    ' || gained < (lease.ends - lease.renewAt) / 2',
    '',
  ],
  'a token has a life': ['public-keys/vault/login.ts', /if \(typeof seconds !== 'number' .*\{/, 'if (false) {'],
  'there is a token': ['public-keys/vault/login.ts', /if \(typeof token !== 'string' .*\{/, 'if (false) {'],
  'the gate requests no token': ['public-keys/vault/login.ts', 'if (identityToken === undefined)', 'if (false)'],
  'a login has token or audience': [
    'public-keys/vault/login.ts',
    "if (place !== undefined && parameters.has('audience'))",
    'if (false)',
  ],
};

const CLOUDS = 'testing/clouds';
/** @type {Readonly<Record<string, Removal>>} */
const GOOGLE_STAND_IN = {
  'each service at its host': [`${CLOUDS}/google/index.ts`, 'name.test(host) && path.test', 'path.test'],
  'bodies are JSON': [
    `${CLOUDS}/google/bodies.ts`,
    "if (!/^application\\/json\\b/.test(request.headers['content-type'] ?? ''))",
    'if (false)',
  ],
  'no unknown members': [`${CLOUDS}/google/bodies.ts`, 'if (unknown !== undefined)', 'if (false)'],
  'bytes are base64': [`${CLOUDS}/google/bodies.ts`, "if (typeof value !== 'string' || ", "if (typeof value !== 'string' && "],
  'forms are forms': [`${CLOUDS}/google/bodies.ts`, /if \(!\/\^application\\\/x-www.*\)\)/, 'if (false)'],
  'no parameter twice': [`${CLOUDS}/google/bodies.ts`, 'if (form.size !== parameters.length)', 'if (false)'],
  'no unknown parameters': [`${CLOUDS}/google/kms.ts`, 'if (unknown !== undefined)', 'if (false)'],
  'permissions of keys': [`${CLOUDS}/google/kms.ts`, 'if (!permits(principal, permission, resource))', 'if (false)'],
  'there is the version': [`${CLOUDS}/google/kms.ts`, 'if (version === undefined)', 'if (version === null)'],
  'the version is enabled': [`${CLOUDS}/google/kms.ts`, "if (state !== 'ENABLED')", 'if (false)'],
  'digest or data': [
    `${CLOUDS}/google/kms.ts`,
    "if ((body['digest'] === undefined) === (body['data'] === undefined))",
    'if (false)',
  ],
  'the field of the algorithm': [
    `${CLOUDS}/google/kms.ts`,
    "if ((version.hash === undefined) !== (field === 'data'))",
    'if (false)',
  ],
  'data has a limit': [`${CLOUDS}/google/kms.ts`, 'if (bytes.length > MAX_DATA_BYTES)', 'if (false)'],
  'the checksum of the request': [
    `${CLOUDS}/google/kms.ts`,
    'if (checksum !== undefined && String(checksum) !== castagnoli(bytes))',
    'if (false)',
  ],
  'the hash of the algorithm': [`${CLOUDS}/google/kms.ts`, 'if (name !== hash || more.length > 0)', 'if (false)'],
  'the length of the digest': [`${CLOUDS}/google/kms.ts`, 'if (bytes.length !== HASH_BYTES[hash])', 'if (false)'],
  'the format of the public key': [`${CLOUDS}/google/kms.ts`, /if \(isPq !== .*\)\)/, 'if (false)'],
  'a key identifier': [`${CLOUDS}/google/kms.ts`, 'if (!/^[A-Za-z0-9_-]{1,63}$/.test(id))', 'if (false)'],
  'the purpose of a new key': [`${CLOUDS}/google/kms.ts`, "body['purpose'] !== 'ASYMMETRIC_SIGN' || ", ''],
  'the algorithm of a new key': [`${CLOUDS}/google/kms.ts`, ' || !ALGORITHM.test(algorithm)', ''],
  'a key exists once': [`${CLOUDS}/google/kms.ts`, 'if (keys.has(key))', 'if (false)'],
  'a filter': [`${CLOUDS}/google/kms.ts`, "if (query.has('filter') && state === undefined)", 'if (false)'],
  'permissions of secrets': [`${CLOUDS}/google/secrets.ts`, /if \(!permits\(.*\)\)/, 'if (false)'],
  'an access token': [
    `${CLOUDS}/google/tokens.ts`,
    'if (found === undefined || found.ends <= now())',
    'if (found === undefined)',
  ],
  'a scope': [`${CLOUDS}/google/tokens.ts`, 'if (!found.scopes.some((scope) => scopes.includes(scope)))', 'if (false)'],
  'an exchange has no Authorization': [
    `${CLOUDS}/google/tokens.ts`,
    'if (request.headers.authorization !== undefined)',
    'if (false)',
  ],
  'the grant of an exchange': [`${CLOUDS}/google/tokens.ts`, /if \(form\.get\('grant_type'\) !== .*\)/, 'if (false)'],
  'the requested token': [`${CLOUDS}/google/tokens.ts`, "if (form.get('requested_token_type') !== ACCESS_TOKEN)", 'if (false)'],
  'the token of the subject': [`${CLOUDS}/google/tokens.ts`, /if \(form\.get\('subject_token_type'\) !== .*\)/, 'if (false)'],
  'an exchange has a scope': [`${CLOUDS}/google/tokens.ts`, 'if (scopes.length === 0)', 'if (false)'],
  'the attribute condition': [`${CLOUDS}/google/tokens.ts`, 'if (!provider.allows(claims))', 'if (false)'],
  'the issuer': [`${CLOUDS}/google/tokens.ts`, /^ {8}issuer,\n/m, ''],
  'the audience': [`${CLOUDS}/google/tokens.ts`, /^ {8}audience: \[\.\.\..*\n/m, ''],
  'the time of a token': [
    `${CLOUDS}/google/tokens.ts`,
    /^ {8}currentDate: options\.clock\(\),\n/m,
    ' currentDate: new Date(0),\n',
  ],
  'the time of a token is there': [`${CLOUDS}/google/tokens.ts`, "requiredClaims: ['exp', 'iat', 'sub'],", ''],
  'who may act for an account': [
    `${CLOUDS}/google/tokens.ts`,
    'if (account?.impersonators?.includes(principal) !== true)',
    'if (false)',
  ],
  'a scope of an account': [`${CLOUDS}/google/tokens.ts`, 'if (!Array.isArray(scope) || scope.length === 0)', 'if (false)'],
  'a lifetime': [`${CLOUDS}/google/tokens.ts`, 'if (!(seconds > 0 && seconds <= LIFETIME_S))', 'if (false)'],
  'the secret of a client': [`${CLOUDS}/google/tokens.ts`, /if \(form\.get\('client_id'\) !== .*\)/, 'if (false)'],
  'the audience of an assertion': [`${CLOUDS}/google/tokens.ts`, "audience: 'https://oauth2.googleapis.com/token',", ''],
  'an assertion is short-lived': [
    `${CLOUDS}/google/tokens.ts`,
    'if ((payload.exp ?? 0) - (payload.iat ?? 0) > LIFETIME_S)',
    'if (false)',
  ],
  'the header of the metadata server': [
    `${CLOUDS}/google/tokens.ts`,
    "if (request.headers['metadata-flavor'] !== 'Google')",
    'if (false)',
  ],
};

/** @type {Readonly<Record<string, Removal>>} */
const AZURE_STAND_IN = {
  'a form': [`${CLOUDS}/azure/login.ts`, /if \(!\/\^application.*\)\)/, 'if (false)'],
  'the grant': [`${CLOUDS}/azure/login.ts`, "if (form.get('grant_type') !== 'client_credentials')", 'if (false)'],
  'the tenant': [`${CLOUDS}/azure/login.ts`, 'one.tenant === tenant && one.client', 'one.client'],
  'the client': [`${CLOUDS}/azure/login.ts`, 'one.tenant === tenant && one.client === client', 'one.tenant === tenant'],
  'the client secret': [
    `${CLOUDS}/azure/login.ts`,
    "if (application.secret === undefined || form.get('client_secret') !== application.secret)",
    'if (false)',
  ],
  'the type of an assertion': [`${CLOUDS}/azure/login.ts`, "if (form.get('client_assertion_type') !== JWT_BEARER)", 'if (false)'],
  'the subject': [`${CLOUDS}/azure/login.ts`, /if \(credential\.subject !== claims\.sub\)[\s\S]*?\);\n/, ''],
  'the audience': [`${CLOUDS}/azure/login.ts`, /if \(credential\.audience !== claims\.aud\)[\s\S]*?\);\n/, ''],
  'the signature of an assertion': [`${CLOUDS}/azure/login.ts`, 'await verify();', ''],
  'the time of an assertion': [
    `${CLOUDS}/azure/login.ts`,
    /currentDate: clock\(\),\n {8}requiredClaims/,
    'currentDate: new Date(0),\n requiredClaims',
  ],
  'the certificate is registered': [`${CLOUDS}/azure/login.ts`, /if \(own === undefined \|\| .*\)\n/, 'if (own === undefined)\n'],
  'the audience of a certificate': [
    `${CLOUDS}/azure/login.ts`,
    /audience: `https:\/\/\$\{host\}\/\$\{tenant\}\/oauth2\/v2\.0\/token`,\n/,
    '',
  ],
  'the header of the machine': [`${CLOUDS}/azure/login.ts`, "if (request.headers['metadata'] !== 'true')", 'if (false)'],
  'the version of the machine': [
    `${CLOUDS}/azure/login.ts`,
    "if (searchParams.get('api-version') !== '2018-02-01')",
    'if (false)',
  ],
  'the resource of a token': [`${CLOUDS}/azure/vault.ts`, ' || access.resource !== resource', ''],
  'the tenant of a token': [`${CLOUDS}/azure/vault.ts`, ' || access.tenant !== options.tenant', ''],
  permissions: [`${CLOUDS}/azure/vault.ts`, 'if (!options.permits(access.client, permission, key))', 'if (false)'],
  'the key is enabled': [`${CLOUDS}/azure/vault.ts`, 'if (!key.enabled)', 'if (false)'],
  'the key may sign': [`${CLOUDS}/azure/vault.ts`, "if (!key.operations.includes('sign'))", 'if (false)'],
  'the algorithm fits the key': [`${CLOUDS}/azure/vault.ts`, ' || algorithm.curve !== crv', ''],
  'the digest is base64url': [
    `${CLOUDS}/azure/vault.ts`,
    "typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value)",
    "typeof value !== 'string'",
  ],
  'the length of the digest': [`${CLOUDS}/azure/vault.ts`, 'if (digest.length !== HASH_BYTES[algorithm.hash])', 'if (false)'],
  'a kind of key': [`${CLOUDS}/azure/vault.ts`, 'if (!ec && !rsa)', 'if (false)'],
  'the version of the API': [`${CLOUDS}/azure/vault.ts`, /if \(!API_VERSIONS\.includes\(.*\)\)\n/, 'if (false)\n'],
  'bodies are JSON': [`${CLOUDS}/azure/vault.ts`, /if \(!\/\^application.*\)\)/, 'if (false)'],
  'no unknown members': [`${CLOUDS}/azure/vault.ts`, ' || Object.keys(value).some((name) => !members.includes(name))', ''],
};

/** @type {Readonly<Record<string, Group>>} */
export const GROUPS = {
  aws: { in: 'core', tests: ['keys/awskms.e2e.test.ts'], checks: AWS },
  google: { in: 'core', tests: ['keys/gcpkms.test.ts'], checks: GOOGLE },
  azure: { in: 'core', tests: ['keys/azurekms.test.ts', 'public-keys/login-token.test.ts'], checks: AZURE },
  vault: {
    in: 'core',
    tests: ['keys/vault-signer.test.ts', 'keys/vault-kv-signer.test.ts', 'keys/vault-session.test.ts'],
    checks: VAULT,
  },
  'stand-in for google': { in: 'sandbox', tests: ['google/stand-in.test.ts'], checks: GOOGLE_STAND_IN },
  'stand-in for azure': { in: 'sandbox', tests: ['azure/stand-in.test.ts'], checks: AZURE_STAND_IN },
};
