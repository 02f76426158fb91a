// A screen: takes snapshots from the stream, polls behind it, turns the slides, tells
// how old what it shows is, and celebrates. Televisions run Chromium from 63 on, so ES2017 and no
// build. The server renders; this replaces whole snapshots and never shows an empty one.
(() => {
  "use strict";
  const BEATS = 25000; // silent for longer than that, the stream is dead
  const STALE = 60000;
  const POLL = 5000;
  const AGAIN = 30000; // until one without a stream asks for one again
  const CELEBRATION = 6000;
  const BETWEEN = 60000; // from one celebration to the next
  const TINTED = 4000;
  const url = location.pathname.replace(/\/$/, "");
  const $ = (css, root) => (root || document).querySelector(css);
  const all = (css, root) => Array.from((root || document).querySelectorAll(css));
  const slides = () => $("#slides");
  const isStill = () => slides().classList.contains("screen-still") ||
    matchMedia("(prefers-reduced-motion: reduce)").matches;

  // The server's clock is right; a television's may be changed at any time. This one only runs forward.
  const now = () => performance.now();
  let ahead = Number($("meta[name=server-time]").content) - now();
  let heardAt = now();
  let tag = "";
  let source = null;
  let retries = 0;
  let openAt = 0;
  let pollAt = now() + POLL;
  let isGone = !slides().dataset.digits;
  // The server time since when nothing was missed; anything earlier is not celebrated.
  let since = now() + ahead;
  let celebratedAt = -BETWEEN;
  let turnAt = now() + seconds();
  const seen = new Set();
  const tinted = {}; // until when, by row

  function seconds() {
    return 1000 * Math.max(5, Number(slides().dataset.seconds) || 20);
  }

  function heard(serverTime) {
    heardAt = now();
    if (serverTime) ahead = serverTime - heardAt;
    if (!since) since = heardAt + ahead;
  }

  // --- where snapshots come from -------------------------------------------------------

  function seek() {
    openAt = now() + AGAIN;
    window.askForStream(() => source !== null, (isRoom) => { if (isRoom && !source) open(); });
  }

  function open() {
    source = new EventSource(url + "/stream");
    const watched = source;
    let lastWord = now();
    const on = (name, act) => watched.addEventListener(name, (event) => {
      if (watched !== source) return;
      lastWord = now();
      watched.hasSpoken = true;
      retries = 0;
      act(event);
    });
    on("beat", (event) => heard(Number(event.data)));
    on("snapshot", (event) => { heard(); show(event.data, `"${event.lastEventId}"`); });
    on("gone", () => { close(); goDark(); });
    watched.onerror = () => { if (watched === source) close(); };
    watched.isSilent = () => now() - lastWord > BEATS;
  }

  function close() {
    source.close();
    if (source.hasSpoken) since = 0;
    source = null;
    retries += 1;
    // All screens lose their streams together, so they must not all reconnect together.
    openAt = now() + Math.min(30000, 1000 * 2 ** Math.min(retries, 5)) * (0.5 + Math.random());
    pollAt = Math.min(pollAt, now() + 1000 * Math.random());
  }

  function poll() {
    pollAt = now() + POLL * (0.8 + 0.4 * Math.random()) * (isGone ? 6 : 1);
    const headers = tag ? { "If-None-Match": tag } : {};
    fetch(url + "/slides", { headers, cache: "no-store", credentials: "same-origin" })
      .then((response) => {
        if (response.status === 404) { goDark(); return null; }
        if (response.status !== 200 && response.status !== 304) throw new Error(response.status);
        heard(Date.parse(response.headers.get("Date")));
        return response.status === 304 ? null : response.text()
          .then((html) => show(html, response.headers.get("ETag").replace("W/", "")));
      })
      .catch(() => { since = 0; });
  }

  function goDark() {
    isGone = true;
    since = 0;
    tag = "";
    const dark = document.createElement("div");
    dark.id = "slides";
    dark.appendChild($("#gone").content.cloneNode(true));
    slides().replaceWith(dark);
    $("#celebration").textContent = "";
  }

  // --- what is shown -------------------------------------------------------------------

  function show(html, newTag) {
    if (newTag === tag) return;
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.firstElementChild;
    if (!fresh || fresh.id !== "slides") return;
    const old = slides();
    // A new version of the program needs a page reload.
    if (old.dataset.build && old.dataset.build !== fresh.dataset.build) { location.reload(); return; }
    const before = shown(old);
    const same = before && $(`[data-slide="${before.dataset.slide}"]`, fresh);
    if (same) turnTo(fresh, same);
    const places = before && !isGone ? measure(before) : null;
    old.replaceWith(fresh);
    tag = newTag;
    isGone = false;
    if (same && places && !isStill()) move(same, places);
    tick();
    celebrateNew(fresh);
  }

  const shown = (root) => $(".screen-slide:not([hidden])", root);

  function turnTo(root, slide) {
    all(".screen-slide", root).forEach((one) => { one.hidden = one !== slide; });
  }

  function turn() {
    turnAt = now() + seconds();
    const list = all(".screen-slide", slides());
    if (list.length > 1) turnTo(slides(), list[(list.indexOf(shown(slides())) + 1) % list.length]);
  }

  // Rows slide to their new places, changed ones stay tinted, bars grow.
  function measure(slide) {
    const rows = {};
    all("[data-row]", slide).forEach((row) => {
      rows[row.dataset.row] = { top: row.offsetTop, value: $(".screen-value", row).textContent };
    });
    const bars = {};
    all("[id^=bar-]", slide).forEach((bar) => { bars[bar.id] = bar.getAttribute("width"); });
    return { rows, bars };
  }

  function move(slide, places) {
    const moved = [];
    all("[data-row]", slide).forEach((row) => {
      const was = places.rows[row.dataset.row];
      if (!was || was.value !== $(".screen-value", row).textContent) {
        tinted[row.dataset.row] = now() + TINTED;
      }
      const way = was ? was.top - row.offsetTop : 0;
      if (way) moved.push(...Array.from(row.children).map((cell) => ({ cell, way })));
    });
    moved.forEach(({ cell, way }) => { cell.style.transform = `translateY(${way}px)`; });
    const grown = all("[id^=bar-]", slide)
      .filter((bar) => places.bars[bar.id] && places.bars[bar.id] !== bar.getAttribute("width"))
      .map((bar) => ({ bar, width: bar.getAttribute("width") }));
    grown.forEach(({ bar }) => bar.setAttribute("width", places.bars[bar.id]));
    slide.getBoundingClientRect(); // the old places must have been drawn
    moved.forEach(({ cell }) => {
      cell.style.transition = "transform .22s ease-out";
      cell.style.transform = "";
    });
    grown.forEach(({ bar, width }) => bar.setAttribute("width", width));
  }

  // --- celebrations -------------------------------------------------------------

  function celebrateNew(root) {
    all("template[data-celebration]", root).reverse().forEach((won) => {
      const isFresh = !seen.has(won.dataset.celebration) && Number(won.dataset.at) >= since;
      seen.add(won.dataset.celebration);
      if (isFresh && now() - celebratedAt >= BETWEEN) celebrate(won);
    });
  }

  function celebrate(won) {
    celebratedAt = now();
    const stage = $("#celebration");
    stage.className = slides().className;
    stage.textContent = "";
    stage.appendChild(won.content.cloneNode(true));
    setTimeout(() => { stage.textContent = ""; }, CELEBRATION);
    tick();
  }

  // --- every second ----------------------------------------------------------------------

  const number = (n, digits) => String(n).replace(/\d/g, (d) => Array.from(digits)[d]);

  function clock(time, words) {
    const wall = new Date(time + ahead + 60000 * Number(words.offset));
    const minutes = String(wall.getUTCMinutes()).padStart(2, "0");
    return number(`${wall.getUTCHours()}:${minutes}`, words.digits);
  }

  function tick() {
    const words = slides().dataset;
    if (!words.digits) return;
    const age = now() - heardAt;
    const isLate = age > STALE;
    const past = number(Math.floor(age / 1000), words.digits);
    const text = isLate ? words.late.replace("{}", clock(heardAt, words))
      : age < 1000 ? words.just : words.live.replace("{}", past);
    all("[data-clock] bdi").forEach((one) => { one.textContent = clock(now(), words); });
    all("[data-age]").forEach((one) => {
      one.classList.toggle("is-stale", isLate);
      $("[data-age-words]", one).textContent = text;
    });
    all("[data-row]").forEach((row) => {
      row.classList.toggle("is-new", now() < (tinted[row.dataset.row] || 0));
    });
    const left = Math.max(0, Math.ceil((celebratedAt + CELEBRATION - now()) / 1000));
    all("#celebration [data-return]").forEach((one) => {
      one.textContent = one.dataset.return.replace("{}", number(left, words.digits));
    });
  }

  function everySecond() {
    if (source && source.isSilent()) close();
    if (!source && now() >= openAt && !isGone) seek();
    const isAlive = source && source.readyState === EventSource.OPEN;
    if (!isAlive && now() >= pollAt) poll();
    if (now() >= turnAt) turn();
    tick();
  }

  // The page is designed for 1920 x 1080 and scaled to fit any television.
  function fit() {
    const scale = Math.min(innerWidth / 1920, innerHeight / 1080);
    const rest = (innerWidth - 1920 * scale) / 2;
    const side = document.documentElement.dir === "rtl" ? -rest : rest;
    document.body.style.transformOrigin = document.documentElement.dir === "rtl" ? "100% 0" : "0 0";
    document.body.style.transform = scale === 1 && !rest ? "" :
      `translate(${side}px, ${(innerHeight - 1080 * scale) / 2}px) scale(${scale})`;
  }

  all("template[data-celebration]").forEach((won) => seen.add(won.dataset.celebration));
  addEventListener("resize", fit);
  fit();
  tick();
  seek();
  setInterval(everySecond, 1000);
})();
