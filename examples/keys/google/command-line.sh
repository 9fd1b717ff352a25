# Sign a package with a key in Google Cloud KMS, and deploy only what the policy allows.
# Credentials are those of Google's standard chain: GOOGLE_APPLICATION_CREDENTIALS, the login of `gcloud`, the account of the machine.
set -eu
countersign sign-blob dist/*.tgz --key gcpkms://projects/acme/locations/europe-west1/keyRings/release/cryptoKeys/app/cryptoKeyVersions/1
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
