'use strict';
// First of the parts of kith.js, which all pages share; PageTemplates.swift has their order. This one has bytes, the
// proof that the code was seen, and the key that identifies this browser.

const bytes = {
  of: (text) => new TextEncoder().encode(text),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  // As base64url without padding, and back.
  text: (data) => btoa(String.fromCharCode(...data)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, ''),
  from: (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0)),
  join(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  },
};

// HMAC-SHA-512 for keys that fit a block. Plain HTTP has no crypto.subtle; nacl has SHA-512.
function hmac(key, message) {
  const block = (pad) => Uint8Array.from({ length: 128 }, (_, index) => key[index] ^ pad);
  return nacl.hash(bytes.join(block(0x5c), nacl.hash(bytes.join(block(0x36), message))));
}

// What a claim carries instead of the secret: only a holder of the code can make it, and only for this key.
function joinProof(secret, token, publicKey) {
  return bytes.text(hmac(bytes.from(secret), bytes.join(bytes.of('kith-join-v1' + token), publicKey)));
}

// Ed25519. If the browser supports it, no page can read the private key; otherwise it is made from a seed.
// `kept` is what text storage holds of a key: its seed, or the name under which IndexedDB has it.
const keys = {
  async make() {
    try {
      const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
      const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
      const kept = { name: bytes.text(publicKey) };
      await shelf.put(kept.name, pair.privateKey);
      return keys.hidden(kept, pair.privateKey);
    } catch {
      return keys.load({ seed: bytes.text(bytes.random(32)) });
    }
  },
  // Fails if IndexedDB has lost it.
  async load(kept) {
    if (kept.name) return keys.hidden(kept, await shelf.get(kept.name));
    const pair = nacl.sign.keyPair.fromSeed(bytes.from(kept.seed));
    return { kept, publicKey: pair.publicKey, sign: (data) => nacl.sign.detached(data, pair.secretKey) };
  },
  hidden(kept, privateKey) {
    if (!privateKey) throw new Error();
    const sign = async (data) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, data));
    return { kept, publicKey: bytes.from(kept.name), sign };
  },
  // Unless it is the one that a node knows.
  forget(kept) {
    const identity = local.get('identity');
    if (kept && kept.name && !(identity && identity.key.name === kept.name)) shelf.drop(kept.name).catch(() => {});
  },
};

// Shows that this request comes from the holder of the key (RFC 9449): a proof for this method, path and nonce, and for
// the token with this hash. What is undefined stays out of it.
async function possession(key, { method, path, nonce, ath }) {
  const part = (value) => bytes.text(bytes.of(JSON.stringify(value)));
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.text(key.publicKey) };
  const claims = {
    jti: bytes.text(bytes.random(16)), htm: method, htu: location.origin + path,
    iat: Math.floor(Date.now() / 1000), nonce, ath,
  };
  const signed = part({ typ: 'dpop+jwt', alg: 'EdDSA', jwk }) + '.' + part(claims);
  return signed + '.' + bytes.text(await key.sign(bytes.of(signed)));
}
