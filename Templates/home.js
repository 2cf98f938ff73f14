// From the key that this browser keeps to a live page.

// What was last read from the node.
const known = { self: null, peers: new Map() };
const around = { timer: 0, heard: 0, isReading: false, isWanted: false, reason: null, isOver: false, edge: 0, rename: null };

async function readPeers() {
  const peers = new Map();
  for (let after = ''; after !== null;) {
    const [answer, part] = await device.read('GET', '/v1/peers?limit=500' + (after && '&after=' + after));
    // Removed a moment ago.
    if (answer.status === 403) return peers;
    if (!answer.ok) throw new Error('no peers');
    for (const peer of part.peers) peers.set(peer.id, peer);
    after = part.next;
  }
  return peers;
}

// An expired scope is gone from that second on, whenever the node reports it.
function setSelf(self) {
  const good = ({ expires_at: end }) => !end || Date.parse(end) > device.now();
  known.self = { ...self, scopes: self.scopes.filter(good) };
  known.mayView = self.sees_peers;
  known.mayUse = self.uses_services;
  clearTimeout(around.edge);
  const ends = [self.expires_at, ...known.self.scopes.map((one) => one.expires_at)].filter(Boolean).map(Date.parse);
  const left = Math.min(...ends) - device.now();
  if (left < 86400e3) around.edge = setTimeout(readSoon, Math.max(1e3, left + 500));
}

async function readAll(attempts = 3) {
  const { heard } = around;
  const [answer, self] = await device.read('GET', '/v1/self');
  if (!answer.ok) throw new Error('no self');
  const [peers, found] = self.sees_peers
    ? await Promise.all([readPeers(), services.read(self)]) : [new Map(), { all: [], home: null }];
  // Events that arrived meanwhile may be newer than what was read.
  if (heard !== around.heard && attempts > 1) return readAll(attempts - 1);
  setSelf(self);
  known.peers = known.mayView ? peers : new Map();
  services.set(found);
  live.hears();
  page.home(known);
  await apps.read();
  return undefined;
}

// Many events in a row cause one read, and a failed read is repeated.
function readSoon(wait = 200) {
  clearTimeout(around.timer);
  around.timer = setTimeout(async () => {
    if (around.isReading) {
      around.isWanted = true;
      return;
    }
    around.isReading = true;
    let pause = around.isWanted = false;
    try {
      await readAll();
    } catch (error) {
      if (error instanceof Ended) return end();
      pause = error.wait || 5e3;
    } finally {
      around.isReading = false;
    }
    if (!around.isOver && (pause || around.isWanted)) readSoon(pause || undefined);
    return undefined;
  }, wait);
}

function hear({ type, data }, isGap) {
  if (around.isOver) return;
  if (type !== 'connected') around.heard += 1;
  const peer = data.peer_id && known.peers.get(data.peer_id);
  const isOwn = data.peer_id === known.self.id;
  if (type === 'connected') {
    page.line('live');
    page.others(known);
  }
  if (isGap) readSoon();
  if (type === 'token_revoked' && isOwn) {
    around.reason = data.reason;
    readSoon();
  } else if (type === 'peer_updated') {
    if (peer) peer.name = data.name;
    if (isOwn && known.self.name !== data.name) {
      known.self.name = data.name;
      page.me(known.self);
      page.say(word('said-name') + ' ' + data.name);
    }
  } else if (type === 'presence_changed') {
    if (peer) peer.presence = data.presence;
    else if (!isOwn && known.mayView) readSoon();
  } else if (type === 'peer_left') {
    known.peers.delete(data.peer_id);
  } else if (type === 'area_disabled' || type === 'area_removed' && isOwn) {
    services.loseArea(data.area_id);
    services.show(known);
    readSoon();
  } else {
    // The page does not know what this type changes, so it reads again. Its own tokens change nothing that it shows.
    if (!isGap && !['connected', 'token_renewed', 'token_issued', 'token_revoked'].includes(type)) readSoon();
    return;
  }
  page.others(known);
}

// The key no longer works, if it is that node that says so.
async function end(reason = around.reason) {
  if (around.isOver) return;
  around.isOver = true;
  if (live.line) live.line.abort();
  try {
    if (!await device.isAtHome()) return location.reload();
  } catch {
    // Then the node that has answered is gone again.
    return location.reload();
  }
  const { guest_until: over } = device.identity;
  const isPast = over && Date.parse(over) <= device.now();
  find('ended').hidden = !isPast;
  if (isPast) find('ended-at').textContent = inTime(over);
  device.forget();
  // Only the device of a browser that was replaced still exists, and can be joined again by its name.
  if (reason !== 'replaced') local.set('ended', document.body.dataset.node);
  const ends = ['revoked', 'left', 'expired', 'replaced'];
  return page.show(ends.includes(reason) ? reason : isPast ? 'expired' : 'forgotten');
}

// Live for as long as the page is open, whatever happens to node and network.
async function goOn() {
  for (let failures = 0; !around.isOver;) {
    let wait = 0;
    const began = Date.now();
    try {
      page.line(failures ? page.state : 'busy');
      if (!known.self) await readAll();
      await takeWantedName();
      await live.listen(hear);
    } catch (error) {
      if (error instanceof Ended) return end();
      if (error instanceof Busy) wait = error.wait;
    }
    // A connection that lasted was no failure. A client that opens many in a row is refused.
    failures = Date.now() - began > 10e3 ? 0 : failures + 1;
    if (failures > 1 && !around.isOver) {
      page.line('lost', live.heardAt);
      if (known.self) page.others(known);
    }
    await rest(wait || (failures ? backoff(failures - 1) : 200), wait > 0);
  }
  return undefined;
}

// Once done, the advice stays one line. So it does for a guest, who need not find this page again for long.
function fold() {
  const isGuest = known.self && known.self.expires_at && !local.isRefused;
  const isDone = Boolean(isGuest || local.get('advice'));
  find('tip').hidden = isDone;
  find('tip-more').textContent = word(isDone ? 'keep-title' : 'keep-more');
}

// Where a browser stores its data, and how to ask it to keep that for longer.
function advise() {
  const isApple = /^Apple/.test(navigator.vendor);
  const kind = isApple ? 'apple' : /Android/.test(navigator.userAgent) ? 'android' : 'other';
  for (const line of document.querySelectorAll('[data-for]')) line.hidden = line.dataset.for !== kind;
  find('address').textContent = location.host;
  find('number').hidden = !/^[\d.]+$|^\[/.test(location.hostname) || location.hostname.startsWith('127.');
  find('forgetful').hidden = !local.isRefused;
  fold();
  // A browser that is not Apple's installs a page that came over a safe connection, and the app shares its storage.
  // Apple's would get separate storage, and so would not be recognised.
  if (isSecureContext && !isApple) {
    const link = Object.assign(document.createElement('link'), { rel: 'manifest', href: document.body.dataset.manifest });
    document.head.append(link);
    // Firefox would ask the person.
    if (navigator.vendor && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  }
}

let offer = null;
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event;
  find('install').hidden = false;
});
addEventListener('appinstalled', () => { find('install').hidden = true; });

function attach() {
  find('install').addEventListener('click', () => {
    find('install').hidden = true;
    offer.prompt();
  });
  find('tip-done').addEventListener('click', () => {
    local.set('advice', 'read');
    fold();
    find('tip-more').parentNode.open = false;
    find('tip-more').focus();
  });
  find('now').addEventListener('click', wake.call);
  find('wanted').addEventListener('input', () => page.others(known));
  find('wanted-service').addEventListener('input', () => services.show(known));
  around.rename = attachRenaming();
  attachLeaving();
  apps.attach();
}

const whyNot = (error) => (error instanceof Busy ? 'name-failed' : 'name-unsent');

function attachRenaming() {
  const form = find('renaming');
  const field = find('new-name');
  const toggle = (isOpen) => {
    form.hidden = !isOpen;
    find('rename').hidden = isOpen;
    find('rename-error').textContent = '';
    (isOpen ? field : find('rename')).focus();
  };
  find('rename').addEventListener('click', () => {
    field.value = known.self.name;
    toggle(true);
    field.select();
  });
  find('rename-stop').addEventListener('click', () => toggle(false));
  form.addEventListener('keydown', ({ key }) => key === 'Escape' && toggle(false));
  // Whether the node has answered: the device has the name, or the form says why not.
  const rename = async () => {
    find('rename-error').textContent = '';
    const name = field.value.trim();
    const [fault, value] = name ? nameFault(name) : ['none'];
    let told = 'name-' + fault;
    try {
      const [answer, self] = await device.read('PATCH', '/v1/self', { body: { name: field.value } });
      if (answer.ok) {
        setSelf(self);
        page.me(known.self);
        if (!form.hidden) toggle(false);
        return true;
      }
      if (answer.status === 409) told = 'name-taken';
    } catch (error) {
      if (error instanceof Ended) return end();
      // It may rename itself a few times an hour; for everything else a minute is long.
      told = error instanceof Busy && error.wait > 60e3 ? 'name-often' : whyNot(error);
    }
    toggle(true);
    find('rename-error').textContent = withValue(word(told), value);
    return !['name-failed', 'name-unsent'].includes(told);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    rename();
  });
  return (name) => {
    field.value = name;
    return rename();
  };
}

// The join page left it behind: it was typed while the PIN was confirmed.
async function takeWantedName() {
  const { wanted } = device.identity;
  if (!wanted || wanted !== known.self.name && !await around.rename(wanted)) return;
  device.identity = { ...device.identity, wanted: '' };
  local.set('identity', device.identity);
}

function attachLeaving() {
  const ask = (isOpen) => {
    find('sure').hidden = !isOpen;
    find('leave').hidden = isOpen;
    find('leave-error').textContent = '';
    find(isOpen ? 'sure-title' : 'leave').focus();
  };
  find('leave').addEventListener('click', () => ask(true));
  find('stay').addEventListener('click', () => ask(false));
  find('sure').addEventListener('keydown', ({ key }) => key === 'Escape' && ask(false));
  find('leave-now').addEventListener('click', async () => {
    find('leave-error').textContent = '';
    // Its own stream may report it before the response does.
    around.reason = 'left';
    let told = 'name-failed';
    try {
      const [answer] = await device.read('DELETE', '/v1/self');
      if (answer.ok) return end('left');
    } catch (error) {
      if (error instanceof Ended) return end();
      told = whyNot(error);
    }
    around.reason = null;
    find('leave-error').textContent = word(told);
    return undefined;
  });
}

function stranger() {
  const held = local.get('identity');
  const here = document.body.dataset.node;
  const isMoved = held && held.node !== here;
  find('moved').hidden = !isMoved;
  find('before').hidden = isMoved || !held && local.get('ended') === here;
  find('apart').hidden = !navigator.standalone;
  const wanted = visit.wanted();
  if (wanted) visit.remember(wanted);
  page.show('stranger');
}

async function begin() {
  if (!self.nacl) return page.show('broken');
  advise();
  attach();
  device.identity = ownIdentity();
  if (!device.identity) return stranger();
  try {
    device.key = await keys.load(device.identity.key);
  } catch {
    // IndexedDB was emptied, or does not answer: what is left is useless, and a new code makes a new key.
    return stranger();
  }
  const wanted = visit.wanted();
  if (wanted) return visit.go(wanted);
  find('welcome').hidden = !device.identity.wanted;
  wake.then(live.look);
  takeCookies(device.key);
  return goOn();
}

// Another tab has paired, left, or got a new token.
addEventListener('storage', ({ key }) => {
  if (key !== 'kith.identity' && key !== null || around.isOver) return;
  const held = ownIdentity();
  if (held && device.identity && held.peer_id === device.identity.peer_id) device.identity = held;
  // If it has ended, this tab is about to get the reason.
  else setTimeout(() => around.isOver || location.reload(), held || !known.self ? 0 : 2e3);
});

const stumble = () => page.view === 'starting' && page.show('broken');
addEventListener('error', stumble);
addEventListener('unhandledrejection', stumble);
begin();
