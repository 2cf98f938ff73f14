// What is on the screen. All its texts stand in the page already, in the language of the person.

const find = (id) => document.getElementById(id);

const page = {
  view: 'starting',
  clock: 0,

  show(name) {
    if (page.view === name) return;
    page.view = name;
    clearInterval(page.clock);
    if (name !== 'waiting') find('pin').textContent = '';
    find('lost').hidden = true;
    for (const view of document.querySelectorAll('section[id]')) view.hidden = view.id !== name;
    find('newcode').hidden = !find(name).matches('.void');
    find('again').hidden = true;
    const title = find(name).querySelector('h1');
    title.tabIndex = -1;
    document.title = title.textContent + ' · kith';
    // What reads the screen aloud begins here; the PIN is told by its own live region.
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  },

  waiting({ pin, until, life }, whenOver) {
    page.show('waiting');
    const digits = [...pin].map((digit) => Object.assign(document.createElement('span'), { textContent: digit }));
    find('pin').replaceChildren(...digits);
    find('pin').setAttribute('aria-label', [...pin].join(' '));
    const tick = () => {
      const left = Math.max(0, until - Date.now());
      const seconds = Math.ceil(left / 1000);
      find('bar').style.backgroundSize = `${left / life * 100}% 100%`;
      find('left').textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
      find('waiting').classList.toggle('over', !left);
      if (left > 0) return;
      clearInterval(page.clock);
      whenOver();
    };
    clearInterval(page.clock);
    page.clock = setInterval(tick, 500);
    tick();
  },

  registered({ scopes, expires_at: expiresAt, isPass }) {
    page.show('registered');
    for (const line of document.querySelectorAll('[data-scope]')) line.hidden = !scopes.includes(line.dataset.scope);
    find('until-line').hidden = !isPass;
    find('until').textContent = new Date(expiresAt).toLocaleString(
      document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  },

  // Shows why it waits, and for how long; the end may come early.
  async pause(name, milliseconds) {
    page.show(name);
    find('again').hidden = false;
    const until = Date.now() + milliseconds;
    const count = () => {
      find('again').lastChild.textContent = Math.max(1, Math.ceil((until - Date.now()) / 1000)) + ' s';
    };
    count();
    page.clock = setInterval(count, 500);
    await rest(milliseconds, name === 'limited');
    clearInterval(page.clock);
  },
};
