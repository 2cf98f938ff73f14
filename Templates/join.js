// From the scanned code to a key that the node knows.

const address = new URLSearchParams(location.search);
// As the node reads it: in capitals, and look-alikes are corrected.
const token = (address.get('token') || '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');

const place = 'join.' + token;

// The secret is in the part of the address that no browser sends. It is removed from the address bar at once.
function takeSecret() {
  const secret = location.hash.slice(1);
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  return /^[\w-]{22}$/.test(secret) ? secret : null;
}

// An end that is in the page needs nothing more.
async function showEnd(name) {
  if (!find(name)) {
    await later.wait();
    addEnd(name);
  }
  page.show(name);
}

function end(name) {
  for (const store of [session, local]) {
    const held = store.get(place);
    store.drop(place);
    keys.forget(held && held.key);
  }
  session.set('end.' + token, name);
  return showEnd(name);
}

// Key and secret of this code: as before a reload, with the key that the node knows, or with a new one.
async function draftOf(secret) {
  const draft = session.get(place);
  try {
    if (draft) return { ...draft, secret: secret || draft.secret, key: await keys.load(draft.key) };
  } catch {
    // There is none yet, or IndexedDB was emptied.
  }
  const kept = secret || (draft && draft.secret);
  if (!kept) return null;
  const identity = ownIdentity();
  try {
    if (identity) return await remember({ key: await keys.load(identity.key), secret: kept, isKnown: true });
  } catch {
    // The same.
  }
  return freshDraft(kept);
}

const freshDraft = async (secret) => remember({ key: await keys.make(), secret, isKnown: false });

async function remember(draft) {
  session.set(place, { ...draft, key: draft.key.kept });
  return draft;
}

// Asks for the PIN until there is a response that waiting does not change.
async function claim(draft) {
  let nonce = null;
  let nonces = 0;
  for (let failures = 0; ; failures += 1) {
    const { key, secret } = draft;
    const request = { token, public_key: bytes.text(key.publicKey), proof: joinProof(secret, token, key.publicKey) };
    let answer, body;
    try {
      [answer, body] = await sendClaim(
        request,
        nonce && await possession(key, { method: 'POST', path: '/join', nonce }));
    } catch {
      await page.pause('unreachable', backoff(failures));
      continue;
    }
    const { status } = answer;
    if (answer.ok) return accepted(draft, request, answer, body);
    if (status === 429 || status >= 500) {
      const reason = { 429: 'limited', 500: 'failed' }[status] || 'busy';
      await page.pause(reason, node.retryAfter(answer) || backoff(failures));
    } else if (body.code === 'use_dpop_nonce' && nonces < 3) {
      nonces += 1;
      nonce = answer.headers.get('DPoP-Nonce');
    } else if (draft.isKnown && (status === 401 || body.code === 'key_not_proved')) {
      // The node rejects the old key: then this is a new device, and the operator decides.
      draft = await freshDraft(secret);
      nonce = null;
    } else {
      return refused(status, body.code);
    }
  }
}

function refused(status, code) {
  if (status === 404 || status === 422 || status === 400) return end('unknown');
  if (status === 410) return end('expired');
  if (code === 'bad_proof') return end('mismatch');
  if (code === 'already_claimed') return usedByAnother();
  return end(status === 409 ? 'over' : 'broken');
}

// It may be another tab of this browser, which was a moment faster.
async function usedByAnother() {
  await rest(1000);
  const claim = local.get(place);
  return claim ? watch(claim) : end('used');
}

function accepted(draft, request, answer, body) {
  const life = node.left(answer, body.expires_at);
  const claim = { ...body, key: draft.key.kept, until: Date.now() + life, life, request };
  local.set(place, claim);
  session.drop(place);
  return watch(claim);
}

// An impostor that this browser once met at this address may have left its own page in the cache, under the address
// that the device opens next. This replaces it.
const refreshHome = () => fetch('/', { cache: 'reload' }).catch(() => {});

// The claim whose PIN is shown.
let held = {};

// What was typed below the PIN and is not saved. A name that the operator has decided is not asked for.
function newName() {
  const name = find('name').value.trim();
  return held.name && name !== held.name ? name : '';
}

// Shows the PIN, and waits for the outcome.
async function watch(claim) {
  held = claim;
  find('name').value = claim.name || '';
  page.waiting(claim, wake.call);
  refreshHome();
  // Before it is needed: a code can end with the node.
  later.load().then(() => askForName(), () => {});
  let failures = 0;
  let pause = 1000;
  while (page.view === 'waiting') {
    const line = new AbortController();
    let isMeant = false;
    const stop = wake.then(() => { isMeant = true; line.abort(); });
    const allow = limited(line);
    try {
      allow(8e3);
      const answer = await outcomeOf(claim.claim, line.signal);
      if (answer.status === 401 || answer.status === 404) return end('over');
      if (answer.status === 429) pause = node.retryAfter(answer) || pause;
      else if (!answer.ok) throw new Error();
      failures = 0;
      find('lost').hidden = true;
      if (answer.ok) {
        // There is a sign of life every 30 seconds.
        allow(45e3);
        for await (const event of node.read(answer.body)) {
          allow(45e3);
          if (event.retry) pause = event.retry;
          if (event.type === 'wrong_pin') page.news(JSON.parse(event.data).attempts_left);
          if (event.type === 'pin_verified') page.news(0);
          if (event.type === 'pairing_completed') return admitted(claim, JSON.parse(event.data));
          if (event.type === 'pairing_failed') return failed(JSON.parse(event.data).reason);
        }
      }
    } catch {
      failures += isMeant ? 0 : 1;
      find('lost').hidden = !failures || page.view !== 'waiting';
    } finally {
      allow();
      stop();
      line.abort();
    }
    if (!isMeant) await rest(failures ? backoff(failures - 1) : pause);
  }
}

const failed = (reason) => end({ expired: 'expired', too_many_attempts: 'attempts' }[reason] || 'cancelled');

function admitted(claim, delivery) {
  const former = local.get('identity');
  const identity = {
    ...delivery, key: claim.key, join: token, node: document.body.dataset.node, asked: held.name, wanted: newName(),
  };
  local.set('identity', identity);
  local.drop(place);
  keys.forget(former && former.key);
  // What was typed while the PIN was confirmed: its own page can still rename the device.
  if (identity.wanted && !local.isRefused) location.replace('/');
  else welcome();
}

async function welcome() {
  await later.wait();
  // Without storage, its key ends with this tab.
  if (local.isRefused) return showEnd('passing');
  return showWelcome(ownIdentity());
}

async function begin() {
  const secret = takeSecret();
  // If a part of the page did not arrive, loading it again helps.
  if (!self.nacl) {
    if (secret) session.set(place, { secret });
    return page.show('broken');
  }
  sweep();
  const identity = ownIdentity();
  if (identity && (!token || identity.join === token)) {
    refreshHome();
    return welcome();
  }
  if (!token) return showEnd('nothing');
  const claimed = local.get(place);
  if (claimed) return watch(claimed);
  const ended = session.get('end.' + token);
  // An ended code has no further news.
  if (ended && !(secret && ['mismatch', 'incomplete', 'broken'].includes(ended))) return showEnd(ended);
  const draft = await draftOf(secret);
  if (!draft) return end('incomplete');
  // Before this browser takes the code: afterwards no other can.
  if (local.isRefused || session.isRefused) {
    await showEnd('forgetful');
    await isPairedAnyway();
  }
  return claim(draft);
}

// The same code, opened again in this tab: the browser does not load the page again by itself.
addEventListener('hashchange', () => location.hash && location.reload());

// Another tab of this browser got the outcome.
addEventListener('storage', ({ key }) => {
  const identity = key === 'kith.identity' && ownIdentity();
  if (identity && identity.join === token) welcome();
});

const stumble = () => page.view === 'starting' && page.show('broken');
addEventListener('error', stumble);
addEventListener('unhandledrejection', stumble);
begin();
