// What HTML cannot do: open the sheet a region delivered, dismiss toasts, copy an address, report a missing answer.
(() => {
  const sheet = () => document.getElementById("sheet");
  const toasts = () => document.getElementById("toasts");

  const closeSheet = () => {
    if (!sheet()?.open) return false;
    sheet().close();
    // Its close event fires later; a region that arrives first must not reopen the sheet.
    sheet().replaceChildren();
    return true;
  };

  const tend = () => {
    for (const toast of toasts()?.querySelectorAll("[data-seconds]:not([data-tended])") ?? []) {
      toast.dataset.tended = "";
      let timer = 0;
      const start = () => { timer = setTimeout(() => toast.remove(), toast.dataset.seconds * 1000); };
      // It stays while somebody hovers over it or has focus in it.
      for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, () => clearTimeout(timer));
      for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, start);
      start();
    }
    for (const button of document.querySelectorAll(":is([data-dismiss], [data-copy])[hidden]")) button.hidden = false;
  };

  // Random bytes rather than randomUUID, which plain http on a local network does not have.
  const freshId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  // The answer to a form with an expired token brings a fresh one, for every form on the page.
  const renew = () => {
    const brought = document.querySelector("[data-token]");
    if (!brought) return;
    const token = brought.value;
    // Take it only once: a later answer may have brought a newer one.
    brought.remove();
    for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  };

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // Plain http on a local network has no clipboard API; the old command still works there.
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    const words = button.querySelector("[data-done]");
    if (isCopied || document.execCommand("copy")) words.textContent = words.dataset.done;
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const button = target.closest("[data-copy]");
    if (button) copy(button);
    const word = target.closest("[data-scale]");
    if (word) scale(word);
    if (target.closest("[data-close]") && closeSheet()) event.preventDefault();
    if (target === sheet()) closeSheet();
    target.closest("[data-dismiss]")?.closest("[data-stays]")?.remove();
    for (const open of document.querySelectorAll("details.more[open]")) {
      if (!open.contains(target)) open.open = false;
    }
  });

  // A number pad has no letters, so a button adds thousand, million or billion to what was typed; another one
  // replaces it, and the same one removes it.
  const scale = (button) => {
    const region = button.closest("[data-of]");
    const input = document.getElementById(region.dataset.of);
    const words = Array.from(region.querySelectorAll("[data-scale]"), (other) => other.dataset.scale);
    let typed = input.value.trim();
    const last = words.find((word) => typed.endsWith(word));
    if (last) typed = typed.slice(0, -last.length).trim();
    if (typed) {
      input.value = last === button.dataset.scale ? typed : `${typed} ${button.dataset.scale} `;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    input.focus();
  };

  // Keep the focus in the field, so the phone's keyboard stays open.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-scale]")) event.preventDefault();
  });

  const use = (input) => {
    const region = input?.id && document.getElementById(`words-${input.id}`);
    if (region) region.parentElement.dataset.used = "";
  };
  document.addEventListener("focusin", (event) => use(event.target));

  // Another field's choice may turn numbers into money, or money into numbers.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[name=metric], [name=measure]")) return;
    for (const region of document.querySelectorAll("[data-of]")) {
      const input = document.getElementById(region.dataset.of);
      const isUsed = input.value || "used" in region.parentElement.dataset;
      if (isUsed) input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // A double click sends a form once; a key's form sent by a region may be tapped twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if ("sent" in form.dataset) event.preventDefault();
    form.dataset.sent = "";
    // If the page load was stopped, let the form be sent again.
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  });

  document.addEventListener("htmx:after:swap", () => {
    const dialog = sheet();
    if (dialog && !dialog.open && dialog.firstElementChild) dialog.showModal();
    tend();
    renew();
  });

  // The server says the sheet is finished (HX-Trigger: sheet-done).
  document.addEventListener("sheet-done", closeSheet);
  document.addEventListener("close", (event) => {
    if (event.target === sheet()) sheet().replaceChildren();
  }, true);

  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx?.response?.raw?.ok) return;
    for (const input of ctx.sourceElement.querySelectorAll?.("[data-fresh]") ?? []) input.value = freshId();
  });

  // While the server does not answer, a page that polls says how old it is.
  const isPoll = (ctx) => ctx?.sourceElement?.matches?.("[hx-trigger^=every]");
  let updatedAt = 0;

  const tellAge = (isLate) => {
    const age = document.getElementById("age");
    if (!age) return;
    const { at, offset, digits, words } = age.dataset;
    const wall = new Date((updatedAt || Number(at)) + 60000 * offset);
    const minutes = String(wall.getUTCMinutes()).padStart(2, "0");
    const time = `${wall.getUTCHours()}:${minutes}`.replace(/\d/g, (digit) => Array.from(digits)[digit]);
    const text = isLate ? words.replace("{}", time) : "";
    // The same words again would be read out again.
    if (age.textContent !== text) age.textContent = text;
  };

  document.addEventListener("htmx:before:response", (event) => {
    const ctx = event.detail.ctx;
    if (!isPoll(ctx) || ctx.response.status < 500) return;
    event.preventDefault();
    tellAge(true);
  });

  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx;
    if (!isPoll(ctx) || !(ctx.response.raw.ok || ctx.response.status === 304)) return;
    updatedAt = Date.parse(ctx.response.headers.get("Date")) || updatedAt;
    tellAge(false);
  });

  document.addEventListener("htmx:error", (event) => {
    if (isPoll(event.detail.ctx)) tellAge(true);
    const words = document.getElementById("no-answer");
    // An open sheet covers the toasts and shows errors itself.
    const place = document.querySelector("#sheet[open] [data-errors]") ?? toasts();
    if (words && event.detail.ctx?.request?.method !== "GET") place?.replaceChildren(words.content.cloneNode(true));
  });

  document.addEventListener("DOMContentLoaded", () => {
    tend();
    use(document.activeElement);
    // A list of views wider than the page starts scrolled to the current one.
    for (const here of document.querySelectorAll(".segment [aria-current]")) {
      here.parentElement.scrollLeft = here.offsetLeft + (here.offsetWidth - here.parentElement.clientWidth) / 2;
    }
  });
})();
