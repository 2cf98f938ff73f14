// App passwords: secrets for apps of this device that cannot sign in with a browser.

const apps = {
  // Another connection would show a new password to others, and the node makes none there.
  isPossible: location.protocol === 'https:',
  rows: new Map(),
  asked: null,

  // What may be open in the card. One of them at a time.
  open(part, focus) {
    for (const one of ['app-add', 'app-form', 'app-new', 'app-sure']) find(one).hidden = one !== part;
    find('app-error').textContent = find('app-sure-error').textContent = '';
    find(focus || part).focus();
  },

  async read() {
    if (!apps.isPossible) return;
    const [answer, { app_passwords: passwords }] = await device.read('GET', '/v1/self/app-passwords');
    if (answer.ok) apps.show(passwords);
  },

  show(passwords) {
    find('apps').hidden = !known.self.uses_services && !passwords.length;
    const rows = passwords.map((password) => {
      const row = apps.rows.get(password.id) || apps.makeRow(password);
      apps.rows.set(password.id, row);
      const used = password.last_used_at;
      row.querySelector('span').textContent = used ? word('app-used') + ' ' + inTime(used) : word('app-unused');
      return row;
    });
    const ids = new Set(passwords.map(({ id }) => id));
    for (const id of apps.rows.keys()) if (!ids.has(id)) apps.rows.delete(id);
    fillList(find('app-list'), rows);
    find('app-list').hidden = !rows.length;
    // Another tab or an operator was faster.
    if (apps.asked && !ids.has(apps.asked.id)) apps.ask(null);
  },

  makeRow({ id, name }) {
    const row = document.createElement('li');
    const line = document.createElement('p');
    line.append(Object.assign(document.createElement('bdi'), { textContent: name }), document.createElement('span'));
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: word('app-revoke') });
    button.setAttribute('aria-label', word('app-revoke') + ': ' + name);
    button.addEventListener('click', () => apps.ask({ id, name }));
    row.append(line, button);
    return row;
  },

  ask(password) {
    apps.asked = password;
    if (!password) return apps.open('app-add');
    find('app-sure-title').textContent = withValue(word('app-sure'), password.name);
    return apps.open('app-sure', 'app-sure-title');
  },

  // Returns the word for what went wrong. Nothing if the answer was taken.
  async change(method, path, body, take) {
    try {
      const [answer, told] = await device.read(method, path, { body });
      if (answer.ok || method === 'DELETE' && answer.status === 404) return take(told);
      return answer.status === 409 ? 'app-many' : undefined;
    } catch (error) {
      if (error instanceof Ended) return end();
      return whyNot(error);
    }
  },

  async make() {
    const name = find('app-name').value.trim();
    const [fault, value] = name ? nameFault(name) : ['none'];
    let isMade = false;
    const told = await apps.change('POST', '/v1/self/app-passwords', { name }, (made) => {
      isMade = true;
      find('app-name').value = '';
      find('app-new-title').textContent = withValue(word('app-made'), made.name);
      find('app-password').textContent = made.password;
      apps.open('app-new', 'app-new-title');
      readSoon();
    });
    if (!isMade) find('app-error').textContent = withValue(word(told || 'name-' + fault), value);
  },

  async revoke() {
    const { id } = apps.asked;
    let isGone = false;
    const told = await apps.change('DELETE', '/v1/self/app-passwords/' + id, undefined, () => {
      isGone = true;
      apps.ask(null);
      readSoon();
    });
    if (!isGone) find('app-sure-error').textContent = word(told || 'name-failed');
  },

  async copy() {
    try {
      await navigator.clipboard.writeText(find('app-password').textContent);
      page.say(word('app-copied'));
      find('app-copy').textContent = word('app-copied');
    } catch {
      // The browser does not allow it. The person can copy what is selected.
      getSelection().selectAllChildren(find('app-password'));
    }
  },

  attach() {
    const isEscape = ({ key }) => key === 'Escape';
    find('app-add').addEventListener('click', () => apps.open('app-form', 'app-name'));
    find('app-stop').addEventListener('click', () => apps.open('app-add'));
    find('app-form').addEventListener('keydown', (event) => isEscape(event) && apps.open('app-add'));
    find('app-form').addEventListener('submit', (event) => {
      event.preventDefault();
      apps.make();
    });
    find('app-copy').addEventListener('click', apps.copy);
    find('app-done').addEventListener('click', () => {
      // Nobody can see it again.
      find('app-password').textContent = '';
      find('app-copy').textContent = word('app-copy');
      apps.open('app-add');
    });
    find('app-keep').addEventListener('click', () => apps.ask(null));
    find('app-sure').addEventListener('keydown', (event) => isEscape(event) && apps.ask(null));
    find('app-revoke').addEventListener('click', apps.revoke);
  },
};
