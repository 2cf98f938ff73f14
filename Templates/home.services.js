// The services that this device may open, at the top of its page. Names and URLs are inserted as text.

// The URL of a service. Null if it is anything but a web address, whatever the node says.
function webAddress(text) {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

// One of 24 colours, always the same for a name.
const hueOf = (name) => ([...name].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) % 65521, 7) % 24) * 15;

// The first letter or digit, or the first character if there is none.
const initialOf = (name) => (/[\p{L}\p{N}]\p{M}*/u.exec(name) || /./su.exec(name) || [''])[0].toLocaleUpperCase(language);

function makeTile() {
  const [tile, link, name] = ['li', 'a', 'bdi'].map((tag) => document.createElement(tag));
  const letter = Object.assign(document.createElement('span'), { translate: false });
  letter.setAttribute('aria-hidden', 'true');
  // In the same tab, so that the phone's way back leads here.
  link.rel = 'noopener';
  const lock = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  lock.setAttribute('aria-hidden', 'true');
  lock.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
  lock.firstChild.setAttribute('href', '#lock');
  link.append(letter, name, lock);
  tile.append(link);
  return tile;
}

function fillTile(tile, { name, url }, isLocked) {
  const link = tile.firstChild;
  const [letter, title] = link.children;
  const place = webAddress(url);
  if (place) link.href = place.href;
  else link.removeAttribute('href');
  if (isLocked) link.setAttribute('aria-describedby', 'locked');
  else link.removeAttribute('aria-describedby');
  link.classList.toggle('locked', isLocked);
  title.textContent = name;
  letter.textContent = initialOf(name);
  // The policy of the page admits no style in the document.
  letter.style.setProperty('--hue', hueOf(name));
}

const services = {
  // All of this device, and the address at which a service finds out who opens it.
  all: [],
  home: null,
  groups: new Map(),
  seen: null,

  // What those of `self` are: a device that manages the node reads all there are.
  async read(self) {
    const [answer, { services: all }] = await device.read('GET', '/v1/services');
    // Removed a moment ago.
    if (answer.status === 403) return { all: [], home: null };
    if (!answer.ok) throw new Error('no services');
    const own = new Set(self.areas.map(({ id }) => id));
    const mine = all.map((one) => ({ ...one, areas: one.areas.filter(({ id, enabled }) => enabled && own.has(id)) }))
      .filter(({ areas }) => areas.length);
    if (!mine.some(({ url }) => /^https:/.test(url))) return { all: mine, home: null };
    const [told, { nodes }] = await device.read('GET', '/v1/nodes');
    const { public_url: place } = (told.ok && nodes.find(({ relation }) => relation === 'this')) || {};
    return { all: mine, home: webAddress(place) };
  },

  set({ all, home }) { Object.assign(services, { all, home }); },

  // At once, before the node is asked what else has changed.
  loseArea(gone) {
    services.all = services.all.map((one) => ({ ...one, areas: one.areas.filter(({ id }) => id !== gone) }))
      .filter(({ areas }) => areas.length);
  },

  // Services over HTTPS may ask kith who opens them: at its own address, over HTTPS.
  isAway: () => Boolean(services.home && /^https:/.test(services.home.href) && services.home.origin !== location.origin),

  show({ mayView, mayUse }) {
    const { all } = services;
    const wanted = find('wanted-service').value.trim().toLocaleLowerCase(language);
    const isAway = services.isAway();
    const isLocked = ({ url }) => Boolean(services.home) && /^https:/.test(url) && (isAway || !mayUse);
    const areas = new Map(all.flatMap((one) => one.areas).map((area) => [area.id, area]));
    const sorted = [...areas.values()].sort((a, b) => inOrder(a.name, b.name));
    for (const id of services.groups.keys()) if (!areas.has(id)) services.groups.delete(id);
    const groups = sorted.map(({ id, name }) => {
      const group = services.groups.get(id) || services.makeGroup(id);
      group.title.textContent = name;
      const own = all.filter((one) => one.areas.some((area) => area.id === id)).sort((a, b) => inOrder(a.name, b.name));
      const kept = new Set(own.map((one) => one.id));
      for (const key of group.tiles.keys()) if (!kept.has(key)) group.tiles.delete(key);
      const tiles = own.map((one) => {
        const tile = group.tiles.get(one.id) || makeTile();
        group.tiles.set(one.id, tile);
        fillTile(tile, one, isLocked(one));
        return [one, tile];
      }).filter(([one]) => one.name.toLocaleLowerCase(language).includes(wanted)).map(([, tile]) => tile);
      fillList(group.list, tiles);
      return tiles.length ? group.element : null;
    }).filter(Boolean);
    fillList(find('groups'), groups);
    find('service-search').hidden = all.length <= MANY;
    find('no-match').hidden = !all.length || groups.length > 0;
    find('no-services').hidden = !mayView || all.length > 0;
    find('unseen').hidden = mayView;
    find('locked').hidden = !all.some(isLocked);
    find('locked-away').hidden = !isAway;
    find('locked-use').hidden = isAway;
    if (isAway) Object.assign(find('home-link'), { href: services.home.href, textContent: services.home.host });
    services.say();
    visit.offer();
  },

  makeGroup(id) {
    const [element, title, list] = ['div', 'h3', 'ul'].map((tag) => document.createElement(tag));
    title.dir = 'auto';
    title.id = 'group-' + id;
    list.className = 'tiles';
    // Without bullets, some screen readers do not take it for a list.
    list.setAttribute('role', 'list');
    list.setAttribute('aria-labelledby', title.id);
    element.append(title, list);
    const group = { element, title, list, tiles: new Map() };
    services.groups.set(id, group);
    return group;
  },

  // Aloud: which came and which went.
  say() {
    const names = new Map(services.all.map(({ id, name }) => [id, name]));
    const { seen } = services;
    services.seen = names;
    if (!seen || page.view !== 'home') return;
    const listed = (some, others) => [...some].filter(([id]) => !others.has(id)).map(([, name]) => name).join(', ');
    const [come, gone] = [listed(names, seen), listed(seen, names)];
    if (come) page.say(word('said-service') + ' ' + come);
    if (gone) page.say(word('said-no-service') + ' ' + gone);
  },
};
