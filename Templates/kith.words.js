// Values in words, for the pages that show them.

const language = document.documentElement.lang;
// In the words of the page, and as they are written where the phone is from.
const locale = navigator.languages.find((one) => one.split('-')[0] === language) || language;
// For today only the time. Seconds are cut off: what is over is not in the future.
const inTime = (moment) => new Date(moment).toLocaleString(locale, {
  dateStyle: new Date(moment).toDateString() === new Date().toDateString() ? undefined : 'medium', timeStyle: 'short',
});

// Why the node refuses this name, and the value of the text about it.
function nameFault(name) {
  const { length } = [...name];
  if (length > 64) return ['long', length];
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return ['odd'];
  const machine = document.querySelector('header b').textContent;
  return [name.toLowerCase() === machine.toLowerCase() ? 'machine' : 'reserved', name];
}
