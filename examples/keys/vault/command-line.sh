# Sign a package with a key of HashiCorp Vault or OpenBao, which never leaves the server, and deploy only what the policy allows.
# The variable VAULT_TOKEN has a token, or `vault login` has written one; with an identity token: --key-login 'vault role=release token=FILE'.
set -eu
export VAULT_ADDR=https://vault.example.com:8200
countersign sign-blob dist/*.tgz --key hashivault://release
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
