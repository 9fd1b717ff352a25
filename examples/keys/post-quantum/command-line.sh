# Sign a package keyless and with a post-quantum key, and deploy only what both signed.
# The variables QUANTUM_KEY and QUANTUM_KEY_PASSWORD have the encrypted ML-DSA-65 key and its password. To make one:
# countersign keys generate --algorithm ml-dsa-65 --output quantum.key --public-key quantum.pub
set -eu
countersign sign-blob dist/*.tgz --key keyless --key env://QUANTUM_KEY --key-password env://QUANTUM_KEY_PASSWORD
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
