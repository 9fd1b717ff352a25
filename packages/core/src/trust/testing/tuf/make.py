"""Writes repositories.json: TUF repositories made by python-tuf, correct ones and attacks, as files by path.

    python3 -m venv .venv && .venv/bin/pip install tuf==7.0.1 securesystemslib[crypto]==1.6.0
    .venv/bin/python packages/core/src/trust/testing/tuf/make.py > packages/core/src/trust/testing/tuf/repositories.json

Keys come from seeds and Ed25519 signatures have no random part, so a second run gives the same bytes, except in the two
repositories with ECDSA and RSA keys (`random` below). suites/tuf.mjs runs it again and compares.
"""
import copy
import hashlib
import json
import sys
from datetime import datetime, timezone
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import (
    DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
LATER = datetime(2040, 1, 1, tzinfo=timezone.utc)
PAST = datetime(2029, 12, 31, tzinfo=timezone.utc)
ROLES = ("root", "timestamp", "snapshot", "targets")
TARGET = json.dumps({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}).encode()
OLDER = json.dumps({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "tlogs": []}).encode()
SERIALIZER = JSONSerializer(compact=True)


def ed(seed: str) -> CryptoSigner:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
    return CryptoSigner(private, SSlibKey.from_crypto(private.public_key()))


class Repository:
    """Four roles with a key each; every method signs again what depends on it."""

    def __init__(self, make=ed, name="", threshold=1, consistent=True):
        self.files = {}
        self.signers = {role: [make(f"{name}{role}{n}") for n in range(threshold)] for role in ROLES}
        self.root = Metadata(Root(version=1, expires=LATER, consistent_snapshot=consistent))
        for role in ROLES:
            for signer in self.signers[role]:
                self.root.signed.add_key(signer.public_key, role)
            self.root.signed.roles[role].threshold = threshold
        self.targets = Metadata(Targets(expires=LATER))
        self.snapshot = Metadata(Snapshot(expires=LATER))
        self.timestamp = Metadata(Timestamp(expires=LATER))
        self.put_root()
        self.put_target("trusted_root.json", TARGET)
        self.publish()
        self.anchor = self.files["1.root.json"]

    def name(self, role, version):
        return f"{version}.{role}.json" if self.root.signed.consistent_snapshot else f"{role}.json"

    def sign(self, metadata, signers):
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes(SERIALIZER)

    def put_root(self, *signer_lists):
        signers = [one for several in (signer_lists or (self.signers["root"],)) for one in several]
        self.files[f"{self.root.signed.version}.root.json"] = self.sign(self.root, signers)

    def put_target(self, path, content, served=None, hashes=None, length=None):
        info = TargetFile.from_data(path, content, ["sha256"])
        if hashes is not None:
            info.hashes = hashes
        if length is not None:
            info.length = length
        self.targets.signed.targets[path] = info
        prefix = f"{next(iter(info.hashes.values()))}." if self.root.signed.consistent_snapshot else ""
        self.files[f"targets/{prefix}{path}"] = content if served is None else served

    def publish(self):
        version = self.targets.signed.version
        bytes_ = self.sign(self.targets, self.signers["targets"])
        self.files[self.name("targets", version)] = bytes_
        self.snapshot.signed.meta["targets.json"] = MetaFile(version, len(bytes_), {"sha256": hashlib.sha256(bytes_).hexdigest()})
        self.publish_snapshot()

    def publish_snapshot(self):
        version = self.snapshot.signed.version
        bytes_ = self.sign(self.snapshot, self.signers["snapshot"])
        self.files[self.name("snapshot", version)] = bytes_
        self.timestamp.signed.snapshot_meta = MetaFile(version, len(bytes_), {"sha256": hashlib.sha256(bytes_).hexdigest()})
        self.publish_timestamp()

    def publish_timestamp(self):
        self.files["timestamp.json"] = self.sign(self.timestamp, self.signers["timestamp"])

    def next_version(self):
        for one in (self.targets, self.snapshot, self.timestamp):
            one.signed.version += 1
        self.publish()

    def rotate(self, name, sign_old=True, sign_new=True, roles=("root",), skip=0):
        old = list(self.signers["root"])
        for role in roles:
            for signer in self.signers[role]:
                self.root.signed.revoke_key(signer.public_key.keyid, role)
            self.signers[role] = [ed(f"{name}{role}{n}") for n in range(len(self.signers[role]))]
            for signer in self.signers[role]:
                self.root.signed.add_key(signer.public_key, role)
        self.root.signed.version += 1 + skip
        self.put_root(*([old] if sign_old else []), *([self.signers["root"]] if sign_new else []))

    def raw(self, file, change, signers=None):
        """Changes a signed document as plain JSON, and signs that, if signers are given."""
        document = json.loads(self.files[file])
        change(document)
        if signers is not None:
            data = encode_canonical(document["signed"]).encode()
            document["signatures"] = [one.sign(data).to_dict() for one in signers]
        self.files[file] = json.dumps(document, separators=(",", ":")).encode()


CASES = {}


def case(outcome, document="", random=False, anchor=None):
    """outcome: `accepted` or words of the refusal; document: the file that the refusal names."""
    def register(make):
        name = make.__name__.replace("_", " ")
        made = make()
        repository, before = made if isinstance(made, tuple) else (made, None)
        CASES[name] = {
            "about": make.__doc__, "outcome": outcome, "document": document, "random": random,
            "anchor": anchor(repository) if anchor else repository.anchor, "files": dict(repository.files), "before": before,
        }
        return make
    return register


def later(repository):
    """What a client has from an earlier visit."""
    return dict(repository.files)



def delegate(repository, name, paths, targets, version=1, signer=None, terminating=False, listed=True):
    signer = signer or ed(f"delegated {name}")
    role = DelegatedRole(name, [signer.public_key.keyid], 1, terminating, paths=paths)
    known = repository.targets.signed.delegations
    keys = dict(known.keys) if known else {}
    roles = dict(known.roles) if known else {}
    keys[signer.public_key.keyid] = signer.public_key
    roles[name] = role
    repository.targets.signed.delegations = Delegations(keys, roles=roles)
    document = Metadata(Targets(version=version, expires=LATER))
    for path, content in targets.items():
        document.signed.targets[path] = TargetFile.from_data(path, content, ["sha256"])
        repository.files[f"targets/{hashlib.sha256(content).hexdigest()}.{path}"] = content
    repository.files[f"{version}.{quote(name, safe='')}.json"] = repository.sign(document, [signer])
    if listed:
        repository.snapshot.signed.meta[f"{name}.json"] = MetaFile(version)
    repository.publish()


# Correct repositories.

@case("accepted")
def ed25519_keys():
    "all roles with Ed25519 keys"
    return Repository()


@case("accepted", random=True)
def ecdsa_keys():
    "all roles with ECDSA P-256 keys"
    def make(seed):
        scalar = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big") >> 1
        private = ec.derive_private_key(scalar, ec.SECP256R1())
        return CryptoSigner(private, SSlibKey.from_crypto(private.public_key()))
    return Repository(make)


@case("accepted", random=True)
def rsa_pss_keys():
    "all roles with RSA keys, RSASSA-PSS with SHA-256"
    def make(_seed):
        private = rsa.generate_private_key(65537, 2048)
        return CryptoSigner(private, SSlibKey.from_crypto(private.public_key(), scheme="rsassa-pss-sha256"))
    return Repository(make)


@case("accepted")
def threshold_of_three():
    "every role needs three keys"
    return Repository(threshold=3)


@case("accepted")
def no_consistent_snapshot():
    "file names without versions and hashes"
    return Repository(consistent=False)


@case("accepted")
def rotated_root_keys():
    "five roots, each signed by the keys of the one before and its own"
    repository = Repository(threshold=2)
    for n in range(4):
        repository.rotate(f"r{n}")
    return repository


@case("accepted")
def rotated_online_keys():
    "new keys for timestamp, snapshot and targets"
    repository = Repository()
    repository.rotate("n", roles=("timestamp", "snapshot", "targets"))
    repository.next_version()
    return repository


@case("accepted")
def unknown_fields():
    "fields that no specification has, signed with the rest"
    repository = Repository()
    for one in (repository.targets, repository.snapshot, repository.timestamp):
        one.signed.unrecognized_fields["x-acme"] = {"constructor": 1, "nested": ["a", {"b": None}]}
        one.unrecognized_fields["outside"] = "not signed"
    repository.publish()
    return repository


@case("accepted")
def other_white_space():
    "documents with white space that canonical JSON does not have; the signatures are over the canonical form"
    repository = Repository()
    for file in ("1.root.json", "timestamp.json"):
        repository.files[file] = json.dumps(json.loads(repository.files[file]), indent=7).encode()
    return repository


@case("accepted")
def sha512_of_the_target():
    "a target with a SHA-512 hash only"
    repository = Repository()
    repository.put_target("trusted_root.json", TARGET, hashes={"sha512": hashlib.sha512(TARGET).hexdigest()})
    repository.publish()
    return repository


@case("accepted")
def names_that_climb_out():
    "other targets and a delegated role with names that would leave a folder"
    repository = Repository()
    repository.put_target("../../etc/passwd", b"x")
    repository.put_target("/absolute", b"x")
    repository.put_target("..%2f..%2fx", b"x")
    delegate(repository, "../../role", ["other/*"], {})
    return repository


@case("accepted")
def newer_than_before():
    "a client that was here before gets the next version"
    repository = Repository()
    before = later(repository)
    repository.next_version()
    return repository, before


@case("accepted")
def delegation_for_other_paths():
    "a role that may list other targets only"
    repository = Repository()
    delegate(repository, "npm", ["registry.npmjs.org/*"], {"trusted_root.json": OLDER})
    return repository


# Attacks.

@case("version", "timestamp.json")
def rollback_of_the_timestamp():
    "an older timestamp than the client has seen"
    repository = Repository()
    old = later(repository)
    repository.next_version()
    before = later(repository)
    repository.files = {**repository.files, **old}
    return repository, before


@case("version", "timestamp.json")
def rollback_of_the_snapshot():
    "a newer timestamp that names an older snapshot"
    repository = Repository()
    repository.next_version()
    before = later(repository)
    repository.snapshot.signed.version = 1
    repository.timestamp.signed.version = 3
    repository.publish_snapshot()
    return repository, before


@case("version", "snapshot.json")
def rollback_of_the_targets():
    "a newer snapshot that names older targets"
    repository = Repository()
    repository.next_version()
    before = later(repository)
    repository.targets.signed.version = 1
    repository.snapshot.signed.version = 3
    repository.timestamp.signed.version = 3
    repository.publish()
    return repository, before


@case("Missing file", "snapshot.json")
def role_that_disappears():
    "a newer snapshot that does not list a role any more"
    repository = Repository()
    delegate(repository, "npm", ["registry.npmjs.org/*"], {})
    before = later(repository)
    del repository.snapshot.signed.meta["npm.json"]
    repository.snapshot.signed.version = 2
    repository.timestamp.signed.version = 2
    repository.publish_snapshot()
    return repository, before


def expired(role):
    repository = Repository()
    metadata = {"targets": repository.targets, "snapshot": repository.snapshot, "timestamp": repository.timestamp}[role]
    metadata.signed.expires = PAST
    repository.publish()
    return repository


@case("expired", "timestamp.json")
def freeze():
    "an expired timestamp"
    return expired("timestamp")


@case("expired", "snapshot.json")
def expired_snapshot():
    "an expired snapshot under a valid timestamp"
    return expired("snapshot")


@case("expired", "targets.json")
def expired_targets():
    "expired targets under a valid snapshot"
    return expired("targets")


@case("expired", "timestamp.json")
def expired_root():
    "the last root is expired"
    repository = Repository()
    repository.root.signed.expires = PAST
    repository.rotate("n")
    return repository


@case("", "snapshot.json")
def mix_of_snapshots():
    "another signed snapshot than the one whose hash the timestamp names"
    repository = Repository()
    other = copy.deepcopy(repository)
    other.snapshot.signed.unrecognized_fields["x"] = "other!"
    other.publish_snapshot()
    repository.files["1.snapshot.json"] = other.files["1.snapshot.json"]
    return repository


@case("", "targets.json")
def mix_of_targets():
    "other signed targets than those whose hash the snapshot names"
    repository = Repository()
    other = copy.deepcopy(repository)
    other.put_target("trusted_root.json", OLDER)
    other.publish()
    repository.files["1.targets.json"] = other.files["1.targets.json"]
    repository.files.update({k: v for k, v in other.files.items() if k.startswith("targets/")})
    return repository


@case("match", "snapshot.json")
def snapshot_of_another_version():
    "the timestamp names version 2, and the snapshot is version 1; no hash is given"
    repository = Repository()
    repository.timestamp.signed.snapshot_meta = MetaFile(2)
    repository.publish_timestamp()
    repository.files["2.snapshot.json"] = repository.files["1.snapshot.json"]
    return repository


@case("match", "targets.json")
def targets_of_another_version():
    "the snapshot names version 2, and the targets are version 1; no hash is given"
    repository = Repository()
    repository.snapshot.signed.meta["targets.json"] = MetaFile(2)
    repository.publish_snapshot()
    repository.files["2.targets.json"] = repository.files["1.targets.json"]
    return repository


def with_signers(role, change):
    repository = Repository(threshold=2)
    repository.signers[role] = change(repository.signers[role])
    if role == "root":
        repository.root.signed.version += 1
        repository.put_root()
    else:
        repository.publish()
    return repository


for _role, _file in (("root", "2.root.json"), ("timestamp", "timestamp.json"), ("snapshot", "snapshot.json"), ("targets", "targets.json")):
    def _too_few(role=_role):
        return with_signers(role, lambda signers: signers[:1])
    _too_few.__name__ = f"too_few_signatures_of_the_{_role}"
    _too_few.__doc__ = "one signature where two are needed"
    case("", _file)(_too_few)

    def _foreign(role=_role):
        return with_signers(role, lambda signers: [signers[0], ed("a foreign key")])
    _foreign.__name__ = f"a_foreign_key_for_the_{_role}"
    _foreign.__doc__ = "the second signature is by a key that the role does not have"
    case("", _file)(_foreign)


@case("", "timestamp.json")
def one_signature_twice():
    "the signature of one key, twice"
    repository = Repository(threshold=2)
    repository.raw("timestamp.json", lambda one: one.update(signatures=[one["signatures"][0]] * 2))
    return repository


@case("", "timestamp.json")
def signature_under_the_other_key_id():
    "one key's signature under the IDs of both"
    repository = Repository(threshold=2)
    def change(one):
        one["signatures"][1]["sig"] = one["signatures"][0]["sig"]
    repository.raw("timestamp.json", change)
    return repository


@case("two key IDs", "2.root.json")
def one_key_under_two_ids():
    "a root that lists one key of the timestamp role under two IDs, for a threshold of two"
    repository = Repository(threshold=2)
    def change(one):
        signed = one["signed"]
        first, second = signed["roles"]["timestamp"]["keyids"]
        signed["keys"][second] = copy.deepcopy(signed["keys"][first])
        signed["keys"][second]["keyval"]["public"] = signed["keys"][first]["keyval"]["public"].upper()
        signed["version"] = 2
    repository.files["2.root.json"] = repository.files["1.root.json"]
    repository.raw("2.root.json", change, repository.signers["root"])
    return repository


@case("again", "2.root.json")
def one_key_id_for_two_keys():
    "a root with the same key ID twice: two readers could see two keys"
    repository = Repository()
    repository.root.signed.version = 2
    repository.put_root()
    text = repository.files["2.root.json"].decode()
    keyid = repository.signers["timestamp"][0].public_key.keyid
    other = json.dumps(ed("a foreign key").public_key.to_dict())
    repository.files["2.root.json"] = text.replace('"keys":{', f'"keys":{{"{keyid}":{other},', 1).encode()
    return repository


@case("", "2.root.json")
def rotation_signed_by_the_new_keys_only():
    "root 2 is signed by its own keys, not by those of root 1"
    repository = Repository()
    repository.rotate("n", sign_old=False)
    return repository


@case("", "2.root.json")
def rotation_signed_by_the_old_keys_only():
    "root 2 is signed by the keys of root 1, not by its own"
    repository = Repository()
    repository.rotate("n", sign_new=False)
    return repository


@case("version", "2.root.json")
def rotation_that_skips_a_version():
    "2.root.json contains root 3"
    repository = Repository()
    repository.rotate("n", skip=1)
    repository.files["2.root.json"] = repository.files.pop("3.root.json")
    return repository


@case("version", "2.root.json")
def root_that_is_older():
    "2.root.json contains root 1 again"
    repository = Repository()
    repository.files["2.root.json"] = repository.files["1.root.json"]
    return repository


@case("", "timestamp.json")
def gap_in_the_roots():
    "root 2 is withheld, so that the keys it replaced would still count; the newest timestamp is signed by the new one"
    repository = Repository()
    repository.rotate("a", roles=("timestamp",))
    repository.rotate("b")
    repository.timestamp.signed.version = 2
    repository.publish_timestamp()
    del repository.files["2.root.json"]
    return repository


@case("", "timestamp.json")
def timestamp_by_a_replaced_key():
    "after a rotation, a timestamp by the old key"
    repository = Repository()
    old = repository.files["timestamp.json"]
    repository.rotate("n", roles=("timestamp",))
    repository.files["timestamp.json"] = old
    return repository


@case("", "trusted_root.json")
def target_with_another_hash():
    "a target of the right length with other bytes"
    repository = Repository()
    repository.put_target("trusted_root.json", TARGET, served=TARGET.replace(b"0.1", b"0.2"))
    repository.publish()
    return repository


@case("", "trusted_root.json")
def target_that_is_longer():
    "bytes after the target"
    repository = Repository()
    repository.put_target("trusted_root.json", TARGET, served=TARGET + b" " * 4096)
    repository.publish()
    return repository


@case("bytes", "trusted_root.json")
def target_of_another_length():
    "the right bytes, and metadata with another length"
    repository = Repository()
    repository.put_target("trusted_root.json", TARGET, length=len(TARGET) + 1)
    repository.publish()
    return repository


@case("SHA-2", "trusted_root.json")
def target_with_a_weak_hash():
    "only an MD5 hash"
    repository = Repository()
    repository.put_target("trusted_root.json", TARGET, hashes={"md5": hashlib.md5(TARGET).hexdigest()})
    repository.publish()
    return repository


@case("no target", "targets.json")
def target_that_is_not_there():
    "targets without trusted_root.json"
    repository = Repository()
    del repository.targets.signed.targets["trusted_root.json"]
    repository.publish()
    return repository


@case("", "snapshot.json")
def snapshot_that_is_longer():
    "bytes after the snapshot"
    repository = Repository()
    repository.files["1.snapshot.json"] += b" " * 64
    return repository


@case("", "timestamp.json")
def endless_timestamp():
    "a timestamp of more than its largest size"
    repository = Repository()
    repository.timestamp.unrecognized_fields["x"] = "x" * 40000
    repository.publish_timestamp()
    return repository


@case("", "timestamp.json")
def metadata_of_another_role():
    "the snapshot under the name of the timestamp"
    repository = Repository()
    repository.files["timestamp.json"] = repository.files["1.snapshot.json"]
    return repository


@case("", "timestamp.json")
def another_specification():
    "spec_version 2"
    repository = Repository()
    repository.raw("timestamp.json", lambda one: one["signed"].update(spec_version="2.0.0"), repository.signers["timestamp"])
    return repository


@case("", "timestamp.json")
def no_signature():
    "an empty list of signatures"
    repository = Repository()
    repository.raw("timestamp.json", lambda one: one.update(signatures=[]))
    return repository


@case("again", "timestamp.json")
def member_twice():
    "a timestamp with two members called signed"
    repository = Repository()
    text = repository.files["timestamp.json"].decode()
    repository.files["timestamp.json"] = (text[:-1] + ',"signed":{}}').encode()
    return repository


@case("", "2.root.json")
def threshold_of_zero():
    "a root that needs no signature for timestamps"
    repository = Repository()
    repository.files["2.root.json"] = repository.files["1.root.json"]
    def change(one):
        one["signed"]["version"] = 2
        one["signed"]["roles"]["timestamp"]["threshold"] = 0
    repository.raw("2.root.json", change, repository.signers["root"])
    return repository


@case("no target", "targets.json")
def delegation_that_claims_more():
    "a delegated role lists trusted_root.json, which its paths do not contain"
    repository = Repository()
    del repository.targets.signed.targets["trusted_root.json"]
    delegate(repository, "npm", ["registry.npmjs.org/*"], {"trusted_root.json": TARGET})
    return repository


@case("", "evil.json")
def delegation_by_a_wrong_key():
    "a delegated role signed by another key than the delegation names"
    repository = Repository()
    del repository.targets.signed.targets["trusted_root.json"]
    delegate(repository, "evil", ["*"], {"trusted_root.json": TARGET})
    document = Metadata.from_bytes(repository.files["1.evil.json"])
    repository.files["1.evil.json"] = repository.sign(document, [ed("a foreign key")])
    return repository


def main():
    texts, cases = {}, {}
    def keep(content):
        name = hashlib.sha256(content).hexdigest()[:12]
        texts[name] = content.decode()
        return name
    for name, one in CASES.items():
        files = {path: keep(content) for path, content in one["files"].items()}
        before = None if one["before"] is None else {path: keep(content) for path, content in one["before"].items()}
        cases[name] = {**one, "anchor": keep(one["anchor"]), "files": files, "before": before}
    json.dump({"madeBy": "python-tuf 7.0.1", "now": NOW.isoformat(), "cases": cases, "texts": texts}, sys.stdout, indent=1)
    print()


main()
