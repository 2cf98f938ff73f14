// Requests to the node, and its responses.

// The phone wakes up, leaves or joins a network, or is looked at again: everything that waits tries at once.
const wake = {
  waiting: new Set(),
  call: () => wake.waiting.forEach((one) => one()),
  // Returns how to stop listening.
  then(one) {
    wake.waiting.add(one);
    return () => wake.waiting.delete(one);
  },
};
addEventListener('online', wake.call);
addEventListener('offline', wake.call);
addEventListener('pageshow', (event) => event.persisted && wake.call());
document.addEventListener('visibilitychange', () => document.hidden || wake.call());

const rest = (milliseconds, isFirm) => new Promise((resolve) => {
  const done = () => (clearTimeout(timer), stop(), resolve());
  const timer = setTimeout(done, milliseconds);
  const stop = isFirm ? () => {} : wake.then(done);
});

// Longer after each failure, up to ten seconds, and never quite the same, because there are other phones.
const backoff = (failures) => Math.min(10e3, 500 * 2 ** failures) * (0.8 + Math.random() * 0.4);

// Ends `line` after so many milliseconds, unless it gets more time before. Without an argument it gets none.
const limited = (line) => {
  let timer;
  return (patience) => {
    clearTimeout(timer);
    if (patience) timer = setTimeout(() => line.abort(), patience);
  };
};

const node = {
  // In milliseconds; 0 if it does not say.
  retryAfter: (answer) => Math.min(answer.headers.get('Retry-After') * 1000 || 0, 300e3),

  // By the node's clock: that of a phone may be wrong. `Date` leaves out what is beyond the second, so by it there would be up to a
  // second more than there is.
  left: (answer, moment) => Date.parse(moment) - (Date.parse(answer.headers.get('Date')) + 1e3 || Date.now()),

  // Reads an event stream: {type, data, retry} for each event, and an empty one for each sign of life.
  async *read(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    let event = {};
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      // A CR at the end may be half of a CRLF.
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop();
      yield {};
      for (const line of lines) {
        const [, name, rest] = /^([^:]*):? ?(.*)$/.exec(line);
        if (name === 'event') event.type = rest;
        if (name === 'data') event.data = event.data === undefined ? rest : event.data + '\n' + rest;
        if (name === 'retry' && /^\d+$/.test(rest)) event.retry = Number(rest);
        if (line === '') {
          yield event;
          event = {};
        }
      }
    }
  },
};
