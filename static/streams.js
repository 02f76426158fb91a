// Which of a browser's screens have a stream. A browser opens six connections to a server and a
// stream keeps one of them to itself; so three screens have one, the rest poll, and whatever else
// is opened there still loads. Web Locks would be shorter, but plain http does not have them.
(() => {
  "use strict";
  const MOST = 3;
  const ANSWERS = 300; // milliseconds in which the others answer
  const line = window.BroadcastChannel ? new BroadcastChannel("screens") : null;
  const id = Math.random();
  let hasStream = () => false;
  let ahead = null; // those that go before this one, while it asks

  // Screens that have a stream come before those asking for one; among those, the lower number wins.
  if (line) line.onmessage = ({ data }) => {
    if (data.asks && (ahead || hasStream())) line.postMessage({ id, hasStream: hasStream() });
    if (ahead && (data.hasStream || data.id < id)) ahead.add(data.id);
  };

  // Asks the other screens, then says whether there is room for a stream of this one.
  window.askForStream = (hasOne, answer) => {
    hasStream = hasOne;
    if (!line) { answer(true); return; }
    ahead = new Set();
    line.postMessage({ id, asks: true });
    setTimeout(() => {
      const isRoom = ahead.size < MOST;
      ahead = null;
      answer(isRoom);
    }, ANSWERS);
  };
})();
