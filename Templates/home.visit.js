// The way back to a service that asked who opens it.

// How long a browser that has to pair first remembers where it wanted to go.
const VISIT_LASTS = 15 * 60e3;

const visit = {
  // Where this browser wants to go. Null on the device's own page.
  wanted() {
    const query = new URLSearchParams(location.search);
    const [to, start] = [query.get('to'), query.get('start')];
    const place = webAddress(to);
    return location.pathname === '/sign-in' && start && place ? { to, start, host: place.host } : null;
  },

  // It is not paired yet: the page that it opens afterwards may be in another tab.
  remember({ to, host }) {
    local.set('visit', { to, at: Date.now() });
    find('bound').hidden = false;
    find('bound').textContent = withValue(word('bound'), host);
  },

  forget() { local.drop('visit'); },

  // Only to a service that this device may use: anybody can lead a browser to /sign-in.
  offer() {
    const { to, at } = local.get('visit') || {};
    const place = webAddress(to);
    const isLate = !(Math.abs(Date.now() - at) < VISIT_LASTS);
    if (isLate) visit.forget();
    const isOwn = place && services.all.some(({ url }) => (webAddress(url) || {}).origin === place.origin);
    find('resume').hidden = isLate || !isOwn;
    if (find('resume').hidden) return;
    const link = find('resume').firstElementChild;
    link.href = place.href;
    link.textContent = withValue(word('resume'), place.host);
    link.onclick = visit.forget;
  },

  // The node gives the code only for a service that this device may use, so an address of somebody else leads nowhere.
  async go({ to, start, host }) {
    // The person may have paired in another tab, and look at that one.
    if (!document.hidden) visit.forget();
    for (const place of document.querySelectorAll('.visited')) place.textContent = host;
    page.show('onward');
    for (let failures = 0; ; failures += 1) {
      try {
        const [answer, told] = await device.read('POST', '/v1/self/sign-in', { body: { to, start } });
        if (answer.ok) return location.replace(told.location);
        const [{ ok }, self] = await device.read('GET', '/v1/self');
        find('refused-name').textContent = ok ? self.name : '';
        return page.show('refused');
      } catch (error) {
        if (error instanceof Ended) return end();
        await rest(error.wait || backoff(failures), error.wait > 0);
      }
    }
  },
};
