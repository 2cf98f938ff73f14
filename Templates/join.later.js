// What the join page does once the PIN is on the screen, or instead of it: see `later`.

// The ends have one form. Most of them need a new code.
function addEnd(name) {
  const view = find('ending').content.firstElementChild.cloneNode(true);
  const own = (part) => later.texts[`${name}.${part}`];
  view.id = name;
  view.classList.toggle('bad', name !== 'nothing');
  const [title, why, todo, way] = view.children;
  title.textContent = own('title');
  why.textContent = own('why');
  todo.firstChild.textContent = own('todo') || later.texts.newcode;
  todo.lastChild.textContent = own('todo') ? '' : later.texts['newcode.how'];
  way.firstChild.textContent = own('do');
  way.hidden = !own('do');
  find('again').before(view);
}

// Waits until the person pairs in spite of the warning.
const isPairedAnyway = () => new Promise((done) => { find('forgetful').querySelector('button').onclick = done; });

function showWelcome({ name = '', asked = '', guest_until: until, key }) {
  keys.load(key).then(takeCookies, () => {});
  find('called').textContent = name;
  // A guest's page does not advise how to stay paired.
  find('lasting').hidden = find('more').hidden = Boolean(until);
  find('guest').hidden = !until;
  if (until) find('guest-end').textContent = inTime(until);
  // As "Anna (2)", if another device is called "Anna".
  const [, taken] = /^(.+) \(\d+\)$/.exec(name) || [];
  const isSecond = taken && asked !== name && asked.startsWith(taken);
  find('second').hidden = !isSecond;
  if (isSecond) find('second').textContent = withValue(later.texts.second, taken);
  page.show('registered');
  // A used code must not be what is put on the home screen.
  history.replaceState(null, '', location.pathname);
}

// Unless the operator has given it one.
function askForName() {
  find('naming').hidden = page.view !== 'waiting' || !held.name;
}

let saving = Promise.resolve();
let timer = 0;

// The name is sent with the claim, which is repeated. One after the other, so that the last one stays.
function saveName() {
  clearTimeout(timer);
  saving = saving.then(async () => {
    const name = newName();
    const said = find('name-said');
    if (!name) {
      if (said.className) said.textContent = '';
      return;
    }
    const { saved, failed } = said.dataset;
    let told = failed;
    try {
      const [{ ok, status }, body] = await sendClaim({ ...held.request, name });
      if (ok) {
        // The name no longer changes once the PIN is right.
        if (body.name === held.name) find('naming').hidden = true;
        told = saved;
        held.name = body.name;
        if (local.get(place)) local.set(place, held);
      } else if (status === 422) {
        const [fault, value] = nameFault(name);
        told = withValue(later.texts['name.' + fault], value);
      }
    } catch {
      // The network is gone, or the phone has just woken up.
    }
    said.className = told === saved ? '' : 'error';
    said.textContent = told;
    if (told === failed) saveLater(5e3);
  });
}

function saveLater(wait) {
  clearTimeout(timer);
  timer = setTimeout(saveName, wait);
}

find('name').onchange = ({ target }) => {
  target.value = target.value.trim() || held.name;
  saveName();
};
// Rarely enough for the rates of the node.
find('name').oninput = () => {
  find('name-said').textContent = '';
  saveLater(2e3);
};

find('save').onclick = saveName;
