// A device's page on the screen. Every value is inserted as text.

const word = (name) => find('words').content.querySelector(`[data-word="${name}"]`).textContent;
const inOrder = new Intl.Collator(language, { numeric: true }).compare;
// More names than this are not seen at a glance.
const MANY = 12;
// From here on the list is as long as the cards next to it.
const FILLS_A_COLUMN = 5;

// What the device may do, as the node reports it. Scopes that this connection does not carry are not promised. The end
// of a guest pass is shown once, not in each line.
function showScopes({ scopes, expires_at: end }) {
  const held = new Map(scopes.map((one) => [one.scope, one]));
  for (const line of document.querySelectorAll('[data-scope]')) {
    const { expires_at: until, capped } = held.get(line.dataset.scope) || {};
    line.hidden = !held.has(line.dataset.scope);
    const notes = until && until !== end ? [word('until') + ' ' + inTime(until)] : [];
    if (capped) notes.push(word('capped'));
    line.lastElementChild.textContent = notes.join(' · ');
  }
  find('pass').hidden = !end;
  find('pass-end').textContent = end ? inTime(end) : '';
  countDown(end);
  fold();
}

// "3 days", "23:59:59" or "4:59". Rounded up, so that 0:00 is the end.
function inSteps(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [days, hours] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600)];
  if (days > 1) return days.toLocaleString(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  const rest = [hours, Math.floor(seconds / 60) % 60, seconds % 60].slice(hours ? 0 : 1);
  return rest.map((part, index) => String(part).padStart(index ? 2 : 1, '0')).join(':');
}

// What is left of a guest pass. The node's clock may be up to a second further than the page knows, so it shows rather less. A
// timer is not read aloud each second.
function countDown(end) {
  clearInterval(page.clock);
  find('pass-left').hidden = !end;
  if (!end) return;
  const tick = () => { find('pass-left').lastElementChild.textContent = inSteps(Date.parse(end) - device.now() - 1e3); };
  page.clock = setInterval(tick, 1e3);
  tick();
}

function drawing(kind) {
  const name = { mobile_ios: 'phone', mobile_android: 'phone' }[kind] || kind;
  return '#kind-' + (find('kind-' + name) ? name : 'other');
}

// A row of the list, which stays the same element as long as its peer exists.
function makeRow() {
  const row = document.createElement('li');
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
  picture.setAttribute('role', 'img');
  const line = document.createElement('p');
  line.append(document.createElement('bdi'), document.createElement('span'));
  row.append(picture, line);
  return row;
}

function fillRow(row, { name, kind, presence, note }) {
  const [picture, line] = row.children;
  const [title, state] = line.children;
  picture.firstChild.setAttribute('href', drawing(kind));
  picture.setAttribute('aria-label', word(kind));
  title.textContent = name;
  state.textContent = note || word(presence);
  row.className = presence;
}

// Only changes are written, so that nothing is read aloud or loses focus needlessly.
function fillList(list, rows) {
  if (rows.length === list.children.length && rows.every((row, index) => list.children[index] === row)) return;
  const held = document.activeElement;
  list.replaceChildren(...rows);
  if (held !== document.activeElement && list.contains(held)) held.focus({ preventScroll: true });
}

const page = {
  view: 'starting',
  state: '',
  clock: 0,
  rows: new Map(),
  spoken: 0,
  unspoken: [],

  show(name) {
    if (page.view === name) return;
    page.view = name;
    if (name !== 'home') clearInterval(page.clock);
    document.body.classList.toggle('inside', name === 'home');
    find('line').hidden = name !== 'home';
    find('again').hidden = !find(name).matches('.over');
    showSection(name);
  },

  // Aloud, for people who do not see it. Changes that happen together are announced together.
  say(text) {
    page.unspoken.push(text);
    find('said').textContent = '';
    clearTimeout(page.spoken);
    page.spoken = setTimeout(() => { find('said').textContent = page.unspoken.splice(0).join('. '); }, 100);
  },

  // live, busy or lost
  line(state, since) {
    const was = page.state;
    page.state = state;
    find('line').className = state;
    for (const text of document.querySelectorAll('[data-line]')) text.hidden = text.dataset.line !== state;
    if (state === 'lost') {
      if (was !== 'lost') page.say(word('said-lost'));
      find('since-line').hidden = !since;
      find('since').textContent = inTime(since);
    }
    if (state === 'live' && page.wasLost) page.say(word('said-back'));
    page.wasLost = state === 'lost' || (page.wasLost && state !== 'live');
    find('cut').hidden = !page.wasLost;
  },

  home(known) {
    page.me(known.self);
    page.may(known.self);
    services.show(known);
    page.others(known);
    const isNew = page.view !== 'home';
    page.show('home');
    // Screen readers begin with what the page is there for.
    if (isNew && services.all.length) find('services-title').focus({ preventScroll: true });
  },

  me({ name, kind, person }) {
    find('me').querySelector('use').setAttribute('href', drawing(kind));
    find('name').textContent = name;
    // The default person is not shown, and a device that nobody has named is named after its kind.
    const parts = [word(kind), person].filter((part) => part && part !== 'owner' && !name.startsWith(part));
    find('about').replaceChildren(...parts.flatMap((part, index) => {
      const element = Object.assign(document.createElement('bdi'), { textContent: part });
      return index ? [' · ', element] : [element];
    }));
    if (page.view === 'home') document.title = name + ' · kith';
  },

  may(self) {
    const lines = [...document.querySelectorAll('[data-scope]')];
    const pass = () => (find('pass').hidden ? '' : find('pass').textContent);
    const before = lines.map((line) => line.hidden);
    const passBefore = pass();
    showScopes(self);
    find('may-nothing').hidden = self.scopes.length > 0;
    if (page.view !== 'home') return;
    lines.forEach((line, index) => {
      if (line.hidden === before[index]) return;
      page.say(word(line.hidden ? 'said-not' : 'said-may') + ' ' + line.textContent.trim());
    });
    if (pass() !== passBefore) page.say(pass());
  },

  others({ self, peers, mayView }) {
    const wanted = find('wanted').value.trim().toLocaleLowerCase(language);
    const isReached = !page.wasLost;
    const own = {
      id: 'node', name: word('node-name'), kind: 'node', presence: isReached ? 'online' : 'away',
      note: isReached ? '' : word('unreached'),
    };
    const others = [...peers.values()].filter(({ id }) => id !== self.id).sort((a, b) => inOrder(a.name, b.name));
    const rows = { here: [], absent: [] };
    for (const peer of [own, ...others]) {
      const row = page.rows.get(peer.id) || makeRow();
      page.rows.set(peer.id, row);
      fillRow(row, peer);
      if (!peer.name.toLocaleLowerCase(language).includes(wanted)) continue;
      rows[peer.presence === 'offline' ? 'absent' : 'here'].push(row);
    }
    for (const id of page.rows.keys()) if (id !== 'node' && !peers.has(id)) page.rows.delete(id);
    for (const [name, list] of Object.entries(rows)) {
      fillList(find(name), list);
      find(name + '-count').textContent = list.length;
    }
    // What was read before the node stopped answering may be out of date.
    find('here-name').textContent = word(isReached ? 'here' : 'then');
    document.body.classList.toggle('crowded', others.length >= FILLS_A_COLUMN);
    find('here-title').hidden = find('here').hidden = !rows.here.length;
    find('absent-box').hidden = !rows.absent.length;
    if (wanted || others.length <= MANY) find('absent-box').open = true;
    find('search').hidden = others.length <= MANY;
    find('none').hidden = rows.here.length + rows.absent.length > 0;
    find('blind').hidden = mayView;
  },
};
