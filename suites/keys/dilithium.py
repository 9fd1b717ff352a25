"""ML-DSA-65 by dilithium-py: `keygen`, `sign` or `verify`, with hex on standard input, one value a line."""

import sys

from dilithium_py.ml_dsa import ML_DSA_65


def main() -> None:
    values = [bytes.fromhex(line.strip()) for line in sys.stdin]
    if sys.argv[1] == "keygen":
        print("\n".join(value.hex() for value in ML_DSA_65.keygen()))
    elif sys.argv[1] == "sign":
        print(ML_DSA_65.sign(*values).hex())
    else:
        print(ML_DSA_65.verify(*values))


main()
