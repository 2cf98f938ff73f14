// What a claimant says to the node.

// A repeated claim by the same key gets the same PIN, so that nothing is lost by asking again.
async function sendClaim(body, proof) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 8e3);
  const stop = wake.then(() => patience.abort());
  try {
    const headers = { 'Content-Type': 'application/json' };
    if (proof) headers.DPoP = proof;
    const answer = await fetch('/join', {
      method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store', signal: patience.signal,
    });
    return [answer, await answer.json().catch(() => ({}))];
  } finally {
    clearTimeout(timer);
    stop();
  }
}

const outcomeOf = (claim, signal) => fetch('/join/events', {
  headers: { Authorization: 'Claim ' + claim, Accept: 'text/event-stream' }, cache: 'no-store', signal,
});
