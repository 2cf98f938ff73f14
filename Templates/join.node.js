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
