// The join page on the screen. The PIN is read aloud by its own live region.

const page = {
  view: 'starting',
  clock: 0,

  show(name) {
    if (page.view === name) return;
    page.view = name;
    clearInterval(page.clock);
    if (name !== 'waiting') find('pin').textContent = '';
    find('lost').hidden = true;
    find('news').hidden = true;
    find('naming').hidden = true;
    find('again').hidden = true;
    showSection(name);
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

  // How typing the PIN went. Once it is accepted, there is nothing left to type, and the name no longer changes.
  news(left) {
    const line = find('news');
    line.hidden = false;
    line.className = left ? 'notice' : 'todo';
    line.textContent = withValue(line.dataset[left ? 'wrong' : 'right'], left);
  },

  // Shows why it waits, and for how long. The end may come early.
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
