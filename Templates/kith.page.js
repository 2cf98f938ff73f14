// The content of the screen. All its texts are in the page already, in the language of the person.

const find = (id) => document.getElementById(id);

// As a text of the page with its one value.
const withValue = (text, value) => text.replace('#', () => value);

// Shows one section of the page, and no other.
function showSection(name) {
  for (const view of document.querySelectorAll('section[id]')) view.hidden = view.id !== name;
  const title = find(name).querySelector('h1');
  title.tabIndex = -1;
  document.title = title.textContent + ' · kith';
  // Screen readers begin here.
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}
