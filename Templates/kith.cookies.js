// The cookies of this browser: one for kith, and with `cookie_domain` one for the services behind a proxy.

// The node sets them over TLS only. They end a week after their last use, so a page that stays open renews them once a day. If
// it gets none, nothing is lost that the person would notice at this page, which signs its requests.
async function takeCookies(key, nonce) {
  if (!isSecureContext || location.protocol !== 'https:') return;
  const path = '/v1/self/session';
  let wait = 3600e3;
  try {
    const DPoP = await possession(key, { method: 'POST', path, nonce });
    const { ok, status, headers } = await fetch(path, { method: 'POST', headers: { DPoP }, cache: 'no-store' });
    const fresh = headers.get('DPoP-Nonce');
    if (status === 401 && fresh && !nonce) return takeCookies(key, fresh);
    // The node does not know this key, or does not see that this connection is over TLS.
    if (status === 401 || status === 403) return;
    if (ok) wait = 86400e3;
  } catch {
    // The network is gone.
  }
  setTimeout(takeCookies, wait, key);
}
