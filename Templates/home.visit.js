// The way back to a service that asked who opens it.

const visit = {
  // Where this browser wants to go. Null on the device's own page.
  wanted() {
    const query = new URLSearchParams(location.search);
    const [to, start] = [query.get('to'), query.get('start')];
    if (location.pathname !== '/sign-in' || !start || !URL.canParse(to)) return null;
    return { to, start, host: new URL(to).host };
  },

  // The node gives the code only for a service that this device may use, so an address of somebody else leads nowhere.
  async go({ to, start, host }) {
    for (const place of document.querySelectorAll('.visited')) place.textContent = host;
    page.show('onward');
    for (let failures = 0; ; failures += 1) {
      try {
        const [answer, told] = await device.read('POST', '/v1/self/sign-in', { body: { to, start } });
        return answer.ok ? location.replace(told.location) : page.show('refused');
      } catch (error) {
        if (error instanceof Ended) return end();
        await rest(error.wait || backoff(failures), error.wait > 0);
      }
    }
  },
};
