# Sign a package with a key in Azure Key Vault, and deploy only what the policy allows.
# Credentials are those of Azure's standard chain: AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret or certificate, or the identity of the machine.
set -eu
countersign sign-blob dist/*.tgz --key azurekms://acme.vault.azure.net/release
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
