/**
 * Everything that the stand-in for AWS checks, as AWS does, by name: where the check is described, and the error of AWS if it fails. A test leaves
 * each one out in turn and shows a request that is then answered.
 */
export const CHECKS = {
  // Signature Version 4: "Create a signed AWS API request" and "Troubleshoot Signature Version 4" of the IAM user guide
  authorization: { error: 'MissingAuthenticationToken', status: 400 },
  accessKey: { error: 'UnrecognizedClientException', status: 400 },
  sessionToken: { error: 'UnrecognizedClientException', status: 400 },
  credentialsValid: { error: 'ExpiredTokenException', status: 400 },
  scopeDate: { error: 'SignatureDoesNotMatch', status: 400 },
  scopeRegion: { error: 'SignatureDoesNotMatch', status: 400 },
  scopeService: { error: 'SignatureDoesNotMatch', status: 400 },
  requestTime: { error: 'InvalidSignatureException', status: 400 },
  signedHeaders: { error: 'InvalidSignatureException', status: 400 },
  signature: { error: 'InvalidSignatureException', status: 400 },
  permission: { error: 'AccessDeniedException', status: 400 },
  // AssumeRoleWithWebIdentity of the STS API reference
  apiVersion: { error: 'InvalidAction', status: 400 },
  role: { error: 'AccessDenied', status: 403 },
  sessionName: { error: 'ValidationError', status: 400 },
  duration: { error: 'ValidationError', status: 400 },
  tokenForm: { error: 'InvalidIdentityToken', status: 400 },
  tokenIssuer: { error: 'InvalidIdentityToken', status: 400 },
  tokenSignature: { error: 'InvalidIdentityToken', status: 400 },
  tokenAudience: { error: 'InvalidIdentityToken', status: 400 },
  tokenExpiry: { error: 'ExpiredTokenException', status: 400 },
  tokenStart: { error: 'InvalidIdentityToken', status: 400 },
  tokenSubject: { error: 'AccessDenied', status: 403 },
  // Sign, GetPublicKey, CreateKey and CreateAlias of the KMS API reference
  keyExists: { error: 'NotFoundException', status: 400 },
  keyUsage: { error: 'InvalidKeyUsageException', status: 400 },
  keyEnabled: { error: 'DisabledException', status: 400 },
  algorithm: { error: 'InvalidKeyUsageException', status: 400 },
  messageType: { error: 'ValidationException', status: 400 },
  messageLength: { error: 'ValidationException', status: 400 },
  digestLength: { error: 'ValidationException', status: 400 },
  aliasName: { error: 'ValidationException', status: 400 },
  aliasFree: { error: 'AlreadyExistsException', status: 400 },
  // GetSecretValue of the Secrets Manager API reference
  secretExists: { error: 'ResourceNotFoundException', status: 400 },
} as const satisfies Readonly<Record<string, { readonly error: string; readonly status: number }>>;

export type CheckName = keyof typeof CHECKS;

/** An error of AWS. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Checks by name; `without` is left out. */
export type Check = (name: CheckName, holds: boolean, message: string) => void;

export const checker =
  (without: CheckName | undefined): Check =>
  (name, holds, message) => {
    if (!holds && name !== without) throw new AwsError(CHECKS[name].error, CHECKS[name].status, message);
  };
