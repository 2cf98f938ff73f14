// Requests of a claimant to the node.

// A repeated claim by the same key gets the same PIN, so nothing is lost by asking again.
async function sendClaim(body, proof) {
  const line = new AbortController();
  const allow = limited(line);
  const stop = wake.then(() => line.abort());
  try {
    allow(8e3);
    const headers = { 'Content-Type': 'application/json' };
    if (proof) headers.DPoP = proof;
    const answer = await fetch('/join', {
      method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store', signal: line.signal,
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && !told.pin) throw new Error();
    return [answer, told];
  } finally {
    allow();
    stop();
  }
}

const outcomeOf = (claim, signal) => fetch('/join/events', {
  headers: { Authorization: 'Claim ' + claim, Accept: 'text/event-stream' }, cache: 'no-store', signal,
});

// What is needed only once the PIN is on the screen, or instead of it: texts, and the script that shows them. They come
// later, so that the way to the PIN has fewer bytes.
const later = {
  texts: {},
  loading: null,

  load() {
    later.loading = later.loading || later.loadTexts().then(later.loadScript);
    later.loading.catch(() => { later.loading = null; });
    return later.loading;
  },

  async loadTexts() {
    const line = new AbortController();
    limited(line)(8e3);
    const { texts, textsHash: integrity } = document.body.dataset;
    later.texts = await (await fetch(texts, { integrity, signal: line.signal })).json();
  },

  loadScript: () => new Promise((resolve, reject) => {
    const { script: src, scriptHash: integrity } = document.body.dataset;
    const script = document.createElement('script');
    document.head.append(Object.assign(script, { src, integrity, onload: resolve, onerror: reject }));
  }),

  // Until they are here, the page says that the node does not answer.
  async wait() {
    page.view = 'later';
    for (let failures = 0; ; failures += 1) {
      try {
        return await later.load();
      } catch {
        await page.pause('unreachable', backoff(failures));
      }
    }
  },
};
