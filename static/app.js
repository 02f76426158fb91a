// What HTML cannot do: open the sheet that a region brought, let toasts go, copy an address, say when no answer came.
(() => {
  const sheet = () => document.getElementById("sheet");
  const toasts = () => document.getElementById("toasts");

  const closeSheet = () => {
    if (!sheet()?.open) return false;
    sheet().close();
    // Its close event comes later; a region that comes before it must not open the sheet again.
    sheet().replaceChildren();
    return true;
  };

  const tend = () => {
    for (const toast of toasts()?.querySelectorAll("[data-seconds]:not([data-tended])") ?? []) {
      toast.dataset.tended = "";
      let timer = 0;
      const start = () => { timer = setTimeout(() => toast.remove(), toast.dataset.seconds * 1000); };
      // Whoever reads or tabs into it keeps it.
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

  // The answer to a form whose token had grown old brings one that holds, for all forms of the page.
  const renew = () => {
    const brought = document.querySelector("[data-token]");
    if (!brought) return;
    const token = brought.value;
    // It is taken once: what stays on the page may be older than the next one.
    brought.remove();
    for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  };

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // Plain http on a local network has no clipboard of its own; there the old command does it.
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

  // A number pad has no letters: a button puts thousand, million or billion behind what was typed; a second word
  // takes the place of the first, and the same word goes.
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

  // The field keeps the focus, and the phone its keys.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-scale]")) event.preventDefault();
  });

  const use = (input) => {
    const region = input?.id && document.getElementById(`words-${input.id}`);
    if (region) region.parentElement.dataset.used = "";
  };
  document.addEventListener("focusin", (event) => use(event.target));

  // What another field chose may turn numbers into money, or money into numbers.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[name=metric], [name=measure]")) return;
    for (const region of document.querySelectorAll("[data-of]")) {
      const input = document.getElementById(region.dataset.of);
      const isUsed = input.value || "used" in region.parentElement.dataset;
      if (isUsed) input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // Two clicks on a form send it once; a key's form that a region sends may well be tapped twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if ("sent" in form.dataset) event.preventDefault();
    form.dataset.sent = "";
    // Whoever stopped the page from loading may want to send it after all.
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

  // The server says the sheet's work is done (HX-Trigger: sheet-done).
  document.addEventListener("sheet-done", closeSheet);
  document.addEventListener("close", (event) => {
    if (event.target === sheet()) sheet().replaceChildren();
  }, true);

  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx?.response?.raw?.ok) return;
    for (const input of ctx.sourceElement.querySelectorAll?.("[data-fresh]") ?? []) input.value = freshId();
  });

  document.addEventListener("htmx:error", (event) => {
    const words = document.getElementById("no-answer");
    // Polls fail in silence: what they show already says how old it is.
    // An open sheet covers the toasts and has a place of its own for what went wrong.
    const place = document.querySelector("#sheet[open] [data-errors]") ?? toasts();
    if (words && event.detail.ctx?.request?.method !== "GET") place?.replaceChildren(words.content.cloneNode(true));
  });

  document.addEventListener("DOMContentLoaded", () => {
    tend();
    use(document.activeElement);
    // A list of views that is wider than the page begins where one is, not at its start.
    for (const here of document.querySelectorAll(".segment [aria-current]")) {
      here.parentElement.scrollLeft = here.offsetLeft + (here.offsetWidth - here.parentElement.clientWidth) / 2;
    }
  });
})();
