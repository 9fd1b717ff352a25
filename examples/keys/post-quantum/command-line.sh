# Sign a package keyless and with a post-quantum key, and deploy only what both signed.
# The variables QUANTUM_KEY and QUANTUM_KEY_PASSWORD have the encrypted ML-DSA-65 key and its password (OpenSSL 3.5 or newer makes one:
# openssl genpkey -algorithm ML-DSA-65 -aes256 -out quantum.pem; openssl pkey -in quantum.pem -pubout -out quantum.pub).
set -eu
countersign sign-blob dist/*.tgz --key keyless --key env://QUANTUM_KEY --key-password env://QUANTUM_KEY_PASSWORD
countersign verify dist/*.tgz --policy release.policy.yaml --target production -- ./deploy.sh dist/*.tgz
