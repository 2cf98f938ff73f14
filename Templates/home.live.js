// Events as they happen: over a WebSocket, or over a signed event stream if none can be opened.

const live = {
  // The last event that was handled.
  cursor: null,
  epoch: null,
  line: null,
  // A WebSocket was tried here and did not open, and an event stream did.
  prefersFetch: false,
  hiddenAt: 0,
  // When something last came from the node, even if that was the end of a stream.
  heardAt: null,

  hears() { live.heardAt = Date.now(); },

  address: (more) => '/v1/events' + (live.cursor === null ? '' : '?after=' + live.cursor) + more,

  take(event, hear) {
    live.hears();
    if (event.type === 'connected') {
      const isGap = live.cursor === null || live.epoch !== event.data.epoch;
      live.epoch = event.data.epoch;
      if (isGap) live.cursor = event.id;
      return hear(event, isGap);
    }
    live.cursor = Math.max(live.cursor, event.id);
    return hear(event, event.type === 'resync');
  },

  // Whether it was open, once it is closed.
  bySocket: (ticket, hear, signal) => new Promise((resolve) => {
    const place = location.origin.replace('http', 'ws') + live.address(live.cursor === null ? '?' : '&');
    let isOpen = false;
    let told = null;
    const socket = new WebSocket(place + 'ticket=' + ticket, 'kith.events.v1');
    const slow = setTimeout(() => socket.close(), 8e3);
    // If the network is gone, closing would wait for it.
    const end = () => {
      clearTimeout(slow);
      clearInterval(watch);
      socket.onclose = socket.onmessage = null;
      socket.close();
      resolve(isOpen);
    };
    // A browser answers pings by itself and does not report them, so the page must ask whether the node is there.
    const say = () => {
      if (live.cursor === null || socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ type: 'ack', id: live.cursor }));
    };
    // A node that has dropped this connection reports it only when it receives something.
    const watch = setInterval(() => { if (!document.hidden) { say(); live.probe(); } }, 60e3);
    socket.onopen = () => { clearTimeout(slow); isOpen = true; };
    socket.onclose = () => { if (isOpen) live.hears(); end(); };
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      live.take(event, hear);
      if (event.type === 'connected' || event.type === 'resync' || told) return;
      told = setTimeout(() => { told = null; say(); }, 2e3);
    };
    signal.addEventListener('abort', end);
  }),

  async byFetch(hear, line) {
    const allow = limited(line);
    let isOpen = false;
    try {
      allow(8e3);
      const answer = await device.ask('GET', live.address(''), { accept: 'text/event-stream', signal: line.signal });
      if (!answer.ok) throw new Busy(answer);
      isOpen = true;
      // There is a sign of life every 30 seconds.
      allow(45e3);
      for await (const event of node.read(answer.body)) {
        allow(45e3);
        if (event.data) live.take(JSON.parse(event.data), hear);
      }
    } finally {
      allow();
      if (isOpen && !line.signal.aborted) live.hears();
    }
  },

  // One stream, from its opening to its end.
  async listen(hear) {
    const line = live.line = new AbortController();
    try {
      if (live.prefersFetch) return await live.byFetch(hear, line);
      const [answer, { ticket }] = await device.read('POST', '/v1/events/ticket');
      if (!answer.ok) throw new Error('no ticket');
      let wasOpen = false;
      try {
        wasOpen = await live.bySocket(ticket, hear, line.signal);
      } catch {
        // The browser says that it must not be opened.
      }
      if (wasOpen || line.signal.aborted) return undefined;
      return await live.byFetch((event, isGap) => {
        live.prefersFetch = true;
        hear(event, isGap);
      }, line);
    } finally {
      line.abort();
    }
  },

  async probe() {
    const question = new AbortController();
    const allow = limited(question);
    const { line } = live;
    try {
      allow(5e3);
      await fetch('/healthz', { cache: 'no-store', signal: question.signal });
      live.hears();
    } catch {
      if (line) line.abort();
    } finally {
      allow();
    }
  },

  // The network changed or the phone woke up: a connection may be dead without notice.
  look() {
    if (live.hiddenAt && Date.now() - live.hiddenAt > 30e3 && live.line) live.line.abort();
    else live.probe();
    live.hiddenAt = 0;
  },
};
document.addEventListener('visibilitychange', () => { if (document.hidden) live.hiddenAt = Date.now(); });
