// What is on the screen. All its texts stand in the page already, in the language of the person.

const find = (id) => document.getElementById(id);

// One section of the page, and no other.
function showSection(name) {
  for (const view of document.querySelectorAll('section[id]')) view.hidden = view.id !== name;
  const title = find(name).querySelector('h1');
  title.tabIndex = -1;
  document.title = title.textContent + ' · kith';
  // What reads the screen aloud begins here.
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}
