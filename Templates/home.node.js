// Requests of a device to its node: each is signed by its key, and a token is renewed when it no longer works.

// The node no longer knows this key.
class Ended extends Error {}

// The node has said how long to wait.
class Busy extends Error {
  constructor(answer) {
    super('the node answered ' + answer.status);
    this.wait = node.retryAfter(answer);
  }
}

const device = {
  identity: null,
  key: null,
  nonce: undefined,
  // How far the node's clock is ahead: that of a phone may be wrong.
  ahead: 0,
  renewing: null,

  now: () => Date.now() + device.ahead,

  async sign(method, path, isByKey) {
    const { token, ath } = device.identity;
    const proof = await possession(
      device.key, { method, path: path.split('?')[0], nonce: device.nonce, ath: isByKey ? undefined : ath });
    return isByKey ? { DPoP: proof } : { DPoP: proof, Authorization: 'DPoP ' + token };
  },

  async send(method, path, { body, accept, isByKey, signal } = {}) {
    const headers = await device.sign(method, path, isByKey);
    if (body) headers['Content-Type'] = 'application/json';
    if (accept) headers.Accept = accept;
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store', signal });
    device.nonce = answer.headers.get('DPoP-Nonce') || device.nonce;
    const date = Date.parse(answer.headers.get('Date'));
    if (date) device.ahead = date - Date.now();
    return answer;
  },

  // Until there is a response about the caller, and not about the rate.
  async ask(method, path, options = {}) {
    for (let tries = 0; tries < 5; tries += 1) {
      const used = device.identity.token;
      const answer = await device.send(method, path, options);
      if (answer.status !== 401) return answer;
      const { code } = await answer.json();
      if (code === 'unknown_key') throw new Ended();
      if (code === 'invalid_token' && !options.isByKey) await device.renew(used);
    }
    throw new Error('the node takes no proof');
  },

  // The same, as JSON, with a time limit.
  async read(method, path, options = {}) {
    const line = new AbortController();
    const allow = limited(line);
    try {
      allow(10e3);
      const answer = await device.ask(method, path, { ...options, signal: line.signal });
      if (answer.status === 429 || answer.status >= 500) throw new Busy(answer);
      return [answer, answer.status === 204 ? {} : await answer.json()];
    } finally {
      allow();
    }
  },

  // Several tabs are one device: if another has renewed the token, that one is used.
  renew(used) {
    const held = ownIdentity();
    if (held && held.peer_id === device.identity.peer_id && held.token !== used) {
      device.identity = held;
      return held;
    }
    device.renewing = device.renewing || device.renewOnce().finally(() => { device.renewing = null; });
    return device.renewing;
  },

  async renewOnce() {
    const [answer, delivery] = await device.read('POST', '/v1/self/token', { isByKey: true });
    if (!answer.ok) throw new Error('no token');
    device.identity = { ...device.identity, ...delivery };
    local.set('identity', device.identity);
  },

  // Whether it is still that node: an address may now belong to another one, which does not know this device.
  async isAtHome() {
    const answer = await fetch('/', { cache: 'no-store' });
    return (await answer.text()).includes(`data-node="${device.identity.node}"`);
  },

  forget() {
    const { key, join } = device.identity;
    // Another tab may have paired again meanwhile.
    if ((ownIdentity() || {}).join === join) local.drop('identity');
    keys.forget(key);
  },
};
