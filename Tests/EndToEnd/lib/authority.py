"""A certificate authority of the test's own, and what it signs."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


def new_key(kind="ec"):
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    if kind == "small":
        return rsa.generate_private_key(public_exponent=65_537, key_size=1_024)
    return ec.generate_private_key(ec.SECP256R1())


def key_text(key, password=None):
    form = serialization.PrivateFormat.PKCS8
    way = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, way)


def certificate_text(*certificates):
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _hash(key):
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


class Authority:
    """A root, and one authority below it that signs: so certificates have a chain."""

    def __init__(self, folder, name="Home"):
        self.folder = folder
        self._root_key, self._key = new_key(), new_key()
        self.root = self._authority(f"{name} root", self._root_key, f"{name} root", self._root_key)
        self.own = self._authority(f"{name} CA", self._key, f"{name} root", self._root_key)
        self.store = folder / f"{name}-root.pem"
        self.store.write_bytes(certificate_text(self.root))

    def _authority(self, name, key, signer, signing_key):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder().subject_name(_name(name)).issuer_name(_name(signer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - 400 * DAY).not_valid_after(now + 400 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(signing_key, _hash(signing_key))
        )  # fmt: skip

    def issue(self, *names, begins=-1, ends=90, key=None, file="tls"):
        """A certificate for these names and addresses, with its chain, and its key. Returns both paths."""
        key = key or new_key()
        now = datetime.datetime.now(datetime.timezone.utc)
        subjects = [
            x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names
        ]
        certificate = (
            x509.CertificateBuilder().subject_name(_name(names[0] if names else "nobody")).issuer_name(_name("Home CA"))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now + begins * DAY).not_valid_after(now + ends * DAY)
            .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip
        paths = self.folder / f"{file}.pem", self.folder / f"{file}.key"
        write(paths[0], certificate_text(certificate, self.own))
        write(paths[1], key_text(key), 0o600)
        return paths


def write(path, data, mode=0o644):
    """Replaced as a whole, as renewal programs do."""
    new = path.with_suffix(path.suffix + ".new")
    new.write_bytes(data)
    new.chmod(mode)
    new.rename(path)
