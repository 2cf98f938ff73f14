// What outlives a refresh, and where.
//
// session  join.TOKEN   key and join secret, until the node has taken the key
//          end.TOKEN    how it ended, so that a refresh says it again
// local    join.TOKEN   key, claim and PIN of a claim that goes on: a second tab of this browser is the same claimant. And the
//                       request for it, with its proof and without the secret, to say it again with a name
//          identity     the key that a node knows, the token it gave, and the name that is still to be given to it
//          advice       that the one on keeping the key was read
//          visit        where a browser that is not paired wanted to go, and when
//          ended        the node that has ended this device: its name is no way back
// IndexedDB             private keys that cannot be read

// If the browser refuses storage, it lasts as long as the page.
function memory(open) {
  let store = {};
  let isRefused = true;
  try {
    open().setItem('kith.try', '');
    open().removeItem('kith.try');
    store = open();
    isRefused = false;
  } catch {
    // A setting, or a private window.
  }
  return {
    isRefused,
    get(name) {
      try { return JSON.parse(store['kith.' + name]); } catch { return null; }
    },
    set(name, value) {
      // It is full.
      try { store['kith.' + name] = JSON.stringify(value); } catch {}
    },
    drop: (name) => delete store['kith.' + name],
    names: () => Object.keys(store).map((name) => name.replace('kith.', '')),
  };
}

const session = memory(() => sessionStorage);
const local = memory(() => localStorage);

const shelf = {
  run: (mode, work) => new Promise((resolve, reject) => {
    // Some browsers neither open it nor report an error.
    setTimeout(reject, 2000);
    const opening = indexedDB.open('kith', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const change = database.transaction('keys', mode);
      const request = work(change.objectStore('keys'));
      change.oncomplete = () => (database.close(), resolve(request.result));
      change.onabort = () => (database.close(), reject(change.error));
    };
  }),
  get: (name) => shelf.run('readonly', (keys) => keys.get(name)),
  put: (name, key) => shelf.run('readwrite', (keys) => keys.put(key, name)),
  drop: (name) => shelf.run('readwrite', (keys) => keys.delete(name)),
};

// The identity, if it is one of this node.
function ownIdentity() {
  const identity = local.get('identity');
  return identity && identity.node === document.body.dataset.node ? identity : null;
}

// An abandoned claim has ended by now.
function sweep() {
  for (const name of local.names().filter((name) => name.startsWith('join.'))) {
    const claim = local.get(name);
    if (claim && claim.until + 3600e3 > Date.now()) continue;
    local.drop(name);
    keys.forget(claim && claim.key);
  }
}
