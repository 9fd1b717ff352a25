# Sign a package with a key in an HSM, and deploy only what the policy allows. pkcs11-tool (package opensc) and the module of the HSM are installed.
# The variable HSM_PIN has the PIN; or write --key-password FILE.
set -eu
countersign sign-blob dist/*.tgz --key 'pkcs11:token=release;object=release-key?module-path=/opt/hsm/lib/libpkcs11.so' --key-password env://HSM_PIN
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
