// Review by keyboard, and the source moves along with the provision in hand.
const provisions = [...document.querySelectorAll("article.provision")];
const help = document.querySelector("[data-help]");
const hints = document.querySelector("[data-keys]");
if (hints && provisions.some((item) => item.querySelector("form"))) hints.hidden = false;

const marksOf = (id) => document.querySelectorAll(`mark[data-provision="${CSS.escape(id)}"]`);
const pane = document.querySelector(".source .pane");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const show = (item) => {
  for (const other of document.querySelectorAll(".on")) other.classList.remove("on");
  item.classList.add("on");
  const marks = marksOf(item.dataset.provision);
  marks.forEach((mark) => mark.classList.add("on"));
  // Only the pane scrolls: scrollIntoView would move the whole page away from the provision.
  if (marks[0] && pane && pane.scrollHeight > pane.clientHeight) {
    const top = marks[0].getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    pane.scrollTo({ top: top - pane.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
  }
};

let at = -1;
const go = (place) => {
  const item = provisions[Math.max(0, Math.min(provisions.length - 1, place))];
  if (!item) return;
  at = provisions.indexOf(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  show(item);
};

for (const [place, item] of provisions.entries()) {
  item.addEventListener("focusin", () => {
    if (at !== place) {
      at = place;
      show(item);
    }
  });
  item.addEventListener("pointerenter", () => show(item));
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const press = (selector) => provisions[at]?.querySelector(selector)?.click();
  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    a: () => press('button[value="nhan"]'),
    x: () => press('button[value="bo"]'),
    e: () => press("[data-edit]"),
    "?": () => help?.showModal(),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// After an action the server sends one back to #d-ID of the next provision.
const start = provisions.findIndex((item) => `#${item.id}` === location.hash);
if (start >= 0) go(start);
